// Loaded before core's own tests: lets them run over this engine, against the test driver of a libvirtd.
import { AdmConnect } from '@libvirt/admin';
import { Connect, type ConnectOptions } from '@libvirt/core';
import { remote } from '@libvirt/remote';
import { Daemon, whyNoLibvirtd } from '@libvirt/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach } from 'vitest';

/** The tests that do not hold over a daemon or this engine, by the start of their names. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'getType, getURI, getVersion, getHostname': 'the URI is another one',
  'getFreePages returns': 'libvirtd 9.0.0 answers with an error that says nothing, also the addon',
  'virConnectSetKeepAlive rejects': 'a daemon has keep-alive',
  'virConnectSetIdentity rejects': 'a daemon accepts it',
  'virDomainGetSecurityLabelList rejects': 'libvirtd answers with an empty list, also the addon',
  'openGraphics accepts only a socket': 'Node.js cannot pass descriptors',
  'CallOptions.signal: rejects at once with any reason':
    'calls that are aborted before they are sent are not made',
};

const noDaemon = whyNoLibvirtd();
const isRequired = process.env['CI'] === 'true' && process.getuid?.() === 0;
if (noDaemon !== undefined && isRequired) throw new Error(noDaemon);

const daemon =
  noDaemon === undefined ? await Daemon.start({ settings: { max_clients: 500 } }) : undefined;
const admin = daemon && (await AdmConnect.open(daemon.adminURI));
const server = await admin?.lookupServer('libvirtd');

beforeEach(({ skip, task }) => {
  skip(noDaemon !== undefined, noDaemon);
  const exception = Object.keys(EXCEPTIONS).find((name) => task.name.startsWith(name));
  skip(exception !== undefined, exception && EXCEPTIONS[exception]);
});

afterAll(async () => {
  await server?.free();
  await admin?.close();
  await daemon?.[Symbol.asyncDispose]();
});

/** The connections of this process. */
let open = 0;

/** Waits until the daemon has noticed that all connections are closed, and so has reset the test driver. */
async function reset(): Promise<void> {
  for (;;) {
    const clients = (await server?.listClients()) ?? [];
    for (const client of clients) await client.free();
    if (clients.length === 0) return;
    await sleep(1);
  }
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its class
const openAnywhere = Connect.open;

Connect.open = async (
  uri: string | null = null,
  options: ConnectOptions = {},
): Promise<Connect> => {
  const isDefault = typeof uri === 'string' && uri.startsWith('test:///default');
  const isPlain = Object(options) === options;
  if (!isDefault || !isPlain || !daemon) return await openAnywhere.call(Connect, uri, options);
  if (open === 0) await reset();
  const target = `test+unix:///default?socket=${daemon.socket}`;
  const conn = await openAnywhere.call(Connect, target, { ...options, engine: remote });
  open += 1;
  const close = conn.close.bind(conn);
  conn.close = async (given) => {
    const left = await close(given);
    if (left === 0) open -= 1;
    return left;
  };
  return conn;
};
