import {
  Connect,
  DomainEventType,
  DomainJobOperation,
  DomainMetadataType,
  DomainModificationImpact,
  LibvirtError,
  NetworkEventLifecycleType,
  SecretEventLifecycleType,
  StoragePoolEventLifecycleType,
  type ConnectEvents,
} from '@libvirt/core';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import {
  makeDirectory,
  openQEMU,
  uniqueName,
  until,
  withDefinedMachine,
  withMachine,
  type Machine,
  type MachineOptions,
} from '../src/machines.js';

test("Connect.on('domain-lifecycle'): reports a domain's events in order", () =>
  withDefinedMachine({}, async ({ conn, domain }) => {
    const events: DomainEventType[] = [];
    const id = await conn.domainEventLifecycleRegister(domain, (_, about, { event }) => {
      expect(about.getName()).toBe(domain.getName());
      events.push(event);
    });
    await domain.create();
    await domain.suspend();
    await domain.resume();
    await domain.destroy();
    // QEMU starts a domain by resuming it, and reports a shutdown when it is destroyed.
    const { STARTED, RESUMED, SUSPENDED, SHUTDOWN, STOPPED } = DomainEventType;
    await until('all events have arrived', () => events.includes(STOPPED));
    expect(events.filter((event) => event !== SHUTDOWN)).toEqual([
      RESUMED,
      STARTED,
      SUSPENDED,
      RESUMED,
      STOPPED,
    ]);
    await conn.domainEventDeregister(id);
  }));

test("Connect.watch: iterates over a domain's events", () =>
  withDefinedMachine({}, async ({ conn, domain }) => {
    const events = conn.watch('domain-lifecycle', { domain });
    await domain.create();
    for await (const { event } of events) if (event === DomainEventType.STARTED) break;
    await domain.destroy();
  }));

type DomainEventName = Extract<keyof ConnectEvents, `domain-${string}`>;

/** An event, the machine that it needs, and what causes it. */
interface Happening {
  readonly event: DomainEventName;
  readonly options?: MachineOptions;
  readonly cause: (machine: Machine) => Promise<void>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Sends the guest a command. */
const sendCommand =
  (command: string) =>
  async ({ guest }: Machine) => {
    using serial = await guest();
    serial.send(command);
    await new Promise((resolve) => setTimeout(resolve, 200));
  };

const tablet = "<input type='tablet' bus='usb'><alias name='ua-tablet'/></input>";
const usb = { devices: "<controller type='usb' model='qemu-xhci'/>" };

const happenings: readonly Happening[] = [
  { event: 'domain-pm-suspend', cause: sendCommand(Command.SUSPEND), payload: {} },
  {
    event: 'domain-pm-wakeup',
    cause: async (machine) => {
      await sendCommand(Command.SUSPEND)(machine);
      await machine.domain.pmWakeup();
    },
    payload: {},
  },
  {
    event: 'domain-reboot',
    cause: async ({ domain, boots }) => {
      await boots();
      await domain.reset();
    },
    payload: {},
  },
  {
    event: 'domain-device-added',
    options: usb,
    cause: ({ domain }) => domain.attachDevice(tablet),
    payload: { devAlias: 'ua-tablet' },
  },
  {
    event: 'domain-device-removed',
    options: usb,
    cause: async ({ domain }) => {
      await domain.attachDevice(tablet);
      await domain.detachDevice(tablet);
    },
    payload: { devAlias: 'ua-tablet' },
  },
  {
    event: 'domain-metadata-change',
    cause: ({ domain }) =>
      domain.setMetadata(
        DomainMetadataType.TITLE,
        'A title',
        null,
        null,
        DomainModificationImpact.LIVE,
      ),
    payload: { type: DomainMetadataType.TITLE },
  },
  {
    event: 'domain-tunable',
    cause: ({ domain }) => domain.setSchedulerParameters({ cpuShares: 700n }),
    payload: { cpuSched: { cpuShares: 700n } },
  },
  {
    event: 'domain-block-threshold',
    options: { disk: 'raw' },
    cause: async ({ domain, guest }) => {
      await domain.setBlockThreshold('vda', 2 ** 20);
      using serial = await guest();
      for (let time = 0; time < 3; time++) {
        serial.send(Command.WRITE_DISK);
        await serial.receive('w');
      }
    },
    payload: { dev: 'vda', threshold: 2n ** 20n },
  },
  {
    event: 'domain-block-job-2',
    cause: ({ domain, directory }) =>
      domain.blockCopy('vda', `<disk type='file'><source file='${directory}/copy'/></disk>`, {}, 4),
    payload: { disk: 'vda' },
  },
  {
    event: 'domain-job-completed',
    cause: ({ domain, directory }) =>
      domain.backupBegin(`
        <domainbackup mode='push'>
          <disks>
            <disk name='vda' type='file'><target file='${directory}/backup'/></disk>
          </disks>
        </domainbackup>`),
    payload: { info: { operation: DomainJobOperation.BACKUP } },
  },
];

test.each(happenings)(
  "Connect.on('$event'): reports the event",
  ({ event, options, cause, payload }) =>
    withMachine(options ?? {}, async (machine) => {
      const { conn, domain, name } = machine;
      const events = conn.watch(event, { domain });
      await cause(machine);
      const { value } = await events.next();
      expect(value).toMatchObject(payload);
      expect((value as { domain: { getName(): string } }).domain.getName()).toBe(name);
      await events.return();
    }),
);

test('Connect.on: network, pool and secret lifecycle events arrive', async () => {
  await using conn = await openQEMU();
  const name = uniqueName('received');
  const received: Record<string, unknown[]> = { networks: [], pools: [], secrets: [] };
  conn.on('network-lifecycle', ({ network, event }) => {
    if (network.getName() === name) received['networks']!.push(event);
  });
  conn.on('storage-pool-lifecycle', ({ pool, event }) => {
    if (pool.getName() === name) received['pools']!.push(event);
  });
  conn.on('storage-pool-refresh', ({ pool }) => {
    if (pool.getName() === name) received['pools']!.push('refresh');
  });
  conn.on('secret-lifecycle', ({ secret, event }) => {
    if (secret.getUsageID() === name) received['secrets']!.push(event);
  });
  conn.on('secret-value-changed', ({ secret }) => {
    if (secret.getUsageID() === name) received['secrets']!.push('value');
  });

  await using network = await conn.networkDefineXML(`<network><name>${name}</name></network>`);
  await network.undefine();
  await using pool = await conn.storagePoolCreateXML(
    `<pool type='dir'><name>${name}</name><target><path>${makeDirectory()}</path></target></pool>`,
  );
  await pool.refresh();
  await pool.destroy();
  await using secret = await conn.secretDefineXML(
    `<secret ephemeral='yes'><usage type='ceph'><name>${name}</name></usage></secret>`,
  );
  await secret.setValue(new Uint8Array([1]));
  await secret.undefine();

  const { DEFINED, UNDEFINED } = NetworkEventLifecycleType;
  const { STARTED, STOPPED } = StoragePoolEventLifecycleType;
  await until('all events have arrived', () => received['secrets']!.length === 3);
  expect(received).toEqual({
    networks: [DEFINED, UNDEFINED],
    pools: [STARTED, 'refresh', STOPPED],
    secrets: [SecretEventLifecycleType.DEFINED, 'value', SecretEventLifecycleType.UNDEFINED],
  });
  conn.removeAllListeners();
});

/** The names of a prototype's own and inherited methods. */
function methodsOf(prototype: object | null): string[] {
  if (prototype === null) return [];
  const inherited = methodsOf(Object.getPrototypeOf(prototype) as object | null);
  return [...Object.getOwnPropertyNames(prototype), ...inherited];
}

/** Every `...Register` method, with the method that deregisters. */
const registrations = methodsOf(Connect.prototype)
  .filter((name) => /Event.*Register$/.test(name))
  .map((name) => [name, name.replace(/Event.*$/, 'EventDeregister')] as const);

type Register = (object: null, callback: () => void) => Promise<number>;

test.for(registrations)('%s is served by the daemon', async ([register, deregister], { skip }) => {
  await using conn = await openQEMU();
  const methods = conn as unknown as Record<string, unknown>;
  const registered = (methods[register] as Register).call(conn, null, () => undefined);
  const id = await registered.catch((error: unknown) => {
    const isUnknown =
      error instanceof LibvirtError &&
      error.code === 'VIR_ERR_NO_SUPPORT' &&
      error.message.includes('or newer; this is libvirt');
    if (isUnknown) skip('a newer libvirt is needed');
    throw error;
  });
  await (methods[deregister] as (id: number) => Promise<void>).call(conn, id);
});
