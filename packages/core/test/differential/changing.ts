import { DOMAINS, list, lookupDomain, lookupNetwork, NUMBER_FIRST } from './reading.js';
import { flagged, keep, same, type Script, type Step } from './script.js';
import * as xml from './texts.js';
import { world } from './world.js';

type Change = readonly [name: string, step: Step];

/** Calls on a domain in any state. */
const changes: readonly Change[] = [
  ['create', same('domain.create()', ({ domain }) => domain.create())],
  ['createWithFlags', same('domain.createWithFlags(1)', ({ domain }) => domain.createWithFlags(1))],
  ['suspend', same('domain.suspend()', ({ domain }) => domain.suspend())],
  ['resume', same('domain.resume()', ({ domain }) => domain.resume())],
  ['shutdown', same('domain.shutdown()', ({ domain }) => domain.shutdown())],
  ['shutdownFlags', same('domain.shutdownFlags(1)', ({ domain }) => domain.shutdownFlags(1))],
  ['reboot', same('domain.reboot()', ({ domain }) => domain.reboot())],
  ['reset', same('domain.reset()', ({ domain }) => domain.reset())],
  ['destroy', same('domain.destroy()', ({ domain }) => domain.destroy())],
  ['destroyFlags', same('domain.destroyFlags(1)', ({ domain }) => domain.destroyFlags(1))],
  ['undefine', same('domain.undefine()', ({ domain }) => domain.undefine())],
  ['undefineFlags', same('domain.undefineFlags(7)', ({ domain }) => domain.undefineFlags(7))],
  ['managedSave', same('domain.managedSave()', ({ domain }) => domain.managedSave())],
  [
    'managedSaveRemove',
    same('domain.managedSaveRemove()', ({ domain }) => domain.managedSaveRemove()),
  ],
  ['save', same('domain.save(xml.saved)', ({ domain }) => domain.save(xml.saved))],
  ['coreDump', same('domain.coreDump(xml.dumped)', ({ domain }) => domain.coreDump(xml.dumped))],
  ['setAutostart', same('domain.setAutostart(1)', ({ domain }) => domain.setAutostart(true))],
  ['setMemory', same('domain.setMemory(65536)', ({ domain }) => domain.setMemory(65536))],
  ['setMaxMemory', same('domain.setMaxMemory(65536)', ({ domain }) => domain.setMaxMemory(65536))],
  ['setVcpus', same('domain.setVcpus(1)', ({ domain }) => domain.setVcpus(1))],
  ['rename', same('domain.rename("new-name")', ({ domain }) => domain.rename('new-name'))],
  ['injectNMI', same('domain.injectNMI()', ({ domain }) => domain.injectNMI())],
  ['abortJob', same('domain.abortJob()', ({ domain }) => domain.abortJob())],
  ['pmWakeup', same('domain.pMWakeup()', ({ domain }) => domain.pmWakeup())],
  [
    'pmSuspendForDuration',
    same('domain.pMSuspendForDuration(0, 0)', ({ domain }) => domain.pmSuspendForDuration(0, 0)),
  ],
  [
    'a snapshot',
    same('domain.snapshotCreateXML(xml.snapshotFirst)', ({ domain }) =>
      domain.createSnapshotXML(xml.snapshotFirst),
    ),
  ],
  [
    'a checkpoint',
    same('domain.checkpointCreateXML(xml.checkpointSecond)', ({ domain }) =>
      domain.createCheckpointXML(xml.checkpointSecond),
    ),
  ],
];

const inEveryState: readonly Script[] = changes.map(([name, step]) => ({
  name: `${name} in every state`,
  steps: DOMAINS.flatMap((domain) => [lookupDomain(domain), step]),
  observe: world,
}));

const RENAMED = { differs: "a Python object keeps its domain's old name" };

const life: Step[] = [
  keep('domain', 'conn.defineXML(xml.newcomer)', ({ conn }) => conn.domainDefineXML(xml.newcomer)),
  same('domain.ID()', ({ domain }) => domain.getID() ?? -1),
  same('domain.create()', ({ domain }) => domain.create()),
  same('domain.ID()', ({ domain }) => domain.getID() ?? -1),
  same('domain.create()', ({ domain }) => domain.create()),
  same('domain.suspend()', ({ domain }) => domain.suspend()),
  same('domain.suspend()', ({ domain }) => domain.suspend()),
  same('domain.resume()', ({ domain }) => domain.resume()),
  same('domain.resume()', ({ domain }) => domain.resume()),
  same('conn.defineXML(xml.changed)', ({ conn }) => conn.domainDefineXML(xml.changed)),
  same('domain.rename("other-name")', ({ domain }) => domain.rename('other-name')),
  same('domain.setAutostart(1)', ({ domain }) => domain.setAutostart(true)),
  same('domain.setAutostart(0)', ({ domain }) => domain.setAutostart(false)),
  same('domain.reboot()', ({ domain }) => domain.reboot()),
  same('domain.shutdown()', ({ domain }) => domain.shutdown()),
  same('domain.ID()', ({ domain }) => domain.getID() ?? -1),
  same('domain.shutdown()', ({ domain }) => domain.shutdown()),
  same('domain.rename("running")', ({ domain }) => domain.rename('running')),
  same('domain.rename("")', ({ domain }) => domain.rename('')),
  same('domain.rename("a/b")', ({ domain }) => domain.rename('a/b')),
  same('domain.rename(xml.accented)', ({ domain }) => domain.rename(xml.accented)),
  same('domain.name()', ({ domain }) => domain.getName(), RENAMED),
  same('conn.lookupByName(xml.accented)', ({ conn }) => conn.lookupDomainByName(xml.accented)),
  same('domain.undefine()', ({ domain }) => domain.undefine()),
  same('domain.undefine()', ({ domain }) => domain.undefine(), RENAMED),
  same('domain.state()', ({ domain }) => domain.getState(), RENAMED),
  same('domain.XMLDesc()', ({ domain }) => domain.getXMLDesc(), RENAMED),
  keep('domain', 'conn.createXML(xml.passing)', ({ conn }) => conn.domainCreateXML(xml.passing)),
  same('conn.createXML(xml.passing)', ({ conn }) => conn.domainCreateXML(xml.passing)),
  same('domain.setAutostart(1)', ({ domain }) => domain.setAutostart(true)),
  same('conn.defineXML(xml.passing)', ({ conn }) => conn.domainDefineXML(xml.passing)),
  same('domain.destroy()', ({ domain }) => domain.destroy()),
  same('domain.destroy()', ({ domain }) => domain.destroy()),
];

const definitions: Step[] = [
  ...(
    [
      'impostor',
      'unnamed',
      'slashed',
      'otherType',
      'unknownElements',
      'broken',
      'empty',
      'network',
    ] as const
  ).flatMap((text) => [
    same(`conn.defineXML(xml.${text})`, ({ conn }) => conn.domainDefineXML(xml[text])),
    same(`conn.createXML(xml.${text})`, ({ conn }) => conn.domainCreateXML(xml[text])),
  ]),
  ...flagged('conn.defineXMLFlags(xml.newcomer, flags)', ({ conn }, flags) =>
    conn.domainDefineXMLFlags(xml.newcomer, flags),
  ),
  ...flagged('conn.createXML(xml.passing, flags)', ({ conn }, flags) =>
    conn.domainCreateXML(xml.passing, flags),
  ),
];

const memory: Step[] = [
  ...['running', 'stopped'].flatMap((name) => [
    lookupDomain(name),
    ...[0, 1, 524288, 2097153, 4194304, 8388608].flatMap((size) => [
      same(`domain.setMemory(${size})`, ({ domain }) => domain.setMemory(size)),
      ...[1, 2, 3, 4, 5, 6, 7].map((flags) =>
        same(`domain.setMemoryFlags(${size}, ${flags})`, ({ domain }) =>
          domain.setMemoryFlags(size, flags),
        ),
      ),
      same(`domain.setMaxMemory(${size})`, ({ domain }) => domain.setMaxMemory(size)),
    ]),
    same('domain.setMemory(2**62)', ({ domain }) => domain.setMemory(2n ** 62n)),
    same('domain.setMaxMemory(2**54)', ({ domain }) => domain.setMaxMemory(2n ** 54n)),
    same('domain.setMaxMemory(2**62)', ({ domain }) => domain.setMaxMemory(2n ** 62n)),
    same('domain.setMemoryStatsPeriod(7)', ({ domain }) => domain.setMemoryStatsPeriod(7)),
    same('domain.setMemoryStatsPeriod(7, 2)', ({ domain }) => domain.setMemoryStatsPeriod(7, 2)),
    same('domain.setMemoryStatsPeriod(-1)', ({ domain }) => domain.setMemoryStatsPeriod(-1)),
  ]),
];

const vcpus: Step[] = [
  ...['running', 'stopped'].flatMap((name) => [
    lookupDomain(name),
    ...[0, 1, 3, 4, 5, 65536].flatMap((count) => [
      same(`domain.setVcpus(${count})`, ({ domain }) => domain.setVcpus(count)),
      ...[1, 2, 3, 4, 5, 6, 8, 16].map((flags) =>
        same(`domain.setVcpusFlags(${count}, ${flags})`, ({ domain }) =>
          domain.setVcpusFlags(count, flags),
        ),
      ),
    ]),
    // At most the number of host CPUs: the Python binding drops the others.
    ...[
      [true],
      [true, false, false, false, false, false, false, true],
      [false, false],
      Array.from({ length: 7 }, (_, cpu) => cpu % 3 === 0),
    ].flatMap((map) => {
      const tuple = `(${map.map((each) => (each ? 'True' : 'False')).join()},)`;
      return [
        ...[0, 1, 9].flatMap((vcpu) => [
          same(`domain.pinVcpu(${vcpu}, ${tuple})`, ({ domain }) => domain.pinVcpu(vcpu, map)),
          ...[1, 2, 3, 8].map((flags) =>
            same(`domain.pinVcpuFlags(${vcpu}, ${tuple}, ${flags})`, ({ domain }) =>
              domain.pinVcpuFlags(vcpu, map, flags),
            ),
          ),
        ]),
        ...[0, 1, 2, 3].map((flags) =>
          same(`domain.pinEmulator(${tuple}, ${flags})`, ({ domain }) =>
            domain.pinEmulator(map, flags),
          ),
        ),
        ...[1, 9].map((thread) =>
          same(`domain.pinIOThread(${thread}, ${tuple}, 1)`, ({ domain }) =>
            domain.pinIOThread(thread, map, 1),
          ),
        ),
      ];
    }),
    ...[0, 1, 2, 7].flatMap((thread) =>
      [0, 1, 2].flatMap((flags) => [
        same(`domain.addIOThread(${thread}, ${flags})`, ({ domain }) =>
          domain.addIOThread(thread, flags),
        ),
        same(`domain.delIOThread(${thread}, ${flags})`, ({ domain }) =>
          domain.delIOThread(thread, flags),
        ),
      ]),
    ),
    same('domain.setVcpu("1", 0)', ({ domain }) => domain.setVcpu([false, true], false)),
  ]),
];

const guest: Step[] = [
  lookupDomain('running'),
  same('domain.fsFreeze()', ({ domain }) => domain.fsFreeze()),
  same('domain.fsInfo()', ({ domain }) => domain.getFSInfo(), {
    shape: (systems) => systems.map(list),
  }),
  same('domain.fsFreeze()', ({ domain }) => domain.fsFreeze()),
  same('domain.fsThaw(["/boot"])', ({ domain }) => domain.fsThaw(['/boot'])),
  same('domain.fsThaw()', ({ domain }) => domain.fsThaw()),
  same('domain.fsFreeze(["/", "/nowhere"])', ({ domain }) => domain.fsFreeze(['/', '/nowhere'])),
  same('domain.fsThaw([])', ({ domain }) => domain.fsThaw([])),
  ...flagged('domain.fsFreeze(None, flags)', ({ domain }, flags) => domain.fsFreeze([], flags)),
  ...flagged('domain.fsThaw(None, flags)', ({ domain }, flags) => domain.fsThaw([], flags)),
  same('domain.fSTrim(None, 0)', ({ domain }) => domain.fsTrim(null, 0)),
  same('domain.fSTrim("/", 2**40)', ({ domain }) => domain.fsTrim('/', 2n ** 40n)),
  same('domain.setUserPassword("root", "secret")', ({ domain }) =>
    domain.setUserPassword('root', 'secret'),
  ),
  same('domain.setUserPassword("root", "secret", 1)', ({ domain }) =>
    domain.setUserPassword('root', 'secret', 1),
  ),
  same('domain.authorizedSSHKeysSet("root", ["ssh-ed25519 AAAA"])', ({ domain }) =>
    domain.authorizedSSHKeysSet('root', ['ssh-ed25519 AAAA']),
  ),
  same('domain.agentSetResponseTimeout(10)', ({ domain }) => domain.agentSetResponseTimeout(10)),
  same('domain.sendProcessSignal(1, 15)', ({ domain }) => domain.sendProcessSignal(1, 15)),
  same('domain.sendKey(0, 0, [30, 48], 2)', ({ domain }) => domain.sendKey(0, 0, [30, 48])),
  same('domain.sendKey(0, 0, [30, 48], 2, 1)', ({ domain }) => domain.sendKey(0, 0, [30, 48], 1)),
  same('domain.blockResize("vda", 2097152)', ({ domain }) => domain.blockResize('vda', 2097152)),
  same('domain.setBlockThreshold("vda", 2**40)', ({ domain }) =>
    domain.setBlockThreshold('vda', 2n ** 40n),
  ),
  same('domain.blockPull("vda")', ({ domain }) => domain.blockPull('vda', 0)),
  same('domain.blockJobAbort("vda")', ({ domain }) => domain.blockJobAbort('vda')),
  same('domain.startDirtyRateCalc(1)', ({ domain }) => domain.startDirtyRateCalc(1)),
  same('domain.setLifecycleAction(0, 0)', ({ domain }) => domain.setLifecycleAction(0, 0)),
  same('domain.attachDevice(xml.device)', ({ domain }) => domain.attachDevice(xml.device)),
  same('domain.attachDeviceFlags(xml.card, 3)', ({ domain }) =>
    domain.attachDeviceFlags(xml.card, 3),
  ),
  same('domain.updateDeviceFlags(xml.device)', ({ domain }) =>
    domain.updateDeviceFlags(xml.device),
  ),
  same('domain.detachDevice(xml.device)', ({ domain }) => domain.detachDevice(xml.device)),
  same('domain.detachDeviceFlags(xml.card, 1)', ({ domain }) =>
    domain.detachDeviceFlags(xml.card, 1),
  ),
  same('domain.detachDeviceAlias("virtio-disk0")', ({ domain }) =>
    domain.detachDeviceAlias('virtio-disk0'),
  ),
  same('domain.migrateSetMaxSpeed(100)', ({ domain }) => domain.migrateSetMaxSpeed(100)),
  same('domain.migrateSetMaxDowntime(100)', ({ domain }) => domain.migrateSetMaxDowntime(100)),
  same('domain.migrateSetCompressionCache(100)', ({ domain }) =>
    domain.migrateSetCompressionCache(100),
  ),
  same('domain.migrateStartPostCopy()', ({ domain }) => domain.migrateStartPostCopy()),
  same('domain.backupBegin("<domainbackup/>", None)', ({ domain }) =>
    domain.backupBegin('<domainbackup/>', null),
  ),
];

const notes: Step[] = ['running', 'stopped'].flatMap((name) => [
  lookupDomain(name),
  ...[0, 1, 2, 3].flatMap((flags) => [
    ...[0, 1].flatMap((type) => [
      same(`domain.setMetadata(${type}, xml.accented, None, None, ${flags})`, ({ domain }) =>
        domain.setMetadata(type, xml.accented, null, null, flags),
      ),
      same(`domain.metadata(${type}, None, ${flags})`, ({ domain }) =>
        domain.getMetadata(type, null, flags),
      ),
      same(`domain.setMetadata(${type}, "two\\nlines", None, None, ${flags})`, ({ domain }) =>
        domain.setMetadata(type, 'two\nlines', null, null, flags),
      ),
      same(`domain.setMetadata(${type}, None, None, None, ${flags})`, ({ domain }) =>
        domain.setMetadata(type, null, null, null, flags),
      ),
    ]),
    same(`domain.setMetadata(2, xml.note, "n", xml.namespace, ${flags})`, ({ domain }) =>
      domain.setMetadata(2, xml.note, 'n', xml.namespace, flags),
    ),
    same(`domain.setMetadata(2, xml.note, "o", xml.otherNamespace, ${flags})`, ({ domain }) =>
      domain.setMetadata(2, xml.note, 'o', xml.otherNamespace, flags),
    ),
    same(`domain.metadata(2, xml.otherNamespace, ${flags})`, ({ domain }) =>
      domain.getMetadata(2, xml.otherNamespace, flags),
    ),
    same(`domain.setMetadata(2, None, None, xml.namespace, ${flags})`, ({ domain }) =>
      domain.setMetadata(2, null, null, xml.namespace, flags),
    ),
    same(`domain.setMetadata(2, xml.broken, "n", xml.namespace, ${flags})`, ({ domain }) =>
      domain.setMetadata(2, xml.broken, 'n', xml.namespace, flags),
    ),
    same(`domain.setMetadata(2, xml.note, None, xml.namespace, ${flags})`, ({ domain }) =>
      domain.setMetadata(2, xml.note, null, xml.namespace, flags),
    ),
    same(`domain.setMetadata(2, xml.note, "n", None, ${flags})`, ({ domain }) =>
      domain.setMetadata(2, xml.note, 'n', null, flags),
    ),
  ]),
]);

const savedFiles: Step[] = [
  lookupDomain('running'),
  same('domain.save(xml.saved)', ({ domain }) => domain.save(xml.saved)),
  same('conn.restore(xml.saved)', ({ conn }) => conn.domainRestore(xml.saved)),
  same('conn.restore(xml.saved)', ({ conn }) => conn.domainRestore(xml.saved)),
  same('conn.restore(xml.missing)', ({ conn }) => conn.domainRestore(xml.missing)),
  same('domain.saveFlags(xml.saved, None, 2)', ({ domain }) =>
    domain.saveFlags(xml.saved, null, 2),
  ),
  ...flagged('conn.saveImageGetXMLDesc(xml.saved, flags)', ({ conn }, flags) =>
    conn.domainSaveImageGetXMLDesc(xml.saved, flags),
  ),
  same('conn.saveImageGetXMLDesc(xml.missing)', ({ conn }) =>
    conn.domainSaveImageGetXMLDesc(xml.missing),
  ),
  same('conn.saveImageDefineXML(xml.saved, xml.broken)', ({ conn }) =>
    conn.domainSaveImageDefineXML(xml.saved, xml.broken),
  ),
  same('conn.saveImageDefineXML(xml.saved, xml.newcomer)', ({ conn }) =>
    conn.domainSaveImageDefineXML(xml.saved, xml.newcomer),
  ),
  same('conn.restoreFlags(xml.saved, None, 0)', ({ conn }) =>
    conn.domainRestoreFlags(xml.saved, null, 0),
  ),
  same('conn.restoreFlags(xml.saved, xml.newcomer, 0)', ({ conn }) =>
    conn.domainRestoreFlags(xml.saved, xml.newcomer, 0),
  ),
  same('domain.coreDump(xml.dumped)', ({ domain }) => domain.coreDump(xml.dumped)),
  same('domain.coreDumpWithFormat(xml.dumped, 0, 0)', ({ domain }) =>
    domain.coreDumpWithFormat(xml.dumped, 0, 0),
  ),
  same('domain.coreDumpWithFormat(xml.dumped, 1, 0)', ({ domain }) =>
    domain.coreDumpWithFormat(xml.dumped, 1, 0),
  ),
  same('domain.coreDumpWithFormat(xml.dumped, 99, 0)', ({ domain }) =>
    domain.coreDumpWithFormat(xml.dumped, 99, 0),
  ),
  same('domain.coreDumpWithFormat(xml.dumped, 0, 1)', ({ domain }) =>
    domain.coreDumpWithFormat(xml.dumped, 0, 1),
  ),
  ...['running', 'stopped', 'saved'].flatMap((name) => [
    lookupDomain(name),
    ...flagged('domain.managedSave(flags)', ({ domain }, flags) => domain.managedSave(flags)),
    same('domain.undefine()', ({ domain }) => domain.undefine()),
    ...flagged('domain.managedSaveRemove(flags)', (s, flags) => s.domain.managedSaveRemove(flags)),
    same('domain.managedSaveDefineXML(xml.newcomer)', ({ domain }) =>
      domain.managedSaveDefineXML(xml.newcomer),
    ),
  ]),
];

const snapshots: Step[] = [
  lookupDomain('running'),
  ...(['First', 'Second', 'Third'] as const).flatMap((name) => [
    keep('snapshot', `domain.snapshotCreateXML(xml.snapshot${name})`, ({ domain }) =>
      domain.createSnapshotXML(xml[`snapshot${name}`]),
    ),
    same('domain.suspend()', ({ domain }) => domain.suspend()),
    same('snapshot.getXMLDesc()', ({ snapshot }) => snapshot.getXMLDesc(), {
      clock: 'it contains the time of creation',
    }),
  ]),
  same('domain.snapshotCreateXML(xml.snapshotWrong)', ({ domain }) =>
    domain.createSnapshotXML(xml.snapshotWrong),
  ),
  same('domain.snapshotCreateXML(xml.snapshotFirst)', ({ domain }) =>
    domain.createSnapshotXML(xml.snapshotFirst),
  ),
  same('domain.snapshotCreateXML(xml.broken)', ({ domain }) =>
    domain.createSnapshotXML(xml.broken),
  ),
  ...flagged('domain.snapshotCreateXML(xml.snapshotThird, flags)', ({ domain }, flags) =>
    domain.createSnapshotXML(xml.snapshotThird, flags),
  ),
  lookupDomain('running'),
  ...['second', 'updated', 'installed', 'first'].flatMap((name) => [
    keep('snapshot', `domain.snapshotLookupByName("${name}")`, ({ domain }) =>
      domain.snapshotLookupByName(name),
    ),
    ...flagged('domain.revertToSnapshot(snapshot, flags)', ({ snapshot }, flags) =>
      snapshot.revertToSnapshot(flags),
    ),
  ]),
  ...['second', 'installed', 'first'].flatMap((name) => [
    keep('snapshot', `domain.snapshotLookupByName("${name}")`, ({ domain }) =>
      domain.snapshotLookupByName(name),
    ),
    same('snapshot.numChildren(1)', ({ snapshot }) => snapshot.numChildren(1)),
    same('snapshot.listChildrenNames(1)', ({ snapshot }) => snapshot.listChildrenNames(1), {
      anyOrder: true,
      anyError: NUMBER_FIRST,
    }),
    same('snapshot.delete(16)', ({ snapshot }) => snapshot.delete(16)),
    same('snapshot.delete(3)', ({ snapshot }) => snapshot.delete(3)),
    same('snapshot.delete(2)', ({ snapshot }) => snapshot.delete(2)),
    same('snapshot.delete()', ({ snapshot }) => snapshot.delete()),
    same('snapshot.delete(1)', ({ snapshot }) => snapshot.delete(1)),
    same('snapshot.getXMLDesc()', ({ snapshot }) => snapshot.getXMLDesc()),
  ]),
];

const checkpoints: Step[] = [
  lookupDomain('running'),
  same('domain.checkpointCreateXML(xml.checkpointFirst)', ({ domain }) =>
    domain.createCheckpointXML(xml.checkpointFirst),
  ),
  keep('snapshot', 'domain.snapshotLookupByName("installed")', ({ domain }) =>
    domain.snapshotLookupByName('installed'),
  ),
  // There are either snapshots or checkpoints.
  same('snapshot.delete(1)', ({ snapshot }) => snapshot.delete(1)),
  ...(['First', 'Second', 'Third'] as const).map((name) =>
    keep('checkpoint', `domain.checkpointCreateXML(xml.checkpoint${name})`, ({ domain }) =>
      domain.createCheckpointXML(xml[`checkpoint${name}`]),
    ),
  ),
  same('domain.checkpointCreateXML(xml.broken)', ({ domain }) =>
    domain.createCheckpointXML(xml.broken),
  ),
  ...flagged('domain.checkpointCreateXML(xml.checkpointThird, flags)', ({ domain }, flags) =>
    domain.createCheckpointXML(xml.checkpointThird, flags),
  ),
  ...flagged(
    'domain.listAllCheckpoints(flags)',
    ({ domain }, flags) => domain.listAllCheckpoints(flags),
    { anyOrder: true },
  ),
  same('domain.checkpointLookupByName("nothing")', ({ domain }) =>
    domain.checkpointLookupByName('nothing'),
  ),
  ...['first', 'second', 'third'].flatMap((name) => [
    keep('checkpoint', `domain.checkpointLookupByName("${name}")`, ({ domain }) =>
      domain.checkpointLookupByName(name),
    ),
    same('checkpoint.getName()', ({ checkpoint }) => checkpoint.getName()),
    same('checkpoint.getDomain()', ({ checkpoint }) => checkpoint.getDomain()),
    same('checkpoint.getConnect().getURI()', (s) => s.checkpoint.getConnect().getURI()),
    ...flagged(
      'checkpoint.getXMLDesc(flags)',
      ({ checkpoint }, flags) => checkpoint.getXMLDesc(flags),
      { clock: 'it contains the time of creation' },
    ),
    ...flagged('checkpoint.getParent(flags)', (s, flags) => s.checkpoint.getParent(flags)),
    ...flagged(
      'checkpoint.listAllChildren(flags)',
      ({ checkpoint }, flags) => checkpoint.listAllChildren(flags),
      { anyOrder: true },
    ),
  ]),
  ...['second', 'first'].flatMap((name) => [
    keep('checkpoint', `domain.checkpointLookupByName("${name}")`, ({ domain }) =>
      domain.checkpointLookupByName(name),
    ),
    same('checkpoint.delete(16)', ({ checkpoint }) => checkpoint.delete(16)),
    same('checkpoint.delete()', ({ checkpoint }) => checkpoint.delete()),
    same('checkpoint.delete(1)', ({ checkpoint }) => checkpoint.delete(1)),
    same('checkpoint.getXMLDesc()', ({ checkpoint }) => checkpoint.getXMLDesc()),
  ]),
];

const networks: Step[] = [
  keep('network', 'conn.networkDefineXML(xml.network)', ({ conn }) =>
    conn.networkDefineXML(xml.network),
  ),
  same('network.create()', ({ network }) => network.create()),
  same('network.create()', ({ network }) => network.create()),
  same('network.setAutostart(1)', ({ network }) => network.setAutostart(true)),
  same('network.autostart()', ({ network }) => network.getAutostart()),
  ...[0, 1, 2, 3, 4, 99].flatMap((command) =>
    [0, 2, 4, 99].map((section) =>
      same(`network.update(${command}, ${section}, -1, xml.networkHost, 0)`, ({ network }) =>
        network.update(command, section, -1, xml.networkHost),
      ),
    ),
  ),
  ...flagged('network.update(3, 4, 0, xml.networkHost, flags)', ({ network }, flags) =>
    network.update(3, 4, 0, xml.networkHost, flags),
  ),
  same('network.destroy()', ({ network }) => network.destroy()),
  same('network.destroy()', ({ network }) => network.destroy()),
  same('network.bridgeName()', ({ network }) => network.getBridgeName()),
  same('network.undefine()', ({ network }) => network.undefine()),
  same('network.undefine()', ({ network }) => network.undefine()),
  same('network.XMLDesc()', ({ network }) => network.getXMLDesc()),
  keep('network', 'conn.networkCreateXML(xml.network)', ({ conn }) =>
    conn.networkCreateXML(xml.network),
  ),
  same('conn.networkCreateXML(xml.network)', ({ conn }) => conn.networkCreateXML(xml.network)),
  same('network.setAutostart(1)', ({ network }) => network.setAutostart(true)),
  same('network.undefine()', ({ network }) => network.undefine()),
  same('network.destroy()', ({ network }) => network.destroy()),
  ...(['networkWrong', 'broken', 'empty', 'newcomer'] as const).flatMap((text) => [
    same(`conn.networkDefineXML(xml.${text})`, ({ conn }) => conn.networkDefineXML(xml[text])),
    same(`conn.networkCreateXML(xml.${text})`, ({ conn }) => conn.networkCreateXML(xml[text])),
  ]),
  ...flagged('conn.networkDefineXMLFlags(xml.network, flags)', ({ conn }, flags) =>
    conn.networkDefineXMLFlags(xml.network, flags),
  ),
  ...flagged('conn.networkCreateXMLFlags(xml.network, flags)', ({ conn }, flags) =>
    conn.networkCreateXMLFlags(xml.network, flags),
  ),
  lookupNetwork('routed'),
  same('network.portCreateXML("<networkport/>")', ({ network }) =>
    network.portCreateXML('<networkport/>'),
  ),
  same('network.undefine()', ({ network }) => network.undefine()),
  same('network.destroy()', ({ network }) => network.destroy()),
];

const interfaces: Step[] = [
  same('conn.changeRollback()', ({ conn }) => conn.interfaceChangeRollback()),
  same('conn.changeCommit()', ({ conn }) => conn.interfaceChangeCommit()),
  same('conn.changeBegin()', ({ conn }) => conn.interfaceChangeBegin()),
  same('conn.changeBegin()', ({ conn }) => conn.interfaceChangeBegin()),
  keep('card', 'conn.interfaceDefineXML(xml.ethernet)', ({ conn }) =>
    conn.interfaceDefineXML(xml.ethernet),
  ),
  same('conn.interfaceDefineXML(xml.ethernetChanged)', ({ conn }) =>
    conn.interfaceDefineXML(xml.ethernetChanged),
  ),
  same('card.destroy()', ({ card }) => card.destroy()),
  same('card.create()', ({ card }) => card.create()),
  same('card.create()', ({ card }) => card.create()),
  same('conn.changeRollback()', ({ conn }) => conn.interfaceChangeRollback()),
  same('card.XMLDesc()', ({ card }) => card.getXMLDesc()),
  same('conn.changeBegin()', ({ conn }) => conn.interfaceChangeBegin()),
  keep('card', 'conn.interfaceDefineXML(xml.ethernet)', ({ conn }) =>
    conn.interfaceDefineXML(xml.ethernet),
  ),
  same('conn.changeCommit()', ({ conn }) => conn.interfaceChangeCommit()),
  ...flagged('card.create(flags)', ({ card }, flags) => card.create(flags)),
  ...flagged('card.destroy(flags)', ({ card }, flags) => card.destroy(flags)),
  same('card.undefine()', ({ card }) => card.undefine()),
  same('card.undefine()', ({ card }) => card.undefine()),
  ...(['broken', 'empty', 'newcomer'] as const).map((text) =>
    same(`conn.interfaceDefineXML(xml.${text})`, ({ conn }) => conn.interfaceDefineXML(xml[text])),
  ),
  ...flagged('conn.interfaceDefineXML(xml.ethernet, flags)', ({ conn }, flags) =>
    conn.interfaceDefineXML(xml.ethernet, flags),
  ),
  ...flagged('conn.changeBegin(flags)', (s, flags) => s.conn.interfaceChangeBegin(flags)),
  ...flagged('conn.changeRollback(flags)', (s, flags) => s.conn.interfaceChangeRollback(flags)),
  ...flagged('conn.changeCommit(flags)', (s, flags) => s.conn.interfaceChangeCommit(flags)),
];

const pools: Step[] = [
  keep('pool', 'conn.storagePoolDefineXML(xml.pool)', ({ conn }) =>
    conn.storagePoolDefineXML(xml.pool),
  ),
  same('pool.refresh()', ({ pool }) => pool.refresh()),
  same('pool.numOfVolumes()', ({ pool }) => pool.numOfStorageVolumes()),
  ...flagged('pool.build(flags)', ({ pool }, flags) => pool.build(flags)),
  same('pool.create()', ({ pool }) => pool.create()),
  same('pool.create()', ({ pool }) => pool.create()),
  ...flagged('pool.refresh(flags)', ({ pool }, flags) => pool.refresh(flags)),
  same('pool.setAutostart(1)', ({ pool }) => pool.setAutostart(true)),
  same('pool.delete()', ({ pool }) => pool.delete()),
  same('pool.undefine()', ({ pool }) => pool.undefine()),
  same('pool.destroy()', ({ pool }) => pool.destroy()),
  same('pool.destroy()', ({ pool }) => pool.destroy()),
  ...flagged('pool.delete(flags)', ({ pool }, flags) => pool.delete(flags)),
  same('pool.undefine()', ({ pool }) => pool.undefine()),
  same('pool.XMLDesc()', ({ pool }) => pool.getXMLDesc()),
  keep('pool', 'conn.storagePoolCreateXML(xml.poolTransient)', ({ conn }) =>
    conn.storagePoolCreateXML(xml.poolTransient),
  ),
  same('pool.setAutostart(1)', ({ pool }) => pool.setAutostart(true)),
  same('pool.destroy()', ({ pool }) => pool.destroy()),
  ...(['poolWrong', 'broken', 'empty', 'newcomer'] as const).flatMap((text) => [
    same(`conn.storagePoolDefineXML(xml.${text})`, ({ conn }) =>
      conn.storagePoolDefineXML(xml[text]),
    ),
    same(`conn.storagePoolCreateXML(xml.${text})`, ({ conn }) =>
      conn.storagePoolCreateXML(xml[text]),
    ),
  ]),
  ...flagged('conn.storagePoolDefineXML(xml.pool, flags)', ({ conn }, flags) =>
    conn.storagePoolDefineXML(xml.pool, flags),
  ),
  ...flagged('conn.storagePoolCreateXML(xml.poolTransient, flags)', ({ conn }, flags) =>
    conn.storagePoolCreateXML(xml.poolTransient, flags),
  ),
];

const volumes: Step[] = [
  keep('pool', 'conn.storagePoolLookupByName("images")', ({ conn }) =>
    conn.lookupStoragePoolByName('images'),
  ),
  keep('volume', 'pool.createXML(xml.volume)', ({ pool }) => pool.storageVolCreateXML(xml.volume)),
  same('pool.createXML(xml.volume)', ({ pool }) => pool.storageVolCreateXML(xml.volume)),
  ...(['volumeHuge', 'volumeSparse', 'broken', 'empty', 'newcomer'] as const).map((text) =>
    same(`pool.createXML(xml.${text})`, ({ pool }) => pool.storageVolCreateXML(xml[text])),
  ),
  keep('clone', 'pool.createXMLFrom(xml.volumeClone, volume)', ({ pool, volume }) =>
    pool.storageVolCreateXMLFrom(xml.volumeClone, volume),
  ),
  same('clone.info()', ({ clone }) => clone.getInfo(), { shape: list }),
  ...[0, 1, 6_000_000_000, 1000].flatMap((size) =>
    [0, 1, 2, 4, 8].map((flags) =>
      same(`volume.resize(${size}, ${flags})`, ({ volume }) => volume.resize(size, flags)),
    ),
  ),
  same('volume.resize(2**62)', ({ volume }) => volume.resize(2n ** 62n)),
  same('volume.wipe()', ({ volume }) => volume.wipe()),
  ...[0, 1, 9, 99].map((algorithm) =>
    same(`volume.wipePattern(${algorithm})`, ({ volume }) => volume.wipePattern(algorithm)),
  ),
  same('volume.delete(4)', ({ volume }) => volume.delete(4)),
  same('volume.delete()', ({ volume }) => volume.delete()),
  same('volume.delete()', ({ volume }) => volume.delete()),
  same('volume.info()', ({ volume }) => volume.getInfo()),
  same('volume.path()', ({ volume }) => volume.getPath()),
  same('volume.storagePoolLookupByVolume()', ({ volume }) => volume.lookupPoolByVolume()),
  same('pool.createXMLFrom(xml.volume, volume)', ({ pool, volume }) =>
    pool.storageVolCreateXMLFrom(xml.volume, volume),
  ),
  ...flagged('pool.createXML(xml.volume, flags)', ({ pool }, flags) =>
    pool.storageVolCreateXML(xml.volume, flags),
  ),
  ...flagged('pool.createXMLFrom(xml.volumeClone, clone, flags)', ({ pool, clone }, flags) =>
    pool.storageVolCreateXMLFrom(xml.volumeClone, clone, flags),
  ),
  same('pool.destroy()', ({ pool }) => pool.destroy()),
  same('clone.info()', ({ clone }) => clone.getInfo()),
  same('pool.createXML(xml.volume)', ({ pool }) => pool.storageVolCreateXML(xml.volume)),
  same('pool.listVolumes()', ({ pool }) => pool.listStorageVolumes(), {
    anyOrder: true,
    anyError: NUMBER_FIRST,
  }),
  same('pool.listAllVolumes()', ({ pool }) => pool.listAllStorageVolumes(), { anyOrder: true }),
];

const devices: Step[] = [
  keep('device', 'conn.nodeDeviceCreateXML(xml.vport)', ({ conn }) =>
    conn.deviceCreateXML(xml.vport),
  ),
  same('device.name()', ({ device }) => device.getName()),
  same('device.listCaps()', ({ device }) => device.listCaps(), { anyError: NUMBER_FIRST }),
  same('conn.nodeDeviceLookupSCSIHostByWWN("2000000012341235", "1000000012341235")', ({ conn }) =>
    conn.lookupDeviceSCSIHostByWWN('2000000012341235', '1000000012341235'),
  ),
  same('conn.listDevices("scsi_host")', ({ conn }) => conn.listDevices('scsi_host'), {
    anyOrder: true,
  }),
  same('device.setAutostart(1)', ({ device }) => device.setAutostart(true)),
  same('device.create()', ({ device }) => device.create()),
  same('device.undefine()', ({ device }) => device.undefine()),
  same('device.dettach()', ({ device }) => device.detach()),
  same('device.detachFlags(None)', ({ device }) => device.detachFlags()),
  same('device.reAttach()', ({ device }) => device.reAttach()),
  same('device.reset()', ({ device }) => device.reset()),
  same('device.destroy()', ({ device }) => device.destroy()),
  same('device.destroy()', ({ device }) => device.destroy()),
  same('device.XMLDesc()', ({ device }) => device.getXMLDesc()),
  same('device.parent()', ({ device }) => device.getParent()),
  ...(['broken', 'empty', 'newcomer'] as const).flatMap((text) => [
    same(`conn.nodeDeviceCreateXML(xml.${text})`, ({ conn }) => conn.deviceCreateXML(xml[text])),
    same(`conn.nodeDeviceDefineXML(xml.${text})`, ({ conn }) => conn.deviceDefineXML(xml[text])),
  ]),
  ...flagged('conn.nodeDeviceCreateXML(xml.vport, flags)', ({ conn }, flags) =>
    conn.deviceCreateXML(xml.vport, flags),
  ),
  same('conn.secretDefineXML("<secret/>")', ({ conn }) => conn.secretDefineXML('<secret/>')),
  same('conn.nwfilterDefineXML("<filter/>")', ({ conn }) => conn.nwFilterDefineXML('<filter/>')),
  same('conn.nwfilterDefineXMLFlags("<filter/>")', ({ conn }) =>
    conn.nwFilterDefineXMLFlags('<filter/>'),
  ),
  same('conn.nwfilterBindingCreateXML("<filterbinding/>")', ({ conn }) =>
    conn.nwFilterBindingCreateXML('<filterbinding/>'),
  ),
];

/** Calls that the test driver mostly lacks. */
const lacking: Step[] = [
  lookupDomain('running'),
  same('domain.abortJobFlags(1)', ({ domain }) => domain.abortJobFlags(1)),
  same('domain.blockCommit("vda", None, None, 5)', ({ domain }) =>
    domain.blockCommit('vda', null, null, 5),
  ),
  same('domain.blockRebase("vda", None, 5)', ({ domain }) => domain.blockRebase('vda', null, 5)),
  same('domain.blockJobSetSpeed("vda", 5)', ({ domain }) => domain.blockJobSetSpeed('vda', 5)),
  same('domain.blockCopy("vda", "<disk/>", {"granularity": 4096})', ({ domain }) =>
    domain.blockCopy('vda', '<disk/>', { granularity: 4096 }),
  ),
  ...[0, 1, 2, 4, 8, 4096, 2 ** 30].flatMap((flags) => [
    same(`domain.migrate(conn, ${flags})`, ({ domain, conn }) => domain.migrate(conn, flags)),
    same(`domain.migrate2(conn, None, ${flags})`, ({ domain, conn }) =>
      domain.migrate2(conn, null, flags),
    ),
    same(`domain.migrate3(conn, {"bandwidth": 5}, ${flags})`, ({ domain, conn }) =>
      domain.migrate3(conn, { bandwidth: 5 }, flags),
    ),
    same(`domain.migrateToURI("test:///default", ${flags})`, ({ domain }) =>
      domain.migrateToURI('test:///default', flags),
    ),
    same(`domain.migrateToURI2("test:///default", None, None, ${flags})`, ({ domain }) =>
      domain.migrateToURI2('test:///default', null, null, flags),
    ),
    same(`domain.migrateToURI3("test:///default", {"bandwidth": 5}, ${flags})`, ({ domain }) =>
      domain.migrateToURI3('test:///default', { bandwidth: 5 }, flags),
    ),
  ]),
  same('domain.openGraphicsFD(0)', ({ domain }) => domain.openGraphicsFD(0)),
  same('domain.openGraphics(0, 0)', ({ domain }) => domain.openGraphics(0, 0)),
  same('domain.createWithFiles([0])', ({ domain }) => domain.createWithFiles([0])),
  same('domain.FDAssociate("group", [0])', ({ domain }) => domain.fdAssociate('group', [0])),
  same('conn.createXMLWithFiles(xml.passing, [0])', ({ conn }) =>
    conn.domainCreateXMLWithFiles(xml.passing, [0]),
  ),
  same('domain.setGuestVcpus("0,2", 1)', ({ domain }) =>
    domain.setGuestVcpus([true, false, true], true),
  ),
  same('domain.setLaunchSecurityState({"sev-secret": "c2VjcmV0"})', ({ domain }) =>
    domain.setLaunchSecurityState({ sevSecret: 'c2VjcmV0' }),
  ),
  same('domain.setTime({"seconds": 5, "nseconds": 6})', ({ domain }) => domain.setTime(5, 6)),
  same('domain.setTime({"seconds": 5, "nseconds": 6}, 1)', ({ domain }) => domain.setTime(5, 6, 1)),
  same('domain.saveParams({"file": xml.saved})', ({ domain }) =>
    domain.saveParams({ file: xml.saved }),
  ),
  same('domain.saveParams({})', ({ domain }) => domain.saveParams({})),
  same('conn.restoreParams({"file": xml.saved, "dxml": xml.newcomer})', ({ conn }) =>
    conn.domainRestoreParams({ file: xml.saved, dxml: xml.newcomer }),
  ),
  same('conn.restoreParams({"dxml": xml.newcomer})', ({ conn }) =>
    conn.domainRestoreParams({ dxml: xml.newcomer }),
  ),
  same('conn.setIdentity({"user-name": "zoe", "unix-user-id": 1000})', ({ conn }) =>
    conn.setIdentity({ userName: 'zoe', unixUserID: 1000 }),
  ),
];

/** Calls that change the hypervisor; its whole state is compared after each. */
const looking: readonly Script[] = [
  { name: 'Domain: lifecycle', steps: life },
  { name: 'Connect.domainDefineXML: definitions of domains', steps: definitions },
  { name: 'memory', steps: memory },
  { name: 'Domain: virtual CPUs and IOThreads', steps: vcpus },
  { name: 'Domain: requests to the guest', steps: guest },
  { name: 'Domain: metadata', steps: notes },
  { name: 'saved domains', steps: savedFiles },
  { name: 'DomainSnapshot: create, revert and delete', steps: snapshots },
  { name: 'checkpoints', steps: checkpoints },
  { name: 'Network: lifecycle', steps: networks },
  { name: 'Interface: changes', steps: interfaces },
  { name: 'StoragePool: lifecycle', steps: pools },
  { name: 'StorageVol: lifecycle', steps: volumes },
  { name: 'NodeDevice: virtual devices', steps: devices },
  { name: 'calls that the test driver lacks', steps: lacking },
];

/** All calls that change something. */
export const changing: readonly Script[] = [
  ...inEveryState,
  ...looking.map((script) => ({ ...script, observe: world })),
  ...looking.map((script) => ({
    ...script,
    name: `${script.name}, on a read-only connection`,
    readOnly: true as const,
  })),
];
