import { AdmConnect } from '@libvirt/admin';
import { Daemon, needLibvirtd } from '@libvirt/testing';
import { readFileSync } from 'node:fs';
import type { TestContext } from 'vitest';

/** Starts a libvirtd of its own, and calls `use` with a connection to its administration. */
export async function withDaemon(
  context: TestContext,
  use: (conn: AdmConnect, daemon: Daemon) => Promise<void>,
): Promise<void> {
  needLibvirtd(context);
  await using daemon = await Daemon.start();
  const conn = await AdmConnect.open(daemon.adminURI);
  try {
    await use(conn, daemon);
  } finally {
    await conn[Symbol.asyncDispose]();
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
