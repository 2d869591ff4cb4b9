import { describe, expect, it } from 'vitest';
import {
  MemorySource,
  modfile,
  ModloadError,
  module,
  openModule,
  queryVersion,
  VcsError,
} from '../src/index.js';
import { ModuleError, RequireError } from '../src/base/errors.js';
import { resolveEnvironment } from '../src/base/environment.js';
import { ExcludedError, RetractedError } from '../src/modload/disallowed.js';
import { temporaryDirectory, testVariables, writeFiles } from './support/workspace.js';

const source = new MemorySource({ 'x.y/a': { 'v1.0.0': {} } });

async function codeFrom(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(ModloadError);
    return (error as ModloadError).code;
  }
  throw new Error('nothing was thrown');
}

describe('ModloadError.code', () => {
  it.each([
    ['ERR_MODLOAD_UNKNOWN_REVISION', () => source.stat('x.y/a', 'v1.9.0')],
    ['ERR_MODLOAD_NOT_FOUND', () => source.stat('x.y/none', 'v1.0.0')],
    ['ERR_MODLOAD_NO_MATCHING_VERSION', () => queryVersion(source, 'x.y/a', '>v2.0.0')],
    ['ERR_MODLOAD_UNSUPPORTED', () => source.download({ path: 'x.y/a', version: 'v1.0.0' })],
    ['ERR_MODLOAD_MOD_FILE', () => modfile.parseGoMod('go.mod', 'module')],
    ['ERR_MODLOAD_ARGUMENT', () => new modfile.GoMod().addGo('banana')],
    ['ERR_MODLOAD_INVALID_PATH', () => module.checkPath('no-dot')],
    ['ERR_MODLOAD_INVALID_VERSION', () => module.check('x.y/a', 'v2.0.0')],
  ] as const)('is %s', async (code, action) => {
    expect(await codeFrom(action)).toBe(code);
  });

  it('is ERR_MODLOAD_NO_MODULE where a module is required and there is none', async () => {
    const directory = temporaryDirectory();
    const environment = resolveEnvironment(testVariables(directory));
    expect(await codeFrom(() => openModule(directory, { environment, root: 'need' }))).toBe(
      'ERR_MODLOAD_NO_MODULE',
    );
  });

  it('is ERR_MODLOAD_IMPORT_MISSING for a package that no module provides', async () => {
    const directory = temporaryDirectory();
    writeFiles(directory, { 'go.mod': 'module x.y/m\n\ngo 1.19\n' });
    const environment = resolveEnvironment(testVariables(directory));
    const opened = await openModule(directory, { environment, source, mode: 'mod' });
    expect(await codeFrom(() => opened.resolveImport('x.y/none/p'))).toBe(
      'ERR_MODLOAD_IMPORT_MISSING',
    );
  });

  it('of ModuleError and RequireError is that of what failed', () => {
    const failed = new ModuleError({ path: 'x.y/a', version: 'v1.0.0' }, new VcsError('no git'));
    expect(failed.code).toBe('ERR_MODLOAD_VCS');
    expect(new RequireError([failed]).code).toBe('ERR_MODLOAD_VCS');
    expect(new ModuleError({ path: 'x.y/a', version: '' }, new Error('?')).code).toBe(
      'ERR_MODLOAD_MODULE',
    );
  });

  it('tells excluded and retracted versions apart', () => {
    expect(new ExcludedError().code).toBe('ERR_MODLOAD_EXCLUDED');
    expect(new RetractedError(['broken']).code).toBe('ERR_MODLOAD_RETRACTED');
  });
});

describe('ModloadError.name', () => {
  it('is the name of the class, and no property of the error itself', () => {
    const error = new ExcludedError();
    expect(error.name).toBe('ExcludedError');
    expect(Object.keys(error)).toEqual(['code']);
  });
});
