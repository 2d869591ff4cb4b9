import { getVersion } from '@libvirt/core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Host } from './host.js';

const reports = fileURLToPath(new URL('../.reports', import.meta.url));

/** The libvirt under test, for the check of what has run. */
async function noteVersion(): Promise<void> {
  const version = await getVersion();
  const parts = [1_000_000, 1_000, 1].map((unit) => Math.floor(version / unit) % 1_000);
  mkdirSync(reports, { recursive: true });
  writeFileSync(`${reports}/libvirt`, parts.join('.'));
}

/** Ends the whole run with one reason, which the report shows instead of one failure per test. */
function endRun(error: Error): never {
  writeFileSync(`${reports}/fatal`, error.message);
  console.error(error.message);
  process.exit(1);
}

/** The host of every test that needs no other. */
export default async function setup(): Promise<() => Promise<void>> {
  await noteVersion();
  const host = await Host.start('main', { number: 1, onEnd: endRun }).catch(endRun);
  process.env['LIBVIRT_INTEGRATION_QEMU_URI'] = host.uri('qemu');
  process.env['LIBVIRT_INTEGRATION_LXC_URI'] = host.uri('lxc');
  return () => host[Symbol.asyncDispose]();
}
