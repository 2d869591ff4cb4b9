// Calls on the host, on networks and on secrets whose arguments or results differ from those of the C
// functions.
import { ErrorDomain } from '@libvirt/core';
import {
  array,
  flagBits,
  handle,
  int32,
  optionalString,
  uint32,
  uint64,
  upTo,
} from '../arguments.js';
import { remoteProcedures as R } from '../generated/protocol.js';
import { tooMany } from '../errors.js';
import { generated } from '../generated/calls.js';
import { handles } from '../handles.js';
import { defineCalls } from '../loose.js';
import { STRING_MAX } from '../xdr/reader.js';
import { readCharacters } from './domain.js';
import { parseUUID } from './objects.js';

const CELLS_MAX = 1024;
/** The addon's limits. */
const MOST_CELLS = 4096;
const MOST_NUMBERS = 16 * MOST_CELLS;
const CPUMAP_MAX = 2048;
const SECRET_MAX = 65_536;
const LEASES_MAX = 65_536;
const MODEL_SIZE = 32;
const SECURITY_MAX = 257;

const connectionOf = (conn: unknown) => handle(handles.virConnect, 'conn', conn).connection;

const uints = (name: string, value: unknown) =>
  array(name, value).map((each, index) => uint32(`${name}[${index}]`, each));

export const host = defineCalls({
  virNetworkLookupByUUIDString: (conn, uuid) =>
    generated.virNetworkLookupByUUID(
      conn,
      parseUUID('virNetworkLookupByUUIDString', ErrorDomain.NETWORK, uuid),
    ),
  virNWFilterLookupByUUIDString: (conn, uuid) =>
    generated.virNWFilterLookupByUUID(
      conn,
      parseUUID('virNWFilterLookupByUUIDString', ErrorDomain.NWFILTER, uuid),
    ),
  virSecretLookupByUUIDString: (conn, uuid) =>
    generated.virSecretLookupByUUID(
      conn,
      parseUUID('virSecretLookupByUUIDString', ErrorDomain.SECRET, uuid),
    ),
  virStoragePoolLookupByUUIDString: (conn, uuid) =>
    generated.virStoragePoolLookupByUUID(
      conn,
      parseUUID('virStoragePoolLookupByUUIDString', ErrorDomain.STORAGE, uuid),
    ),
  virNetworkPortLookupByUUIDString: (net, uuid) =>
    generated.virNetworkPortLookupByUUID(
      net,
      parseUUID('virNetworkPortLookupByUUIDString', ErrorDomain.NETWORK, uuid),
    ),
  virNodeGetInfo: (conn) =>
    connectionOf(conn).short(R.NODE_GET_INFO, null, (r) => {
      const codes = Array.from({ length: MODEL_SIZE }, () => r.int() & 0xff);
      const end = codes.indexOf(0);
      const model = Buffer.from(end < 0 ? codes : codes.slice(0, end)).toString();
      return [model, r.uhyper(), r.int(), r.int(), r.int(), r.int(), r.int(), r.int()];
    }),
  virNodeGetSecurityModel: (conn) =>
    connectionOf(conn).short(R.NODE_GET_SECURITY_MODEL, null, (r) => [
      readCharacters(r, SECURITY_MAX),
      readCharacters(r, SECURITY_MAX),
    ]),
  virNodeGetCPUMap: (conn_, flags_) => {
    const connection = connectionOf(conn_);
    const flags = flagBits('flags', flags_);
    return connection.short(
      R.NODE_GET_CPU_MAP,
      (w) => {
        w.int(1);
        w.int(1);
        w.uint(flags);
      },
      (r) => {
        const map = r.bytes(CPUMAP_MAX);
        const online = r.uint();
        return [r.int(), map, online];
      },
    );
  },
  virNodeGetCellsFreeMemory: (conn_, start_, most_) => {
    const connection = connectionOf(conn_);
    const start = int32('startCell', start_);
    const most = upTo(MOST_CELLS, 'maxCells', most_);
    if (most > CELLS_MAX) throw tooMany(most, CELLS_MAX);
    return connection.short(
      R.NODE_GET_CELLS_FREE_MEMORY,
      (w) => {
        w.int(start);
        w.int(most);
      },
      (r) => r.list(CELLS_MAX, () => r.uhyper()),
    );
  },
  virNodeGetFreePages: (conn_, pages_, start_, count_, flags_) => {
    const connection = connectionOf(conn_);
    const pages = uints('pages', pages_);
    const start = int32('startCell', start_);
    const count = upTo(MOST_CELLS, 'cellCount', count_);
    if (pages.length * count > MOST_NUMBERS) {
      throw new RangeError(`cellCount times the number of pages must be at most ${MOST_NUMBERS}`);
    }
    const flags = flagBits('flags', flags_);
    if (pages.length * count > CELLS_MAX) throw tooMany(pages.length * count, CELLS_MAX);
    return connection.short(
      R.NODE_GET_FREE_PAGES,
      (w) => {
        w.count(pages.length, CELLS_MAX);
        for (const page of pages) w.uint(page);
        w.int(start);
        w.uint(count);
        w.uint(flags);
      },
      (r) => r.list(CELLS_MAX, () => r.uhyper()),
    );
  },
  virNodeAllocPages: (conn_, sizes_, counts_, start_, count_, flags_) => {
    const connection = connectionOf(conn_);
    const sizes = uints('pageSizes', sizes_);
    const counts = array('pageCounts', counts_).map((each, index) =>
      uint64(`pageCounts[${index}]`, each),
    );
    if (counts.length !== sizes.length) {
      throw new RangeError('pageCounts must have one number for each size');
    }
    const start = int32('startCell', start_);
    const count = uint32('cellCount', count_);
    const flags = flagBits('flags', flags_);
    return connection.ordinary(
      R.NODE_ALLOC_PAGES,
      (w) => {
        w.count(sizes.length, CELLS_MAX);
        for (const size of sizes) w.uint(size);
        w.count(counts.length, CELLS_MAX);
        for (const each of counts) w.uhyper(each);
        w.int(start);
        w.uint(count);
        w.uint(flags);
      },
      (r) => r.int(),
    );
  },
  virNetworkGetDHCPLeases: (network_, mac_, flags_) => {
    const network = handle(handles.virNetwork, 'network', network_);
    const mac = optionalString('mac', mac_);
    const flags = flagBits('flags', flags_);
    return network.connection.ordinary(
      R.NETWORK_GET_DHCP_LEASES,
      (w) => {
        network.write(w);
        w.optionalString(mac, STRING_MAX);
        w.int(1);
        w.uint(flags);
      },
      (r) =>
        r.list(
          LEASES_MAX,
          (): [
            string,
            bigint,
            number,
            string | null,
            string | null,
            string,
            number,
            string | null,
            string | null,
          ] => [
            r.string(STRING_MAX),
            r.hyper(),
            r.int(),
            r.optionalString(STRING_MAX),
            r.optionalString(STRING_MAX),
            r.string(STRING_MAX),
            r.uint(),
            r.optionalString(STRING_MAX),
            r.optionalString(STRING_MAX),
          ],
        ),
    );
  },
  virSecretGetValue: (secret_, flags_) => {
    const secret = handle(handles.virSecret, 'secret', secret_);
    const flags = flagBits('flags', flags_);
    return secret.connection.short(
      R.SECRET_GET_VALUE,
      (w) => {
        secret.write(w);
        w.uint(flags);
      },
      (r) => r.bytes(SECRET_MAX),
    );
  },
});
