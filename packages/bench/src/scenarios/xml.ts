import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, type Case, type Measure } from '../comparison.js';
import type { Contender } from '../contender.js';
import { attempt } from '../process.js';
import { buildPrograms } from '../program.js';
import { UnavailableError, type Scenario } from '../scenario.js';
import { DISKS, writeDocuments } from '../xml-documents.js';

const LIBRARIES = ['@libvirt/xml', 'fast-xml-parser', '@xmldom/xmldom'];

/** Less disturbed by other processes than elapsed time; includes the garbage collector's threads. */
const cpuTime: Measure = {
  name: 'CPU time',
  unit: 'ms',
  of: ({ cpuSeconds, operations }) => (cpuSeconds / operations) * 1000,
};

/** Go's libvirtxml, from GOPATH or a Debian package; no package of Debian 12 has it. */
function prepareGo(folder: string): Contender | undefined {
  const command = join(folder, 'libvirtxml');
  const source = fileURLToPath(new URL('../programs/xml/libvirtxml.go', import.meta.url));
  const own = process.env['GOPATH'];
  const failure = attempt('go', ['build', '-o', command, source], {
    env: {
      ...process.env,
      GO111MODULE: 'off',
      GOFLAGS: '',
      GOPATH: `${own === undefined ? '' : `${own}:`}/usr/share/gocode`,
    },
  });
  if (failure === undefined)
    return { name: 'libvirtxml', command: [command], isAsynchronous: false };
  console.error(
    `libvirtxml does not take part: put https://gitlab.com/libvirt/libvirt-go-xml-module into\n` +
      `src/libvirt.org/go/libvirtxml of a folder, and that folder into GOPATH\n${failure}`,
  );
  return undefined;
}

const scenario: Scenario = {
  summary: '@libvirt/xml beside other libraries: parse, format and edit 1,000 domain documents',
  async measure(options) {
    // The programs read their memory use from /proc.
    if (process.platform !== 'linux')
      throw new UnavailableError('only Linux can compare contenders');
    const folder = mkdtempSync(join(tmpdir(), 'bench-xml-'));
    try {
      const count = options.short ? 20 : 1000;
      const documents = writeDocuments(folder, count);
      const go = prepareGo(folder);
      const { xml } = buildPrograms();
      const contenders = [
        ...LIBRARIES.map((name) => ({
          name,
          command: [process.execPath, xml],
          options: { library: name },
          isAsynchronous: false,
        })),
        ...(go === undefined ? [] : [go]),
      ];
      const passes = options.short ? { warm_up: 1, count: 1 } : { warm_up: 2, count: 3 };
      const each = (name: string, operation: string, seen: number): Case => ({
        name: `${name} ${count} documents`,
        operation,
        options: { documents, ...passes },
        seen,
        measures: [cpuTime],
      });
      return await compare(
        [
          each('parse', 'parse', DISKS * count),
          each('format what was parsed of', 'format', DISKS * count),
          each('format new data of', 'format-new', DISKS * count),
          each('edit', 'edit', count),
        ],
        { ...options, contenders: () => contenders },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
export default scenario;
