import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ZipFile } from 'yazl';
import { escapePath, escapeVersion } from '../../src/module/module.js';
import { isPseudoVersion, pseudoVersionRev, pseudoVersionTime } from '../../src/module/pseudo.js';
import { formatGoMod, packageFiles, type ModuleSpec, type Universe } from './universe.js';

const someDay = new Date('2020-05-05T05:05:05Z');

/** Writes the modules as a file tree that can be read through file:// as a module proxy. */
export async function writeProxy(folder: string, { modules }: Universe): Promise<void> {
  for (const module of modules) await writeModule(folder, module);
}

/** Writes the main module. */
export function writeMain(folder: string, { main }: Universe): void {
  write(join(folder, 'go.mod'), formatGoMod('example.com/main', main.goMod));
  for (const [name, text] of packageFiles(main.packages)) write(join(folder, name), text);
}

async function writeModule(proxy: string, { path, versions }: ModuleSpec): Promise<void> {
  const folder = join(proxy, escapePath(path), '@v');
  const tagged = versions.filter(({ version }) => !isPseudoVersion(version));
  write(join(folder, 'list'), tagged.map(({ version }) => `${version}\n`).join(''));
  for (const { version, goMod, packages } of versions) {
    const base = join(folder, escapeVersion(version));
    const time = isPseudoVersion(version) ? pseudoVersionTime(version) : someDay;
    const info = JSON.stringify({ Version: version, Time: time.toISOString().replace('.000', '') });
    write(`${base}.info`, info);
    const text = formatGoMod(path, goMod);
    write(`${base}.mod`, text);
    if (isPseudoVersion(version)) {
      const revision = pseudoVersionRev(version);
      for (const name of [revision, revision.slice(0, 7), 'master']) {
        write(join(folder, `${name}.info`), info);
      }
      write(join(folder, '../@latest'), info);
    }
    const files = packageFiles(packages);
    // An incompatible version is one from before its module had a go.mod.
    if (!version.endsWith('+incompatible')) files.set('go.mod', text);
    write(`${base}.zip`, await zip(`${path}@${version}`, files));
  }
}

async function zip(prefix: string, files: ReadonlyMap<string, string>): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, text] of files) {
    file.addBuffer(Buffer.from(text), `${prefix}/${name}`, { compress: false, mtime: someDay });
  }
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function write(file: string, data: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, data);
}
