import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { GoSum } from '../../src/modfetch/checksums.js';
import { resolveEnvironment, type Environment } from '../../src/base/environment.js';
import { removeAll } from '../../src/modfetch/cache.js';
import { GoModuleSource, type SourceOptions } from '../../src/modfetch/source.js';
import type { LoadEvent } from '../../src/base/report.js';

/** A directory of the test that is running, gone when it ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'modload-'));
  onTestFinished(() => removeAll(directory));
  return directory;
}

/** Writes files by their names below a directory. */
export function writeFiles(
  directory: string,
  files: Readonly<Record<string, string | Buffer>>,
): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** What tests of fetching run with: nothing of the machine's settings, and no network. */
export function testVariables(
  directory: string,
  variables: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: join(directory, 'home'),
    GOPATH: join(directory, 'gopath'),
    GOENV: 'off',
    GOFLAGS: '-mod=mod',
    GOSUMDB: 'off',
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    GIT_CONFIG_NOSYSTEM: '1',
    ...variables,
  };
}

/** Opens a source with what {@link testVariables} gives, and keeps what it tells. */
export function testSource(
  directory: string,
  variables: Readonly<Record<string, string>> = {},
  options: Partial<SourceOptions> = {},
): { source: GoModuleSource; environment: Environment; events: LoadEvent[]; goSum: GoSum } {
  const environment = resolveEnvironment(testVariables(directory, variables));
  const goSum = options.goSum ?? new GoSum({ file: 'go.sum' });
  const events: LoadEvent[] = [];
  const listener = (event: LoadEvent) => void events.push(event);
  const source = new GoModuleSource({ environment, listener, ...options, goSum });
  return { source, environment, events, goSum };
}

/** The message with which a promise rejects. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing failed');
}

/** The language version of the `go` command to compare with, such as `1.19`; `undefined` if there is none. */
export const installedGo = (() => {
  try {
    const text = execFileSync('go', ['version'], { stdio: 'pipe', encoding: 'utf8' });
    return /go(1\.[0-9]+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
})();

/** Whether there is a `go` command to compare with. */
export const hasGo = installedGo !== undefined;

/** Why a test that compares with `go` is skipped. */
export const withoutGo = 'go is not installed: sudo apt-get install golang-go';
