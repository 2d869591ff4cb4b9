import type { Descriptions } from './description.js';

/** Jobs of domains: migration, block jobs, backups, checkpoints and snapshots. */
export const domainJobs: Descriptions = {
  virDomainJobType: {
    about:
      "The state of a domain's job: {@link DomainJobInfo.type} of {@link Domain.getJobInfo} and {@link Domain.getJobStats}.",
    values: {
      VIR_DOMAIN_JOB_NONE: 'The domain is not busy with any job.',
      VIR_DOMAIN_JOB_BOUNDED:
        'A job runs whose end is known in advance. Current drivers report `UNBOUNDED` instead.',
      VIR_DOMAIN_JOB_UNBOUNDED:
        'A job runs whose end cannot be known, such as a migration of a busy guest.',
      VIR_DOMAIN_JOB_COMPLETED: 'The job succeeded; its statistics can still be read.',
      VIR_DOMAIN_JOB_FAILED: 'The job failed; libvirt is still cleaning up.',
      VIR_DOMAIN_JOB_CANCELLED: 'The job was aborted; libvirt is still cleaning up.',
    },
  },
  virDomainJobOperation: {
    about: "What a domain's job does: {@link DomainJobInfo.operation}.",
    values: {
      VIR_DOMAIN_JOB_OPERATION_UNKNOWN: 'The driver does not say, or there is no job.',
      VIR_DOMAIN_JOB_OPERATION_START: 'A start of the domain is in progress.',
      VIR_DOMAIN_JOB_OPERATION_SAVE:
        '{@link Domain.save} or {@link Domain.managedSave} writes its state.',
      VIR_DOMAIN_JOB_OPERATION_RESTORE: 'Its state is being read from a save image.',
      VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN: 'It is arriving from another host.',
      VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT: 'It is moving to another host.',
      VIR_DOMAIN_JOB_OPERATION_SNAPSHOT: '{@link Domain.createSnapshotXML} takes a snapshot.',
      VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT:
        '{@link DomainSnapshot.revertToSnapshot} goes back to a snapshot.',
      VIR_DOMAIN_JOB_OPERATION_DUMP: '{@link Domain.coreDump} writes its memory.',
      VIR_DOMAIN_JOB_OPERATION_BACKUP: '{@link Domain.backupBegin} started a backup.',
      VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE:
        "{@link DomainSnapshot.delete} merges the snapshot's data.",
    },
  },
  virDomainGetJobStatsFlags: {
    about: 'Of which job {@link Domain.getJobStats} reads the statistics.',
    values: {
      VIR_DOMAIN_JOB_STATS_COMPLETED:
        'Of the last job that ended, instead of the present one. Reading them discards them.',
      VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED:
        'Leave the statistics for another reader. Needs `COMPLETED`.',
    },
  },
  virDomainAbortJobFlagsValues: {
    about: 'Options of {@link Domain.abortJobFlags}.',
    values: {
      VIR_DOMAIN_ABORT_JOB_POSTCOPY:
        'Interrupt a migration even in its post-copy phase. The guest then stops until the migration is resumed with `DomainMigrateFlags.POSTCOPY_RESUME`.',
    },
  },
  virDomainMigrateFlags: {
    about:
      'How a domain moves to another host: {@link Domain.migrate3}, {@link Domain.migrateToURI3} and their older forms.',
    values: {
      VIR_MIGRATE_LIVE:
        'Let the guest run while its memory is copied; without it, it is paused for the whole time. May never end for a guest that writes faster than the network.',
      VIR_MIGRATE_PEER2PEER:
        "Let the source's daemon connect to the destination's and manage the migration; this client only waits.",
      VIR_MIGRATE_TUNNELLED:
        "Send the data through the daemons' connection instead of one between the hypervisors. Needs `PEER2PEER`, excludes `PARALLEL`.",
      VIR_MIGRATE_PERSIST_DEST:
        'Define the domain on the destination, so that it survives its next end there.',
      VIR_MIGRATE_UNDEFINE_SOURCE: 'Undefine the domain on the source once it has moved.',
      VIR_MIGRATE_PAUSED: 'Leave the guest paused on the destination.',
      VIR_MIGRATE_NON_SHARED_DISK:
        'Copy the disks with all their data, for hosts without shared storage. Excludes `NON_SHARED_INC`.',
      VIR_MIGRATE_NON_SHARED_INC:
        'Copy only the top image of each disk, for destinations that already have the backing images. Excludes `NON_SHARED_DISK`.',
      VIR_MIGRATE_CHANGE_PROTECTION:
        "Refuse changes of the domain's configuration meanwhile. Where both sides can, libvirt does so by itself; with the flag, it rejects where they cannot.",
      VIR_MIGRATE_UNSAFE:
        'Migrate although libvirt sees a risk of damaged data, such as disks with a cache on storage that is not coherent.',
      VIR_MIGRATE_OFFLINE:
        'Move only the definition of a domain that is off; disks are not copied. Needs `PERSIST_DEST`.',
      VIR_MIGRATE_COMPRESSED:
        "Compress the data, by the method that {@link DomainMigrateParameters} names or the hypervisor's own.",
      VIR_MIGRATE_ABORT_ON_ERROR:
        'Give up at errors that would only pause the guest, such as an I/O error of a disk.',
      VIR_MIGRATE_AUTO_CONVERGE:
        "Slow the guest's CPUs down if it writes faster than the network, so that the migration ends.",
      VIR_MIGRATE_RDMA_PIN_ALL:
        'Lock all memory of the guest on the host before an RDMA migration. The domain needs a `hard_limit` for it.',
      VIR_MIGRATE_POSTCOPY:
        'Allow post-copy; {@link Domain.migrateStartPostCopy} switches to it while the migration runs.',
      VIR_MIGRATE_TLS:
        'Encrypt the connection between the hypervisors, with the certificates that are configured for migration.',
      VIR_MIGRATE_PARALLEL: 'Send memory over several connections at once. Excludes `TUNNELLED`.',
      VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES:
        "Make the guest wait until its writes reach the destination's disks too, so that the copy ends. Needs `NON_SHARED_DISK` or `NON_SHARED_INC`.",
      VIR_MIGRATE_POSTCOPY_RESUME: 'Continue a migration that broke in its post-copy phase.',
      VIR_MIGRATE_ZEROCOPY:
        'Send memory without copying it inside the host first; the pages are locked while they are in flight.',
    },
  },
  virDomainMigrateMaxSpeedFlags: {
    about:
      'Which limit {@link Domain.migrateGetMaxSpeed} and {@link Domain.migrateSetMaxSpeed} are about, in MiB/s.',
    values: {
      VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY:
        'The limit of the post-copy phase, instead of that of the rest of the migration.',
    },
  },
  virDomainBlockJobType: {
    about:
      'What a block job does to a disk: {@link DomainBlockJobInfo.type} and {@link DomainBlockJobEvent.type}.',
    values: {
      VIR_DOMAIN_BLOCK_JOB_TYPE_UNKNOWN:
        'There is no job, or its kind is not known to this libvirt.',
      VIR_DOMAIN_BLOCK_JOB_TYPE_PULL:
        'Data moves from backing images into the top image: {@link Domain.blockPull}. Ends by itself.',
      VIR_DOMAIN_BLOCK_JOB_TYPE_COPY:
        'The disk is mirrored to another image: {@link Domain.blockCopy}. Runs until {@link Domain.blockJobAbort} ends it.',
      VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT:
        'Data moves from an image below the top into one of its backing images: {@link Domain.blockCommit}. Ends by itself.',
      VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT:
        'The top image is committed into a backing image. Runs until {@link Domain.blockJobAbort} ends it.',
      VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP: 'A backup reads the disk: {@link Domain.backupBegin}.',
    },
  },
  virDomainBlockJobAbortFlags: {
    about: 'How {@link Domain.blockJobAbort} ends a job.',
    values: {
      VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC:
        'Return as soon as the abort is requested; an event reports when the job has ended.',
      VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT:
        'Switch the disk to the target of a copy or active commit. Rejects with `VIR_ERR_BLOCK_COPY_ACTIVE` before the job is ready.',
    },
  },
  virDomainBlockJobInfoFlags: {
    about: 'Options of {@link Domain.getBlockJobInfo}.',
    values: {
      VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES:
        'Return the bandwidth in bytes/s; without it, in MiB/s.',
    },
  },
  virDomainBlockJobSetSpeedFlags: {
    about: 'Options of {@link Domain.blockJobSetSpeed}.',
    values: {
      VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES:
        'The given bandwidth is in bytes/s; without it, in MiB/s.',
    },
  },
  virDomainBlockPullFlags: {
    about: 'Options of {@link Domain.blockPull}.',
    values: {
      VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES:
        'The given bandwidth is in bytes/s; without it, in MiB/s.',
    },
  },
  virDomainBlockRebaseFlags: {
    about: 'What {@link Domain.blockRebase} starts: by default a pull, with `COPY` a copy.',
    values: {
      VIR_DOMAIN_BLOCK_REBASE_SHALLOW:
        'Copy only the top image; the copy keeps the backing image. Needs `COPY`.',
      VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT:
        'Write into a file that exists, with its format and size. Needs `COPY`.',
      VIR_DOMAIN_BLOCK_REBASE_COPY_RAW:
        'Give the copy the format `raw`; without it, that of the source. Needs `COPY`.',
      VIR_DOMAIN_BLOCK_REBASE_COPY:
        'Copy the disk to the file that `base` names. {@link Domain.blockCopy} does the same with more options.',
      VIR_DOMAIN_BLOCK_REBASE_RELATIVE:
        'Record `base` by a relative path, or reject if libvirt finds none. Only for a pull with a `base`.',
      VIR_DOMAIN_BLOCK_REBASE_COPY_DEV: '`base` is a block device. Needs `COPY`.',
      VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES:
        'The given bandwidth is in bytes/s; without it, in MiB/s.',
    },
  },
  virDomainBlockCopyFlags: {
    about: 'How {@link Domain.blockCopy} mirrors a disk.',
    values: {
      VIR_DOMAIN_BLOCK_COPY_SHALLOW: 'Copy only the top image; the copy keeps the backing image.',
      VIR_DOMAIN_BLOCK_COPY_REUSE_EXT:
        'Write into an image that exists, with its format and size, instead of creating it.',
      VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB:
        "Allow the copy for a persistent domain, although the job does not survive the domain's end.",
      VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES:
        'Make the guest wait until its writes reach the copy too, so that a slow target catches up.',
      VIR_DOMAIN_BLOCK_COPY_TARGET_ZEROED:
        'The target reads as zeros everywhere, so it need not be cleared first.',
    },
  },
  virDomainBlockCommitFlags: {
    about: 'How {@link Domain.blockCommit} merges images into a backing image.',
    values: {
      VIR_DOMAIN_BLOCK_COMMIT_SHALLOW:
        'Without `base`, commit into the image right below `top` instead of the last one of the chain.',
      VIR_DOMAIN_BLOCK_COMMIT_DELETE: 'Delete the images that the commit made useless.',
      VIR_DOMAIN_BLOCK_COMMIT_ACTIVE:
        'Allow the image that the guest writes to as `top`. The job then waits for {@link Domain.blockJobAbort} with `PIVOT`.',
      VIR_DOMAIN_BLOCK_COMMIT_RELATIVE:
        'Record the new backing image by a relative path, or reject if libvirt finds none.',
      VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES:
        'The given bandwidth is in bytes/s; without it, in MiB/s.',
    },
  },
  virDomainBlockResizeFlags: {
    about: 'How {@link Domain.blockResize} reads the size.',
    values: {
      VIR_DOMAIN_BLOCK_RESIZE_BYTES: 'The size is in bytes; without it, in KiB.',
      VIR_DOMAIN_BLOCK_RESIZE_CAPACITY:
        'Grow to the size of the storage below, such as of a block device that was enlarged.',
      VIR_DOMAIN_BLOCK_RESIZE_EXTEND:
        'Reject a size below the present one, so that no data can be cut off by mistake.',
    },
  },
  virDomainBackupBeginFlags: {
    about: 'Options of {@link Domain.backupBegin}.',
    values: {
      VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL:
        'Write into images that exist, instead of creating them.',
      VIR_DOMAIN_BACKUP_BEGIN_PRESERVE_SHUTDOWN_DOMAIN:
        'If the guest shuts down meanwhile, reset and pause the domain instead of stopping it, so that the backup can finish.',
    },
  },
  virDomainCheckpointCreateFlags: {
    about: 'How {@link Domain.createCheckpointXML} creates a checkpoint.',
    values: {
      VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE:
        "Restore libvirt's description of a checkpoint that already exists in the images, for example after a migration.",
      VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE:
        "Freeze the guest's file systems through the guest agent meanwhile. Excludes `REDEFINE`.",
      VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE:
        'Check that the images really have the bitmaps. Needs `REDEFINE`; the domain may have to run.',
    },
  },
  virDomainCheckpointDeleteFlags: {
    about: 'What {@link DomainCheckpoint.delete} deletes.',
    values: {
      VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN: 'The checkpoint and all of its descendants.',
      VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY:
        'Only what libvirt remembers; the bitmaps stay in the images.',
      VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY:
        'All descendants, and not the checkpoint itself. Excludes `CHILDREN`.',
    },
  },
  virDomainCheckpointListFlags: {
    about:
      'Which checkpoints {@link Domain.listAllCheckpoints} and {@link DomainCheckpoint.listAllChildren} return, and in which order.',
    values: {
      VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS:
        'With a checkpoint: return all its descendants, not only its children. The same number as `ROOTS`.',
      VIR_DOMAIN_CHECKPOINT_LIST_ROOTS:
        'With a domain: return only checkpoints without a parent. The same number as `DESCENDANTS`.',
      VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL:
        'Return parents before their children, the order in which they can be redefined.',
      VIR_DOMAIN_CHECKPOINT_LIST_LEAVES: 'Only checkpoints without children.',
      VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES: 'Only checkpoints with children.',
    },
  },
  virDomainCheckpointXMLFlags: {
    about: 'What {@link DomainCheckpoint.getXMLDesc} includes.',
    values: {
      VIR_DOMAIN_CHECKPOINT_XML_SECURE:
        "Secrets of the domain's configuration; refused on a read-only connection.",
      VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN:
        'Leave out the `<domain>` that was stored with the checkpoint.',
      VIR_DOMAIN_CHECKPOINT_XML_SIZE:
        'How many bytes each disk has changed since, as far as known at present.',
    },
  },
  virDomainSnapshotCreateFlags: {
    about: 'How {@link Domain.createSnapshotXML} takes a snapshot.',
    values: {
      VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE:
        "Restore libvirt's description of a snapshot that already exists, for example after a migration, instead of taking one.",
      VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT:
        'Make the redefined snapshot the current one. Needs `REDEFINE`.',
      VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA:
        'Take the snapshot without keeping metadata of it: the caller has to manage it. Excludes `REDEFINE`.',
      VIR_DOMAIN_SNAPSHOT_CREATE_HALT:
        'Stop the domain afterwards. Excludes `REDEFINE`; not for transient domains.',
      VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY:
        "Take only the disks without memory; a running guest's disks are then as after a power failure.",
      VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT:
        'Use overlay images that exist, which the caller has prepared with format and backing image.',
      VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE:
        "Freeze the guest's file systems through the guest agent meanwhile. Needs `DISK_ONLY`.",
      VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC:
        'Change all disks or none; reject where that cannot be guaranteed.',
      VIR_DOMAIN_SNAPSHOT_CREATE_LIVE:
        'Let the guest run while its memory is written, which takes longer and needs more space.',
      VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE: 'Check the XML against its schema first.',
    },
  },
  virDomainSnapshotDeleteFlags: {
    about: 'What {@link DomainSnapshot.delete} deletes.',
    values: {
      VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN: 'The snapshot and all of its descendants.',
      VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY:
        'Only what libvirt remembers; the data stays in the images.',
      VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY:
        'All descendants, and not the snapshot itself. Excludes `CHILDREN`.',
    },
  },
  virDomainSnapshotListFlags: {
    about:
      'Which snapshots {@link Domain.listAllSnapshots}, {@link DomainSnapshot.listAllChildren} and the like return. A group, such as leaves and no leaves, of which no flag is given excludes nothing.',
    values: {
      VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS:
        'With a snapshot: return all its descendants, not only its children. The same number as `ROOTS`.',
      VIR_DOMAIN_SNAPSHOT_LIST_ROOTS:
        'With a domain: return only snapshots without a parent. The same number as `DESCENDANTS`.',
      VIR_DOMAIN_SNAPSHOT_LIST_METADATA:
        'Snapshots whose metadata libvirt keeps; a domain with such can be undefined only with `DomainUndefineFlagsValues.SNAPSHOTS_METADATA`.',
      VIR_DOMAIN_SNAPSHOT_LIST_LEAVES: 'Snapshots without children.',
      VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES: 'Snapshots with children.',
      VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA:
        'Snapshots without metadata in libvirt, because the hypervisor itself keeps it.',
      VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE: 'Snapshots of a domain that was off.',
      VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE: 'Snapshots of an active domain with its memory.',
      VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY: 'Snapshots of an active domain without its memory.',
      VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL: "Snapshots inside the disks' images.",
      VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL: 'Snapshots in files of their own.',
      VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL:
        'Return parents before their children, the order in which they can be redefined.',
    },
  },
  virDomainSnapshotRevertFlags: {
    about:
      'The state of the domain after {@link DomainSnapshot.revertToSnapshot}; without `RUNNING` and `PAUSED`, what it was when the snapshot was taken.',
    values: {
      VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING: 'Let the guest run afterwards. Excludes `PAUSED`.',
      VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED: 'Leave the guest paused afterwards. Excludes `RUNNING`.',
      VIR_DOMAIN_SNAPSHOT_REVERT_FORCE:
        'Revert even where libvirt would refuse with `VIR_ERR_SNAPSHOT_REVERT_RISKY`.',
      VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM:
        "Overwrite the firmware's variables (NVRAM) with their template.",
    },
  },
  virDomainSnapshotXMLFlags: {
    about: 'Options of {@link DomainSnapshot.getXMLDesc}.',
    values: {
      VIR_DOMAIN_SNAPSHOT_XML_SECURE:
        "Include secrets of the domain's configuration; refused on a read-only connection.",
    },
  },
  virDomainMetadataType: {
    about:
      'Which metadata {@link Domain.getMetadata} and {@link Domain.setMetadata} are about; the event `domain-metadata-change` reports it.',
    values: {
      VIR_DOMAIN_METADATA_DESCRIPTION: 'The `<description>`: free text.',
      VIR_DOMAIN_METADATA_TITLE: 'The `<title>`: one short line of text.',
      VIR_DOMAIN_METADATA_ELEMENT:
        'An XML element of an application, found by its namespace below `<metadata>`.',
    },
  },
};
