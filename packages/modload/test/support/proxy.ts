import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packModule } from './zip.js';

/** Writes a proxy to a folder: modules by path and version, each with its files. Returns its URL. */
export function writeProxy(
  directory: string,
  modules: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>,
): string {
  for (const [path, versions] of Object.entries(modules)) {
    const folder = join(directory, path, '@v');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'list'),
      Object.keys(versions)
        .map((each) => `${each}\n`)
        .join(''),
    );
    for (const [version, files] of Object.entries(versions)) {
      writeFileSync(
        join(folder, `${version}.info`),
        JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' }),
      );
      writeFileSync(join(folder, `${version}.mod`), files['go.mod'] ?? `module ${path}\n`);
      writeFileSync(join(folder, `${version}.zip`), packModule(path, version, files));
    }
  }
  return `file://${directory}`;
}
