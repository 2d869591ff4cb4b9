import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { endsWell, runProgram } from './process.js';
import { buildLibvirt } from './stand-in.js';

describe('@libvirt/core', () => {
  test('is the same for import and require', async () => {
    const ended = await runProgram('both-formats.mjs');
    expect(ended).toEqual(endsWell(ended.stdout));
    const { required, identical } = JSON.parse(ended.stdout) as Record<string, string[]>;
    expect(required).toContain('LibraryNotFoundError');
    expect(identical).toEqual(required);
  });

  test('loads libvirt on import; libvirt reads the environment at the first call', async ({
    skip,
  }) => {
    skip(process.platform !== 'linux', 'only Linux shows the libraries of a process');
    const directory = mkdtempSync(join(tmpdir(), 'libvirt-imported-'));
    const ended = await runProgram('imported.mjs', { arguments: [join(directory, 'log')] });
    rmSync(directory, { recursive: true });
    expect(ended).toMatchObject({ code: 0, signal: null });
    const { isLoaded, log } = JSON.parse(ended.stdout) as { isLoaded: boolean; log: number };
    expect(isLoaded).toBe(true);
    expect(log).toBeGreaterThan(0);
  });
});

describe('LibraryNotFoundError', () => {
  test('import works; the first call rejects with the library, the paths tried and the install command', async () => {
    const ended = await runProgram('no-libvirt.mjs', { env: { LIBVIRT_LIBRARY_DIR: '/nowhere' } });
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    const error = JSON.parse(ended.stdout) as Record<string, unknown>;
    expect(error).toMatchObject({
      name: 'LibraryNotFoundError',
      code: 'VIR_ERR_NO_SUPPORT',
      library: 'libvirt.so.0',
      isError: true,
    });
    expect(error['tried']).toEqual([expect.stringContaining('/nowhere/libvirt.so.0')]);
    expect(error['message']).toMatch(/virConnectOpen needs libvirt\.so\.0/);
    expect(error['message']).toMatch(/\/nowhere\/libvirt\.so\.0/);
    expect(error['message']).toMatch(/To install libvirt's client library: \S+/);
  });
});

describe('@libvirt/core with libvirt 1.2.0', () => {
  const directory = buildLibvirt('1.2.0');
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('opening and listing work; a newer function rejects with its name and the releases', async () => {
    const ended = await runProgram('old-libvirt.mjs', { env: { LIBVIRT_LIBRARY_DIR: directory } });
    expect(ended).toEqual(endsWell(ended.stdout));
    expect(JSON.parse(ended.stdout)).toEqual({
      version: 1_002_000,
      name: 'test',
      info: 1,
      refusal: {
        code: 'VIR_ERR_NO_SUPPORT',
        errno: 3,
        message: 'virDomainRename needs libvirt 1.2.19 or newer; this is libvirt 1.2.0',
      },
    });
  });
});
