// Makes this checkout ready to run: npm packages, libvirt's client library, a compiler, the build.
// Needs only Node.js. If everything is ready, it is quick and prints nothing. With --packages it stops
// after the npm packages, which suffice for some checks. With --api it only installs libvirt's API
// description, if possible.
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
    throw new StepError(`Node.js must be ${needed} or newer; this is ${process.versions.node}.`);
  }
}

/** Returns whether node_modules has the packages of package-lock.json, in the same versions. */
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
    throw new StepError('libvirt was installed, but its library is in no known folder.');
}

function hasCompiler() {
  const folders = process.env.PATH.split(delimiter);
  const has = (tool) => folders.some((folder) => existsSync(join(folder, tool)));
  return has('python3') && has('make') && (process.env.CXX !== undefined || has('g++'));
}

/** Returns when the addon for this platform was built, or undefined if it was not. */
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
  // A binary from elsewhere is enough: with this variable, build:addon keeps it.
  else process.env.LIBVIRT_ADDON = time;
}

/** Provides what the scripts and the packages of pure TypeScript need. */
export function prepareScripts() {
  checkNode();
  providePackages();
}

/** Provides everything but the build. */
export function prepare() {
  prepareScripts();
  provideLibvirt();
  provideCompiler();
}

/** Returns the command that installs what the addon lacks here, or undefined if it lacks nothing. */
export function missingForAddon() {
  const kinds = [
    ...(findLibvirt() ? [] : ['library']),
    ...(hasCompiler() || addonTime() !== undefined ? [] : ['compiler']),
  ];
  return kinds.length === 0 ? undefined : installCommand(...kinds);
}

/** Builds what turbo has not cached, and prints a line if that takes more than two seconds. */
async function build(turboArguments) {
  // Imported here, because turbo is one of the packages.
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

/** Makes everything ready. The arguments are turbo's, such as `--filter=@libvirt/demo`. */
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
