// Backs up running machines, and verifies and restores what was backed up.
import { Connect, ConnectListAllDomainsFlags } from '@libvirt/core';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp, restore, verify } from './backup.js';
import { Catalog } from './catalog.js';

const USAGE = `usage: npm start -w examples/backup -- <command>
  backup <folder> [machine]...             all machines that run, or those that are given
  list <folder>
  verify <folder>
  restore <folder> <machine> <target> [backup]
options: --uri qemu:///system`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { uri: { type: 'string', default: 'qemu:///system' } },
});
const [command, folder, ...names] = positionals;

async function backUpAll(parent: string): Promise<void> {
  await using conn = await Connect.open(values.uri);
  for (const domain of await conn.listAllDomains(ConnectListAllDomainsFlags.ACTIVE)) {
    const name = domain.getName();
    if (names.length > 0 && !names.includes(name)) continue;
    const { name: made, since } = await backUp(domain, await Catalog.open(join(parent, name)));
    console.log(`${name}: ${made}, ${since === undefined ? 'full' : `changes since ${since}`}`);
  }
}

/** Calls a function with each machine's backups. */
async function forEach(parent: string, use: (name: string, catalog: Catalog) => unknown) {
  for (const name of await readdir(parent)) await use(name, await Catalog.open(join(parent, name)));
}

if (folder !== undefined && command === 'backup') {
  await backUpAll(folder);
} else if (folder !== undefined && command === 'list') {
  await forEach(folder, (name, { backups }) => {
    for (const { name: made, since } of backups) console.log(name, made, since ?? 'full');
  });
} else if (folder !== undefined && command === 'verify') {
  await forEach(folder, async (name, catalog) => {
    for (const backup of catalog.backups) await verify(catalog, backup);
    console.log(`${name}: ${catalog.backups.length} backups are intact`);
  });
} else if (folder !== undefined && command === 'restore' && names.length >= 2) {
  const [name, target, wanted] = names;
  const catalog = await Catalog.open(join(folder, name!));
  await mkdir(target!, { recursive: true });
  for (const file of await restore(catalog, catalog.find(wanted), target!)) console.log(file);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
