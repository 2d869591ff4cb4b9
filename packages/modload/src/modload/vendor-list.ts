import { join } from 'node:path';
import { ModloadError } from '../base/errors.js';
import type { FileTree } from '../base/files.js';
import type { MainModule, MainModules } from './main-modules.js';
import { parseModulesText, type ModulesText } from '../modfile/modulestxt.js';
import { isSameModule, moduleKey, type ModuleVersion } from '../module/module.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { readFailure } from './summary.js';

/** Reads vendor/modules.txt of a module: nothing is listed where there is no such file. */
export function readVendorList({ directory }: MainModule, files: FileTree): ModulesText {
  const file = join(directory, 'vendor/modules.txt');
  let text = '';
  try {
    text = files.read(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new ModloadError('ERR_MODLOAD_MOD_FILE', readFailure(error, file), error);
    }
  }
  return parseModulesText(text);
}

/**
 * Checks that the vendor directory was made from the go.mod as it is now.
 *
 * @throws {Error} when it was not.
 */
export function checkVendorList(list: ModulesText, main: MainModules): void {
  const { goMod, index, directory } = main.single;
  // Before 1.14 the vendor directory said less, and was used only when asked for.
  const isOld = isGoVersionBefore(index!.goVersion, '1.14');
  const problems: string[] = [];
  const complain = (module: ModuleVersion, problem: string) =>
    problems.push(`\n\t${moduleKey(module)}: ${problem}`);

  for (const each of goMod!.require) {
    if (list.find(each)?.isExplicit) continue;
    const vendored = list.version(each.path);
    if (!isOld) {
      complain(
        each,
        'is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt',
      );
    } else if (vendored !== undefined && vendored !== each.version) {
      complain(
        each,
        `is explicitly required in go.mod, but vendor/modules.txt indicates ${each.path}@${vendored}`,
      );
    }
  }
  for (const { old, new: to } of goMod!.replace) {
    const vendored = list.find(old)?.replacement;
    if (!vendored) {
      if (isOld && (old.version === '' || list.version(old.path) !== old.version)) continue;
      complain(old, 'is replaced in go.mod, but not marked as replaced in vendor/modules.txt');
    } else if (!isSameModule(vendored, to)) {
      complain(
        old,
        `is replaced by ${moduleKey(to)} in go.mod, but marked as replaced by ${moduleKey(vendored)} in vendor/modules.txt`,
      );
    }
  }
  for (const module of list.vendored) {
    if (list.find(module)?.isExplicit && !index!.require.has(moduleKey(module))) {
      complain(
        module,
        'is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod',
      );
    }
  }
  for (const module of list.replaced) {
    const to = main.replacement(module);
    const vendored = list.find(module)!.replacement!;
    if (!to) {
      complain(module, 'is marked as replaced in vendor/modules.txt, but not replaced in go.mod');
    } else if (!isSameModule(to, vendored)) {
      complain(
        module,
        `is marked as replaced by ${moduleKey(vendored)} in vendor/modules.txt, but replaced by ${moduleKey(to)} in go.mod`,
      );
    }
  }
  if (problems.length === 0) return;
  throw new ModloadError(
    'ERR_MODLOAD_VENDOR',
    `inconsistent vendoring in ${directory}:${problems.join('')}\n\n` +
      '\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n' +
      '\tTo sync the vendor directory, run:\n\t\tgo mod vendor',
  );
}
