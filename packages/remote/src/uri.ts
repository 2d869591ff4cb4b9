import { ErrorDomain, ErrorNumber } from '@libvirt/core';
import { rawError } from './errors.js';

/** How the daemon is reached. */
export type Transport = 'unix' | 'tcp' | 'tls' | 'ssh' | 'ext';

/** A connection URI, taken apart as libvirt's client does. */
export interface ParsedURI {
  /** As it was given. */
  readonly text: string;
  /** The hypervisor's driver, such as `qemu`; `undefined` for one that the daemon chooses. */
  readonly driver: string | undefined;
  readonly transport: Transport;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly path: string;
  /** What the daemon is asked to open. */
  readonly name: string;
  /** The parameters for the client, by their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The parameters that the client uses. The daemon gets the others. */
const PARAMETERS: ReadonlySet<string> = new Set([
  ...[
    'name',
    'command',
    'socket',
    'auth',
    'sshauth',
    'netcat',
    'keyfile',
    'pkipath',
    'known_hosts',
  ],
  ...['known_hosts_verify', 'tls_priority', 'mode', 'proxy', 'no_sanity', 'no_verify', 'no_tty'],
  'authfile',
]);

const TRANSPORTS: ReadonlySet<string> = new Set(['unix', 'tcp', 'tls', 'ssh', 'ext']);

/** Drivers that libvirt's client library runs inside a process, unless a transport is named. */
const IN_PROCESS: ReadonlySet<string> = new Set([
  ...['test', 'esx', 'gsx', 'vpx', 'hyperv', 'openvz', 'vmwareplayer', 'vmwarews', 'vmwarefusion'],
]);

const URI =
  /^([a-z][a-z0-9.+-]*):(?:\/\/(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/i;

/**
 * Parses a URI.
 * @throws a libvirt error if it is wrong, or if this engine cannot open it
 */
export function parseURI(text: string): ParsedURI {
  const match = URI.exec(text);
  if (!match) throw invalid(`Unable to parse URI ${text}`);
  const [, scheme = '', user, host = '', port, path = '', query = ''] = match;
  const [driver = '', ...rest] = scheme.split('+');
  const named = rest.length > 0 ? rest.join('+').toLowerCase() : undefined;
  const isLocal = host === '';
  const transport = named ?? (isLocal ? 'unix' : 'tls');
  if (transport === 'libssh' || transport === 'libssh2') {
    throw cannot(`use the transport ${transport}: use ssh`);
  }
  if (!TRANSPORTS.has(transport)) {
    throw invalid(
      'remote_open: transport in URL not recognised (should be tls|unix|ssh|ext|tcp|libssh2|libssh)',
    );
  }
  if (transport === 'unix' && !isLocal) {
    throw invalid(`using unix socket and remote server '${host}' is not supported.`);
  }
  if (named === undefined && isLocal && IN_PROCESS.has(driver)) {
    throw cannot(
      `open ${text}, whose driver runs inside libvirt's client library: open it without the option engine` +
        (driver === 'test' ? `, or use test+unix:///default with a daemon` : ''),
    );
  }
  const parameters = new Map<string, string>();
  const others: string[] = [];
  for (const part of query.split(/[&;]/).filter((each) => each !== '')) {
    const [key = '', value = ''] = part.split(/=(.*)/s);
    const name = decode(key).toLowerCase();
    if (PARAMETERS.has(name)) parameters.set(name, decode(value));
    else others.push(part);
  }
  const isProbe = driver === 'remote';
  return {
    text,
    driver: isProbe ? undefined : driver,
    transport: transport as Transport,
    host: isLocal ? undefined : decode(host.replace(/^\[(.*)\]$/, '$1')),
    port: port ? Number(port) : undefined,
    user: user === undefined ? undefined : decode(user),
    path: decode(path),
    name:
      parameters.get('name') ??
      (isProbe ? '' : `${driver}://${path}${others.length > 0 ? `?${others.join('&')}` : ''}`),
    parameters,
  };
}

/** Returns whether a parameter such as `no_verify` is set, to another number than 0. */
export function isSet({ parameters }: ParsedURI, name: string): boolean {
  const value = parameters.get(name);
  if (value === undefined) return false;
  if (!/^\s*[+-]?\d+$/.test(value)) throw invalid(`Failed to parse value of URI component ${name}`);
  return Number(value) !== 0;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalid(message: string): unknown {
  return rawError(ErrorNumber.INVALID_ARG, ErrorDomain.REMOTE, `invalid argument: ${message}`);
}

function cannot(message: string): unknown {
  return rawError(ErrorNumber.NO_CONNECT, ErrorDomain.REMOTE, `@libvirt/remote cannot ${message}`);
}
