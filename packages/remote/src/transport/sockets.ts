// Which UNIX socket of a daemon serves a URI: that of the driver's own daemon, or of the one for all.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ErrorDomain, ErrorNumber } from '@libvirt/core';
import { isRoot, type ClientConfig } from '../config.js';
import { rawError } from '../errors.js';
import type { ParsedURI } from '../uri.js';

/** A socket, and the daemon behind it. */
export interface DaemonSocket {
  readonly path: string;
  /** The daemon to start if the socket does not answer. */
  readonly start: string | undefined;
}

/** The drivers whose daemons may be there, in the order in which libvirt looks for them. */
const PROBED = ['xen', 'qemu', 'lxc', 'vbox', 'bhyve', 'vz'];

/** Returns whether a URI leads to a daemon of the user's own. */
export function isSession({
  path,
  driver,
  text,
}: Pick<ParsedURI, 'path' | 'driver' | 'text'>): boolean {
  return !isRoot() && (path === '/session' || (driver === 'test' && text.startsWith('test+')));
}

/** Returns the socket for a URI; `null` stands for libvirt's default. */
export function findSocket(
  uri: ParsedURI | null,
  readOnly: boolean,
  config: ClientConfig,
): DaemonSocket {
  const given = uri?.parameters.get('socket');
  if (given !== undefined) return { path: given, start: undefined };
  const session = uri ? isSession(uri) : !isRoot();
  const pathOf = (name: string) =>
    session
      ? join(userFolder(), `${name}-sock`)
      : `/var/run/libvirt/${name}-${readOnly ? 'sock-ro' : 'sock'}`;
  const mode = uri?.parameters.get('mode') ?? config.settings.get('remote_mode') ?? 'auto';
  if (!['auto', 'direct', 'legacy'].includes(mode)) {
    throw rawError(
      ErrorNumber.INVALID_ARG,
      ErrorDomain.REMOTE,
      `invalid argument: Unknown remote mode '${mode}'`,
    );
  }
  const driver = uri?.driver ?? PROBED.find((each) => existsSync(pathOf(`virt${each}d`)));
  const direct = driver === undefined ? undefined : `virt${driver}d`;
  if (mode === 'direct' && direct === undefined) {
    throw rawError(
      ErrorNumber.OPERATION_UNSUPPORTED,
      ErrorDomain.REMOTE,
      'Operation not supported: Cannot use direct socket mode if no URI is set',
    );
  }
  const isDirect =
    direct !== undefined &&
    (mode === 'direct' ||
      (mode === 'auto' && (existsSync(pathOf(direct)) || !existsSync(pathOf('libvirt')))));
  const canStart = session && process.env['LIBVIRT_AUTOSTART'] !== '0';
  return {
    path: pathOf(isDirect ? direct : 'libvirt'),
    start: canStart ? (isDirect ? direct : 'libvirtd') : undefined,
  };
}

function userFolder(): string {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  if (runtime) return join(runtime, 'libvirt');
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'libvirt');
}
