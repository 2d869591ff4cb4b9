import { commit, noEdit, type ModuleEdit } from '../modload/commit.js';
import { ModloadError, messageOf } from '../base/errors.js';
import type { Origin, RevInfo } from '../modfetch/repo.js';
import { loadModuleGraph } from './graph.js';
import { listModules, type ItemError, type ModuleInfo } from '../modload/list-modules.js';
import type { ModuleVersion } from '../module/module.js';
import type { LoadState } from '../modload/state.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { pruningRelease } from '../modload/summary.js';

/** A module that was downloaded, with the files of the module cache that hold it. */
export interface Download {
  path: string;
  version?: string;
  query?: string;
  /** Why it could not be downloaded; the others are not concerned. */
  error?: ItemError;
  /** The `.info` file. */
  info?: string;
  /** The `.mod` file. */
  goMod?: string;
  /** The `.zip` file. */
  zip?: string;
  /** The directory with its files. */
  directory?: string;
  /** Its hash, as go.sum has it. */
  sum?: string;
  /** The hash of its go.mod, as go.sum has it. */
  goModSum?: string;
  origin?: Origin;
  reuse?: boolean;
}

/** A module source that can download modules. */
interface DownloadSource {
  infoFile(module: ModuleVersion): Promise<{ readonly info: RevInfo; readonly file: string }>;
  goModFile(module: ModuleVersion): Promise<string>;
  goModSum(module: ModuleVersion): Promise<string>;
  zipFile(module: ModuleVersion): Promise<string>;
  sum(module: ModuleVersion): string | undefined;
  download(module: ModuleVersion): Promise<string>;
}

/** Result of `Module.download`. */
export interface DownloadResult {
  readonly downloads: readonly Download[];
  /** Why some may be missing. */
  readonly error: Error | undefined;
  /** The changes of go.mod and go.sum; only downloads that were named are recorded. */
  readonly edit: ModuleEdit;
  /** Why the changes must not be made. */
  readonly editError: unknown;
}

/**
 * Downloads modules to the module cache: those that patterns match, that queries find, or without
 * either, those that the main module needs.
 */
export async function download(
  state: LoadState,
  args: readonly string[],
  reuse?: readonly ModuleInfo[],
): Promise<DownloadResult> {
  const { context } = state;
  const { main, report } = context;
  let wanted = args;
  if (main.hasRoot || main.isWorkspace) {
    if (args.length > 0) {
      for (const { path } of main.list) {
        for (const argument of args) {
          if (![path, `${path}@upgrade`, `${path}@patch`].includes(argument)) continue;
          report.note(`go: skipping download of ${argument} that resolves to the main module`);
        }
      }
    } else if (main.isWorkspace) {
      wanted = ['all'];
    } else {
      const { goMod } = main.single;
      if (!goMod?.go || isGoVersionBefore(goMod.go.version, pruningRelease)) {
        if (goMod && goMod.require.length > 0) wanted = ['all'];
      } else {
        const stated = goMod.require.map(({ path }) => path);
        await loadModuleGraph(state);
        wanted = stated;
      }
    }
  }
  if (wanted.length === 0) {
    if (!main.hasRoot) {
      throw new ModloadError(
        'ERR_MODLOAD_ARGUMENT',
        "no modules specified (see 'go help mod download')",
      );
    }
    report.note('go: no module dependencies to download');
    return { downloads: [], error: undefined, edit: noEdit, editError: undefined };
  }

  const { source } = context;
  if (!('infoFile' in source)) {
    throw new ModloadError(
      'ERR_MODLOAD_UNSUPPORTED',
      'modules of this source have no files to download',
    );
  }
  const listed = await listModules(state, wanted, { ...(reuse && { reuse }) });
  const isRecorded = args.length > 0 || main.isWorkspace;
  let edit = isRecorded ? noEdit : await commit(context, state.requirements, state.loaded);
  const downloads = await Promise.all(
    listed.modules
      .map((info) => info.replace ?? info)
      .filter(({ version, error }) => version !== undefined || error !== undefined)
      .map((info) => downloadOne(source as unknown as DownloadSource, info)),
  );
  let editError: unknown;
  if (isRecorded) {
    try {
      edit = await commit(context, state.requirements, state.loaded);
    } catch (error) {
      editError = error;
    }
  }
  return { downloads, error: listed.error, edit, editError };
}

async function downloadOne(source: DownloadSource, info: ModuleInfo): Promise<Download> {
  const result: Download = { path: info.path };
  if (info.version) result.version = info.version;
  if (info.query) result.query = info.query;
  if (info.origin) result.origin = info.origin;
  if (info.reuse) result.reuse = true;
  if (info.error) result.error = info.error;
  if (info.error || info.reuse) return result;
  const module = { path: info.path, version: info.version! };
  try {
    result.info = (await source.infoFile(module)).file;
    result.goMod = await source.goModFile(module);
    result.goModSum = await source.goModSum(module);
    result.zip = await source.zipFile(module);
    const sum = source.sum(module);
    if (sum !== undefined) result.sum = sum;
    result.directory = await source.download(module);
  } catch (error) {
    result.error = { message: messageOf(error) };
  }
  return result;
}
