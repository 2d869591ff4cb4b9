// Time grows with the length of a document alone, whatever it contains. What is compared is the CPU time
// for one document and for another that is eight times as long: linear work takes about eight times as
// long, quadratic work 64 times. The bound is between them, and the lesser of two runs counts, so
// neither the compiler, the garbage collector nor a busy machine decides.
import { describe, expect, it } from 'vitest';
import { DomainXML } from '../src/index.js';

const LIMITS = { maxLength: 1 << 26, maxDepth: 1000 };
const BOUND = 40;

function cpuTime(work: () => unknown, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...times);
}

const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

/** Documents by what there is much of, and a count that takes some milliseconds. */
const shapes: Readonly<Record<string, readonly [number, (count: number) => string]>> = {
  'namespaces of one element': [
    4000,
    (count) =>
      `<domain><metadata ${repeat(count, (index) => `xmlns:a${index}='u${index}' `)}/></domain>`,
  ],
  'attributes with prefixes': [
    2000,
    (count) =>
      `<domain ${repeat(count, (index) => `xmlns:a${index}='u${index}' a${index}:b='' `)}/>`,
  ],
  'digits of an integer': [
    400_000,
    (count) => `<domain><memory>${'9'.repeat(count)}</memory></domain>`,
  ],
};

describe('time is linear in', () => {
  it.for(Object.entries(shapes))('%s: parse, edit, format a copy', ([, [count, write]]) => {
    const [short, long] = [write(count), write(8 * count)];
    const operations: Readonly<Record<string, (text: string) => unknown>> = {
      parse: (text) => DomainXML.parse(text, LIMITS),
      edit: (text) => DomainXML.edit(text, (domain) => (domain.title = 'x'), LIMITS),
      copy: (text) => DomainXML.format(structuredClone(DomainXML.parse(text, LIMITS))),
    };
    for (const [name, operation] of Object.entries(operations)) {
      const time = (text: string) => cpuTime(() => operation(text), 2);
      // Below this, fixed costs and the compiler are most of the time.
      const least = 20_000;
      expect(time(long) / Math.max(time(short), least), name).toBeLessThan(BOUND);
    }
  });
});

describe('DomainXML.validate', () => {
  it('compares an integer of any length', () => {
    const write = (count: number) => `<domain><vcpu>${'9'.repeat(count)}</vcpu></domain>`;
    const time = (count: number) => cpuTime(() => DomainXML.validate(write(count), LIMITS), 2);
    expect(time(3_200_000) / Math.max(time(400_000), 20_000)).toBeLessThan(BOUND);
    const problem = expect.objectContaining({ path: '/domain/vcpu' }) as unknown;
    expect(DomainXML.validate(write(100))).toContainEqual(problem);
  });
});

describe('DomainXML.parse', () => {
  it(
    'parses 50 MiB in at most three times its share of the time of 12.5 MiB',
    { timeout: 300_000 },
    () => {
      const write = (length: number) => {
        const disk =
          "\n    <disk type='file'>\n      <source file='/images/a.qcow2'/>\n      <target dev='vda'/>\n    </disk>";
        return `<domain>\n  <devices>${disk.repeat(Math.ceil(length / disk.length))}\n  </devices>\n</domain>`;
      };
      const time = (text: string) => cpuTime(() => DomainXML.parse(text, LIMITS), 1);
      const short = time(write(12.5 * 2 ** 20));
      expect(time(write(50 * 2 ** 20)) / short).toBeLessThan(12);
    },
  );

  it('finds the line of an error at the end of a long document', () => {
    const text = `<domain>${'\n'.repeat(1_000_000)}<`;
    expect(() => DomainXML.parse(text)).toThrow(expect.objectContaining({ line: 1_000_001 }));
  });
});
