// Removes what a run of the integration suite creates outside of its namespaces: files, loop
// devices and control groups. Each run removes its own, and those of earlier runs that were killed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'libvirt-integration-';
/** The beginning of the names of all domains. */
const DOMAIN = 'integration-';

/** Returns when a process began, in the kernel's ticks: process numbers are reused. */
function startOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Creates a directory for one run. Its path is short, as the paths of sockets have to be. */
export function makeScratch() {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  spawnSync('chmod', ['755', directory]);
  writeFileSync(join(directory, 'owner'), `${process.pid} ${startOf(process.pid)}`);
  return directory;
}

function isInUse(directory) {
  try {
    const [pid, start] = readFileSync(join(directory, 'owner'), 'utf8').split(' ');
    return Number(pid) !== process.pid && startOf(pid) === start;
  } catch {
    return false;
  }
}

function detachLoopDevices(directory) {
  const list = ['--list', '--noheadings', '--output', 'NAME,BACK-FILE'];
  for (const line of spawnSync('losetup', list, { encoding: 'utf8' }).stdout.split('\n')) {
    const [device, file] = line.trim().split(/\s+/);
    if (file?.startsWith(`${directory}/`)) spawnSync('losetup', ['--detach', device]);
  }
}

/** Removes the control groups of domains that no longer exist; the kernel keeps those in use. */
function removeControlGroups(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeControlGroups(join(folder, entry.name));
  }
  if (!folder.includes(`-${DOMAIN}`)) return;
  try {
    rmdirSync(folder);
  } catch {
    // In use by another run.
  }
}

/** Removes what this run has created, and what runs have that were killed. */
export function removeLeftOvers() {
  for (const name of readdirSync(tmpdir()).filter((candidate) => candidate.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name);
    if (isInUse(directory)) continue;
    detachLoopDevices(directory);
    rmSync(directory, { recursive: true, force: true });
  }
  removeControlGroups('/sys/fs/cgroup');
}
