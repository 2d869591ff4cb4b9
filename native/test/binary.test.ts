import { spawnSync } from 'node:child_process';
import { describe, expect, test, type TestContext } from 'vitest';
import { load } from './process.js';

/** What readelf says of the binary, or the test skips itself. */
function readelf(context: TestContext, ...options: string[]): string {
  context.skip(process.platform !== 'linux', 'only Linux has ELF files');
  const path = load().files[0]!;
  const { error, status, stdout } = spawnSync('readelf', ['--wide', ...options, path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  context.skip(error !== undefined, 'readelf is not installed: apt-get install binutils');
  expect(status).toBe(0);
  return stdout;
}

describe('the binary', () => {
  test('exports its two entry points alone', (context) => {
    const symbols = readelf(context, '--dyn-syms')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([number]) => /^\d+:$/.test(number ?? ''))
      .map(([, , , , binding, , section, name]) => ({ binding, section, name }))
      .filter(({ binding, section }) => binding !== 'LOCAL' && section !== 'UND');
    expect(symbols.map(({ name }) => name).sort()).toEqual([
      'napi_register_module_v1',
      'node_api_module_get_api_version_v1',
    ]);
  });

  test('needs no libvirt, and no C++ library', (context) => {
    const needed = [...readelf(context, '--dynamic').matchAll(/\(NEEDED\).*\[(.+)\]/g)];
    const names = needed.map(([, name]) => name!);
    expect(names).toContainEqual(expect.stringMatching(/^libc\./));
    expect(names.filter((name) => /libvirt|libstdc\+\+|libgcc/.test(name))).toEqual([]);
  });

  test('stays loaded when a worker thread ends', (context) => {
    expect(readelf(context, '--dynamic')).toMatch(/\(FLAGS_1\).*\bNODELETE\b/);
  });
});
