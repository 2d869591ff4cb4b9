import { native, type ConnectHandle } from '@libvirt/native';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { types } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Facts {
  readonly functions: readonly { readonly name: string }[];
}

interface Declared {
  readonly name: string;
  /** The arguments, each with its type. */
  readonly inputs: readonly (readonly [name: string, type: string])[];
}

/** What raw.ts declares. */
const declared: readonly Declared[] = [
  ...read('lib/generated/raw.ts').matchAll(/^ {2}readonly (\w+): \((.*?)\) => /gm),
].map(([, name, inputs]) => ({
  name: name!,
  inputs: [...inputs!.matchAll(/(\w+): (.+?)(?:, (?=\w+: )|$)/g)].map(
    ([, input, type]) => [input!, type!] as const,
  ),
}));

const callable = native as unknown as Readonly<
  Record<string, (...values: readonly unknown[]) => unknown>
>;

/** The functions whose first parameter is a handle, with the handle's class. */
const methods = declared.flatMap(({ name, inputs: [first] }) => {
  const handle = /^(\w+)Handle$/.exec(first?.[1] ?? '')?.[1];
  return handle === undefined ? [] : [{ name, argument: first![0], handle }];
});

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/** The error with which a raw function refuses its arguments, whether it throws or rejects. */
async function refusal(name: string, ...values: readonly unknown[]): Promise<string> {
  try {
    await callable[name]!(...values);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
  }
  return 'not refused';
}

/** The functions that do not refuse their first argument with its name, and their errors. */
async function surprises(
  chosen: typeof methods,
  value: unknown,
  rule: (handle: string) => string,
): Promise<string[]> {
  const errors = chosen.map(async ({ name, argument, handle }) => {
    const error = await refusal(name, value);
    return error === `TypeError: ${argument} ${rule(handle)}` ? [] : [`${name}: ${error}`];
  });
  return (await Promise.all(errors)).flat();
}

describe('native', () => {
  test('has the functions that RawFunctions declares, and those of Native', () => {
    const runtime = ['abandon', 'startLoading', 'finishLoading', 'ref', 'unref', 'threadCount'];
    const names = [...declared.map(({ name }) => name), ...runtime];
    expect(Object.keys(native).sort()).toEqual(names.sort());
    for (const name of names) expect(callable[name]).toBeTypeOf('function');
  });

  test('has only functions that the API description lists', () => {
    const facts = JSON.parse(read('api/libvirt-12.8.0.json')) as Facts;
    const known = new Set(facts.functions.map(({ name }) => name));
    expect(declared.length).toBeGreaterThan(300);
    expect(declared.filter(({ name }) => !known.has(name))).toEqual([]);
  });
});

describe('Argument.ReadHandle names the argument that it refuses', () => {
  const rule = (handle: string) => `must be a ${handle} of this thread`;

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a plain object', {}],
    ['an object that looks like one', { handle: 1n }],
    ['a number', 1],
    ['a string', 'test:///default'],
  ])('%s', async (_, value) => {
    expect(await surprises(methods, value, rule)).toEqual([]);
  });

  describe('an external', () => {
    let server: Server;

    beforeAll(async () => {
      server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });

    afterAll(() => {
      server.close();
    });

    test('that another addon made', async () => {
      // Not documented by Node.js.
      const { _handle } = server as unknown as { _handle: { _externalStream: unknown } };
      const external = _handle._externalStream;
      expect(types.isExternal(external)).toBe(true);
      expect(await surprises(methods, external, rule)).toEqual([]);
    });
  });

  describe('a handle', () => {
    let conn: ConnectHandle;

    beforeAll(async () => {
      conn = await native.virConnectOpen('test:///default');
    });

    afterAll(async () => {
      await native.virConnectClose(conn);
    });

    test('of another class', async () => {
      const others = methods.filter(({ handle }) => handle !== 'Connect');
      expect(await surprises(others, conn, rule)).toEqual([]);
      const domain = await native.virDomainLookupByName(conn, 'test');
      const forConnections = methods.filter(({ handle }) => handle === 'Connect');
      expect(await surprises(forConnections, domain, rule)).toEqual([]);
      await native.virDomainFree(domain);
    });

    test('of another class, beyond the first argument', async () => {
      const pool = await native.virStoragePoolLookupByName(conn, 'default-pool');
      expect(await refusal('virStorageVolCreateXMLFrom', pool, '<volume/>', conn, 0)).toBe(
        'TypeError: clonevol must be a StorageVol of this thread',
      );
      const event = [conn, conn, 0, () => undefined];
      expect(await refusal('virConnectDomainEventRegisterAny', ...event)).toBe(
        'TypeError: dom must be a Domain of this thread',
      );
      await native.virStoragePoolFree(pool);
    });

    test.each<[handle: string, make: () => Promise<unknown>, free: string]>([
      ['Connect', () => native.virConnectOpen('test:///default'), 'virConnectClose'],
      ['Domain', () => native.virDomainLookupByName(conn, 'test'), 'virDomainFree'],
      ['Network', () => native.virNetworkLookupByName(conn, 'default'), 'virNetworkFree'],
      ['Interface', () => native.virInterfaceLookupByName(conn, 'eth1'), 'virInterfaceFree'],
      ['NodeDevice', () => native.virNodeDeviceLookupByName(conn, 'computer'), 'virNodeDeviceFree'],
      [
        'StoragePool',
        () => native.virStoragePoolLookupByName(conn, 'default-pool'),
        'virStoragePoolFree',
      ],
      ['Stream', () => native.virStreamNew(conn, 0), 'virStreamFree'],
    ])('of the class %s that has been freed', async (handle, make, free) => {
      const freed = await make();
      await callable[free]!(freed);
      const own = methods.filter((method) => method.handle === handle);
      expect(own.length).toBeGreaterThan(3);
      expect(await surprises(own, freed, () => 'has been freed')).toEqual([]);
    });
  });
});

test('Argument: every reader names the argument that is missing', async () => {
  const others = declared.filter(({ inputs: [first] }) => {
    return first !== undefined && !/Handle$|null/.test(first[1]);
  });
  for (const { name, inputs } of others) {
    expect(await refusal(name)).toMatch(new RegExp(`^TypeError: ${inputs[0]![0]} must be `));
  }
});

test('virConnectClose ends the registrations of the connection', async () => {
  const conn = await native.virConnectOpen('test:///default');
  native.ref();
  let ended = 0;
  const register = (event: number) =>
    new Promise<void>((resolve, reject) => {
      const freed = () => {
        ended += 1;
        resolve();
      };
      native
        .virConnectDomainEventRegisterAny(conn, null, event, () => undefined, freed)
        .catch(reject);
    });
  const first = register(0);
  await native.virConnectGetHostname(conn);
  // One that is in flight ends as well.
  const second = register(1);
  expect(await native.virConnectClose(conn)).toBeGreaterThanOrEqual(0);
  await Promise.all([first, second]);
  native.unref();
  expect(ended).toBe(2);
});

describe('Signature.Read', () => {
  let values: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const conn = await native.virConnectOpen('test:///default');
    const domain = await native.virDomainLookupByName(conn, 'test');
    values = { ConnectHandle: conn, DomainHandle: domain, string: '', number: 0 };
  });

  afterAll(async () => {
    await callable['virDomainFree']!(values['DomainHandle']);
    await callable['virConnectClose']!(values['ConnectHandle']);
  });

  test('refuses more typed parameters than the protocol carries', async () => {
    const most: Record<string, number> = {};
    for (const { name, inputs } of declared) {
      const at = inputs.findIndex(([, type]) => type === 'readonly TypedParameter[]');
      const before = inputs.slice(0, at).map(([, type]) => values[type] ?? null);
      // The test driver has no ports of networks, and no daemon; packages/admin tests its own.
      if (at < 0 || /^(NetworkPort|AdmServer)Handle$/.test(inputs[0]![1])) continue;
      const parameters = Array.from({ length: 1000 }, () => ['name', 1, 1]);
      const error = await refusal(name, ...before, parameters);
      const [, number] =
        /^RangeError: params must have at most (\d+) parameters$/.exec(error) ?? [];
      expect(number, `${name}: ${error}`).toBeDefined();
      most[name] = Number(number);
    }
    expect(most).toMatchObject({
      virConnectSetIdentity: 20,
      virDomainMigrate3: 64,
      virDomainSetBlockIoTune: 32,
      virDomainSetMemoryParameters: 16,
    });
    expect(Object.keys(most)).toHaveLength(19);
  });

  test('allows as many typed parameters as the protocol carries', async () => {
    const parameters = Array.from({ length: 16 }, () => ['hard_limit', 4, 1]);
    const error = await refusal(
      ...(['virDomainSetMemoryParameters', values['DomainHandle'], parameters, 0] as const),
    );
    expect(error).not.toContain('RangeError');
  });

  // A GiB.
  test.each([
    ['virDomainGetVcpuPinInfo', [65_536, 16_384, 0]],
    ['virDomainBlockPeek', ['vda', 0, 2 ** 30, 0]],
  ])('does not touch the memory that %s fills', async (name, rest) => {
    const before = process.memoryUsage.rss();
    const call = callable[name]!(values['DomainHandle'], ...rest) as Promise<unknown>;
    const taken = process.memoryUsage.rss() - before;
    await call.catch(() => undefined);
    expect(taken).toBeLessThan(2 ** 29);
  });

  test('refuses more numbers than a host can have', async () => {
    const pages = Array.from({ length: 100 }, () => 4);
    expect(await refusal('virNodeGetFreePages', values['ConnectHandle'], pages, 0, 4096, 0)).toBe(
      'RangeError: cellCount times the number of pages must be at most 65536',
    );
  });
});
