import { messageOf, ModloadError } from '../../base/errors.js';
import type { GoMod } from '../../modfile/gomod.js';
import { moduleKey, type ModuleVersion } from '../../module/module.js';
import * as semver from '../../module/semver.js';
import { readers, type LegacyLock } from './readers.js';

/** The lock files of older tools, relative to the module root, with slashes. */
export const legacyLocks: readonly string[] = [...readers.keys()];

/**
 * Reads the lock file of an older tool: dep, glide, glock, godeps, govendor and others.
 *
 * @param file - its path, by the end of which its format is known.
 */
export async function readLegacyLock(file: string, data: string): Promise<LegacyLock> {
  const path = file.replaceAll('\\', '/');
  const name = legacyLocks.find((each) => path === each || path.endsWith(`/${each}`));
  if (name === undefined) {
    throw new ModloadError('ERR_MODLOAD_LEGACY_LOCK', `unknown legacy config file ${file}`);
  }
  try {
    return await readers.get(name)!(file, data);
  } catch (error) {
    throw new ModloadError(
      'ERR_MODLOAD_LEGACY_LOCK',
      `parsing ${file}: ${messageOf(error)}`,
      error,
    );
  }
}

/** Options for converting a lock file. */
export interface ConvertOptions {
  /** Finds the module that has a package, at the version that a tag or commit hash names. */
  readonly query: (path: string, revision: string) => Promise<ModuleVersion>;
  /** Called for each module that was not found and is left out. */
  readonly onError: (module: ModuleVersion, error: unknown) => void;
}

/** Adds to a go.mod file what the lock file of an older tool asks for. */
export async function convertLegacyLock(
  goMod: GoMod,
  file: string,
  data: string,
  { query, onError }: ConvertOptions,
): Promise<void> {
  const { require, replace } = await readLegacyLock(file, data);
  const replacementOf = new Map(
    replace.flatMap((each) => [
      [each.new.path, each],
      [each.old.path, each],
    ]),
  );

  const found = await Promise.all(
    require.map(async (each) => {
      if (each.path === '') return undefined;
      const module = replacementOf.get(each.path)?.new ?? each;
      try {
        return await query(module.path, module.version);
      } catch (error) {
        onError(module, error);
        return undefined;
      }
    }),
  );

  const needed = new Map<string, string>();
  for (const module of found) {
    if (module === undefined) continue;
    const { path, version } = module;
    const other = needed.get(path);
    if (other === undefined || semver.compare(other, version) < 0) needed.set(path, version);
  }
  for (const [path, version] of [...needed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { old } = replacementOf.get(path) ?? {};
    if (old !== undefined) goMod.addReplace(old.path, old.version, path, version);
    goMod.addNewRequire(path, version, false);
  }
  goMod.cleanup();
}

/** Returns the message that Go prints for a module that was not found. */
export function conversionFailure(file: string, module: ModuleVersion, error: unknown): string {
  return `go: converting ${file}: stat ${moduleKey(module)}: ${messageOf(error)}`;
}
