import {
  ConnectCompareCPUFlags,
  ConnectListAllNodeDeviceFlags,
  CPUCompareResult,
  getVersion,
  LibvirtError,
  NodeGetCPUStatsAllCPUs,
  NodeGetMemoryStatsAllCells,
  SecretUsageType,
} from '@libvirt/core';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { openLXC, openQEMU, planMachine, uniqueName } from '../src/machines.js';

test('Connect.getVersion and its like: describe library, driver and host', async () => {
  await using conn = await openQEMU();
  expect(await conn.getType()).toBe('QEMU');
  expect(await conn.getURI()).toMatch(/^qemu:\/\/\/system\?/);
  expect(await conn.getHostname()).toBe('main');
  expect(hostname()).not.toBe('main');
  expect(await conn.getLibVersion()).toBeGreaterThanOrEqual(7_000_000);
  expect(await conn.getVersion()).toBeGreaterThanOrEqual(5_000_000);
  expect(await getVersion()).toBeGreaterThanOrEqual(7_000_000);
  expect(await conn.isAlive()).toBe(true);
  expect(await conn.isEncrypted()).toBe(false);
  expect(await conn.isSecure()).toBe(true);
  expect(await conn.setKeepAlive(5, 3)).toBe(true);
});

test("Connect.getNodeInfo, getCPUStats, getMemoryStats: describe the host's CPUs and memory", async () => {
  await using conn = await openQEMU();
  const info = await conn.getNodeInfo();
  expect(info.cpus).toBeGreaterThan(0);
  const { cpus, online } = await conn.getCPUMap();
  expect(cpus.filter(Boolean)).toHaveLength(online);
  expect(await conn.getMaxVcpus('qemu')).toBeGreaterThan(1);
  expect(await conn.getCPUStats(NodeGetCPUStatsAllCPUs.ALL_CPUS)).toMatchObject({
    idle: expect.any(BigInt) as bigint,
  });
  const memory = await conn.getMemoryStats(NodeGetMemoryStatsAllCells.ALL_CELLS);
  expect(memory.total).toBeGreaterThan(memory.free!);
  expect(await conn.getFreeMemory()).toBeGreaterThan(0n);
  expect(await conn.getCellsFreeMemory(0, 1)).toHaveLength(1);
  expect(await conn.getFreePages([4], 0, 1)).toEqual([[expect.any(BigInt)]]);
  expect(await conn.getMemoryParameters()).toEqual(expect.any(Object));
});

test('Connect.allocPages: adds no huge pages', async () => {
  await using conn = await openQEMU();
  // Adds no pages, so that the machine stays as it is.
  expect(await conn.allocPages(new Map([[2048, 0]]), 0, 1)).toBe(1);
  await expect(conn.allocPages(new Map([[3, 1]]), 0, 1)).rejects.toBeInstanceOf(LibvirtError);
});

test('Connect.getCapabilities, getDomainCapabilities: describe what the host can run', async () => {
  await using conn = await openQEMU();
  expect(await conn.getCapabilities()).toContain('<capabilities>');
  const capabilities = await conn.getDomainCapabilities(null, 'x86_64', 'pc', 'qemu');
  expect(capabilities).toContain('<domain>qemu</domain>');
  const native = await conn.domainXMLToNative('qemu-argv', planMachine().xml);
  expect(native).toContain('-accel tcg');
  await using containers = await openLXC();
  const config = 'lxc.utsname = guest\nlxc.rootfs = /\n';
  expect(await containers.domainXMLFromNative('lxc-tools', config)).toContain('<name>guest</name>');
});

test('Connect.compareCPU, baselineCPU: compare CPU models', async () => {
  await using conn = await openQEMU();
  expect(await conn.getCPUModelNames('x86_64')).toContain('qemu64');
  const model = (name: string) => `<cpu><arch>x86_64</arch><model>${name}</model></cpu>`;
  const baseline = await conn.baselineCPU([model('Nehalem'), model('Westmere')]);
  expect(baseline).toContain('Nehalem');
  const hypervisor = [null, 'x86_64', null, 'qemu'] as const;
  const withHypervisor = await conn.baselineHypervisorCPU(...hypervisor, [model('qemu64')]);
  expect(withHypervisor).toContain('<cpu');
  const guest = "<cpu match='exact'><model>qemu64</model></cpu>";
  expect(await conn.compareHypervisorCPU(...hypervisor, guest)).not.toBe(CPUCompareResult.ERROR);
  const { cpu } = /(?<cpu><cpu>.*?<\/cpu>)/s.exec(await conn.getCapabilities())!.groups!;
  expect(await conn.compareCPU(cpu!)).toBe(CPUCompareResult.IDENTICAL);
  // No CPU with virtualization has had this feature for many years.
  const impossible = `
    <cpu match='exact'>
      <model>qemu64</model><feature policy='require' name='3dnowext'/>
    </cpu>`;
  const { FAIL_INCOMPATIBLE } = ConnectCompareCPUFlags;
  await expect(conn.compareCPU(impossible, FAIL_INCOMPATIBLE)).rejects.toMatchObject({
    code: 'VIR_ERR_CPU_INCOMPATIBLE',
  });
});

test("Connect.listAllNodeDevices: lists and describes the host's devices", async () => {
  await using conn = await openQEMU();
  const names = await conn.listDevices('net');
  expect(names).toContainEqual(expect.stringMatching(/^net_lo_/));
  expect(await conn.numOfDevices('net')).toBeGreaterThanOrEqual(names.length - 1);
  await using device = await conn.lookupDeviceByName('computer');
  expect(device.getName()).toBe('computer');
  expect(device.getConnect()).toBe(conn);
  expect(await device.getParent()).toBeNull();
  expect(await device.listCaps()).toEqual(['system']);
  expect(await device.numOfCaps()).toBe(1);
  expect(await device.getXMLDesc()).toContain('<name>computer</name>');
  expect(await device.isActive()).toBe(true);
  expect(await device.isPersistent()).toBe(true);
  expect(await device.getAutostart()).toBe(true);
  const all = await conn.listAllNodeDevices(ConnectListAllNodeDeviceFlags.CAP_NET);
  expect(all.map((other) => other.getName())).toEqual(expect.arrayContaining(names.slice(0, 1)));
});

test("Connect.listAllInterfaces: lists and describes the host's interfaces", async () => {
  await using conn = await openQEMU();
  expect(await conn.listInterfaces()).toContain('eth0');
  expect(await conn.numOfInterfaces()).toBeGreaterThan(0);
  const defined = await conn.listDefinedInterfaces();
  expect(await conn.numOfDefinedInterfaces()).toBe(defined.length);
  await using byName = await conn.lookupInterfaceByName('eth0');
  expect(byName.getName()).toBe('eth0');
  expect(byName.getConnect()).toBe(conn);
  const mac = byName.getMACString();
  await using byMAC = await conn.lookupInterfaceByMACString(mac);
  expect(byMAC.getName()).toBe('eth0');
  expect(await byName.getXMLDesc()).toContain(mac);
  expect(await byName.isActive()).toBe(true);
  const all = await conn.listAllInterfaces();
  expect(all.map((other) => other.getName())).toContain('eth0');
});

test('Secret.setValue, getValue: keep a secret, and return it only where allowed', async () => {
  await using conn = await openQEMU();
  const usage = uniqueName('usage');
  await using secret = await conn.secretDefineXML(`
    <secret ephemeral='yes' private='no'>
      <usage type='ceph'><name>${usage}</name></usage>
    </secret>`);
  try {
    const value = new Uint8Array([0, 1, 2, 255]);
    await secret.setValue(value);
    expect(await secret.getValue()).toEqual(value);
    expect(secret.getUsageType()).toBe(SecretUsageType.CEPH);
    expect(secret.getUsageID()).toBe(usage);
    expect(secret.getConnect()).toBe(conn);
    expect(await secret.getXMLDesc()).toContain(usage);
    await using byUsage = await conn.lookupSecretByUsage(SecretUsageType.CEPH, usage);
    await using byUUID = await conn.lookupSecretByUUID(secret.getUUID());
    await using byText = await conn.lookupSecretByUUIDString(secret.getUUIDString());
    for (const found of [byUsage, byUUID, byText]) expect(found.getUsageID()).toBe(usage);
    expect(await conn.listSecrets()).toContain(secret.getUUIDString());
    expect(await conn.numOfSecrets()).toBeGreaterThan(0);
    const all = await conn.listAllSecrets();
    expect(all.map((other) => other.getUsageID())).toContain(usage);
  } finally {
    await secret.undefine();
  }

  await using hidden = await conn.secretDefineXML(
    `<secret ephemeral='yes' private='yes'><usage type='ceph'><name>${usage}</name></usage></secret>`,
  );
  await hidden.setValue(new Uint8Array([7]));
  await expect(hidden.getValue()).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_SECRET' });
  await hidden.undefine();
});

test('Connect.setIdentity: acts as another user', async () => {
  await using conn = await openQEMU();
  await conn.setIdentity({ userName: 'somebody', unixUserID: 65534 });
  expect(await conn.isAlive()).toBe(true);
});

test('Connect.setMemoryParameters: sets KSM as it already is', async ({ skip }) => {
  await using conn = await openQEMU();
  const { shmPagesToScan } = await conn.getMemoryParameters();
  if (shmPagesToScan === undefined) return skip('this kernel does not merge equal pages');
  await conn.setMemoryParameters({ shmPagesToScan });
  expect(await conn.getMemoryParameters()).toMatchObject({ shmPagesToScan });
});

test("Connect.getSysinfo: returns the host's SMBIOS data", async ({ skip }) => {
  await using conn = await openQEMU();
  const { sysinfo, error } = await conn.getSysinfo().then(
    (text) => ({ sysinfo: text, error: undefined }),
    (reason: unknown) => ({ sysinfo: '', error: reason }),
  );
  const isUnknown = error instanceof LibvirtError && error.code === 'VIR_ERR_CONFIG_UNSUPPORTED';
  if (isUnknown) return skip('this machine has no SMBIOS');
  expect(error).toBeUndefined();
  expect(sysinfo).toContain('<sysinfo');
});

test('Connect.open: the LXC driver of the same host', async () => {
  await using conn = await openLXC();
  expect(await conn.getType()).toBe('LXC');
  expect(await conn.getCapabilities()).toContain('<os_type>exe</os_type>');
});
