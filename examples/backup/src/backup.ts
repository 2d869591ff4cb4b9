import {
  DomainEventType,
  DomainGetJobStatsFlags,
  DomainJobOperation,
  DomainJobType,
  type Domain,
} from '@libvirt/core';
import { DomainBackupXML, DomainCheckpointXML, DomainXML } from '@libvirt/xml';
import { join } from 'node:path';
import { Catalog, sha256, type Backup } from './catalog.js';
import { check, flatten, rebase } from './image.js';

/** What the names of our checkpoints begin with. */
const PREFIX = 'backup-';

/** Makes a backup of a running machine: an incremental one if there is one to build on. */
export async function backUp(domain: Domain, catalog: Catalog): Promise<Backup> {
  const since = await repair(domain, catalog);
  const name = `${PREFIX}${new Date().toISOString().replaceAll(/\D/g, '')}`;
  const files = (await listDisks(domain)).map((disk) => ({ disk, file: `${name}.${disk}.qcow2` }));
  await runBackup(
    domain,
    DomainBackupXML.format({
      mode: 'push',
      ...(since !== undefined && { incremental: since.name }),
      disks: {
        disk: files.map(({ disk, file }) => ({
          name: disk,
          type: 'file',
          target: { file: catalog.path(file) },
          driver: { type: 'qcow2' },
        })),
      },
    }),
    DomainCheckpointXML.format({
      name,
      disks: { disk: files.map(({ disk }) => ({ name: disk, checkpoint: 'bitmap' })) },
    }),
  );
  const disks = [];
  for (const { disk, file } of files) {
    // QEMU closes the images just after the job's end, and libvirt answers this only then.
    await domain.getBlockInfo(disk);
    const base = since?.disks.find((saved) => saved.disk === disk);
    if (base) await rebase(catalog.path(file), base.file);
    disks.push({ disk, file, sha256: await sha256(catalog.path(file)) });
  }
  const backup: Backup = { name, ...(since && { since: since.name }), disks };
  await catalog.add(backup);
  return backup;
}

/** Fails if an image of a backup, or of one on which it builds, has changed or is damaged. */
export async function verify(catalog: Catalog, backup: Backup): Promise<void> {
  for (const { disks } of catalog.chain(backup)) {
    for (const { file, sha256: expected } of disks) {
      if ((await sha256(catalog.path(file))) !== expected) throw new Error(`${file} has changed`);
      await check(catalog.path(file));
    }
  }
}

/** Writes each disk as it was at a backup into a folder, and returns the files. */
export async function restore(catalog: Catalog, backup: Backup, folder: string): Promise<string[]> {
  await verify(catalog, backup);
  const files = [];
  for (const { disk, file } of backup.disks) {
    const target = join(folder, `${disk}.qcow2`);
    await flatten(catalog.path(file), target);
    files.push(target);
  }
  return files;
}

/**
 * Removes what is left of a backup that was interrupted, and returns the one on which the next can
 * build: `undefined` if the machine has no checkpoint of the last, or other disks than then.
 */
async function repair(domain: Domain, catalog: Catalog): Promise<Backup | undefined> {
  const job = await domain.getJobStats();
  if (job.operation === DomainJobOperation.BACKUP && job.type !== DomainJobType.NONE) {
    await waitForJob(domain, () => domain.abortJob());
  }
  await catalog.removeStrays();
  let last: Backup | undefined;
  for (const checkpoint of await domain.listAllCheckpoints()) {
    const name = checkpoint.getName();
    if (name === catalog.last?.name) last = catalog.last;
    // libvirt adds what has changed since then to the checkpoint before.
    else if (name.startsWith(PREFIX)) await checkpoint.delete();
  }
  const disks = await listDisks(domain);
  return last?.disks.map(({ disk }) => disk).join() === disks.join() ? last : undefined;
}

async function runBackup(domain: Domain, backup: string, checkpoint: string): Promise<void> {
  await waitForJob(domain, () => domain.backupBegin(backup, checkpoint));
  const { jobSuccess, errorMessage } = await domain.getJobStats(DomainGetJobStatsFlags.COMPLETED);
  if (jobSuccess !== true) throw new Error(`${domain.getName()}: ${errorMessage ?? 'aborted'}`);
}

/** Calls what starts or ends a job, and waits until that job has ended. */
async function waitForJob(domain: Domain, act: () => Promise<void>): Promise<void> {
  const conn = domain.domainGetConnect();
  // Registered first, since a short job ends before the call returns.
  await using completed = conn.watch('domain-job-completed', { domain });
  await using changes = conn.watch('domain-lifecycle', { domain });
  const stopped = async () => {
    for await (const { event } of changes) if (event === DomainEventType.STOPPED) return;
  };
  await act();
  await Promise.race([completed.next(), stopped()]);
}

/** Lists the disks that a backup has: those that the machine can write to. */
async function listDisks(domain: Domain): Promise<string[]> {
  const { devices } = DomainXML.parse(await domain.getXMLDesc());
  return (devices?.disk ?? [])
    .filter(({ device, readonly }) => device !== 'cdrom' && device !== 'floppy' && !readonly)
    .map(({ target }) => target.dev);
}
