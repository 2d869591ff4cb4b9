// Calls on domains whose arguments or results differ from those of the C functions.
import { ErrorDomain } from '@libvirt/core';
import { array, flagBits, handle, int32, string, uint32, uint64, upTo } from '../arguments.js';
import type { PackedParameters } from '@libvirt/core/internal';
import { REMOTE, remoteProcedures as R } from '../generated/protocol.js';
import { tooMany, wrongSize } from '../errors.js';
import { generated } from '../generated/calls.js';
import { handles } from '../handles.js';
import { defineCalls } from '../loose.js';
import { LONG, SHORT } from '../rpc/queue.js';
import type { Reply } from '../rpc/reply.js';
import { Packer, readTypedParameters } from '../typed-parameters.js';
import { nothing, STRING_MAX } from '../xdr/reader.js';
import { parseUUID } from './objects.js';

const CPUMAP_MAX = 2048;
const CPUMAPS_MAX = 8_388_608;
const VCPUS_MAX = 16_384;
const PEEK_MAX = 4_194_304;
/** The addon's limit. */
const PEEK_SIZE_MAX = 1 << 30;
const MAP_MAX = 65_536;
const CPU_STATS_MAX = 2048;
/** How many CPUs one call for their statistics may be about. */
const CPU_STATS_CPUS = 128;
const CPUS_MAX = 65_536;
const LIST_MAX = 16_384;
const STATS_MAX = 262_144;
const LABEL_MAX = 4097;

type Domain = InstanceType<typeof handles.virDomain>;

const domainOf = (name: string, value: unknown): Domain => handle(handles.virDomain, name, value);

const text = (r: Reply) => r.string(STRING_MAX);
const optionalText = (r: Reply) => r.optionalString(STRING_MAX);

/** Reads a text whose characters are numbers of their own. */
export function readCharacters(r: Reply, limit: number): string {
  const codes = Uint8Array.from(r.list(limit, (each) => each.int() & 0xff));
  const end = codes.indexOf(0);
  return Buffer.from(end < 0 ? codes : codes.subarray(0, end)).toString();
}

const label = (r: Reply): [string, number] => [readCharacters(r, LABEL_MAX), r.int()];

/** Returns bytes in an array of a certain size. */
function fitted(bytes: Uint8Array, size: number): Uint8Array {
  const all = new Uint8Array(size);
  all.set(bytes.subarray(0, size));
  return all;
}

/** Makes a call whose argument is a domain, and after which it has no identifier. */
const stop =
  (name: string, procedure: number, isLong: boolean) =>
  (domain_: unknown, ...given: readonly unknown[]): Promise<void> => {
    const domain = domainOf(name, domain_);
    const [first] = given;
    const to = procedure === R.DOMAIN_SAVE ? string('to', first) : undefined;
    const flags = procedure === R.DOMAIN_MANAGED_SAVE ? flagBits('flags', first) : undefined;
    return domain.connection.call(
      REMOTE,
      procedure,
      isLong ? LONG : SHORT,
      (w) => {
        domain.write(w);
        if (to !== undefined) w.string(to, STRING_MAX);
        if (flags !== undefined) w.uint(flags);
      },
      () => {
        domain.id = -1;
      },
    );
  };

/** Takes over the identifier of a domain that was started. */
function takeID(domain: Domain, started: Domain): void {
  domain.id = started.id;
  started.free();
}

async function start(domain: Domain): Promise<void> {
  await domain.connection.long(
    R.DOMAIN_CREATE,
    (w) => {
      domain.write(w);
    },
    nothing,
  );
  // The reply does not have the identifier.
  const conn = new handles.virConnect(domain.connection);
  try {
    const started = await generated.virDomainLookupByUUID(conn, domain.uuid);
    takeID(domain, domainOf('domain', started));
  } finally {
    conn.free();
  }
}

/** Reads records of statistics: a domain and parameters each. */
function readRecords(r: Reply): [ReturnType<Packer['take']>, Domain[]] {
  const packer = new Packer();
  const domains: Domain[] = [];
  const count = r.count(LIST_MAX, 28);
  for (let index = 0; index < count; index += 1) {
    domains.push(handles.virDomain.read(r));
    packer.read(r, STATS_MAX);
  }
  return [packer.take(), domains];
}

/** Returns the function that reads so much of memory or a disk. */
function peek(size: number): (r: Reply) => Uint8Array {
  if (size > PEEK_MAX) throw tooMany(size, PEEK_MAX);
  return (r) => {
    const bytes = r.bytes(PEEK_MAX);
    if (bytes.length !== size) throw wrongSize(bytes.length, size);
    return bytes;
  };
}

/** Checks that maps of so many bytes each are within the protocol's limits. */
function checkMaps(count: number, size: number): void {
  if (count > VCPUS_MAX) throw tooMany(count, VCPUS_MAX);
  if (count * size > CPUMAPS_MAX) throw tooMany(count * size, CPUMAPS_MAX);
}

export const domain = defineCalls({
  virDomainLookupByUUIDString: (conn, uuid) =>
    generated.virDomainLookupByUUID(
      conn,
      parseUUID('virDomainLookupByUUIDString', ErrorDomain.DOMAIN, uuid),
    ),
  virDomainCreate: (domain) => start(domainOf('domain', domain)),
  virDomainCreateWithFlags: (domain_, flags_) => {
    const domain = domainOf('domain', domain_);
    const flags = flagBits('flags', flags_);
    return domain.connection.long(
      R.DOMAIN_CREATE_WITH_FLAGS,
      (w) => {
        domain.write(w);
        w.uint(flags);
      },
      (r) => {
        takeID(domain, handles.virDomain.read(r));
      },
    );
  },
  virDomainDestroy: stop('domain', R.DOMAIN_DESTROY, false),
  virDomainSave: stop('domain', R.DOMAIN_SAVE, true),
  virDomainManagedSave: stop('dom', R.DOMAIN_MANAGED_SAVE, true),
  virDomainRename: (dom_, name_, flags_) => {
    const dom = domainOf('dom', dom_);
    const name = string('new_name', name_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_RENAME,
      (w) => {
        dom.write(w);
        w.optionalString(name, STRING_MAX);
        w.uint(flags);
      },
      nothing,
    );
  },
  virConnectGetAllDomainStats: (conn_, stats_, flags_) => {
    const { connection } = handle(handles.virConnect, 'conn', conn_);
    const stats = uint32('stats', stats_);
    const flags = flagBits('flags', flags_);
    return connection.ordinary(
      R.CONNECT_GET_ALL_DOMAIN_STATS,
      (w) => {
        w.count(0, LIST_MAX);
        w.uint(stats);
        w.uint(flags);
      },
      readRecords,
    );
  },
  virDomainListGetStats: (doms_, stats_, flags_) => {
    const doms = array('doms', doms_).map((each, index) => domainOf(`doms[${index}]`, each));
    const stats = uint32('stats', stats_);
    const flags = flagBits('flags', flags_);
    return doms[0]!.connection.ordinary(
      R.CONNECT_GET_ALL_DOMAIN_STATS,
      (w) => {
        w.count(doms.length, LIST_MAX);
        for (const each of doms) each.write(w);
        w.uint(stats);
        w.uint(flags);
      },
      readRecords,
    );
  },
  virDomainBlockPeek: (dom_, disk_, offset_, size_, flags_) => {
    const dom = domainOf('dom', dom_);
    const disk = string('disk', disk_);
    const offset = uint64('offset', offset_);
    const size = upTo(PEEK_SIZE_MAX, 'size', size_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_BLOCK_PEEK,
      (w) => {
        dom.write(w);
        w.string(disk, STRING_MAX);
        w.uhyper(offset);
        w.uint(size);
        w.uint(flags);
      },
      peek(size),
    );
  },
  virDomainMemoryPeek: (dom_, start_, size_, flags_) => {
    const dom = domainOf('dom', dom_);
    const start = uint64('start', start_);
    const size = upTo(PEEK_SIZE_MAX, 'size', size_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_MEMORY_PEEK,
      (w) => {
        dom.write(w);
        w.uhyper(start);
        w.uint(size);
        w.uint(flags);
      },
      peek(size),
    );
  },
  virDomainBlockStats: (dom_, disk_) => {
    const dom = domainOf('dom', dom_);
    const disk = string('disk', disk_);
    return dom.connection.ordinary(
      R.DOMAIN_BLOCK_STATS,
      (w) => {
        dom.write(w);
        w.string(disk, STRING_MAX);
      },
      (r) => [r.hyper(), r.hyper(), r.hyper(), r.hyper(), r.hyper()],
    );
  },
  virDomainInterfaceStats: (dom_, device_) => {
    const dom = domainOf('dom', dom_);
    const device = string('device', device_);
    return dom.connection.short(
      R.DOMAIN_INTERFACE_STATS,
      (w) => {
        dom.write(w);
        w.string(device, STRING_MAX);
      },
      (r) => [
        r.hyper(),
        r.hyper(),
        r.hyper(),
        r.hyper(),
        r.hyper(),
        r.hyper(),
        r.hyper(),
        r.hyper(),
      ],
    );
  },
  virDomainMemoryStats: (dom_, flags_) => {
    const dom = domainOf('dom', dom_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_MEMORY_STATS,
      (w) => {
        dom.write(w);
        w.uint(1024);
        w.uint(flags);
      },
      (r) => r.list(1024, (): [number, bigint] => [r.int(), r.uhyper()]),
    );
  },
  virDomainGetDiskErrors: (dom_, flags_) => {
    const dom = domainOf('dom', dom_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_GET_DISK_ERRORS,
      (w) => {
        dom.write(w);
        w.uint(256);
        w.uint(flags);
      },
      (r) => r.list(256, (): [string, number] => [text(r), r.int()]),
    );
  },
  virDomainGetFSInfo: (dom_, flags_) => {
    const dom = domainOf('dom', dom_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_GET_FSINFO,
      (w) => {
        dom.write(w);
        w.uint(flags);
      },
      (r) =>
        r.list(256, (): [string, string, string, string[]] => [
          text(r),
          text(r),
          text(r),
          r.list(256, () => text(r)),
        ]),
    );
  },
  virDomainGetIOThreadInfo: (dom_, flags_) => {
    const dom = domainOf('dom', dom_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_GET_IOTHREAD_INFO,
      (w) => {
        dom.write(w);
        w.uint(flags);
      },
      (r) => r.list(LIST_MAX, (): [number, Uint8Array] => [r.uint(), r.bytes(CPUMAP_MAX)]),
    );
  },
  virDomainGetSecurityLabel: (domain_) => {
    const domain = domainOf('domain', domain_);
    return domain.connection.short(
      R.DOMAIN_GET_SECURITY_LABEL,
      (w) => {
        domain.write(w);
      },
      label,
    );
  },
  virDomainGetSecurityLabelList: (domain_) => {
    const domain = domainOf('domain', domain_);
    return domain.connection.short(
      R.DOMAIN_GET_SECURITY_LABEL_LIST,
      (w) => {
        domain.write(w);
      },
      (r) => r.list(64, () => label(r)),
    );
  },
  virDomainGetVcpuPinInfo: (domain_, count_, size_, flags_) => {
    const domain = domainOf('domain', domain_);
    const count = upTo(MAP_MAX, 'ncpumaps', count_);
    const size = upTo(MAP_MAX, 'maplen', size_);
    const flags = flagBits('flags', flags_);
    checkMaps(count, size);
    return domain.connection.ordinary(
      R.DOMAIN_GET_VCPU_PIN_INFO,
      (w) => {
        domain.write(w);
        w.int(count);
        w.int(size);
        w.uint(flags);
      },
      (r) => {
        const maps = r.bytes(CPUMAPS_MAX);
        if (maps.length > count * size) throw wrongSize(maps.length, count * size);
        return maps.subarray(0, Math.max(0, r.int()) * size);
      },
    );
  },
  virDomainGetEmulatorPinInfo: (domain_, size_, flags_) => {
    const domain = domainOf('domain', domain_);
    const size = upTo(MAP_MAX, 'maplen', size_);
    const flags = flagBits('flags', flags_);
    return domain.connection.ordinary(
      R.DOMAIN_GET_EMULATOR_PIN_INFO,
      (w) => {
        domain.write(w);
        w.int(size);
        w.uint(flags);
      },
      (r) => {
        const bytes = r.bytes(CPUMAPS_MAX);
        if (bytes.length > size) throw wrongSize(bytes.length, size);
        const map = fitted(bytes, size);
        return [r.int() !== 0, map];
      },
    );
  },
  virDomainGetVcpus: (domain_, count_, size_) => {
    const domain = domainOf('domain', domain_);
    const count = upTo(MAP_MAX, 'maxinfo', count_);
    const size = upTo(MAP_MAX, 'maplen', size_);
    checkMaps(count, size);
    return domain.connection.short(
      R.DOMAIN_GET_VCPUS,
      (w) => {
        domain.write(w);
        w.int(count);
        w.int(size);
      },
      (r) => {
        const info = r.list(VCPUS_MAX, (): [number, number, bigint, number] => [
          r.uint(),
          r.int(),
          r.uhyper(),
          r.int(),
        ]);
        const maps = r.bytes(CPUMAPS_MAX);
        if (info.length > count) throw wrongSize(info.length, count);
        if (maps.length > count * size) throw wrongSize(maps.length, count * size);
        return [info, fitted(maps, info.length * size)];
      },
    );
  },
  virDomainInterfaceAddresses: (dom_, source_, flags_) => {
    const dom = domainOf('dom', dom_);
    const source = uint32('source', source_);
    const flags = flagBits('flags', flags_);
    return dom.connection.ordinary(
      R.DOMAIN_INTERFACE_ADDRESSES,
      (w) => {
        dom.write(w);
        w.uint(source);
        w.uint(flags);
      },
      (r) =>
        r.list(2048, (): [string, string | null, [number, string, number][]] => [
          text(r),
          optionalText(r),
          r.list(2048, (): [number, string, number] => [r.int(), text(r), r.uint()]),
        ]),
    );
  },
  virDomainSendKey: (domain_, codeset_, holdtime_, keycodes_, flags_) => {
    const domain = domainOf('domain', domain_);
    const codeset = uint32('codeset', codeset_);
    const holdtime = uint32('holdtime', holdtime_);
    const keycodes = array('keycodes', keycodes_).map((each, index) =>
      uint32(`keycodes[${index}]`, each),
    );
    const flags = flagBits('flags', flags_);
    return domain.connection.ordinary(
      R.DOMAIN_SEND_KEY,
      (w) => {
        domain.write(w);
        w.uint(codeset);
        w.uint(holdtime);
        w.count(keycodes.length, 16);
        for (const each of keycodes) w.uint(each);
        w.uint(flags);
      },
      nothing,
    );
  },
  virDomainGetCPUStats: (domain, start, cpus, flags) =>
    cpuStats(
      domainOf('domain', domain),
      int32('start_cpu', start),
      upTo(CPUS_MAX, 'ncpus', cpus),
      flagBits('flags', flags),
    ),
});

/** Reads the statistics of up to so many CPUs, which follow each other without a border. */
function readMatrix(r: Reply, packer: Packer, cpus: number): void {
  const count = r.count(CPU_STATS_MAX, 12);
  const width = Math.ceil(count / cpus);
  for (let index = 0; index < count; index += 1) {
    if (index % width === 0) packer.begin();
    packer.readParameter(r);
    if (index % width === width - 1 || index === count - 1) packer.end();
  }
}

/** Returns the statistics of CPUs, or with a negative start the sums of all. */
async function cpuStats(
  domain: Domain,
  start: number,
  cpus: number,
  flags: number,
): Promise<PackedParameters> {
  const ask = <T>(nparams: number, first: number, count: number, read: (r: Reply) => T) =>
    domain.connection.ordinary(
      R.DOMAIN_GET_CPU_STATS,
      (w) => {
        domain.write(w);
        w.uint(nparams);
        w.int(first);
        w.uint(count);
        w.uint(flags);
      },
      read,
    );
  const number = (r: Reply) => {
    readTypedParameters(r, CPU_STATS_MAX);
    return r.int();
  };
  const packer = new Packer();
  // 0 CPUs: as many as there are.
  const all = start >= 0 && cpus === 0 ? (await ask(0, 0, 0, number)) - start : cpus;
  const wanted = start < 0 ? 1 : Math.min(Math.max(0, all), CPUS_MAX);
  const width = wanted === 0 ? 0 : Math.min(await ask(0, start, 1, number), 16);
  if (width <= 0) return packer.take();
  const step = start < 0 ? 1 : CPU_STATS_CPUS;
  for (let done = 0; done < wanted; done += step) {
    const count = Math.min(step, wanted - done);
    await ask(width, start < 0 ? start : start + done, count, (r) => {
      readMatrix(r, packer, count);
    });
  }
  return packer.take();
}
