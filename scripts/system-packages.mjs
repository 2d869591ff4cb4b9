// What only the system's own package manager can provide.
import { existsSync, readFileSync } from 'node:fs';
import { run, say, StepError } from './steps.mjs';

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

/** Installs with apt where that needs no password, and otherwise stops with the user's command. */
export function installFromSystem(kind, purpose) {
  const name = findManager();
  if (name === 'apt' && process.getuid() === 0) {
    say(`Installing ${purpose} ...`);
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update'], quiet);
    const packages = managers.apt[kind].split(' ');
    run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], quiet);
    return;
  }

  if (managers[name]?.[kind] === undefined) {
    throw new StepError(`Install ${purpose}. Debian's packages for it: ${managers.apt[kind]}`);
  }
  const { command, [kind]: packages } = managers[name];
  throw new StepError(`Install ${purpose} with:\n\n    ${command} ${packages}\n`);
}
