import { join } from 'node:path';
import { commit, ModuleEdit } from '../modload/commit.js';
import { ModloadError } from '../base/errors.js';
import {
  checkNewModulePath,
  findModulePath,
  MainModules,
  type MainModule,
} from '../modload/main-modules.js';
import { GoMod } from '../modfile/gomod.js';
import { copyLegacyRequirements } from '../modload/legacy-locks/copy.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { statedRequirements, updateRoots } from '../modload/requirements.js';
import { openState, type Settings } from '../modload/state.js';

/** A module that was made. */
export interface InitResult {
  readonly path: string;
  /** The go.mod to write. */
  readonly edit: ModuleEdit;
  /** Whether there is anything beside it, so that requirements may be needed. */
  readonly hasSource: boolean;
}

/**
 * Makes a go.mod for the directory, with the requirements that lock files of other tools name.
 * `path`: the path of the module; found out from the source when it is not given
 */
export async function initModule(settings: Settings, path = ''): Promise<InitResult> {
  const { directory, files, environment, policy, report, release } = settings;
  const goModFile = settings.goModFile ?? join(directory, 'go.mod');
  if (files.kind(goModFile) !== undefined) {
    throw new ModloadError('ERR_MODLOAD_EXISTS', `${goModFile} already exists`);
  }
  const useGitOrigin = policy.semantics === '2018';
  const modulePath = path || findModulePath({ directory, files, environment, useGitOrigin });
  if (!isGoVersionBefore(release.version, '1.21') && /^(go|toolchain)$/.test(modulePath)) {
    throw new ModloadError(
      'ERR_MODLOAD_INVALID_PATH',
      `invalid module path ${JSON.stringify(modulePath)}: it stands for Go itself`,
    );
  }
  // Older releases trust a path that is found out.
  if (path || (!useGitOrigin && !isGoVersionBefore(release.version, '1.27'))) {
    checkNewModulePath(modulePath);
  }
  report.note(`go: creating new go.mod: module ${modulePath}`);

  const goMod = new GoMod();
  goMod.addModule(modulePath);
  if (!useGitOrigin) goMod.addGo(release.version);
  const state = await openState(settings, { workFile: '', root: '' }, { kind: 'mod' });
  const target: MainModule = {
    path: modulePath,
    directory,
    goModFile,
    goMod,
    index: undefined,
    pathPrefix: modulePath,
    isInGoRoot: false,
  };
  const context = { ...state.context };
  context.main = new MainModules([target], undefined, directory, report);

  await copyLegacyRequirements(context, directory, goMod);

  const stated = statedRequirements(context, true);
  const requirements = await updateRoots(stated, stated.direct);
  const edit = await commit(context, requirements, undefined, { format: true, keepSums: true });
  const hasSource = files
    .entries(directory)
    .some(
      ({ name, kind }) => !/^[._]/.test(name) && (name.endsWith('.go') || kind === 'directory'),
    );
  return { path: modulePath, edit, hasSource };
}
