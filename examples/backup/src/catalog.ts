import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The image of one disk in a backup. */
export interface SavedDisk {
  /** The disk's name in the machine: `vda`. */
  readonly disk: string;
  /** The file's name. */
  readonly file: string;
  readonly sha256: string;
}

/** A backup of all disks of a machine. It is complete: it is noted only then. */
export interface Backup {
  /** The name of its checkpoint. */
  readonly name: string;
  /** The backup since which it has the changes; absent for a full one. */
  readonly since?: string;
  readonly disks: readonly SavedDisk[];
}

/** The backups of one machine: a folder with images, and a file that lists them, oldest first. */
export class Catalog {
  readonly folder: string;
  readonly backups: Backup[];

  private constructor(folder: string, backups: Backup[]) {
    this.folder = folder;
    this.backups = backups;
  }

  /** Opens a folder; creates it if need be. */
  static async open(folder: string): Promise<Catalog> {
    await mkdir(folder, { recursive: true });
    const isNew = !(await readdir(folder)).includes(LIST);
    return new Catalog(folder, isNew ? [] : parseList(await readFile(join(folder, LIST), 'utf8')));
  }

  /** Removes the images of backups that were interrupted. */
  async removeStrays(): Promise<void> {
    const known = this.backups.flatMap(({ disks }) => disks.map(({ file }) => file));
    for (const file of await readdir(this.folder)) {
      if (file !== LIST && !known.includes(file)) await rm(join(this.folder, file));
    }
  }

  /** The newest backup. */
  get last(): Backup | undefined {
    return this.backups.at(-1);
  }

  /** Returns a backup by its name, by default the newest. */
  find(name = this.last?.name): Backup {
    const found = this.backups.find((backup) => backup.name === name);
    if (found === undefined) throw new Error(`no backup '${name ?? ''}' in ${this.folder}`);
    return found;
  }

  /** Returns a backup and those on which it builds, oldest first. */
  chain(backup: Backup): Backup[] {
    return backup.since === undefined ? [backup] : [...this.chain(this.find(backup.since)), backup];
  }

  /** Adds a backup that is complete. */
  async add(backup: Backup): Promise<void> {
    this.backups.push(backup);
    const temporary = join(this.folder, `${LIST}.new`);
    await writeFile(temporary, JSON.stringify(this.backups, null, 2));
    await rename(temporary, join(this.folder, LIST));
  }

  /** The path of a file. */
  path(file: string): string {
    return join(this.folder, file);
  }
}

const LIST = 'backups.json';

function parseList(text: string): Backup[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list) || !list.every(isBackup)) throw new Error(`${LIST} lists no backups`);
  return list;
}

function isBackup(value: unknown): value is Backup {
  return typeof value === 'object' && value !== null && 'name' in value && 'disks' in value;
}

/** Returns the SHA-256 of a file, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
