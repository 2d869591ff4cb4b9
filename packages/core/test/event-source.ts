import { readFileSync } from 'node:fs';
import { buildLibvirt } from './stand-in.js';

/** Builds a libvirt 12.8.0 that fires every event on request: see event-source.c. */
export function buildEventSource(): string {
  const source = readFileSync(new URL('event-source.c', import.meta.url), 'utf8');
  const families = ['Domain', 'Network', 'StoragePool', 'NodeDevice', 'Secret'];
  const own = [
    'virDomainMigrateSetMaxSpeed',
    'virSecretRef',
    'virSecretFree',
    'virSecretGetUUIDString',
    ...families.flatMap((family) => [
      `virConnect${family}EventRegisterAny`,
      `virConnect${family}EventDeregisterAny`,
    ]),
  ];
  return buildLibvirt('12.8.0', {
    ...Object.fromEntries(own.map((name) => [name, ''])),
    source,
  });
}
