// A new machine: a bare Debian with only Node.js, npm and git. Each command runs on a machine of its
// own, or on one that several share; what they install is removed with the machine.
//
// The bare tree is made once and kept in the cache. A machine is an overlay over it, with its changes
// in a separate folder, in its own mount and PID namespaces. The kernel ends both with the command,
// even if that is killed: no process and no mount outlives it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../scripts/cache.mjs';
import { aptSettings, provideTree } from '../native/scripts/debian-tree.mjs';
import { root, run, StepError } from '../scripts/steps.mjs';

/** The users that run the commands. Each has a home, with the clone and npm's cache in it. */
const users = {
  root: { id: 0, home: '/root' },
  // Debian's UID of the first user. Other users cannot read its home, as on Ubuntu.
  ordinary: { id: 1000, home: '/home/user' },
};

/** The folder of the clone in the home. */
const CLONE = 'libvirt-node';

/** Environment variables that are passed on: registries, mirrors, proxies and certificates. */
const passedOn =
  /^(npm_config_\w+|\w+_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|GIT_SSL_CAINFO|GITHUB_ACTIONS|LIBVIRT_CI_\w+)$/i;

const machines = cacheFolder('machines');

function npmSetting(name) {
  const { stdout } = spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' });
  return stdout?.trim();
}

function copy(source, target) {
  if (!source || !existsSync(source)) return;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true, verbatimSymlinks: true });
}

/** Copies Node.js with its headers and npm at the same paths, and the network settings, to a layer. */
function makeCommonLayer(layer) {
  const prefix = dirname(dirname(process.execPath));
  const npm = join(prefix, 'lib/node_modules/npm');
  if (!existsSync(npm)) throw new StepError(`npm is not installed with Node.js: no ${npm}.`);
  const settings = npmSetting('globalconfig');
  for (const path of [process.execPath, npm, join(prefix, 'include/node'), settings]) {
    copy(path, join(layer, path ?? ''));
  }
  for (const name of ['npm', 'npx']) {
    const link = join(layer, prefix, 'bin', name);
    run('ln', ['-s', `../lib/node_modules/npm/bin/${name}-cli.js`, link]);
  }
  for (const file of ['/etc/hosts', '/etc/resolv.conf']) {
    mkdirSync(join(layer, 'etc'), { recursive: true });
    run('cp', ['--dereference', file, join(layer, file)]);
  }
  // They are links to files of this machine's packages.
  mkdirSync(join(layer, '/etc/ssl/certs'), { recursive: true });
  spawnSync('cp', [
    '--archive',
    '--dereference',
    '/etc/ssl/certs/.',
    join(layer, '/etc/ssl/certs'),
  ]);
  mkdirSync(join(layer, 'etc/apt/apt.conf.d'), { recursive: true });
  writeFileSync(join(layer, 'etc/apt/apt.conf.d/machine'), aptSettings());
  // What is installed there need not survive a power failure.
  mkdirSync(join(layer, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
  writeFileSync(join(layer, 'etc/dpkg/dpkg.cfg.d/machine'), 'force-unsafe-io\n');
  return join(prefix, 'bin');
}

/** Removes a folder with the system's `rm`, which is faster for more than a hundred thousand files. */
const removeFolder = (folder) => run('rm', ['-rf', '--one-file-system', folder]);

const isAlive = (pid) => existsSync(`/proc/${pid}`);

/** Returns the PIDs of all runs, including those that were killed. */
const listRuns = () => (existsSync(machines) ? readdirSync(machines) : []);

/** Removes the folders of runs that were killed. */
function clearLeftOvers() {
  const ended = listRuns().filter((pid) => !isAlive(pid));
  for (const pid of ended) removeFolder(join(machines, pid));
}

/** The machines of one run, with the layers that they share. */
export class Machines {
  #folder = join(machines, String(process.pid));
  #tree;
  #path;
  #downloads;
  #count = 0;

  constructor() {
    if (process.platform !== 'linux' || process.getuid() !== 0) {
      throw new StepError('This makes machines of its own, which needs root on Linux.');
    }
    process.umask(0o022);
    clearLeftOvers();
    const suite = process.env.LIBVIRT_CI_SUITE ?? 'bookworm';
    this.#tree = provideTree(`bare-${suite}`, {
      suite,
      packages: ['ca-certificates', 'git'],
      isBare: true,
    });
    // A run locks them, so another run at the same time has its own.
    this.#downloads =
      listRuns().length === 0 ? cacheFolder('downloads') : join(this.#folder, 'downloads');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#path = makeCommonLayer(join(this.#folder, 'common'));
  }

  /** Makes a new machine, with a clone of the commits of this checkout. */
  make(userName = 'root') {
    const user = users[userName];
    const folder = join(this.#folder, String(++this.#count));
    const changes = join(folder, 'changes');
    const home = join(changes, user.home);
    for (const each of [home, join(folder, 'work'), join(folder, 'machine')]) {
      mkdirSync(each, { recursive: true });
    }
    copy(npmSetting('userconfig'), join(home, '.npmrc'));
    mkdirSync(join(home, '.npm'));
    // Under sudo the checkout belongs to the user, not to root.
    const clone = ['-c', 'safe.directory=*', 'clone', '--quiet', '--no-hardlinks'];
    run('git', [...clone, root, join(home, CLONE)]);
    run('chown', ['--recursive', `${user.id}:${user.id}`, home]);
    run('chmod', ['700', home]);
    return new Machine({
      folder,
      user,
      downloads: this.#downloads,
      lower: `${join(this.#folder, 'common')}:${this.#tree}`,
      path: `${this.#path}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    });
  }

  remove() {
    removeFolder(this.#folder);
  }
}

/**
 * Mounts the machine and becomes its first process, which has to be a shell: it reaps daemons whose
 * parents have ended.
 */
const enter = String.raw`
set -eu
folder=$1 lower=$2 apt=$3 npm=$4 home=$5 clone=$6 id=$7
shift 7
machine=$folder/machine
mount -t overlay -o "lowerdir=$lower,upperdir=$folder/changes,workdir=$folder/work" overlay "$machine"
cd "$machine"
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs tmpfs dev/shm
# Devices are shared with this machine: a command that removes or replaces this one would do so here.
mount --bind /dev/null dev/null
mount --rbind /sys sys
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/lock
# Downloads are shared, but nothing that is made of them.
mount --bind "$apt" var/cache/apt/archives
mount --bind "$npm" "./$home/.npm"
mkdir -p .host
# A mere chroot would not do: the kernel then refuses to make user namespaces.
pivot_root . .host
exec chroot . sh -c '
  umount -l /.host
  rmdir /.host
  home=$1 clone=$2 id=$3
  shift 3
  if [ "$id" != 0 ] && ! getent passwd "$id" >/dev/null; then
    useradd --uid "$id" --home-dir "$home" --shell /bin/bash user
  fi
  cd "$home/$clone"
  setpriv --reuid "$id" --regid "$id" --init-groups -- "$@" &
  wait $!
' sh "$home" "$clone" "$id" "$@"
`;

/** One machine. Its changes last from one command to the next. */
class Machine {
  #options;

  constructor(options) {
    this.#options = options;
  }

  /** Starts a shell command in the clone, with its output on pipes. */
  start(command) {
    const { downloads, folder, lower, path, user } = this.#options;
    const archives = join(downloads, 'apt');
    const npm = join(downloads, `npm-${user.id}`);
    mkdirSync(join(archives, 'partial'), { recursive: true });
    mkdirSync(npm, { recursive: true });
    run('chown', [`${user.id}:${user.id}`, npm]);
    const environment = Object.entries(process.env).filter(([name]) => passedOn.test(name));
    const name = user.id === 0 ? 'root' : 'user';
    return spawn(
      'setpriv',
      [
        // Without this a SIGKILL of this process would leave the machine running.
        ...['--pdeathsig', 'KILL', '--', 'unshare', '--mount', '--pid', '--fork', '--kill-child'],
        ...['--', 'sh', '-c', enter, 'machine', folder, lower, archives, npm],
        ...[user.home, CLONE, String(user.id), 'sh', '-c', command],
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...Object.fromEntries(environment),
          ...{ PATH: path, HOME: user.home, USER: name, LOGNAME: name, SHELL: '/bin/bash' },
          ...{ LANG: 'C.UTF-8', CI: 'true' },
        },
      },
    );
  }

  remove() {
    removeFolder(this.#options.folder);
  }
}
