import { join } from 'node:path';
import { codeOf, ModloadError } from '../base/errors.js';
import { absolutePath } from '../base/files.js';
import { legacyGoMod } from '../modfetch/repo.js';
import type { LoadContext } from '../modload/context.js';
import type { PlannedTree } from './planned-tag.js';

/** Where the tree is on which a tag is going to be put. One of them is given. */
export interface PlannedTag {
  /** A directory with the module, as its tag will contain it. */
  readonly directory?: string;
  /** A commit, branch or tag of the module's repository, such as `HEAD`. */
  readonly commit?: string;
}

/** Reads the tree on which a tag is going to be put. */
export async function readPlannedTree(
  context: LoadContext,
  path: string,
  { directory, commit }: PlannedTag,
): Promise<PlannedTree> {
  if ((directory === undefined) === (commit === undefined)) {
    throw new ModloadError(
      'ERR_MODLOAD_ARGUMENT',
      'a planned tag needs either a directory or a commit',
    );
  }
  const { files, source } = context;
  const goModIn = (place: string) => {
    const file = join(place, 'go.mod');
    return files.kind(file) === undefined ? undefined : files.read(file);
  };
  if (directory !== undefined) {
    const place = absolutePath(context.directory, directory);
    if (!files.isDirectory(place)) {
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', `${directory} is no directory`);
    }
    return { goMod: goModIn(place) };
  }
  const { version } = await source.stat(path, commit!);
  const module = { path, version };
  try {
    return { version, goMod: goModIn(await source.download(module)) };
  } catch (error) {
    if (codeOf(error, 'ERR_MODLOAD_MODULE') !== 'ERR_MODLOAD_UNSUPPORTED') throw error;
    // A source without directories makes a go.mod up where there is none.
    const text = await source.goMod(module);
    return { version, goMod: text === legacyGoMod(path) ? undefined : text };
  }
}
