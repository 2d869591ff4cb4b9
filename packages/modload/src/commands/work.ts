import { dirname, isAbsolute, join, relative } from 'node:path';
import { editRequirements } from '../modload/edit-requirements.js';
import { commit, type FileChange } from '../modload/commit.js';
import { messageOf, ModloadError } from '../base/errors.js';
import { absolutePath, shortPath, type FileTree } from '../base/files.js';
import { loadModuleGraph } from './graph.js';
import { loadPackages } from '../modload/load-packages.js';
import { parseGoMod } from '../modfile/gomod.js';
import { isDirectoryPath } from '../modfile/directives.js';
import { GoWork, parseGoWork } from '../modfile/gowork.js';
import { moduleKey, sortModules, type ModuleVersion } from '../module/module.js';
import { compareGoVersions, isGoVersionBefore } from '../module/goversion.js';
import { BuildTags } from '../imports/constraint.js';
import { findWork, openState, type Settings } from '../modload/state.js';
import { readFailure } from '../modload/summary.js';
import { tidyWith } from './tidy.js';

/** Changes to go.work, and to the files of the modules in it. */
export interface WorkEdit {
  readonly changes: readonly FileChange[];
}

/** A directory as go.work names it: with `./` in front unless it begins otherwise. */
function directoryPath(path: string): string {
  if (path === '.' || isDirectoryPath(path)) return path;
  return `./${path}`;
}

function modulePathIn(directory: string, files: FileTree): string {
  const file = join(directory, 'go.mod');
  const goMod = parseGoMod(file, files.read(file));
  return goMod.module?.path ?? '';
}

function format(goWork: GoWork): string {
  goWork.sortBlocks();
  goWork.cleanup();
  return goWork.format();
}

function demandWorkFile(settings: Settings): string {
  const file = findWork(settings);
  if (file) return file;
  throw new ModloadError(
    'ERR_MODLOAD_NOT_FOUND',
    "no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)",
  );
}

/** Makes a workspace of modules. */
export function initWorkspace(settings: Settings, directories: readonly string[]): WorkEdit {
  const { files, directory: working, release } = settings;
  const file = findWork(settings) || join(working, 'go.work');
  if (files.kind(file) !== undefined)
    throw new ModloadError('ERR_MODLOAD_EXISTS', `${file} already exists`);
  const goWork = new GoWork();
  const isStrict = !isGoVersionBefore(release.version, '1.21');
  if (!isStrict) goWork.addGo(release.version);
  for (const each of directories) {
    const directory = absolutePath(working, each);
    const goModFile = join(each, 'go.mod');
    if (files.kind(join(directory, 'go.mod')) === undefined) {
      throw new ModloadError(
        'ERR_MODLOAD_NOT_FOUND',
        isGoVersionBefore(release.version, '1.21') || files.isDirectory(directory)
          ? `creating workspace file: no go.mod file exists in directory ${each}`
          : `directory ${each} does not exist`,
      );
    }
    try {
      if (modulePathIn(directory, files) === '') {
        throw new ModloadError(
          'ERR_MODLOAD_MOD_FILE',
          'no module declaration in go.mod. To specify the module path:\n\tgo mod edit -module=example.com/mod',
        );
      }
    } catch (error) {
      throw new ModloadError(
        'ERR_MODLOAD_MOD_FILE',
        `error parsing go.mod in directory ${each}: ${readFailure(error, goModFile)}`,
        error,
      );
    }
    goWork.addUse(directoryPath(join(each)));
  }
  if (isStrict) {
    goWork.addGo(release.version);
    raiseGo(goWork, working, files);
  }
  return { changes: [{ file, before: undefined, after: format(goWork) }] };
}

/** Adds module directories to a workspace, and removes those in which there is no module any more. */
export function useModules(
  settings: Settings,
  directories: readonly string[],
  isRecursive = false,
): WorkEdit {
  const { files, directory: working, report, release } = settings;
  const file = demandWorkFile(settings);
  const before = files.read(file);
  const goWork = parseGoWork(file, before);
  const root = dirname(file);
  const used = new Map<string, string[]>();
  for (const { path } of goWork.use) {
    const directory = absolutePath(root, path);
    used.set(directory, [...(used.get(directory) ?? []), path]);
  }
  const isStrict = !isGoVersionBefore(release.version, '1.21');
  if (directories.length === 0 && !isStrict) {
    throw new ModloadError(
      'ERR_MODLOAD_ARGUMENT',
      "'go work use' requires one or more directory arguments",
    );
  }

  // How each directory is to be named; nothing when it is to go.
  const keep = new Map<string, string>();
  const nameOf = (path: string) => {
    if (isAbsolute(path)) return { absolute: join(path), name: join(path) };
    const absolute = join(working, path);
    return { absolute, name: directoryPath(relative(root, absolute) || '.') };
  };
  const look = (path: string) => {
    const { absolute, name } = nameOf(path);
    const kind = files.kind(join(absolute, 'go.mod'));
    if (kind === undefined) {
      keep.set(absolute, '');
      return;
    }
    if (kind !== 'file') report.error(undefined, `go: ${join(name, 'go.mod')} is not regular`);
    const other = keep.get(absolute);
    if (other && other !== name) {
      report.error(undefined, `go: already added "${name}" as "${other}"`);
    }
    keep.set(absolute, name);
  };
  const skipsVendor = !isGoVersionBefore(release.version, '1.27');
  const walk = (path: string) => {
    look(path);
    for (const { name, kind } of files.entries(absolutePath(working, path))) {
      const child = join(path, name);
      if (kind === 'directory' && (name !== 'vendor' || !skipsVendor)) walk(child);
      else if (kind === 'link' && files.isDirectory(absolutePath(working, child))) {
        report.note(`warning: ignoring symlink ${child}`);
      }
    }
  };

  for (const each of directories) {
    const { absolute } = nameOf(each);
    if (files.kind(absolute) === undefined) {
      report.error(
        undefined,
        `go: directory ${isStrict ? shortPath(absolute, working) : absolute} does not exist`,
      );
      continue;
    }
    if (!files.isDirectory(absolute)) {
      report.error(
        undefined,
        `go: ${isStrict ? shortPath(absolute, working) : absolute} is not a directory`,
      );
      continue;
    }
    if (!isRecursive) {
      look(each);
      continue;
    }
    walk(each);
    for (const directory of used.keys()) {
      const isBelow = directory === absolute || directory.startsWith(`${absolute}/`);
      if (isBelow && !keep.has(directory)) keep.set(directory, '');
    }
  }
  report.throwIfFailed();

  for (const [directory, name] of keep) {
    let count = 0;
    for (const path of used.get(directory) ?? []) {
      if (path === name) count++;
      else goWork.dropUse(path);
    }
    if (name && count !== 1) {
      if (count > 1) goWork.dropUse(name);
      goWork.addUse(name);
    }
  }
  if (isStrict) raiseGo(goWork, root, files);
  return { changes: [{ file, before, after: format(goWork) }] };
}

/** Raises the go line to the newest one of the modules, from 1.21 on. */
function raiseGo(goWork: GoWork, root: string, files: FileTree): void {
  for (const { path } of goWork.use) {
    const file = join(absolutePath(root, path), 'go.mod');
    if (!files.isFile(file)) continue;
    const line = parseGoMod(file, files.read(file)).go?.version ?? '';
    if (isGoVersionBefore(line, '1.21')) continue;
    if (compareGoVersions(line, goWork.go?.version ?? '1.18') > 0) goWork.addGo(line);
  }
  const toolchain = goWork.toolchain?.name.replace(/^go/, '') ?? '';
  if (toolchain && goWork.go && compareGoVersions(toolchain, goWork.go.version) <= 0) {
    goWork.dropToolchain();
  }
}

/** Brings the requirements of the modules of a workspace to the versions that it selects. */
export async function syncWorkspace(settings: Settings): Promise<WorkEdit> {
  const file = demandWorkFile(settings);
  const { report, files } = settings;
  const state = await openState(settings, { workFile: file, root: '' }, { kind: 'mod' });
  await loadModuleGraph(state);
  const { main } = state.context;

  const wanted = new Map<string, ModuleVersion[]>();
  for (const { path } of main.list) {
    const { loaded } = await loadPackages(
      state.context,
      state.requirements,
      {
        tags: BuildTags.any,
        vendorsInGoRoot: true,
        tests: true,
        allowErrors: true,
        silencePackageErrors: true,
        silenceUnmatched: true,
        mainModule: { path, version: '' },
      },
      ['all'],
    );
    state.requirements = loaded.requirements;
    const modules = new Map<string, ModuleVersion>();
    for (const { module, testOf } of loaded.packages) {
      if (!testOf && module?.version) modules.set(moduleKey(module), module);
    }
    wanted.set(path, sortModules([...modules.values()]));
  }

  const changes: FileChange[] = [];
  for (const { path, directory } of main.list) {
    if (directory === '') continue;
    const own = await openState(settings, { workFile: '', root: directory }, { kind: 'mod' });
    try {
      const edited = await editRequirements(own.requirements, [], wanted.get(path) ?? []);
      if (!edited.isChanged) continue;
      own.requirements = edited.requirements;
    } catch (error) {
      report.error(error, `go: ${messageOf(error)}`);
      continue;
    }
    const { edit } = await tidyWith(own, {}, { resolveMissing: false, isQuiet: true });
    if (edit.goMod) changes.push(edit.goMod);
    const sums = await commit(own.context, own.requirements, own.loaded, { format: true });
    const goSum = sums.goSum ?? edit.goSum;
    if (goSum) changes.push(goSum);
  }
  const before = files.read(file);
  const after = format(parseGoWork(file, before));
  if (after !== before) changes.push({ file, before, after });
  return { changes };
}
