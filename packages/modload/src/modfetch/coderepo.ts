import { rmSync } from 'node:fs';
import { posix } from 'node:path';
import {
  InvalidVersionError,
  isNotFound,
  messageOf,
  ModloadError,
  ModuleError,
  NotFoundError,
} from '../base/errors.js';
import { parseGoMod } from '../modfile/gomod.js';
import { modulePathOf } from '../modfile/scan.js';
import {
  canonicalVersion,
  isIncompatible,
  matchPathMajor,
  pathMajorPrefix,
  splitPathVersion,
} from '../module/module.js';
import {
  isPseudoVersion,
  pseudoVersion,
  pseudoVersionBase,
  pseudoVersionRev,
  pseudoVersionTime,
} from '../module/pseudo.js';
import { hasPathPrefix } from '../module/pattern.js';
import { quote } from '../base/quote.js';
import * as semver from '../module/semver.js';
import { createZip } from './zip/create.js';
import { openZip, type ZipArchive, type ZipEntry } from './zip/format.js';
import { type ModuleFile } from './zip/rules.js';
import type { CodeRevision, GitRepo } from './git.js';
import { legacyGoMod, type Origin, type Repo, type RevInfo, type VersionList } from './repo.js';

/** Where in a repository a module was found. */
interface Place {
  /** What the repository calls the revision. */
  readonly revision: string;
  /** The directory of the module; empty for the root. */
  readonly directory: string;
  /** Its go.mod; `undefined` if there is none. */
  readonly goMod: Buffer | undefined;
}

const incompatibleSuffix = '+incompatible';

const withoutIncompatible = (version: string) =>
  isIncompatible(version) ? version.slice(0, -incompatibleSuffix.length) : version;

function compatibilityProblem(pathMajor: string): string {
  return pathMajor === ''
    ? ''
    : 'module path includes a major version suffix, so major version must match';
}

/**
 * Returns whether a module that calls itself `path` may have the versions that belong to a path with the given
 * major version.
 */
function isOfMajor(path: string, pathMajor: string): boolean {
  if (path === '') return false;
  const own = splitPathVersion(path);
  if (!own.ok) return false;
  if (pathMajor === '') return ['', 'v0', 'v1'].includes(pathMajorPrefix(own.pathMajor));
  return own.pathMajor !== '' && pathMajor.slice(1) === own.pathMajor.slice(1);
}

/** The versions of one module as the tags and commits of its git repository are. */
export class CodeRepo implements Repo {
  readonly modulePath: string;
  readonly #code: GitRepo;
  /** The import path of the repository's root. */
  readonly #root: string;
  /** The directory of the module in the repository, unless there is one for the major version in it. */
  readonly #directory: string;
  /** What tags of this module begin with. */
  readonly #tagPrefix: string;
  readonly #pathMajor: string;
  readonly #pathPrefix: string;
  readonly #pseudoMajor: string;
  readonly #temporary: () => string;

  /**
   * Makes the repository of a module from that of its code; nothing is fetched yet. `temporary` names a
   * file that may be made and is gone afterwards.
   *
   * @throws {ModloadError} if the module cannot be in the repository.
   */
  constructor(code: GitRepo, root: string, modulePath: string, temporary: () => string) {
    if (!hasPathPrefix(modulePath, root)) {
      throw new ModloadError(
        'ERR_MODLOAD_DISCOVERY',
        `mismatched repo: found ${root} for ${modulePath}`,
      );
    }
    const { prefix, pathMajor, ok } = splitPathVersion(modulePath);
    if (!ok)
      throw new ModloadError(
        'ERR_MODLOAD_INVALID_PATH',
        `invalid module path ${quote(modulePath)}`,
      );
    let directory = '';
    // The whole path may be the repository's, with the major version at its end.
    if (root !== modulePath) {
      if (!hasPathPrefix(prefix, root)) {
        const problem = `repository rooted at ${root} cannot contain module ${modulePath}`;
        throw new ModloadError('ERR_MODLOAD_DISCOVERY', problem);
      }
      directory = prefix.slice(root.length).replace(/^\/+|\/+$/g, '');
    }
    this.modulePath = modulePath;
    this.#code = code;
    this.#root = root;
    this.#directory = directory;
    this.#tagPrefix = directory === '' ? '' : `${directory}/`;
    this.#pathMajor = pathMajor;
    this.#pathPrefix = root === modulePath ? modulePath : prefix;
    this.#pseudoMajor = pathMajorPrefix(pathMajor);
    this.#temporary = temporary;
  }

  checkReuse(origin: Origin | undefined): Promise<void> {
    return this.#code.checkReuse(origin, this.#directory);
  }

  async versions(prefix: string): Promise<VersionList> {
    // Such modules share a repository with those whose tags these are.
    if (this.modulePath.startsWith('gopkg.in/') && this.modulePath.endsWith('-unstable')) {
      return { list: [] };
    }
    const tags = await this.#code.tags(this.#tagPrefix + prefix).catch((error: unknown) => {
      throw this.#error(error);
    });
    const list: string[] = [];
    const incompatible: string[] = [];
    for (const { name } of tags.list) {
      const version = name.slice(this.#tagPrefix.length);
      // Only stat knows what to do with other tags.
      if (version === '' || version !== semver.canonical(version)) continue;
      if (isPseudoVersion(version)) continue;
      if (matchPathMajor(version, this.#pathMajor)) list.push(version);
      else if (this.#directory === '' && this.#pathMajor === '' && semver.major(version) > 'v1') {
        incompatible.push(version);
      }
    }
    semver.sort(list);
    semver.sort(incompatible);
    const origin =
      this.#directory === '' ? tags.origin : { ...tags.origin, Subdir: this.#directory };
    return { list: await this.#appendIncompatible(list, incompatible), origin };
  }

  /** Adds the versions of higher majors whose trees have no go.mod, where the module itself has none. */
  async #appendIncompatible(list: string[], incompatible: readonly string[]): Promise<string[]> {
    if (incompatible.length === 0) return list;
    // A go.mod at the highest compatible version means that the author uses modules.
    const highest = list[list.length - 1];
    if (highest !== undefined && (await this.#hasGoMod(highest))) return list;
    const byMajor = new Map<string, string[]>();
    for (const version of incompatible) {
      const major = semver.major(version);
      const versions = byMajor.get(major);
      if (versions === undefined) byMajor.set(major, [version]);
      else versions.push(version);
    }
    const result = [...list];
    for (const versions of byMajor.values()) {
      // What the latest release of a major is goes for all of it.
      if (await this.#hasGoMod(versions[versions.length - 1]!)) continue;
      result.push(...versions.map((version) => version + incompatibleSuffix));
    }
    return result;
  }

  async #hasGoMod(version: string): Promise<boolean> {
    try {
      await this.#code.readFile(version, 'go.mod');
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw this.#error(error);
    }
  }

  async stat(revision: string): Promise<RevInfo> {
    if (revision === 'latest') return await this.latest();
    let info: CodeRevision;
    try {
      info = await this.#code.stat(this.#revisionOf(revision));
    } catch (error) {
      throw this.#invalid(revision, messageOf(error), error);
    }
    return await this.#convert(info, revision);
  }

  async latest(): Promise<RevInfo> {
    return await this.#convert(await this.#code.latest(), '');
  }

  #error(error: unknown): ModuleError {
    return new ModuleError({ path: this.modulePath, version: '' }, error);
  }

  #invalid(version: string, reason: string, cause?: unknown): ModuleError {
    return this.#error(new InvalidVersionError(version, reason, { cause }));
  }

  /** Returns what the repository calls a version, or any other revision. */
  #revisionOf(version: string): string {
    if (!semver.isValid(version)) return version;
    if (isPseudoVersion(version)) return pseudoVersionRev(version);
    return this.#tagPrefix + withoutIncompatible(version);
  }

  /** The version that names a commit: the one asked for, a tag, or a pseudo-version made for it. */
  async #convert(info: CodeRevision, asked: string): Promise<RevInfo> {
    const conversion = new Conversion(this.#code, info, asked, {
      directory: this.#directory,
      pathMajor: this.#pathMajor,
    });
    if (isPseudoVersion(asked)) {
      await this.#demandTruePseudo(info, asked);
      return await this.#checkCanonical(conversion, asked);
    }
    const isRetracted = await this.#retractions().catch(() => () => false);

    /** The version in a tag, and whether it is all that the tag is. */
    const versionOf = (tag: string): { version: string; isCanonical: boolean } => {
      const none = { version: '', isCanonical: false };
      if (!tag.startsWith(this.#tagPrefix) || isPseudoVersion(tag)) return none;
      const text = tag.slice(this.#tagPrefix.length);
      const version = semver.canonical(text);
      if (version === '' || !text.startsWith(version)) return none;
      return { version, isCanonical: version === text };
    };

    const own = versionOf(info.version);
    if (own.isCanonical) {
      try {
        return await this.#checkCanonical(conversion, own.version);
      } catch {
        // The tag does not fit the module. Another of the same commit may.
      }
    }

    let highest = '';
    let base = '';
    for (const tag of info.tags) {
      const { version, isCanonical } = versionOf(tag);
      if (asked !== '' && semver.compare(version, asked) === 0) {
        if (isCanonical) return await this.#checkCanonical(conversion, version);
        // Such as v0.0.1+a: another tag may be equivalent. But it is good to start from.
        base = version;
      }
      if (
        isCanonical &&
        semver.compare(highest, version) < 0 &&
        !isRetracted(version) &&
        (await this.#fits(conversion, version))
      ) {
        highest = version;
      }
    }
    if (highest !== '') return await this.#checkCanonical(conversion, highest);

    if (base === '') {
      const isBase = async (tag: string) => {
        const { version } = versionOf(tag);
        if (version === '' || !(await this.#fits(conversion, version))) return false;
        return !isRetracted(version);
      };
      const tag = await this.#code.recentTag(info.name, this.#tagPrefix, isBase).catch(() => '');
      if (tag !== '') base = versionOf(tag).version;
    }
    const pseudo = pseudoVersion(this.#pseudoMajor, base, info.time, info.short);
    return await this.#checkCanonical(conversion, pseudo);
  }

  async #fits(conversion: Conversion, version: string): Promise<boolean> {
    return await (matchPathMajor(version, this.#pathMajor) ||
      conversion.allowsIncompatible(version));
  }

  /** Checks that a version fits what is at the commit, and completes it with `+incompatible`. */
  async #checkCanonical(conversion: Conversion, found: string): Promise<RevInfo> {
    const { info, asked } = conversion;
    try {
      await this.#findModule(found);
    } catch (error) {
      throw this.#invalid(found, messageOf(error), new NotFoundError(messageOf(error), error));
    }
    let version = found === withoutIncompatible(asked) ? asked : found;
    const base = withoutIncompatible(version);
    let problem: ModuleError | undefined;
    if (!matchPathMajor(base, this.#pathMajor)) {
      if (await conversion.allowsIncompatible(base)) version = base + incompatibleSuffix;
      else {
        const suggestion = quote(posix.join(this.#pathPrefix, semver.major(version)));
        problem = this.#invalid(
          version,
          compatibilityProblem(this.#pathMajor) ||
            `module contains a go.mod file, so module path must match major version (${suggestion})`,
        );
      }
    } else if (isIncompatible(version)) {
      const major = semver.major(version);
      problem = this.#invalid(
        version,
        `+incompatible suffix not allowed: major version ${major} is compatible`,
      );
    }
    if (asked !== '' && asked === canonicalVersion(asked)) {
      const askedBase = withoutIncompatible(asked);
      if (askedBase !== base) {
        throw this.#invalid(asked, `resolves to version ${version} (${askedBase} is not a tag)`);
      }
    }
    if (problem !== undefined) throw problem;
    return {
      version,
      time: `${info.time.toISOString().slice(0, 19)}Z`,
      name: info.name,
      short: info.short,
      origin: await this.#originOf(info, version, asked),
    };
  }

  async #originOf({ origin }: CodeRevision, version: string, asked: string): Promise<Origin> {
    const own = this.#directory === '' ? origin : { ...origin, Subdir: this.#directory };
    const dependsOnTags =
      isPseudoVersion(version) && (version !== asked || !version.startsWith('v0.0.0-'));
    if (!dependsOnTags) return own;
    const major = this.#pathMajor === '' ? '' : `${this.#pathMajor.slice(1)}.`;
    const { TagPrefix = '', TagSum = '' } = (await this.#code.tags(this.#tagPrefix + major)).origin;
    return { ...own, TagPrefix, TagSum };
  }

  /** Rejects a pseudo-version that says of its commit what is not true. */
  async #demandTruePseudo(info: CodeRevision, version: string): Promise<void> {
    try {
      const problem = await this.#pseudoProblem(info, version);
      if (problem === undefined) return;
      throw this.#pseudoError(version, problem);
    } catch (error) {
      if (error instanceof ModuleError) throw error;
      throw error instanceof InvalidVersionError
        ? this.#error(error)
        : this.#pseudoError(version, messageOf(error), error);
    }
  }

  #pseudoError(version: string, reason: string, cause?: unknown): ModuleError {
    return this.#error(new InvalidVersionError(version, reason, { isPseudo: true, cause }));
  }

  async #pseudoProblem(info: CodeRevision, version: string): Promise<string | undefined> {
    const revision = pseudoVersionRev(version);
    const expected = `(expected ${info.short})`;
    if (revision !== info.short) {
      if (revision.startsWith(info.short)) return `revision is longer than canonical ${expected}`;
      if (info.short.startsWith(revision)) return `revision is shorter than canonical ${expected}`;
      return `does not match short name of revision ${expected}`;
    }
    if (pseudoVersionTime(version).getTime() !== info.time.getTime()) {
      const stamp = info.time.toISOString().slice(0, 19).replace(/[-:T]/g, '');
      return `does not match version-control timestamp (expected ${stamp})`;
    }
    const base = pseudoVersionBase(withoutIncompatible(version));
    if (base === '') {
      return this.#pseudoMajor === '' && semver.major(version) === 'v1'
        ? 'major version without preceding tag must be v0, not v1'
        : undefined;
    }
    const withoutPrefix = (tag: string) =>
      tag.startsWith(this.#tagPrefix) ? tag.slice(this.#tagPrefix.length) : tag;
    const same = info.tags.find((tag) => withoutPrefix(tag) === base);
    if (same !== undefined) {
      return `tag (${same}) found on revision ${revision} is already canonical, so should not be replaced with a pseudo-version derived from that tag`;
    }
    // Otherwise anybody could give a commit as high a version as they like.
    let last = '';
    let failure: { error: unknown } | undefined;
    for (const { name } of (await this.#code.tags(this.#tagPrefix + base)).list) {
      if (semver.compare(withoutPrefix(name), base) !== 0) continue;
      last = name;
      failure = undefined;
      try {
        if (await this.#code.descendsFrom(info.name, name)) return undefined;
      } catch (error) {
        failure = { error };
      }
    }
    if (last === '') return `preceding tag (${base}) not found`;
    if (failure !== undefined) throw failure.error;
    return `revision ${revision} is not a descendent of preceding tag (${last})`;
  }

  /** Which versions the module's highest release takes back. */
  async #retractions(): Promise<(version: string) => boolean> {
    const { list } = await this.versions('');
    const compatible = list.filter((version) => !isIncompatible(version));
    const highest =
      compatible.filter((version) => semver.prerelease(version) === '').pop() ?? compatible.pop();
    if (highest === undefined) return () => false;
    const text = Buffer.from(await this.goMod(highest)).toString();
    const { retract } = parseGoMod('go.mod', text, { lax: true });
    return (version) =>
      retract.some(
        ({ low, high }) => semver.compare(low, version) <= 0 && semver.compare(version, high) <= 0,
      );
  }

  async #readIfThere(revision: string, file: string): Promise<Buffer | undefined> {
    try {
      return await this.#code.readFile(revision, file);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw new ModloadError(
        'ERR_MODLOAD_VCS',
        `reading ${this.#root}/${file} at revision ${revision}: ${messageOf(error)}`,
        error,
      );
    }
  }

  /** Finds the directory that has the module at a version. Rejects when its go.mod says otherwise. */
  async #findModule(version: string): Promise<Place> {
    if (!semver.isValid(version)) throw this.#invalid(version, 'syntax error');
    const revision = this.#revisionOf(version);
    const pathMajor = this.#pathMajor;
    const missing = (text: string) =>
      new ModloadError('ERR_MODLOAD_VCS', `${text} at revision ${revision}`);

    const file = posix.join(this.#directory, 'go.mod');
    const goMod = await this.#readIfThere(revision, file);
    const path = goMod === undefined ? '' : modulePathOf(goMod.toString());
    // Go once took an unversioned path in place of one of gopkg.in, and may not stop.
    const replacesGopkg = pathMajor === '' && path.startsWith('gopkg.in/');
    const isHere = goMod !== undefined && (isOfMajor(path, pathMajor) || replacesGopkg);

    const mayBeBelow =
      pathMajor !== '' && this.#root !== this.modulePath && !pathMajor.startsWith('.');
    if (mayBeBelow) {
      const directory = posix.join(this.#directory, pathMajor.slice(1));
      const lower = posix.join(directory, 'go.mod');
      const lowerGoMod = await this.#readIfThere(revision, lower);
      if (lowerGoMod !== undefined) {
        const lowerPath = modulePathOf(lowerGoMod.toString());
        const isBelow = isOfMajor(lowerPath, pathMajor);
        if (isHere && isBelow) {
          throw missing(
            `${this.#pathPrefix}/${file} and ...${pathMajor}/go.mod both have ...${pathMajor} module paths`,
          );
        }
        if (isBelow) return { revision, directory, goMod: lowerGoMod };
        throw missing(
          lowerPath === ''
            ? `${this.#root}/${lower} is missing module path`
            : `${this.#root}/${lower} has non-...${pathMajor} module path ${quote(lowerPath)}`,
        );
      }
    }

    if (isHere) return { revision, directory: this.#directory, goMod };
    if (goMod !== undefined) {
      const suffix = mayBeBelow ? ` (and ...${pathMajor}/go.mod does not exist)` : '';
      if (path === '') throw missing(`${file} is missing module path${suffix}`);
      const shown = `module path ${quote(path)}${suffix}`;
      if (pathMajor !== '') throw missing(`${file} has non-...${pathMajor} ${shown}`);
      throw missing(
        splitPathVersion(path).ok
          ? `${file} has post-${semver.major(version)} ${shown}`
          : `${file} has malformed ${shown}`,
      );
    }
    // Without a go.mod only the root of a repository is a module, and only for v0 and v1.
    if (this.#directory === '' && (pathMajor === '' || pathMajor.startsWith('.'))) {
      return { revision, directory: '', goMod: undefined };
    }
    throw missing(
      mayBeBelow
        ? `missing ${this.#pathPrefix}/go.mod and ...${pathMajor}/go.mod`
        : `missing ${this.#pathPrefix}/go.mod`,
    );
  }

  async #demandCanonical(version: string): Promise<void> {
    if (version !== canonicalVersion(version)) {
      throw new ModloadError('ERR_MODLOAD_INVALID_VERSION', `version ${version} is not canonical`);
    }
    // Only stat checks what a pseudo-version says besides its hash.
    if (isPseudoVersion(version)) await this.stat(version);
  }

  async goMod(version: string): Promise<Uint8Array> {
    await this.#demandCanonical(version);
    const { goMod } = await this.#findModule(version);
    return goMod ?? Buffer.from(legacyGoMod(this.modulePath));
  }

  async zip(version: string, destination: string): Promise<void> {
    await this.#demandCanonical(version);
    const { revision, directory } = await this.#findModule(version);
    const packed = this.#temporary();
    try {
      await this.#code.archive(revision, directory, packed);
      using archive = await openZip(packed);
      const files = filesBelow(archive, directory);
      const needsLicense = directory !== '' && !files.some(({ path }) => path === 'LICENSE');
      const license = needsLicense
        ? await this.#code.readFile(revision, 'LICENSE').catch(() => undefined)
        : undefined;
      if (license !== undefined) {
        const { length: size } = license;
        files.push({ path: 'LICENSE', kind: 'file', size, read: () => license });
      }
      await createZip(destination, { path: this.modulePath, version }, files);
    } finally {
      rmSync(packed, { force: true });
    }
  }
}

/** Decides, once for each commit, which versions may be used of it as incompatible ones. */
class Conversion {
  readonly info: CodeRevision;
  /** The version or other revision that was asked for; empty for the latest. */
  readonly asked: string;
  readonly #code: GitRepo;
  readonly #isPlain: boolean;
  readonly #lacks = new Map<string, Promise<boolean>>();

  constructor(
    code: GitRepo,
    info: CodeRevision,
    asked: string,
    { directory, pathMajor }: { directory: string; pathMajor: string },
  ) {
    this.#code = code;
    this.info = info;
    this.asked = asked;
    // A module in a directory has a go.mod, and one with a major version must fit it.
    this.#isPlain = directory === '' && pathMajor === '';
  }

  async allowsIncompatible(version: string): Promise<boolean> {
    if (!this.#isPlain || !(await this.#lacksFile('go.mod'))) return false;
    // With v2/go.mod in the tree, tags of v2 are that module's. An explicit +incompatible still works.
    if (version === '' || isIncompatible(this.asked)) return true;
    return await this.#lacksFile(posix.join(semver.major(version), 'go.mod'));
  }

  #lacksFile(file: string): Promise<boolean> {
    let lacks = this.#lacks.get(file);
    if (lacks === undefined) {
      lacks = this.#code.readFile(this.info.name, file).then(
        () => false,
        () => true,
      );
      this.#lacks.set(file, lacks);
    }
    return lacks;
  }
}

const fileType = 0o170000;

function kindOf({ mode }: ZipEntry): ModuleFile['kind'] {
  switch (mode & fileType) {
    case 0o120000:
      return 'link';
    case 0:
    case 0o100000:
      return 'file';
    default:
      return 'other';
  }
}

/** The files in one directory of an archive that has everything below `prefix/`. */
function filesBelow(archive: ZipArchive, directory: string): ModuleFile[] {
  const [top = ''] = archive.entries[0]?.name.split('/', 1) ?? [];
  const prefix = directory === '' ? `${top}/` : `${top}/${directory}/`;
  const files: ModuleFile[] = [];
  for (const entry of archive.entries) {
    if (!entry.name.startsWith(prefix) || entry.name.endsWith('/')) continue;
    files.push({
      path: entry.name.slice(prefix.length),
      kind: kindOf(entry),
      size: entry.size,
      read: async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of archive.read(entry)) chunks.push(chunk);
        return Buffer.concat(chunks);
      },
    });
  }
  return files;
}
