// What only the system's own package manager can provide.
import { existsSync, readFileSync } from 'node:fs';
import { run, say, StepError } from './steps.mjs';

/** How each package manager is called, and the names that it knows things by. */
const managers = {
  apt: {
    command: 'sudo apt-get install',
    library: 'libvirt0',
    compiler: 'python3 make g++',
  },
  dnf: {
    command: 'sudo dnf install',
    library: 'libvirt-libs',
    compiler: 'python3 make gcc-c++',
  },
  zypper: {
    command: 'sudo zypper install',
    library: 'libvirt-libs',
    compiler: 'python3 make gcc-c++',
  },
  pacman: {
    command: 'sudo pacman -S',
    library: 'libvirt',
    compiler: 'python make gcc',
  },
  apk: {
    command: 'sudo apk add',
    library: 'libvirt-libs',
    compiler: 'python3 make g++',
  },
  brew: {
    command: 'brew install',
    library: 'libvirt',
    compiler: 'python make gcc',
  },
};

const managerOf = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  suse: 'zypper',
  opensuse: 'zypper',
  arch: 'pacman',
  alpine: 'apk',
};

/** This system's package manager: by the system's own name, else by the one that it is like. */
function findManager() {
  if (process.platform === 'darwin') return 'brew';
  if (!existsSync('/etc/os-release')) return undefined;
  const release = readFileSync('/etc/os-release', 'utf8');
  const read = (key) => release.match(new RegExp(`^${key}="?([^"\n]*)`, 'm'))?.[1] ?? '';
  const names = `${read('ID')} ${read('ID_LIKE')}`.split(' ');
  return names.map((name) => managerOf[name]).find(Boolean);
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

  if (name === undefined) {
    throw new StepError(`Install ${purpose}. Debian's packages for it: ${managers.apt[kind]}`);
  }
  const { command, [kind]: packages } = managers[name];
  throw new StepError(`Install ${purpose} with:\n\n    ${command} ${packages}\n`);
}
