import {
  DomainAgentResponseTimeoutValues,
  DomainGuestInfoTypes,
  DomainInterfaceAddressesSource,
  DomainRebootFlagValues,
  DomainSetTimeFlags,
  DomainShutdownFlagValues,
  IPAddrType,
  NodeSuspendTarget,
} from '@libvirt/core';
import { qemuAgentCommand } from '@libvirt/qemu';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import { FakeAgent, type Answers } from '../src/fake-agent.js';
import { makeDirectory, until, withDefinedMachine, type Machine } from '../src/machines.js';

/** Runs a test with a machine whose guest agent gives these answers. */
async function withAgent(
  answers: Answers,
  use: (machine: Machine, agent: FakeAgent) => Promise<void>,
): Promise<void> {
  const path = join(makeDirectory(), 'agent');
  await using agent = await FakeAgent.listen(path, answers);
  const channel = `
    <channel type='unix'>
      <source mode='connect' path='${path}'/>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>`;
  const options = { devices: channel, elements: "<vcpu current='1'>2</vcpu>" };
  await withDefinedMachine(options, async (machine) => {
    const { domain } = machine;
    await domain.create();
    using guest = await machine.guest();
    guest.send(Command.OPEN_AGENT_PORT);
    await guest.receive('u');
    await until('libvirt has found the agent', async () => {
      return (await domain.getXMLDesc()).includes("state='connected'");
    });
    await use(machine, agent);
  });
}

const nothing = () => ({});

test('Domain.fsFreeze, fsThaw, fsTrim: the guest agent freezes, thaws and trims file systems', () =>
  withAgent(
    {
      'guest-fsfreeze-freeze': () => 2,
      'guest-fsfreeze-freeze-list': ({ mountpoints }) => (mountpoints as string[]).length,
      'guest-fsfreeze-thaw': () => 1,
      'guest-fstrim': nothing,
    },
    async ({ domain }, agent) => {
      expect(await domain.fsFreeze()).toBe(2);
      expect(await domain.fsThaw()).toBe(1);
      expect(await domain.fsFreeze(['/boot'])).toBe(1);
      expect(await domain.fsThaw()).toBe(1);
      await domain.fsTrim();
      expect(agent.commands).toContain('guest-fstrim');
    },
  ));

test('Domain.getGuestInfo and its like: return what the guest agent reports', () =>
  withAgent(
    {
      'guest-get-host-name': () => ({ 'host-name': 'inside' }),
      'guest-get-osinfo': () => ({ id: 'debian', name: 'Debian', 'kernel-release': '6.1' }),
      'guest-get-timezone': () => ({ zone: 'UTC', offset: 0 }),
      'guest-get-users': () => [{ user: 'root', 'login-time': 1.5 }],
      'guest-get-fsinfo': () => [
        {
          name: 'vda1',
          mountpoint: '/',
          type: 'ext4',
          disk: [],
          'total-bytes': 100,
          'used-bytes': 50,
        },
      ],
      'guest-network-get-interfaces': () => [
        {
          name: 'eth0',
          'hardware-address': '52:54:00:00:00:01',
          'ip-addresses': [{ 'ip-address-type': 'ipv4', 'ip-address': '192.0.2.7', prefix: 24 }],
        },
      ],
    },
    async ({ domain }) => {
      const { AGENT } = DomainInterfaceAddressesSource;
      expect(await domain.getHostname()).toBe('inside');
      expect(await domain.listAllInterfaceAddresses(AGENT)).toEqual([
        {
          name: 'eth0',
          hwaddr: '52:54:00:00:00:01',
          addrs: [{ type: IPAddrType.IPV4, addr: '192.0.2.7', prefix: 24 }],
        },
      ]);
      expect(await domain.getFSInfo()).toMatchObject([
        { mountPoint: '/', name: 'vda1', fsType: 'ext4' },
      ]);
      const { OS, USERS, TIMEZONE, HOSTNAME, FILESYSTEM } = DomainGuestInfoTypes;
      const info = await domain.getGuestInfo(OS | USERS | TIMEZONE | HOSTNAME | FILESYSTEM);
      expect(info).toMatchObject({
        os: { id: 'debian', kernelRelease: '6.1' },
        users: [{ index: 0, name: 'root' }],
        timeZone: { name: 'UTC' },
        hostname: 'inside',
        fileSystems: [{ index: 0, mountPoint: '/' }],
      });
    },
  ));

test("Domain.getTime, setTime: read and set the guest's clock through the agent", () => {
  let clock = 1_500_000_000_123_456_789n;
  return withAgent(
    {
      // JSON.parse rounds a number this large.
      'guest-get-time': () => Number(clock),
      'guest-set-time': ({ time }) => {
        // Without a time the agent reads the machine's own clock.
        if (time !== undefined) clock = BigInt(time as number);
        return {};
      },
    },
    async ({ domain }) => {
      expect((await domain.getTime()).seconds).toBe(1_500_000_000n);
      await domain.setTime(1_600_000_000, 0);
      expect((await domain.getTime()).seconds).toBe(1_600_000_000n);
      await expect(domain.setTime(0, 0, DomainSetTimeFlags.SYNC)).resolves.toBeUndefined();
    },
  );
});

test("Domain.setGuestVcpus: the agent takes the guest's CPUs offline and online", () => {
  const online = [true, true];
  return withAgent(
    {
      'guest-get-vcpus': () =>
        online.map((is, id) => ({ 'logical-id': id, online: is, 'can-offline': id > 0 })),
      'guest-set-vcpus': ({ vcpus }) => {
        const wanted = vcpus as { 'logical-id': number; online: boolean }[];
        for (const cpu of wanted) online[cpu['logical-id']] = cpu.online;
        return wanted.length;
      },
    },
    async ({ domain }) => {
      expect(await domain.getGuestVcpus()).toEqual({
        vcpus: [true, true],
        online: [true, true],
        offlinable: [false, true],
      });
      await domain.setGuestVcpus([false, true], false);
      expect(online).toEqual([true, false]);
    },
  );
});

test('Domain.setUserPassword, authorizedSSHKeysSet: the agent sets passwords and SSH keys', () => {
  const passwords: unknown[] = [];
  let keys = ['ssh-ed25519 AAAA one'];
  return withAgent(
    {
      'guest-set-user-password': (args) => {
        passwords.push(args);
        return {};
      },
      'guest-ssh-get-authorized-keys': () => ({ keys }),
      'guest-ssh-add-authorized-keys': ({ keys: added, reset }) => {
        keys = reset === true ? (added as string[]) : [...keys, ...(added as string[])];
        return {};
      },
    },
    async ({ domain }) => {
      await domain.setUserPassword('root', 'secret');
      const password = Buffer.from('secret').toString('base64');
      expect(passwords).toEqual([{ username: 'root', password, crypted: false }]);
      expect(await domain.authorizedSSHKeysGet('root')).toEqual(['ssh-ed25519 AAAA one']);
      await domain.authorizedSSHKeysSet('root', ['ssh-ed25519 BBBB two']);
      expect(await domain.authorizedSSHKeysGet('root')).toEqual(['ssh-ed25519 BBBB two']);
    },
  );
});

test('Domain.shutdownFlags, reboot, pmSuspendForDuration: by the guest agent', () =>
  withAgent(
    { 'guest-shutdown': nothing, 'guest-suspend-ram': nothing },
    async ({ domain }, agent) => {
      await domain.pmSuspendForDuration(NodeSuspendTarget.MEM, 0n);
      await domain.reboot(DomainRebootFlagValues.GUEST_AGENT);
      await domain.shutdownFlags(DomainShutdownFlagValues.GUEST_AGENT);
      expect(agent.commands.filter((command) => command !== 'guest-sync')).toEqual([
        'guest-suspend-ram',
        'guest-shutdown',
        'guest-shutdown',
      ]);
    },
  ));

test("Domain.agentSetResponseTimeout: rejects with the agent's own error, or after the timeout", () =>
  withAgent({}, async ({ domain }) => {
    await domain.agentSetResponseTimeout(5);
    await domain.agentSetResponseTimeout(DomainAgentResponseTimeoutValues.DEFAULT);
    await expect(domain.getTime()).rejects.toMatchObject({
      message: expect.stringContaining('guest-get-time') as string,
    });
  }));

test('qemuAgentCommand: sends commands to the agent unchanged', () =>
  withAgent(
    {
      'guest-echo': ({ value }) => value,
      'guest-refuse': () => {
        throw new Error('not today');
      },
    },
    async ({ domain }) => {
      const command = { execute: 'guest-echo', arguments: { value: [1, 'zwei'] } };
      expect(await qemuAgentCommand(domain, command)).toEqual([1, 'zwei']);
      const reply = await qemuAgentCommand(domain, JSON.stringify(command));
      expect(JSON.parse(reply)).toMatchObject({ return: [1, 'zwei'] });
      await expect(qemuAgentCommand(domain, { execute: 'guest-refuse' })).rejects.toThrow(
        'not today',
      );
    },
  ));
