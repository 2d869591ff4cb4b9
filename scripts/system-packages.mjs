// What only the system's own package manager can provide.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { run, log, StepError } from './steps.mjs';

const known = new URL('../native/lib/package-managers.json', import.meta.url);
const { managers, systems } = JSON.parse(readFileSync(known, 'utf8'));

/** This system's package manager: by the system's own name, else by the one that it is like. */
function findManager() {
  if (process.platform !== 'linux') return systems[process.platform];
  if (!existsSync('/etc/os-release')) return undefined;
  const release = readFileSync('/etc/os-release', 'utf8');
  const read = (key) => release.match(new RegExp(`^${key}=["']?([^"'\n]*)`, 'm'))?.[1] ?? '';
  const names = `${read('ID')} ${read('ID_LIKE')}`.split(' ');
  return names.map((name) => systems[name]).find((found) => Object.hasOwn(managers, found));
}

let isForbidden = false;

/** From now on nothing is installed with the system's package manager. */
export function forbidInstalling() {
  isForbidden = true;
}

/** Whether packages can be installed without asking anybody. */
export const canInstall = () => !isForbidden && findManager() === 'apt' && process.getuid() === 0;

const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
/** Another installation may be under way. */
const patient = ['-o', 'DPkg::Lock::Timeout=600'];

function installByApt(packages) {
  run('apt-get', [...patient, 'update'], quiet);
  run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...packages], quiet);
}

/** Installs with apt where that needs no password, and otherwise stops with the user's command. */
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

/** The command that installs what is needed for some purposes, of this system or of Debian. */
export function installCommand(...kinds) {
  const { apt, [findManager()]: manager = apt } = managers;
  return [manager.command, ...kinds.map((kind) => manager[kind])].join(' ');
}

/** Those among Debian's packages that this system could have, and has not. */
function missingPackages(names) {
  const ask = (command, ...commandArguments) =>
    spawnSync(command, commandArguments, { encoding: 'utf8' }).stdout ?? '';
  const format = '--showformat=${Package} ${db:Status-Status}\n';
  const installed = ask('dpkg-query', '--show', format, ...names).split('\n');
  return names.filter((name) => !installed.includes(`${name} installed`));
}

/**
 * Installs packages that a command can do without, on Debian and Ubuntu as root.
 * @returns whether all of them are there
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
