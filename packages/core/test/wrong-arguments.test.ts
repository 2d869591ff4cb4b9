import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Connect, LibvirtError, type Domain, type StorageVol, type Stream } from '@libvirt/core';
import { afterAll, expect, test } from 'vitest';
import { noDaemon, startDaemon } from './daemon.js';
import { signaturesOf, type Parameter, type Signature } from './signatures.js';
import { needLibvirt, TEST_DRIVER, wrong } from './support.js';

const report = new URL('../core.api.md', import.meta.url);
const signatures = signaturesOf(report);

/** Methods whose only arguments are those of a JavaScript protocol or of `EventEmitter`. */
const OTHERS: ReadonlySet<string> = new Set([
  'removeAllListeners',
  '[Symbol.hasInstance]',
  // Tested below, because the other tests need the objects.
  'close',
  'free',
]);

interface Disposable {
  free?(): Promise<void>;
}

/** An object of each class that the available drivers have. */
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

/** Returns a valid value for a parameter. */
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

/** A number, or the constants of one enum or several. */
const CONSTANTS = /number|^[A-Z]\w+( \| (typeof )?[A-Z][\w.]+)*$/;

/** Hostile values by name, and the types of parameters for which they are valid. */
const HOSTILE: readonly (readonly [name: string, value: unknown, rightFor: RegExp])[] = [
  ['null', null, / \| null$|^unknown$/],
  ['undefined', undefined, /^\?| \| null$/],
  ['NaN', NaN, /^$/],
  ['-1', -1, CONSTANTS],
  ['1.5', 1.5, /^$/],
  ['2**31', 2 ** 31, CONSTANTS],
  ['2**32', 2 ** 32, /bigint|^DomainMigrateFlags$/],
  ['2**64', 2 ** 64, /^$/],
  ['2n**64n', 2n ** 64n, /^$/],
  ['-(2n**63n) - 1n', -(2n ** 63n) - 1n, /^$/],
  ['a string with NUL', 'hostile\0', /^$/],
  ['true', true, /boolean/],
  ['a symbol', Symbol('hostile'), /^$/],
  ['a Set', new Set([1]), /^$/],
  ['an object', { hostile: 1 }, /^$/],
  [
    'an object without a prototype',
    Object.create(null),
    /Options|Settable|Param|Identity|Announce/,
  ],
  ['a function', () => undefined, /=>|^Stream(Sink|Source|Hole|SourceHole|EventCallback)$/],
  ['[null]', [null], /^$/],
  ['[{}, "x"]', [{}, 'x'], /^$/],
  ['an array with holes', new Array<unknown>(2), /^$/],
  ['a freed Domain', freed, /^Domain\b|readonly Domain/],
  ['a Network', objects['Network'], /^Network\b/],
];

/** Returns the outcome of a call, whether it throws, rejects, or emits its error. */
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
      setTimeout(() => stream.destroy(), 50).unref();
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
  ({ owner, name, isStatic }) =>
    !isStatic && Object.hasOwn(objects, owner ?? '') && !OTHERS.has(name),
);
const cases = tried.flatMap((signature) =>
  signature.parameters.map((parameter, index) => ({
    method: `${signature.owner}.${signature.name}`,
    argument: parameter.name,
    signature,
    parameter,
    index,
  })),
);

/** Returns the problem with the outcome of a call with a hostile value, or `undefined`. */
function problemOf(outcome: unknown, { name, type, optional }: Parameter, rightFor: RegExp) {
  if (outcome instanceof TypeError || outcome instanceof RangeError) {
    const isOurs = new RegExp(`^(unknown option '|options\\b|${name}\\b)`).test(outcome.message);
    return isOurs ? undefined : `does not name '${name}': ${String(outcome)}`;
  }
  if (typeof outcome === 'string') return outcome;
  if (outcome !== undefined && !(outcome instanceof LibvirtError)) {
    return outcome instanceof Error ? `fails with ${outcome.message}` : 'fails with no error';
  }
  const isFreed = outcome instanceof LibvirtError && outcome.message.endsWith('has been freed');
  const isRight = isFreed || rightFor.test(optional ? `?${type}` : type) || rightFor.test(type);
  return isRight ? undefined : `was taken: ${outcome?.message}`;
}

test.for(cases)('$method: rejects a wrong $argument by its name', async (each, context) => {
  await needLibvirt(context, TEST_DRIVER);
  const { signature, parameter, index } = each;
  const problems: string[] = [];
  for (const [name, value, rightFor] of HOSTILE) {
    if (signature.owner === 'Stream') {
      // A stream that was aborted by an error can crash libvirt itself.
      await (objects['Stream'] as Stream).free().catch(() => undefined);
      objects['Stream'] = await (objects['Connect'] as Connect).newStream();
    }
    const args = signature.parameters.map(right);
    args[index] = value;
    const found = problemOf(await outcomeOf(signature, args), parameter, rightFor);
    if (found !== undefined) problems.push(`${name} ${found}`);
  }
  expect(problems).toEqual([]);
});

test('wrong arguments: the methods of all available classes are tested', () => {
  expect(cases.length).toBeGreaterThan(700);
});

test.each([
  ['uri', [5]],
  ['uri', ['a\0b']],
  ['options', ['test:///default', null]],
  ['options', ['test:///default', 'x']],
  ['options.flags', ['test:///default', { flags: 'x' }]],
  ['options.auth', ['test:///default', { auth: 5 }]],
  ['options.readOnly', ['test:///default', { readOnly: 1 }]],
  ['options.signal', ['test:///default', { signal: 5 }]],
  ['options.keepAlive', ['test:///default', { keepAlive: 5 }]],
  ['options.keepAlive.count', ['test:///default', { keepAlive: { count: 0 } }]],
] as const)('Connect.open: a wrong %s is refused by its name', async (name, args) => {
  const error = (await Connect.open(...(args as never as [string])).catch(
    (reason: unknown) => reason,
  )) as Error;
  expect([TypeError, RangeError]).toContain(error.constructor);
  expect(error.message.startsWith(`${name} must be`)).toBe(true);
});

test('Connect.close(), free() reject wrong options, and do nothing', async () => {
  const conn = await Connect.open('test:///default');
  const stream = await conn.newStream();
  await expect(stream.free(wrong(null))).rejects.toThrow('options must be an object');
  await expect(conn.close(wrong({ sginal: 1 }))).rejects.toThrow("unknown option 'sginal'");
  await stream.free();
  expect(await conn.close()).toBe(0);
});

test('CallOptions: unknown options are rejected, and the nearest known one is suggested', async () => {
  const conn = objects['Connect'] as Connect;
  for (const [call, message] of [
    [
      () => conn.getHostname(wrong({ sginal: 1 })),
      "unknown option 'sginal'; did you mean 'signal'?",
    ],
    [
      () => Connect.open('test:///default', wrong({ readonly: true })),
      "unknown option 'readonly'; did you mean 'readOnly'?",
    ],
    [
      () => Connect.open('test:///default', { keepAlive: wrong({ intervall: 1 }) }),
      "unknown option 'keepAlive.intervall'; did you mean 'interval'?",
    ],
    [
      () => Connect.openReadOnly('test:///default', wrong({ readOnly: true })),
      "unknown option 'readOnly'; did you mean 'engine'?",
    ],
    [
      async () => conn.watch('domain-lifecycle', wrong({ limits: 1 })).next(),
      "unknown option 'limits'; did you mean 'limit'?",
    ],
  ] as const) {
    await expect(call()).rejects.toThrow(new TypeError(message));
  }
});

/** Returns the keys of an interface from the API report. */
function keysOf(name: string): readonly string[] {
  const [, body] = new RegExp(`interface ${name}\\b[^{]*\\{([^}]*)\\}`).exec(
    readFileSync(report, 'utf8'),
  )!;
  return Array.from(body!.matchAll(/readonly (\w+)\??:/g), ([, key]) => key!);
}

test('CallOptions: every documented option is accepted', async () => {
  const conn = objects['Connect'] as Connect;
  const domain = objects['Domain'] as Domain;
  const volume = objects['StorageVol'] as StorageVol;
  const none = (...keys: readonly string[]) =>
    wrong(Object.fromEntries(keys.map((key) => [key, undefined])));
  const signal = keysOf('CallOptions');
  const stream = keysOf('StreamOptions');
  expect([signal, stream]).toEqual([['signal'], ['highWaterMark', 'signal']]);
  await conn.getHostname(none(...signal));
  const open = [...signal, ...keysOf('ConnectOptions')];
  await (await Connect.open('test:///default', none(...open))).close();
  const keepAlive = none(...keysOf('KeepAlive'));
  await (await Connect.open('test:///default', { keepAlive })).close();
  for (const destroyed of [
    domain.createConsoleStream(null, none(...stream, ...keysOf('DomainStreamOptions'))),
    domain.createScreenshotStream(0, none(...stream)),
    volume.createReadStream(none(...stream, ...keysOf('StorageVolStreamOptions'))),
  ]) {
    destroyed.on('error', () => undefined).destroy();
  }
  await conn.watch('domain-lifecycle', none('signal', 'limit', 'domain')).return();
});
