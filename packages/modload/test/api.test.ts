/** How the library behaves towards its users: bad arguments, failures, aborts, edits. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { resolveEnvironment } from '../src/base/environment.js';
import {
  ModloadError,
  openModule,
  ReportedError,
  type LoadEvent,
  type Module,
  type OpenOptions,
} from '../src/index.js';
import { writeProxy } from './support/proxy.js';
import { failureOf, temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

const proxied = {
  'v.w/a': {
    'v1.0.0': {
      'go.mod': 'module v.w/a\n',
      'a.go': 'package a\n',
      LICENSE: 'MIT',
      'COPYING.txt': '',
    },
    'v1.1.0': { 'go.mod': 'module v.w/a\n\nretract v1.0.0 // leaks\n', 'a.go': 'package a\n' },
  },
  'v.w/b': {
    'v1.0.0': { 'go.mod': 'module v.w/b\n\nrequire v.w/a v1.0.0\n', 'b.go': 'package b\n' },
  },
};
const files = {
  'go.mod': 'module m\n\ngo 1.16\n\nrequire v.w/b v1.0.0\n',
  'm.go': 'package m\n\nimport _ "v.w/b"\n',
};

function setUp(own: Readonly<Record<string, string>> = files, options: OpenOptions = {}) {
  const directory = temporaryDirectory();
  const root = join(directory, 'm');
  writeFiles(root, own);
  const GOPROXY = writeProxy(join(directory, 'proxy'), proxied);
  const environment = resolveEnvironment(testVariables(directory, { GOPROXY, GOFLAGS: '' }));
  return { root, open: () => openModule(root, { environment, ...options }) };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModloadError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('Bad arguments', () => {
  it('are errors that name the argument and the rule', async () => {
    const absent = await codeOf(openModule('/nonexistent'));
    expect(absent).toBe('ERR_MODLOAD_NOT_FOUND: directory /nonexistent does not exist');
    expect(await codeOf(openModule(undefined as unknown as string))).toBe(
      'ERR_MODLOAD_ARGUMENT: directory must be a non-empty string, not undefined',
    );
    const module = await setUp().open();
    const bad = undefined as unknown as string;
    const list = 'v.w/a' as unknown as string[];
    for (const [name, call] of Object.entries<() => Promise<unknown>>({
      path: () => module.query(bad, 'latest'),
      text: () => module.query('v.w/a', ''),
      importPath: () => module.resolveImport(bad),
      version: () => module.consumable('v.w/a', bad),
      patterns: () => module.load(list),
      args: () => module.listModules(list),
      names: () => module.why([bad]),
    })) {
      expect(await codeOf(call())).toMatch(new RegExp(`^ERR_MODLOAD_ARGUMENT: ${name} must be `));
    }
  });
});

describe('Failures', () => {
  it('are thrown, but for one item of a list', async () => {
    const own = { ...files, 'x/x.go': 'package x\n\nimport _ "v.w/none"\n' };
    const module = await setUp(own, { mode: 'mod' }).open();
    await expect(module.listPackages(['./absent'])).rejects.toThrow(ModloadError);
    await expect(module.tidy()).rejects.toThrow(ReportedError);
    const { packages } = await module.listPackages(['./x'], { allowErrors: true });
    expect(packages[0]!.dependencyErrors[0]!.message).toContain('v.w/none');

    const listed = await module.listModules(['v.w/none', 'v.w/b@v1.0.0']);
    expect(listed.map(({ error }) => error?.message)).toEqual([
      expect.stringContaining('not a known dependency'),
      undefined,
    ]);
    const { downloads } = await module.download(['v.w/a@v1.0.0', 'v.w/a@v9.0.0']);
    expect(downloads.map(({ error }) => typeof error?.message)).toEqual(['undefined', 'string']);
  });

  it('of the build list are thrown', async () => {
    const module = await setUp({
      'go.mod': 'module m\n\ngo 1.16\n\nrequire v.w/none v1.0.0\n',
    }).open();
    await expect(module.listModules(['all'])).rejects.toThrow('v.w/none');
    await expect(module.download()).rejects.toThrow('v.w/none');
  });
});

describe('Module.listModules', () => {
  it('has sums, updates and retractions', async () => {
    const { open } = setUp();
    const module = await open();
    await (await module.tidy()).edit.write();
    const [, a] = await module.listModules(['all'], { updates: true });
    expect(a).toMatchObject({
      path: 'v.w/a',
      version: 'v1.0.0',
      goModSum: expect.stringMatching(/^h1:/) as string,
      update: { version: 'v1.1.0' },
      retracted: ['leaks'],
    });
    const info = await module.moduleInfo('v.w/b');
    expect(info.sum).toMatch(/^h1:/);
  });
});

test('Module.licenseFiles returns the files in the module root', async () => {
  const { open } = setUp();
  const module = await open();
  await (await module.tidy()).edit.write();
  const found = await module.licenseFiles('v.w/a');
  expect(found.map((file) => file.replace(/^.*\//, '')).sort()).toEqual(['COPYING.txt', 'LICENSE']);
  expect(await module.licenseFiles('v.w/b')).toEqual([]);
  expect(await codeOf(module.licenseFiles('v.w/none'))).toContain('ERR_MODLOAD_NOT_FOUND');
});

describe('Edits', () => {
  it('have a diff, and change nothing until they are written', async () => {
    const { root, open } = setUp({ ...files, 'go.mod': 'module m\n\ngo 1.16\n' });
    const module = await open();
    const { edit } = await module.tidy();
    expect(edit.diff()).toContain(
      'diff a/go.mod b/go.mod\n--- a/go.mod\n+++ b/go.mod\n@@ -1,3 +1,5 @@\n module m\n \n go 1.16\n+\n+require v.w/b v1.0.0\n',
    );
    expect(edit.diff()).toContain('+++ b/go.sum\n');
    expect(existsSync(join(root, 'go.sum'))).toBe(false);
    await edit.write();
    expect(readFileSync(join(root, 'go.sum'), 'utf8')).toContain('v.w/b v1.0.0 h1:');
    expect((await module.tidy()).edit.diff()).toBe('');
  });

  it('of listPackages are returned, not written', async () => {
    const own = { ...files, 'go.mod': 'module m\n\ngo 1.16\n' };
    const { root, open } = setUp(own, { mode: 'mod' });
    const { edit } = await (await open()).listPackages(['./...']);
    expect(edit.isChanged).toBe(true);
    expect(readFileSync(join(root, 'go.mod'), 'utf8')).toBe(own['go.mod']);
  });
});

describe('Signals', () => {
  /** A proxy that takes requests and answers none. */
  async function silentProxy(): Promise<{ url: string; asked: Promise<void> }> {
    let server!: Server;
    const asked = new Promise<void>((resolve) => {
      server = createServer(() => resolve());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  const operations: [string, (module: Module, signal: AbortSignal) => Promise<unknown>][] = [
    ['buildList', (module, signal) => module.buildList({ signal })],
    ['query', (module, signal) => module.query('v.w/a', 'latest', { signal })],
    ['listModules', (module, signal) => module.listModules(['all'], { updates: true, signal })],
    ['load', (module, signal) => module.load(['./...'], { signal })],
    ['tidy', (module, signal) => module.tidy({ signal })],
    ['get', (module, signal) => module.get(['v.w/a'], { signal })],
    ['download', (module, signal) => module.download(['v.w/a@v1.0.0'], { signal })],
    ['consumable', (module, signal) => module.consumable('v.w/a', 'v1.0.0', { signal })],
  ];

  it.each(operations)('end %s while a server is silent', async (_, operation) => {
    const { url, asked } = await silentProxy();
    const module = await setUp(files, { proxy: url, mode: 'mod' }).open();
    const controller = new AbortController();
    const reason = new Error('enough');
    const ended = failureOf(operation(module, controller.signal));
    await asked;
    controller.abort(reason);
    expect(await ended).toBe('enough');
  });

  it.each(operations)('that are aborted already let %s do nothing', async (_, operation) => {
    const module = await setUp().open();
    const reason = new Error('too late');
    expect(await failureOf(operation(module, AbortSignal.abort(reason)))).toBe('too late');
  });

  it('of openModule end every operation', async () => {
    const controller = new AbortController();
    const module = await setUp(files, { signal: controller.signal }).open();
    expect(await module.buildList()).toHaveLength(3);
    controller.abort(new Error('closed'));
    expect(await failureOf(module.buildList())).toBe('closed');
    expect(await failureOf(module.download())).toBe('closed');
  });
});

test('Events say what happens, by kind', async () => {
  const events: LoadEvent[] = [];
  const { open } = setUp(
    { ...files, 'go.mod': 'module m\n\ngo 1.16\n' },
    {
      onEvent: (event) => events.push(event),
    },
  );
  await (await open()).tidy();
  expect(events).toContainEqual({ kind: 'download', text: 'go: downloading v.w/b v1.0.0' });
  expect(events).toContainEqual({
    kind: 'note',
    text: 'go: finding module for package v.w/b',
  });
});
