// Installs packages with the system's package manager.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { run, log, StepError } from './steps.mjs';

const known = new URL('../native/lib/package-managers.json', import.meta.url);
const { managers, systems } = JSON.parse(readFileSync(known, 'utf8'));

/** Returns this system's package manager: by ID of os-release, otherwise by ID_LIKE. */
function findManager() {
  if (process.platform !== 'linux') return systems[process.platform];
  if (!existsSync('/etc/os-release')) return undefined;
  const release = readFileSync('/etc/os-release', 'utf8');
  const read = (key) => release.match(new RegExp(`^${key}=["']?([^"'\n]*)`, 'm'))?.[1] ?? '';
  const names = `${read('ID')} ${read('ID_LIKE')}`.split(' ');
  return names.map((name) => systems[name]).find((found) => Object.hasOwn(managers, found));
}

let isForbidden = false;

/** Disables installing with the system's package manager. */
export function forbidInstalling() {
  isForbidden = true;
}

/** Returns whether packages can be installed without asking the user. */
export const canInstall = () => !isForbidden && findManager() === 'apt' && process.getuid() === 0;

const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
/** Waits for another installation, if one is in progress. */
const patient = ['-o', 'DPkg::Lock::Timeout=600'];

function installByApt(packages) {
  run('apt-get', [...patient, 'update'], quiet);
  run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...packages], quiet);
}

/** Installs with apt as root. Otherwise throws a StepError with the command to run. */
export function installFromSystem(kind, purpose) {
  if (canInstall()) {
    log(`Installing ${purpose} ...`);
    installByApt(managers.apt[kind].split(' '));
    return;
  }

  const name = findManager();
  if (managers[name]?.[kind] === undefined) {
    throw new StepError(`Install ${purpose}. Debian's packages for it: ${managers.apt[kind]}`);
  }
  const { command, [kind]: packages } = managers[name];
  throw new StepError(`Install ${purpose} with:\n\n    ${command} ${packages}\n`);
}

/** Returns the command that installs some kinds of packages on this system, or else on Debian. */
export function installCommand(...kinds) {
  const { apt, [findManager()]: manager = apt } = managers;
  return [manager.command, ...kinds.map((kind) => manager[kind])].join(' ');
}

/** Returns those of Debian's packages that are not installed. */
function missingPackages(names) {
  const ask = (command, ...commandArguments) =>
    spawnSync(command, commandArguments, { encoding: 'utf8' }).stdout ?? '';
  const format = '--showformat=${Package} ${db:Status-Status}\n';
  const installed = ask('dpkg-query', '--show', format, ...names).split('\n');
  return names.filter((name) => !installed.includes(`${name} installed`));
}

/**
 * Installs packages that a command can do without, on Debian and Ubuntu as root.
 * @returns whether all of them are installed
 */
export function provideExtras(names) {
  if (findManager() !== 'apt') return false;
  const missing = missingPackages(names);
  if (missing.length === 0) return true;
  if (!canInstall()) return false;
  log(`Installing ${missing.join(', ')} ...`);
  installByApt(missing);
  return true;
}
