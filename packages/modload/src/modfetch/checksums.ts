import type { Environment } from '../base/environment.js';
import { ChecksumError, messageOf, ModuleError } from '../base/errors.js';
import { matchesPrefix } from '../module/prefix-patterns.js';
import { formatGoSum, parseGoSum, sumKey, sumModule, type SumTable } from '../modfile/gosum.js';
import type { ModuleVersion } from '../module/module.js';

/**
 * Whether lines that go.sum lacks may be added to it (`add`), or every module needs one
 * (`require`).
 */
export type SumMode = 'add' | 'require';

/** A go.sum file by its name and content. */
export interface SumFile {
  readonly file: string;
  readonly text: string;
}

/** Options of {@link GoSum}. */
export interface GoSumOptions {
  /** The name of the file, as errors show it; without a file nothing is recorded. */
  readonly file?: string;
  /** Its content. */
  readonly text?: string;
  /** The go.sum files of the modules of a workspace: what they have is not repeated. */
  readonly workspace?: readonly SumFile[];
  readonly mode?: SumMode;
  /** Receives what is not quite right without being wrong. */
  readonly warn?: (text: string) => void;
}

interface Use {
  readonly hash: string;
  /** Whether what was loaded had this hash. */
  isUsed: boolean;
  /** Whether the line is not in the file yet, or is to be dropped from it. */
  isDirty: boolean;
}

const mismatch = (recorded: string) => `

SECURITY ERROR
This download does NOT match ${recorded}.
The bits may have been replaced on the origin server, or an attacker may
have intercepted the download attempt.

For more information, see 'go help module-auth'.
`;

const unknownHashes = `

SECURITY WARNING
This download is listed in go.sum, but using an unknown hash algorithm.
The download cannot be verified.

For more information, see 'go help module-auth'.

`;

/** Reads lines up to the first that is none of go.sum, as Go does. */
function readTable({ file, text }: SumFile): SumTable {
  const table: SumTable = new Map();
  try {
    parseGoSum(file, text, table);
  } catch {
    // What comes before the malformed line counts.
  }
  return table;
}

/**
 * The hashes that go.sum has of modules, with those that were added and what was used of them. A version
 * that ends with `/go.mod` means the module's go.mod alone.
 */
export class GoSum {
  /** Whether there is a file at all. */
  readonly isEnabled: boolean;
  /** Whether lines may be added. */
  readonly mode: SumMode;
  readonly #file: string;
  readonly #workspace: readonly { readonly file: string; readonly table: SumTable }[];
  readonly #warn: (text: string) => void;
  /** The state of lines, by module key. */
  readonly #uses = new Map<string, Use[]>();
  /** Whether any line was added or is to go, so that the file may have to be written. */
  #isChanged = false;
  #table: SumTable;
  #isTrimmed = false;
  #replacedFile: string | undefined;

  /** Takes the content of go.sum, and for a workspace that of its modules' files. */
  constructor({ file = '', text = '', workspace = [], mode = 'add', warn }: GoSumOptions = {}) {
    this.isEnabled = file !== '';
    this.mode = mode;
    this.#file = file;
    this.#table = readTable({ file, text });
    this.#workspace = workspace.map((each) => ({ file: each.file, table: readTable(each) }));
    this.#warn = warn ?? (() => undefined);
  }

  /** Takes the content of one go.sum. */
  static parse(text: string, file = 'go.sum'): GoSum {
    return new GoSum({ file, text });
  }

  /**
   * Takes over the lines of a file that this one replaces.
   *
   * @throws {ChecksumError} if both have hashes of a module, and they differ.
   */
  takeOver({ file, text }: SumFile): void {
    for (const [key, hashes] of readTable({ file, text })) {
      for (const hash of hashes) {
        this.#append(key, hash);
        this.#use(key, hash).isUsed = true;
      }
    }
    this.#replacedFile = file;
    this.#isChanged = true;
  }

  /** The file that this one replaces, to be removed once this one is written. */
  get replacedFile(): string | undefined {
    return this.#replacedFile;
  }

  /** Returns whether the file has a hash of this module of a kind that is known. */
  has(module: ModuleVersion): boolean {
    if (!this.isEnabled) return false;
    const key = sumKey(module);
    const isListed = (hash: string) =>
      hash.startsWith('h1:') && this.#useOf(key, hash)?.isDirty !== true;
    return (
      (this.#table.get(key)?.some(isListed) ?? false) ||
      this.#workspace.some(({ table }) => table.get(key)?.some(isListed) ?? false)
    );
  }

  /** The hashes of this module, added ones as well. */
  hashes(module: ModuleVersion): readonly string[] {
    return this.#table.get(sumKey(module)) ?? [];
  }

  /**
   * Returns whether this hash is listed for the module; notes that it is used.
   *
   * @throws {ChecksumError} if another hash of its kind is listed.
   */
  check(module: ModuleVersion, hash: string): boolean {
    if (!this.isEnabled) return false;
    const key = sumKey(module);
    this.#use(key, hash).isUsed = true;
    return this.#lists(key, hash);
  }

  #useOf(key: string, hash: string): Use | undefined {
    return this.#uses.get(key)?.find((use) => use.hash === hash);
  }

  #use(key: string, hash: string): Use {
    let use = this.#useOf(key, hash);
    if (use === undefined) {
      use = { hash, isUsed: false, isDirty: false };
      const others = this.#uses.get(key);
      if (others === undefined) this.#uses.set(key, [use]);
      else others.push(use);
    }
    return use;
  }

  #lists(key: string, hash: string): boolean {
    const name = this.#file.endsWith('go.work.sum') ? 'go.work.sum' : 'go.sum';
    for (const listed of this.#table.get(key) ?? []) {
      if (listed === hash) return true;
      if (listed.startsWith('h1:')) throw this.#conflict(key, hash, name, listed);
    }
    let isFound = false;
    for (const { file, table } of this.#workspace) {
      for (const listed of table.get(key) ?? []) {
        if (listed === hash) isFound = true;
        else if (listed.startsWith('h1:')) throw this.#conflict(key, hash, file, listed);
      }
    }
    return isFound;
  }

  #conflict(key: string, hash: string, file: string, listed: string): ChecksumError {
    const { path, version } = sumModule(key);
    return new ChecksumError(
      `verifying ${path}@${version}: checksum mismatch\n\tdownloaded: ${hash}\n\t${file}:     ${listed}` +
        mismatch('an earlier download recorded in go.sum'),
    );
  }

  /**
   * Adds a hash, unless it is listed.
   *
   * @throws {ChecksumError} if another one is.
   */
  add(module: ModuleVersion, hash: string): void {
    if (!this.isEnabled) return;
    const key = sumKey(module);
    this.#append(key, hash);
    this.#use(key, hash).isDirty = true;
    this.#isChanged = true;
  }

  #append(key: string, hash: string): void {
    if (this.#lists(key, hash)) return;
    const others = this.#table.get(key);
    if (others === undefined) {
      this.#table.set(key, [hash]);
      return;
    }
    const { path, version } = sumModule(key);
    this.#warn(
      `warning: verifying ${path}@${version}: unknown hashes in go.sum: ${others.join(', ')}; adding ${hash}${unknownHashes}`,
    );
    others.push(hash);
  }

  /** Returns the hash of a module that go.sum lists; `undefined` if it lists none of a known kind. */
  hash(module: ModuleVersion): string | undefined {
    const key = sumKey(module);
    const listed = [this.#table, ...this.#workspace.map(({ table }) => table)].flatMap((table) =>
      (table.get(key) ?? []).filter(
        (hash) => hash.startsWith('h1:') && this.#useOf(key, hash)?.isDirty !== true,
      ),
    );
    const [first, ...others] = new Set(listed);
    return others.length === 0 ? first : undefined;
  }

  /** Marks for removal the lines of all modules that are not among the keys `path version`. */
  trim(keep: ReadonlySet<string>): void {
    if (!this.isEnabled) return;
    for (const [key, hashes] of this.#table) {
      if (keep.has(key)) continue;
      for (const hash of hashes) {
        Object.assign(this.#use(key, hash), { isUsed: false, isDirty: true });
      }
      this.#isTrimmed = true;
      this.#isChanged = true;
    }
  }

  /** Returns whether lines were added or are to be dropped at all. */
  get hasChanges(): boolean {
    if (this.#replacedFile !== undefined) return true;
    for (const uses of this.#uses.values()) if (uses.some(({ isDirty }) => isDirty)) return true;
    return false;
  }

  /** Returns whether the file has to be written so that it holds what was added for modules of these keys. */
  isDirty(keep: ReadonlySet<string>): boolean {
    if (!this.isEnabled || !this.#isChanged) return false;
    if (this.#replacedFile !== undefined) return true;
    for (const [key, hashes] of this.#table) {
      for (const hash of hashes) {
        const use = this.#useOf(key, hash);
        if (use?.isDirty && (!use.isUsed || keep.has(key))) return true;
      }
    }
    return false;
  }

  /**
   * The text to write: what others wrote meanwhile, with the added lines for modules of these keys, and
   * without those that were trimmed. From then on it is what the file has.
   *
   * @param current - the content of the file as it is now.
   */
  write(current: string, keep: ReadonlySet<string>): string {
    if (!this.#isTrimmed) {
      this.#table = readTable({ file: this.#file, text: current });
      for (const [key, uses] of this.#uses) {
        if (this.#isInWorkspace(key)) continue;
        for (const { hash, isUsed } of uses) if (isUsed) this.#append(key, hash);
      }
    }
    const written: SumTable = new Map();
    for (const [key, hashes] of this.#table) {
      if (this.#isInWorkspace(key)) continue;
      const kept = hashes.filter((hash) => {
        const use = this.#useOf(key, hash);
        return !use?.isDirty || (use.isUsed && keep.has(key));
      });
      if (kept.length > 0) written.set(key, kept);
    }
    this.#uses.clear();
    this.#isTrimmed = false;
    this.#isChanged = false;
    return formatGoSum(written);
  }

  #isInWorkspace(key: string): boolean {
    return this.#workspace.some(({ table }) => table.has(key));
  }

  /** All lines, with what was added. */
  text(): string {
    return formatGoSum(this.#table);
  }
}

/** Looks up the go.sum lines of public modules. */
export interface SumDatabase {
  /** Its name, for messages. */
  readonly name: string;
  /** The go.sum lines of a module. Rejects unless they are proved to be in the signed database. */
  lookup(module: ModuleVersion): Promise<readonly string[]>;
}

/** Checks hashes against go.sum, and those that it lacks against the checksum database. */
export class Checksums {
  readonly #goSum: GoSum;
  readonly #environment: Environment;
  readonly #openDatabase: () => SumDatabase;
  #database: SumDatabase | undefined;

  /** The database is opened when it is needed for the first time. */
  constructor(goSum: GoSum, environment: Environment, openDatabase: () => SumDatabase) {
    this.#goSum = goSum;
    this.#environment = environment;
    this.#openDatabase = openDatabase;
  }

  #needsDatabase({ path }: ModuleVersion): boolean {
    const { GOSUMDB, GONOSUMDB } = this.#environment;
    return GOSUMDB !== 'off' && !matchesPrefix(GONOSUMDB, path);
  }

  /**
   * Checks a hash as far as that needs no database. Returns whether it was checked.
   *
   * @throws {ChecksumError} if go.sum has another hash.
   */
  checkLocally(module: ModuleVersion, hash: string): boolean {
    if (this.#goSum.check(module, hash)) return true;
    if (this.#needsDatabase(module)) return false;
    this.#goSum.add(module, hash);
    return true;
  }

  /** Checks a hash, and adds it to go.sum. Rejects when go.sum or the database has another one. */
  async check(module: ModuleVersion, hash: string): Promise<void> {
    if (this.checkLocally(module, hash)) return;
    await this.#checkDatabase(module, hash);
    this.#goSum.add(module, hash);
  }

  async #checkDatabase(module: ModuleVersion, hash: string): Promise<void> {
    const isGoMod = module.version.endsWith('/go.mod');
    const noun = isGoMod ? 'go.mod' : 'module';
    const version = isGoMod ? module.version.slice(0, -'/go.mod'.length) : module.version;
    const failed = (reason: string) =>
      new ModuleError(
        { path: module.path, version },
        new ChecksumError(`verifying ${noun}: ${reason}`),
      );

    let lines: readonly string[];
    let name: string;
    try {
      this.#database ??= this.#openDatabase();
      ({ name } = this.#database);
      lines = await this.#database.lookup(module);
    } catch (error) {
      // What the database itself is accused of is no failure of this one module.
      if (error instanceof ChecksumError) throw error;
      throw failed(messageOf(error));
    }
    const prefix = `${module.path} ${module.version} `;
    if (lines.includes(prefix + hash)) return;
    const other = lines.find((line) => line.startsWith(`${prefix}h1:`));
    if (other !== undefined) {
      throw failed(
        `checksum mismatch\n\tdownloaded: ${hash}\n\t${name}: ${other.slice(prefix.length)}` +
          mismatch('the one reported by the checksum server'),
      );
    }
  }
}
