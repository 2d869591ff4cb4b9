import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Connect, LibvirtError, type Stream } from '@libvirt/core';
import { afterAll, expect, test } from 'vitest';
import { noDaemon, startDaemon } from './daemon.js';
import { signaturesOf, type Parameter, type Signature } from './signatures.js';
import { needLibvirt, TEST_DRIVER, wrong } from './support.js';

const report = new URL('../core.api.md', import.meta.url);
const signatures = signaturesOf(report);

/** What has no arguments but those of a protocol of JavaScript's or of `EventEmitter`. */
const OTHERS: ReadonlySet<string> = new Set(['removeAllListeners', '[Symbol.hasInstance]']);

interface Disposable {
  free?(): Promise<void>;
}

/** An object of each class, as the drivers at hand have them. */
async function makeObjects() {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  const [pool] = await conn.listAllStoragePools();
  const [network] = await conn.listAllNetworks();
  const [device] = await conn.listAllNodeDevices();
  const [card] = await conn.listAllInterfaces();
  return {
    Connect: conn,
    Domain: domain,
    StoragePool: pool!,
    StorageVol: await pool!.storageVolCreateXML(
      '<volume><name>hostile</name><capacity>4096</capacity></volume>',
    ),
    Network: network!,
    NodeDevice: device!,
    Interface: card!,
    DomainSnapshot: await domain.createSnapshotXML(
      '<domainsnapshot><name>hostile</name></domainsnapshot>',
    ),
    Stream: await conn.newStream(),
  };
}

/** Objects of the classes that the test driver lacks. */
async function makeOthers(uri: (driver: string) => string) {
  const secrets = await Connect.open(uri('secret'));
  const filters = await Connect.open(uri('nwfilter'));
  return {
    Secret: await secrets.secretDefineXML('<secret ephemeral="no" private="no"/>'),
    NWFilter: await filters.nwFilterDefineXML('<filter name="hostile"/>'),
  };
}

const daemon = noDaemon === undefined ? await startDaemon() : undefined;
afterAll(() => daemon?.[Symbol.asyncDispose]());

const objects: Record<string, object> = {
  ...(await makeObjects()),
  ...(daemon && (await makeOthers((driver) => daemon.uri(driver, '/system')))),
};

/** A value that is right for a parameter. */
function right({ name, type, optional }: Parameter): unknown {
  if (optional) return undefined;
  if (type.endsWith(' | null')) return null;
  if (type in objects) return objects[type];
  if (type === 'string') return 'x';
  if (type === 'boolean') return true;
  if (type === 'Uint8Array') return new Uint8Array(name === 'uuid' ? 16 : 1);
  if (type === 'StreamSourceHole') return () => ({ inData: false, length: 0 });
  if (isFunction(type)) return () => undefined;
  if (type.startsWith('ReadonlyMap')) return new Map();
  if (type.startsWith('readonly ')) return [];
  if (/^Settable|Parameters?$|Params$|Identity$|Interface$/.test(type)) return {};
  if (type === 'Name') return 'domain-lifecycle';
  return 1;
}

function isFunction(type: string): boolean {
  return type.includes('=>') || /^Stream(Sink|Source|Hole|SourceHole|EventCallback)$/.test(type);
}

const freed = await (objects['Connect'] as Connect).lookupDomainByName('test');
await freed.free();

/** What nobody should pass, by its name, and the kinds of parameters for which it is right. */
const HOSTILE: readonly (readonly [name: string, value: unknown, rightFor: RegExp])[] = [
  ['null', null, / \| null$|^unknown$/],
  ['undefined', undefined, /^\?/],
  ['NaN', NaN, /^$/],
  ['-1', -1, /number|^[A-Z]\w+$/],
  ['1.5', 1.5, /^$/],
  ['2**31', 2 ** 31, /number|^[A-Z]\w+$/],
  ['2**32', 2 ** 32, /bigint/],
  ['2**64', 2 ** 64, /^$/],
  ['2n**64n', 2n ** 64n, /^$/],
  ['-(2n**63n) - 1n', -(2n ** 63n) - 1n, /^$/],
  ['a text with NUL', 'hostile\0', /^$/],
  ['true', true, /boolean/],
  ['a symbol', Symbol('hostile'), /^$/],
  ['a Set', new Set([1]), /Settable|Param|Identity|AnnounceInterface/],
  ['an object', { hostile: 1 }, /^$/],
  ['an object without a prototype', Object.create(null), /Options|Settable|Param|Identity|Announce/],
  ['a function', () => undefined, /=>|^Stream(Sink|Source|Hole|SourceHole|EventCallback)$/],
  ['[null]', [null], /^$/],
  ['[{}, "x"]', [{}, 'x'], /^$/],
  ['a list with gaps', new Array<unknown>(2), /^$/],
  ['a freed Domain', freed, /Domain\b/],
  ['a Network', objects['Network'], /Network\b|Settable|Param|Identity|AnnounceInterface/],
];

/** What comes of a call, whether it throws, rejects, or emits its error. */
async function outcomeOf({ owner, name, returns }: Signature, args: unknown[]): Promise<unknown> {
  const object = objects[owner!] as Record<string, (...args: unknown[]) => unknown>;
  let returned: unknown;
  try {
    returned = object[name]!(...args);
  } catch (error) {
    return returns.startsWith('Promise') ? `thrown and not rejected: ${String(error)}` : error;
  }
  try {
    if (returned instanceof Promise) {
      const made = (await returned) as Disposable | null | undefined;
      if (typeof made?.free === 'function') await made.free();
    } else if (typeof returned === 'object' && returned !== null && 'destroy' in returned) {
      const stream = returned as NodeJS.ReadableStream & { destroy(): void };
      const ended = once(stream, 'close').catch((error: unknown) => error);
      setImmediate(() => stream.destroy());
      const error: unknown = await ended;
      if (error instanceof Error) return error;
    } else if (typeof returned === 'object' && returned !== null && 'return' in returned) {
      await (returned as AsyncIterator<unknown>).return?.();
    }
  } catch (error) {
    return error;
  }
  return undefined;
}

const tried = signatures.filter(
  ({ owner, name, isStatic }) => owner !== undefined && !isStatic && !OTHERS.has(name),
);
const classes = [...new Set(tried.map(({ owner }) => owner!))].map((owner) =>
  owner.startsWith('EventSource') || owner.startsWith('OnDemandEmitter') ? 'Connect' : owner,
);
