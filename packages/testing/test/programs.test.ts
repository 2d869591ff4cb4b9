import { endsWell, Programs } from '@libvirt/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
let programs: Programs;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'testing-programs-'));
  writeFileSync(
    join(folder, 'echo.mjs'),
    `const { A, B, C } = process.env;
     console.log(JSON.stringify([process.argv.slice(2), process.execArgv, A, B, C]));`,
  );
  writeFileSync(join(folder, 'fail.mjs'), `console.error('no'); process.exitCode = 3;`);
  writeFileSync(join(folder, 'killed.mjs'), `process.kill(process.pid, 'SIGKILL');`);
  process.env['C'] = 'inherited';
  programs = new Programs(pathToFileURL(`${folder}/`), { A: 'common', C: undefined });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  delete process.env['C'];
});

describe.each(['run', 'runSync'] as const)('Programs.%s', (method) => {
  test('passes arguments, options of Node.js and the environment', async () => {
    const options = { arguments: ['x'], nodeOptions: ['--no-warnings'], env: { B: 'own' } };
    const output = JSON.stringify([['x'], ['--no-warnings'], 'common', 'own', null]);
    expect(await programs[method]('echo.mjs', options)).toEqual(endsWell(`${output}\n`));
  });

  test('returns the exit code and stderr', async () => {
    const expected = { code: 3, signal: null, stdout: '', stderr: 'no\n' };
    expect(await programs[method]('fail.mjs')).toEqual(expected);
  });

  test('returns the signal that ended the program', async () => {
    expect(await programs[method]('killed.mjs')).toMatchObject({ code: null, signal: 'SIGKILL' });
  });
});
