// A new machine: a bare Debian with Node.js, npm and git and nothing else. Each command runs on a
// machine of its own, or on one that several share; whatever was installed there goes with it.
//
// The bare tree is made once and kept in the cache. A machine is an overlay over it, whose changes
// lie in a folder of their own, in namespaces for mounts and processes. The kernel ends both with
// the command, however hard that ends: no process and no mount outlives it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../scripts/cache.mjs';
import { aptSettings, provideTree } from '../native/scripts/debian-tree.mjs';
import { root, run, StepError } from '../scripts/steps.mjs';

/** Who types the commands: the folder of the clone and, below it, of npm's cache is theirs. */
const users = {
  root: { id: 0, home: '/root' },
  // As Debian numbers the first user. Its home is closed to others, as Ubuntu's is.
  ordinary: { id: 1000, home: '/home/user' },
};

/** Where the checkout is cloned to in a home. */
const CLONE = 'libvirt-node';

/** How this machine reaches registries and mirrors, and whom it trusts. */
const carried =
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

/** Node.js with its headers and npm, where this machine has them, and how it reaches the network. */
function makeCommonLayer(layer) {
  const prefix = dirname(dirname(process.execPath));
  const npm = join(prefix, 'lib/node_modules/npm');
  if (!existsSync(npm)) throw new StepError(`npm is not beside Node.js, in ${npm}.`);
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
  // Their links lead to where packages of this machine put them.
  mkdirSync(join(layer, '/etc/ssl/certs'), { recursive: true });
  spawnSync('cp', [
    '--archive',
    '--dereference',
    '/etc/ssl/certs/.',
    join(layer, '/etc/ssl/certs'),
  ]);
  mkdirSync(join(layer, 'etc/apt/apt.conf.d'), { recursive: true });
  writeFileSync(join(layer, 'etc/apt/apt.conf.d/machine'), aptSettings());
  // Nobody needs what is installed there after a loss of power.
  mkdirSync(join(layer, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
  writeFileSync(join(layer, 'etc/dpkg/dpkg.cfg.d/machine'), 'force-unsafe-io\n');
  return join(prefix, 'bin');
}

/** By the system's own command: there are more than a hundred thousand files. */
const removeFolder = (folder) => run('rm', ['-rf', '--one-file-system', folder]);

const isAlive = (pid) => existsSync(`/proc/${pid}`);

/** The process numbers of runs, also of those that were killed. */
const listRuns = () => (existsSync(machines) ? readdirSync(machines) : []);

/** Removes what runs that were killed have left. */
function clearLeftOvers() {
  const ended = listRuns().filter((pid) => !isAlive(pid));
  for (const pid of ended) removeFolder(join(machines, pid));
}

/** What is the same for all machines of a run; `remove` clears them away. */
export class Machines {
  #folder = join(machines, String(process.pid));
  #tree;
  #path;
  #downloads;
  #count = 0;

  constructor() {
    if (process.platform !== 'linux' || process.getuid() !== 0) {
      throw new StepError('Only root on Linux can make the machine that this runs on.');
    }
    process.umask(0o022);
    clearLeftOvers();
    const suite = process.env.LIBVIRT_CI_SUITE ?? 'bookworm';
    this.#tree = provideTree(`bare-${suite}`, {
      suite,
      packages: ['ca-certificates', 'git'],
      isBare: true,
    });
    // Each run locks them: one that is not alone does without.
    this.#downloads =
      listRuns().length === 0 ? cacheFolder('downloads') : join(this.#folder, 'downloads');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#path = makeCommonLayer(join(this.#folder, 'common'));
  }

  /** A new machine, with a clone of what is committed in this checkout. */
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
 * Makes the machine's mounts and becomes its first process, which has to be a shell: that waits for
 * the daemons whose parents have ended.
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
# Devices are shared with this machine: what removes or replaces this one there would do so here.
mount --bind /dev/null dev/null
mount --rbind /sys sys
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/lock
# Downloads, and nothing that is made of them.
mount --bind "$apt" var/cache/apt/archives
mount --bind "$npm" "./$home/.npm"
mkdir -p .host
# Not merely chroot, after which the kernel makes no user namespaces.
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

/** One machine, which remembers what was done to it. */
class Machine {
  #options;

  constructor(options) {
    this.#options = options;
  }

  /** Starts a shell's command in the clone. Its output comes by two pipes. */
  start(command) {
    const { downloads, folder, lower, path, user } = this.#options;
    const archives = join(downloads, 'apt');
    const npm = join(downloads, `npm-${user.id}`);
    mkdirSync(join(archives, 'partial'), { recursive: true });
    mkdirSync(npm, { recursive: true });
    run('chown', [`${user.id}:${user.id}`, npm]);
    const environment = Object.entries(process.env).filter(([name]) => carried.test(name));
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
