import { join, relative } from 'node:path';
import { ModloadError } from '../base/errors.js';
import type { FileTree } from '../base/files.js';
import type { MainModules } from './main-modules.js';
import { parseModulesText, type ModulesText } from '../modfile/modulestxt.js';
import { isDirectoryPath } from '../modfile/directives.js';
import { isSameModule, moduleKey, type ModuleVersion } from '../module/module.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { readFailure } from './summary.js';

/** A replacement as modules.txt names it: a directory begins with a dot or is rooted. */
export function vendoredReplacement({ path, version }: ModuleVersion): ModuleVersion {
  const isBare = version === '' && !isDirectoryPath(path);
  return { path: isBare ? `./${path}` : path, version };
}

/** Reads vendor/modules.txt of a module: nothing is listed where there is no such file. */
export function readVendorList(main: MainModules, files: FileTree): ModulesText {
  const file = join(main.vendorDirectory, 'modules.txt');
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
export function checkVendorList(list: ModulesText, main: MainModules, cwd: string): void {
  const directory = join(main.vendorDirectory, '..');
  const goMods = main.list.map(({ goMod }) => goMod!);
  // Before 1.14 the vendor directory said less, and was used only when asked for.
  const isOld = !main.isWorkspace && isGoVersionBefore(main.single.index!.goVersion, '1.14');
  const problems: string[] = [];
  const complain = (module: ModuleVersion, problem: string) =>
    problems.push(`\n\t${moduleKey(module)}: ${problem}`);

  for (const each of goMods.flatMap(({ require }) => require)) {
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
  const seen = new Set<string>();
  const replaces = [
    ...main.list.flatMap(({ goMod, goModFile }) =>
      goMod!.replace.map((each) => ({
        each,
        place: main.isWorkspace ? relative(cwd, goModFile) : 'go.mod',
      })),
    ),
    ...(main.workspace?.goWork.replace ?? []).map((each) => ({ each, place: 'go.work' })),
  ];
  for (const {
    each: { old, new: own },
    place,
  } of replaces) {
    if (seen.has(moduleKey(old))) continue;
    seen.add(moduleKey(old));
    const to = main.isWorkspace ? main.replacement(old) : own;
    if (!to) continue;
    const vendored = list.find(old)?.replacement;
    if (!vendored) {
      if (isOld && (old.version === '' || list.version(old.path) !== old.version)) continue;
      complain(old, `is replaced in ${place}, but not marked as replaced in vendor/modules.txt`);
    } else if (!isSameModule(vendored, vendoredReplacement(to))) {
      complain(
        old,
        `is replaced by ${moduleKey(to)} in ${place}, but marked as replaced by ${moduleKey(vendored)} in vendor/modules.txt`,
      );
    }
  }
  for (const module of list.vendored) {
    const isRequired = main.list.some(({ index }) => index!.require.has(moduleKey(module)));
    if (list.find(module)?.isExplicit && !isRequired) {
      complain(
        module,
        `is marked as explicit in vendor/modules.txt, but not explicitly required in ${main.isWorkspace ? 'a ' : ''}go.mod`,
      );
    }
  }
  for (const module of list.replaced) {
    const to = main.replacement(module);
    const vendored = list.find(module)!.replacement!;
    if (!to) {
      complain(
        module,
        `is marked as replaced in vendor/modules.txt, but not replaced in ${main.isWorkspace ? 'the workspace' : 'go.mod'}`,
      );
    } else if (!isSameModule(vendoredReplacement(to), vendored)) {
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
      `\tTo sync the vendor directory, run:\n\t\tgo ${main.isWorkspace ? 'work' : 'mod'} vendor`,
  );
}
