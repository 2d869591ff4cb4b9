import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../base/environment.js';
import { isNotFound, messageOf, ModloadError, NotFoundError, VcsError } from '../base/errors.js';
import { isPseudoVersion } from '../module/pseudo.js';
import { quote } from '../base/quote.js';
import type { LoadListener } from '../base/report.js';
import * as semver from '../module/semver.js';
import type { ModuleCache } from './cache.js';
import { limit } from './limit.js';
import { lockFile } from './lock.js';
import { isAllHex, noCommits, shortenHash, type Origin } from './repo.js';
import type { Web } from './web.js';

/** A revision of a repository. */
export interface CodeRevision {
  readonly origin: Origin;
  /** The commit hash. */
  readonly name: string;
  readonly short: string;
  /** What the revision was asked by, when that is a tag of it; or else the commit hash. */
  readonly version: string;
  readonly time: Date;
  /** The tags that are known of the commit, ordered. */
  readonly tags: readonly string[];
}

/** The tags of a repository that begin with the same text. */
export interface Tags {
  readonly list: readonly { readonly name: string; readonly hash: string }[];
  readonly origin: Origin;
}

/** What repositories need to know. */
export interface GitOptions {
  readonly environment: Environment;
  readonly cache: ModuleCache;
  readonly web: Web;
  readonly signal?: AbortSignal | undefined;
  readonly listener?: LoadListener | undefined;
}

/** A revision that is asked by hash needs so many digits. */
const minHashDigits = 7;

const workKind = 'git3';

function isHash(revision: string): boolean {
  return revision.length >= minHashDigits && revision.length <= 40 && isAllHex(revision);
}

function unknownRevision(revision: string): NotFoundError {
  return new NotFoundError(`unknown revision ${revision}`);
}

/** A command that ended with a failure. */
class RunError extends VcsError {
  readonly stderr: string;
  readonly exitCode: number | null;

  constructor(command: string, reason: string, stderr: string, exitCode: number | null) {
    const detail = stderr.replace(/\n+$/, '').replaceAll('\n', '\n\t');
    const hint = stderr.includes('fatal: could not read Username')
      ? '\nConfirm the import path was entered correctly.\n' +
        'If this is a private repository, see https://golang.org/doc/faq#git_https for additional information.'
      : '';
    super(`${command}: ${reason}${detail && `:\n\t${detail}`}${hint}`);
    this.stderr = stderr;
    this.exitCode = exitCode;
  }
}

/** How many git commands run at the same time, for all repositories together. */
const maxCommands = 8;
const inTurn = limit(maxCommands);

/** A remote git repository, of which as little as possible is kept in the module cache. */
export class GitRepo {
  /** The address of the repository. */
  readonly url: string;
  readonly #options: GitOptions;
  readonly #directory: string;
  readonly #commands = limit(1);
  readonly #fetches = limit(1);
  readonly #revisions = new Map<string, Promise<CodeRevision>>();
  #opened: Promise<void> | undefined;
  #references: Promise<Map<string, string>> | undefined;
  #localTags: Promise<Set<string>> | undefined;
  /** How much was fetched by this object: nothing, single commits, or all of it. */
  #fetched: 'nothing' | 'some' | 'all' = 'nothing';

  /**
   * Creates the repository; fetches nothing yet.
   *
   * @throws {ModloadError} if the address is none.
   */
  constructor(url: string, options: GitOptions) {
    if (!url.includes('://')) {
      const reason = url.includes(':')
        ? 'git remote cannot use host:path syntax'
        : 'git remote must not be local directory';
      throw new ModloadError('ERR_MODLOAD_VCS', reason);
    }
    this.url = url;
    this.#options = options;
    const name = createHash('sha256').update(`${workKind}:${url}`).digest('hex');
    this.#directory = join(options.cache.directory, 'cache/vcs', name);
  }

  /** Lists the tags that begin with a text. */
  async tags(prefix: string): Promise<Tags> {
    const references = await this.#loadReferences();
    const list = [];
    for (const [reference, hash] of references) {
      if (!reference.startsWith('refs/tags/')) continue;
      const name = reference.slice('refs/tags/'.length);
      if (name.startsWith(prefix)) list.push({ name, hash });
    }
    list.sort((a, b) => (a.name < b.name ? -1 : 1));

    const directory = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const sum = createHash('sha256');
    for (const { name, hash } of list) {
      const tag = name.startsWith(directory) ? name.slice(directory.length) : name;
      const canonical = semver.canonical(tag);
      const counts = canonical !== '' && tag.startsWith(canonical) && !isPseudoVersion(tag);
      if (counts) sum.update(`${quote(name)} ${hash}\n`);
    }
    const origin = {
      VCS: 'git',
      URL: this.url,
      TagPrefix: prefix,
      TagSum: `t1:${sum.digest('base64')}`,
    };
    return { list, origin };
  }

  /** The newest commit of the branch that the repository shows first. */
  async latest(): Promise<CodeRevision> {
    const head = (await this.#loadReferences()).get('HEAD');
    if (head === undefined) throw noCommits();
    const revision = await this.stat(head);
    return { ...revision, origin: { ...revision.origin, Ref: 'HEAD', Hash: head } };
  }

  /** Finds what a tag, branch, or the beginning of a commit hash names. */
  stat(revision: string): Promise<CodeRevision> {
    if (revision === 'latest') return this.latest();
    let found = this.#revisions.get(revision);
    if (found === undefined) {
      found = this.#stat(revision);
      this.#revisions.set(revision, found);
    }
    return found;
  }

  /** Reads a file of a revision. Rejects with a {@link NotFoundError} when there is none. */
  async readFile(revision: string, file: string): Promise<Buffer> {
    const { name } = await this.stat(revision);
    try {
      return await this.#run('cat-file', 'blob', `${name}:${file}`);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw new NotFoundError('file does not exist', error);
    }
  }

  /** The highest tag, as a version behind the prefix, of the revision or what led to it. */
  async recentTag(
    revision: string,
    prefix: string,
    allowed: (tag: string) => Promise<boolean>,
  ): Promise<string> {
    const { name } = await this.stat(revision);
    const found = await this.#describe(name, prefix, allowed);
    if (found !== '' && !isAllHex(found)) return found;
    if ((await this.tags(`${prefix}v`)).list.length === 0) return '';
    // There are tags, but not enough of the history to tell whether they are part of it.
    await this.#fetchAll();
    return await this.#describe(name, prefix, allowed);
  }

  async #describe(
    commit: string,
    prefix: string,
    allowed: (tag: string) => Promise<boolean>,
  ): Promise<string> {
    const output = await this.#run(
      'for-each-ref',
      '--format',
      '%(refname)',
      'refs/tags',
      '--merged',
      commit,
    );
    let highest = '';
    for (const line of output.toString().split('\n')) {
      const reference = line.trim();
      if (!reference.startsWith(`refs/tags/${prefix}`)) continue;
      const tag = reference.slice('refs/tags/'.length);
      const version = tag.slice(prefix.length);
      if (semver.compare(version, highest) > 0 && (await allowed(tag))) highest = version;
    }
    return highest && prefix + highest;
  }

  /** Returns whether a tag is of the revision or of what led to it. */
  async descendsFrom(revision: string, tag: string): Promise<boolean> {
    // A history that was cut short gives a false no.
    if (await this.#isAncestor(tag, revision).catch(() => false)) return true;
    if ((await this.tags(tag)).list.length === 0) return false;
    await this.#stat(revision);
    await this.#fetchAll();
    return await this.#isAncestor(tag, revision);
  }

  async #isAncestor(tag: string, revision: string): Promise<boolean> {
    try {
      await this.#run('merge-base', '--is-ancestor', '--', tag, revision);
      return true;
    } catch (error) {
      if (error instanceof RunError && error.exitCode === 1) return false;
      throw error;
    }
  }

  /**
   * Writes the files of a revision, or of one of its directories, to a zip file, in which they are below
   * one directory.
   */
  async archive(revision: string, subdirectory: string, destination: string): Promise<void> {
    const { name } = await this.stat(revision);
    await this.#locked(async () => {
      this.#disableAttributes();
      try {
        // Line ends are the same wherever the archive is made.
        await this.#run(
          ...['-c', 'core.autocrlf=input', '-c', 'core.eol=lf'],
          ...['archive', '--format=zip', '--prefix=prefix/', '--output', destination, name],
          ...(subdirectory === '' ? [] : ['--', subdirectory]),
        );
      } catch (error) {
        if (error instanceof RunError && error.stderr.includes('did not match any files')) {
          throw new NotFoundError('file does not exist', error);
        }
        throw error;
      }
    });
  }

  /** Rejects unless the repository still gives what it gave when this origin was recorded. */
  async checkReuse(old: Origin | undefined, subdirectory: string): Promise<void> {
    const changed = (reason: string) => new ModloadError('ERR_MODLOAD_VCS', reason);
    if (old === undefined) throw changed('missing origin');
    const {
      VCS = '',
      URL = '',
      Subdir = '',
      Hash = '',
      TagSum,
      TagPrefix = '',
      RepoSum,
      Ref,
    } = old;
    if (VCS !== 'git' || URL !== this.url) {
      throw changed(`origin moved from ${VCS} ${quote(URL)} to git ${quote(this.url)}`);
    }
    if (Subdir !== subdirectory) {
      const place = (each: string) => `${quote(this.url)} ${quote(each)}`;
      throw changed(`origin moved from git ${place(Subdir)} to git ${place(subdirectory)}`);
    }
    if (!Hash && !TagSum && !RepoSum) throw changed('non-specific origin');
    const references = await this.#loadReferences();
    if (Ref) {
      const hash = references.get(Ref);
      if (hash === undefined) throw changed(`ref ${quote(Ref)} deleted`);
      if (hash !== Hash) throw changed(`ref ${quote(Ref)} moved from ${Hash} to ${hash}`);
    }
    if (TagSum && (await this.tags(TagPrefix)).origin.TagSum !== TagSum) {
      throw changed('tags changed');
    }
    if (RepoSum && sumReferences(references) !== RepoSum) throw changed('refs changed');
  }

  async #stat(revision: string): Promise<CodeRevision> {
    const hasLooked = isHash(revision);
    if (hasLooked) {
      const local = await this.#statLocal(revision, revision).catch(() => undefined);
      if (local !== undefined) return local;
    }
    // Branches move; tags are not expected to.
    this.#localTags ??= this.#loadLocalTags();
    if ((await this.#localTags).has(revision)) {
      return await this.#statLocal(revision, `refs/tags/${revision}`);
    }

    const target = await this.#resolve(revision);
    const info = await this.#locked(async () => {
      if (!hasLooked) {
        const local = await this.#statLocal(target.version, target.hash).catch(() => undefined);
        if (local !== undefined) {
          await this.#keepTag(target);
          return local;
        }
      }
      return await ((await this.#fetchOne(target)) ?? this.#statAfterFetch(target.version));
    });
    const { reference } = target;
    const isKnown = reference !== '' && reference !== info.name;
    return { ...info, origin: { ...info.origin, ...(isKnown && { Ref: reference }) } };
  }

  /** Finds by the references of the remote what a revision may be. */
  async #resolve(revision: string): Promise<Target> {
    const references = await this.#loadReferences();
    const tag = references.get(`refs/tags/${revision}`);
    if (tag !== undefined) {
      return { version: revision, reference: `refs/tags/${revision}`, hash: tag };
    }
    const branch = references.get(`refs/heads/${revision}`);
    if (branch !== undefined) {
      return { version: branch, reference: `refs/heads/${revision}`, hash: branch };
    }
    const head = references.get('HEAD');
    if (revision === 'HEAD' && head !== undefined) {
      return { version: head, reference: 'HEAD', hash: head };
    }
    if (!isHash(revision)) throw unknownRevision(revision);
    let hash = '';
    let reference = '';
    for (const [name, each] of references) {
      if (!each.startsWith(revision)) continue;
      if (hash !== '' && hash !== each) {
        throw new ModloadError('ERR_MODLOAD_VCS', `ambiguous revision ${revision}`);
      }
      hash = each;
      if (reference === '' || reference > name) reference = name;
    }
    if (hash === '' && revision.length === 40) hash = revision;
    return { version: hash || revision, reference, hash };
  }

  /** Notes a tag whose commit was there without it, so that it is found at once the next time. */
  async #keepTag({ reference, hash }: Target): Promise<void> {
    if (!reference.startsWith('refs/tags/')) return;
    await this.#run('tag', '--', reference.slice('refs/tags/'.length), hash).catch(() => undefined);
  }

  /**
   * Fetches one commit without its history. A commit that no branch or tag is known to have is never
   * fetched by its hash: servers also give what was only proposed for the repository.
   */
  async #fetchOne({ version, reference, hash }: Target): Promise<CodeRevision | undefined> {
    if (this.#fetched === 'all' || reference === '' || hash === '') return undefined;
    this.#fetched = 'some';
    const named = reference !== 'HEAD';
    const specification = named ? `${reference}:${reference}` : `${hash}:refs/dummy`;
    try {
      await this.#run('fetch', '-f', '--depth=1', 'origin', specification);
    } catch {
      this.#options.signal?.throwIfAborted();
      // Not every server can do this; all can give everything.
      return undefined;
    }
    return await this.#statLocal(version, named ? reference : hash);
  }

  async #statAfterFetch(revision: string): Promise<CodeRevision> {
    await this.#fetchAllLocked();
    return await this.#statLocal(revision, revision);
  }

  #fetchAll(): Promise<void> {
    return this.#locked(() => this.#fetchAllLocked());
  }

  /** Fetches all branches and tags with their history. */
  async #fetchAllLocked(): Promise<void> {
    if (this.#fetched === 'all') return;
    const heads = 'refs/heads/*:refs/heads/*';
    const tags = 'refs/tags/*:refs/tags/*';
    await this.#run('fetch', '-f', 'origin', heads, tags);
    // In a step of its own: git up to 2.23 makes a mess of both at once.
    if (existsSync(join(this.#directory, 'shallow'))) {
      await this.#run('fetch', '--unshallow', '-f', 'origin');
    }
    this.#fetched = 'all';
  }

  /** Finds a revision in what was fetched already. */
  async #statLocal(version: string, revision: string): Promise<CodeRevision> {
    let output: string;
    try {
      const format = '--format=format:%H %ct %D';
      const log = ['log', '--no-decorate', '-n1', format, revision, '--'];
      output = (await this.#run('-c', 'log.showsignature=false', ...log)).toString();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (error instanceof RunError && error.exitCode === null) throw error;
      throw unknownRevision(revision);
    }
    const [name = '', seconds, ...decoration] = output.split(/\s+/).filter(Boolean);
    if (seconds === undefined) {
      throw new VcsError(`unexpected response from git log: ${quote(output)}`);
    }
    if (!/^-?\d+$/.test(seconds)) throw new VcsError(`invalid time from git log: ${quote(output)}`);
    const tags: string[] = [];
    for (const [index, word] of decoration.entries()) {
      const tag = decoration[index + 1];
      if (word === 'tag:' && tag !== undefined) tags.push(tag.replace(/,$/, ''));
    }
    tags.sort();
    const full = name.startsWith(version) ? name : version;
    return {
      origin: {
        VCS: 'git',
        URL: this.url,
        Hash: name,
        ...(!name.startsWith(revision) && { Ref: revision }),
      },
      name,
      short: shortenHash(name),
      time: new Date(Number(seconds) * 1000),
      version: tags.includes(full) ? full : name,
      tags,
    };
  }

  async #loadLocalTags(): Promise<Set<string>> {
    try {
      const output = await this.#run('tag', '-l');
      return new Set(output.toString().split('\n').filter(Boolean));
    } catch {
      this.#options.signal?.throwIfAborted();
      return new Set();
    }
  }

  /** The branches and tags of the remote, asked once. */
  #loadReferences(): Promise<Map<string, string>> {
    this.#references ??= this.#listReferences();
    return this.#references;
  }

  async #listReferences(): Promise<Map<string, string>> {
    let output: Buffer;
    try {
      output = await this.#run('ls-remote', '-q', 'origin');
    } catch (error) {
      if (/^https?:/.test(this.url) && (await this.#isAbsent())) {
        throw new NotFoundError(messageOf(error), error);
      }
      throw error;
    }
    const references = new Map<string, string>();
    const peeled: [string, string][] = [];
    for (const line of output.toString().split('\n')) {
      const [hash, name, ...rest] = line.split(/\s+/).filter(Boolean);
      if (hash === undefined || name === undefined || rest.length > 0) continue;
      if (name !== 'HEAD' && !/^refs\/(heads|tags)\//.test(name)) continue;
      if (name.endsWith('^{}')) peeled.push([name.slice(0, -3), hash]);
      else references.set(name, hash);
    }
    // An annotated tag stands for its commit.
    for (const [name, hash] of peeled) references.set(name, hash);
    return references;
  }

  /** Returns whether the server itself says that there is nothing at the address. */
  async #isAbsent(): Promise<boolean> {
    try {
      await this.#options.web.getBytes(this.url);
      return false;
    } catch (error) {
      return isNotFound(error);
    }
  }

  /** Runs something while neither another call nor another process, `go` included, fetches. */
  #locked<T>(action: () => Promise<T>): Promise<T> {
    return this.#fetches(async () => {
      await this.#open();
      const unlock = await lockFile(`${this.#directory}.lock`, this.#options.signal);
      try {
        return await action();
      } finally {
        unlock?.();
      }
    });
  }

  #open(): Promise<void> {
    this.#opened ??= this.#prepare();
    return this.#opened;
  }

  /** Makes the bare repository, unless it is there. */
  async #prepare(): Promise<void> {
    const directory = this.#directory;
    this.#options.cache.check();
    mkdirSync(dirname(directory), { recursive: true });
    const unlock = await lockFile(`${directory}.lock`, this.#options.signal);
    try {
      this.#claim();
      if (existsSync(join(directory, 'objects'))) return;
      try {
        await this.#git(['init', '--bare']);
        await this.#git(['remote', 'add', 'origin', '--', this.url]);
      } catch (error) {
        rmSync(directory, { recursive: true, force: true });
        throw error;
      }
    } finally {
      unlock?.();
    }
  }

  #claim(): void {
    const directory = this.#directory;
    const key = `${workKind}:${this.url}`;
    const note = `${directory}.info`;
    let found: string | undefined;
    try {
      if (statSync(directory).isDirectory()) found = readFileSync(note, 'utf8').replace(/\n$/, '');
    } catch {
      // Not there yet.
    }
    if (found === key) return;
    if (found !== undefined) {
      const content = `have ${quote(found)} want ${quote(key)}`;
      throw new VcsError(`${note} exists with wrong content (${content})`);
    }
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    writeFileSync(note, key);
  }

  /** Keeps `export-subst` and `export-ignore` from making the content depend on more than the commit. */
  #disableAttributes(): void {
    const text = '\n* -export-subst -export-ignore\n';
    const file = join(this.#directory, 'info/attributes');
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file) || !readFileSync(file, 'utf8').endsWith(text)) appendFileSync(file, text);
  }

  async #run(...parameters: string[]): Promise<Buffer> {
    await this.#open();
    return await this.#git(parameters);
  }

  #git(parameters: readonly string[]): Promise<Buffer> {
    return this.#commands(() => inTurn(() => runGit(this.#directory, parameters, this.#options)));
  }
}

/** What a revision may be: the hash, and a reference that has it, as far as they are known. */
interface Target {
  /** What it is called from now on: a tag keeps its name, a branch becomes its hash. */
  readonly version: string;
  readonly reference: string;
  readonly hash: string;
}

function sumReferences(references: ReadonlyMap<string, string>): string {
  const sum = createHash('sha256');
  for (const name of [...references.keys()].sort()) {
    sum.update(`${quote(name)} ${references.get(name)!}\n`);
  }
  return `r1:${sum.digest('base64')}`;
}

/** Variables that keep git from asking anybody, and from waiting for a server that went silent. */
function gitVariables({ variables }: Environment): NodeJS.ProcessEnv {
  return {
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '60',
    ...(variables['GIT_SSH'] === undefined && {
      GIT_SSH_COMMAND: 'ssh -o ControlMaster=no -o BatchMode=yes',
    }),
    ...variables,
  };
}

async function runGit(
  directory: string,
  parameters: readonly string[],
  { environment, signal, listener }: GitOptions,
): Promise<Buffer> {
  const command = `git ${parameters.join(' ')}`;
  listener?.({ kind: 'trace', text: `cd ${directory}; ${command}` });
  return await new Promise((resolve, reject) => {
    const child = spawn('git', parameters, {
      cwd: directory,
      env: gitVariables(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const fail = (reason: string, exitCode: number | null) => {
      const stderr = Buffer.concat(errors).toString();
      reject(new RunError(`${command} in ${directory}`, reason, stderr, exitCode));
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else if (error.code === 'ENOENT' && existsSync(directory)) {
        const place = process.platform === 'win32' ? '%PATH%' : '$PATH';
        fail(`exec: "git": executable file not found in ${place}`, null);
      } else fail(error.message, null);
    });
    child.on('close', (code, killer) => {
      if (code === 0) resolve(Buffer.concat(output));
      else fail(code === null ? `signal: ${killer ?? 'unknown'}` : `exit status ${code}`, code);
    });
  });
}

/** Returns whether a git repository answers under an address. */
export async function canReach(url: string, options: GitOptions): Promise<boolean> {
  try {
    options.cache.check();
    await runGit(options.cache.directory, ['ls-remote', url], options);
    return true;
  } catch {
    options.signal?.throwIfAborted();
    return false;
  }
}
