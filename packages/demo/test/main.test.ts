import { describe, expect, test } from 'vitest';
import { run, start } from './program.js';

const LIFE = [
  'defined (added)',
  'started (booted)',
  'suspended (paused)',
  'resumed (unpaused)',
  'stopped (destroyed)',
  'undefined (removed)',
];

/** Each event as it was printed, without time and domain. */
function eventsIn(output: string): string[] {
  return [...output.matchAll(/libvirt-demo-\d+ {2}(\S+ \(\S+\))$/gm)].map((match) => match[1]!);
}

interface Line {
  readonly type: string;
  readonly [key: string]: unknown;
}

function parseLines(output: string): Line[] {
  expect(output).toMatch(/\n$/);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('demo', () => {
  test('lists the domains of the test driver in a table', async () => {
    const { output } = await run([]);
    expect(output).toMatch(
      /^Connected to test:\/\/\/default \(TEST driver, libvirt \d+\.\d+\.\d+\)$/m,
    );
    expect(output).toMatch(/^ID +NAME +STATE +VCPUS +MEMORY +CPU TIME +UUID$/m);
    expect(output).toMatch(/^ 1 +test +running +2 +2 GiB +\d+d \d\dh +6695eb01-[-0-9a-f]{27}$/m);
  });

  test('shows each event in the lifecycle of its own domain, in order', async () => {
    const { output } = await run([]);
    expect(eventsIn(output)).toEqual(LIFE);
  });

  test('shows an event below the call that caused it', async () => {
    const { output } = await run([]);
    expect(output).toMatch(/^await domain\.suspend\(\)\n .* suspended \(paused\)$/m);
  });

  test('ends by itself with exit code 0 and nothing on stderr', async () => {
    expect(await run([])).toMatchObject({ code: 0, signal: null, errors: '' });
  });

  test('prints no colours when the output is no terminal', async () => {
    const { output } = await run([]);
    expect(output).not.toContain('\u001B');
  });
});

describe('demo --no-exercise', () => {
  test('creates nothing, says how to see more, and exits with 0', async () => {
    const { code, output } = await run(['--no-exercise']);
    expect(code).toBe(0);
    expect(eventsIn(output)).toEqual([]);
    expect(output).toContain('--watch');
    expect(output).toContain('--exercise');
  });
});

describe('demo --json', () => {
  test('prints the domains, then the events in order, and nothing else', async () => {
    const { code, output, errors } = await run(['--json']);
    const lines = parseLines(output);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(lines.map(({ type }) => type)).toEqual(['domain', ...LIFE.map(() => 'event')]);
    expect(
      lines.slice(1).map(({ event, detail }) => `${String(event)} (${String(detail)})`),
    ).toEqual(LIFE);
  });

  test('prints 64-bit integers as decimal strings', async () => {
    const { output } = await run(['--json', '--no-exercise']);
    expect(parseLines(output)).toEqual([
      {
        type: 'domain',
        id: 1,
        name: 'test',
        uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f',
        state: 'running',
        vcpus: 2,
        memoryKiB: '2097152',
        cpuTimeNanoseconds: expect.stringMatching(/^\d{16,}$/) as string,
      },
    ]);
  });

  test('prints the time and the domain of each event', async () => {
    const [, event] = parseLines((await run(['--json'])).output);
    expect(event).toEqual({
      type: 'event',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      name: expect.stringMatching(/^libvirt-demo-\d+$/) as string,
      uuid: expect.stringMatching(/^[-0-9a-f]{36}$/) as string,
      event: 'defined',
      detail: 'added',
    });
  });
});

describe('demo --watch', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'shows events until %s, then exits with 0',
    async (signal) => {
      const program = start(['--watch']);
      await program.printed('Watching');
      program.child.kill(signal);
      const { output, ...end } = await program.ended;
      expect(end).toEqual({ code: 0, signal: null, errors: '' });
      expect(eventsIn(output)).toEqual(LIFE);
    },
  );

  test('treats two signals at the same time, as npm and a terminal send them, as one', async () => {
    const program = start(['--watch']);
    await program.printed('Watching');
    program.child.kill('SIGINT');
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });

  test('continues until it is interrupted', async () => {
    const program = start(['--watch', '--no-exercise']);
    await program.printed('Watching');
    const pause = new Promise((resolve) => setTimeout(resolve, 2500, 'still there'));
    expect(await Promise.race([program.ended, pause])).toBe('still there');
    program.child.kill();
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  test('prints only JSON with --json', async () => {
    const program = start(['--watch', '--json']);
    await program.printed('"undefined"');
    program.child.kill('SIGINT');
    const { code, output } = await program.ended;
    expect(code).toBe(0);
    expect(parseLines(output)).toHaveLength(1 + LIFE.length);
  });
});

describe('demo: exits without a stack if the reader closes the output', () => {
  test.each(['--exercise', '--no-exercise', '--json', '--watch', '--help'])(
    '%s',
    async (option) => {
      const program = start([option]);
      program.child.stdout!.destroy();
      expect(await program.ended).toMatchObject({ code: 0, signal: null, errors: '' });
    },
  );
});

describe('demo --help', () => {
  test.each(['--help', '-h'])('%s explains every option and exits with 0', async (option) => {
    const { code, output, errors } = await run([option]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    for (const name of ['--uri', '--exercise', '--no-exercise', '--watch', '--json', '--help']) {
      expect(output).toContain(name);
    }
  });

  test('needs no libvirt', async () => {
    const { code } = await run(['--help'], { LIBVIRT_LIBRARY_DIR: '/nonexistent' });
    expect(code).toBe(0);
  });
});

describe('demo: refuses wrong arguments in one line, with exit code 2', () => {
  test.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['-x'], "Unknown option '-x'"],
    [['surplus'], "Unexpected argument 'surplus'"],
    [['--uri'], "Option '--uri <value>' argument missing"],
    [['--uri', '--json'], "Option '--uri' argument is ambiguous"],
    [['--uri='], "Option '--uri' needs a URI"],
    [['--json=yes'], "Option '--json' does not take an argument"],
    [['--exercise', '--no-exercise'], "'--exercise' and '--no-exercise' exclude each other"],
  ])('%s', async (commandLine, message) => {
    const { code, output, errors } = await run(commandLine);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(message);
    expect(errors).toMatch(/^libvirt-demo: [^\n]* \(see --help\)\n$/);
  });
});

describe('demo --uri: reports a URI that cannot be opened in one line, with exit code 1', () => {
  test.each(['nonsense:///x', 'qemu+unix:///system?socket=/nonexistent', 'no URI'])(
    '%s',
    async (uri) => {
      const { code, output, errors } = await run(['--uri', uri]);
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toMatch(/^libvirt-demo: cannot open [^\n]+ \(VIR_ERR_[A-Z_]+\)\n$/);
      expect(errors).toContain(uri);
    },
  );
});

describe('demo without libvirt', () => {
  test('says how to install it, and exits with 1', async () => {
    const { code, output, errors } = await run([], { LIBVIRT_LIBRARY_DIR: '/nonexistent' });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(/install libvirt's client library: \S/i);
    expect(errors).not.toContain('    at ');
  });
});
