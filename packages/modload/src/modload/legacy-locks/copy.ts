import { join } from 'node:path';
import { shortPath } from '../../base/files.js';
import type { GoMod } from '../../modfile/gomod.js';
import type { LoadContext } from '../context.js';
import { legacyFiles } from '../main-modules.js';
import { queryPattern } from '../module-query.js';

/**
 * Adds to a go.mod what the lock file of an older tool in the same directory asks for.
 *
 * @returns the name of that file; `undefined` if there is none.
 */
export async function copyLegacyRequirements(
  context: LoadContext,
  directory: string,
  goMod: GoMod,
): Promise<string | undefined> {
  const { files, report } = context;
  const name = legacyFiles.find((each) => files.isFile(join(directory, each)));
  if (name === undefined) return undefined;
  const { conversionFailure, convertLegacyLock } = await import('./legacy.js');
  const file = join(directory, name);
  report.note(`go: copying requirements from ${shortPath(file, context.directory)}`);
  await convertLegacyLock(goMod, file, files.read(file), {
    query: async (importPath, revision) => {
      const none = () => 'none';
      const found = await queryPattern(context, importPath, revision, none);
      return (found.withPackages[0] ?? found.moduleOnly)!.module;
    },
    onError: (module, error) =>
      report.note(conversionFailure(shortPath(file, context.directory), module, error)),
  });
  return name;
}
