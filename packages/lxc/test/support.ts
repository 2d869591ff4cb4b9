import { Connect, type Domain } from '@libvirt/core';
import { readFileSync } from 'node:fs';

/** Calls `use` with the running domain of the test driver. */
export async function withDomain(use: (domain: Domain, conn: Connect) => Promise<void>) {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  try {
    await use(domain, conn);
  } finally {
    await domain.free();
    await conn.close();
  }
}

/** A value of a type that the argument does not accept. */
export function wrong(value: unknown): never {
  return value as never;
}

/** The libraries of libvirt loaded into this process: paths by name. */
export function loadedLibraries(): ReadonlyMap<string, string> {
  const paths = readFileSync('/proc/self/maps', 'utf8').matchAll(
    / (\/\S*\/(libvirt[^/]*\.so\.0)\S*)$/gm,
  );
  return new Map([...paths].map(([, path, name]) => [name!, path!]));
}
