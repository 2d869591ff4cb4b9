// Makes this checkout ready to run: npm packages, libvirt's client library, a compiler, the build.
// It needs Node.js alone, and is quick and quiet when all is there already. With --packages it stops
// after the npm packages, which is all that some checks need. With --api it only installs the
// description of libvirt's API, if it can.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findLibvirt } from './libvirt.mjs';
import { main, root, run, log, StepError } from './steps.mjs';
import { installCommand, installFromSystem, provideExtras } from './system-packages.mjs';
import { apiPackages } from './test-packages.mjs';

const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

function checkNode() {
  const needed = readJson('package.json').engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(needed, undefined, { numeric: true }) < 0) {
    throw new StepError(`Node.js ${needed} or newer is needed; this is ${process.versions.node}.`);
  }
}

/** Whether node_modules holds what package-lock.json names, in the same versions. */
function packagesAreInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(readJson('package-lock.json').packages)
    .filter(([path, { optional }]) => path.includes('node_modules/') && !optional)
    .every(([path, { version }]) => installed[path] && installed[path].version === version);
}

function providePackages() {
  if (packagesAreInstalled()) return;
  log('Installing npm packages ...');
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
}

function provideLibvirt() {
  if (findLibvirt()) return;
  installFromSystem('library', "libvirt's client library");
  if (!findLibvirt())
    throw new StepError('libvirt is installed, but its library is nowhere found.');
}

function hasCompiler() {
  const folders = process.env.PATH.split(delimiter);
  const has = (tool) => folders.some((folder) => existsSync(join(folder, tool)));
  return has('python3') && has('make') && (process.env.CXX !== undefined || has('g++'));
}

/** When the addon for this platform was built, or undefined where there is none. */
function addonTime() {
  const folder = join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  if (!existsSync(folder)) return undefined;
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  const ending = process.platform === 'linux' ? (isGlibc ? '.glibc.node' : '.musl.node') : '.node';
  const name = readdirSync(folder).find((candidate) => candidate.endsWith(ending));
  return name && statSync(join(folder, name)).mtime.toISOString();
}

function provideCompiler() {
  if (hasCompiler()) return;
  const time = addonTime();
  if (time === undefined) installFromSystem('compiler', 'Python, make and a C++ compiler');
  // A binary built elsewhere serves too: with this variable, build:addon keeps it.
  else process.env.LIBVIRT_ADDON = time;
}

/** What the scripts themselves need, and all that is pure TypeScript. */
export function prepareScripts() {
  checkNode();
  providePackages();
}

/** Everything but the build. */
export function prepare() {
  prepareScripts();
  provideLibvirt();
  provideCompiler();
}

/** The command that installs what the addon lacks here, or undefined where it has all. */
export function missingForAddon() {
  const kinds = [
    ...(findLibvirt() ? [] : ['library']),
    ...(hasCompiler() || addonTime() !== undefined ? [] : ['compiler']),
  ];
  return kinds.length === 0 ? undefined : installCommand(...kinds);
}

/** Builds what turbo has not cached, and says so when that takes longer than a look. */
async function build(turboArguments) {
  // Imported late: turbo is one of the packages.
  const { spawnTurbo } = await import('./turbo.mjs');
  const notice = setTimeout(() => log('Building (the first time takes some minutes) ...'), 2000);
  const turbo = spawnTurbo(['build', '--output-logs=errors-only', ...turboArguments], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  turbo.stdout.on('data', (chunk) => output.push(chunk));
  turbo.stderr.on('data', (chunk) => output.push(chunk));
  const [code] = await once(turbo, 'close');
  clearTimeout(notice);
  if (code !== 0) throw new StepError(`${Buffer.concat(output)}\nThe build failed.`);
}

/** Makes everything ready. Arguments narrow the build, as in `--filter=@libvirt/demo`. */
export async function setup(...turboArguments) {
  prepare();
  await build(turboArguments);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => {
    if (process.argv.includes('--packages')) return prepareScripts();
    if (process.argv.includes('--api')) return void provideExtras(apiPackages);
    return setup();
  });
}
