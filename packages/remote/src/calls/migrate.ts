// Migration, by version 3 of libvirt's migration protocol with its parameters, which every supported daemon
// speaks. The client either leaves it to the source's daemon (peer-to-peer), or takes each step itself:
// begin on the source, prepare on the destination, perform on the source, finish on the destination,
// confirm on the source. What one step answers (its cookie) goes to the next.
import { DomainMigrateFlags, DomainState, ErrorDomain, ErrorNumber } from '@libvirt/core';
import type { RawError, TypedParameter } from '@libvirt/core/internal';
import { flagBits, handle, optionalString, string, typedParameters, uint64 } from '../arguments.js';
import type { Connection } from '../connection.js';
import { rawError } from '../errors.js';
import { generated } from '../generated/calls.js';
import { remoteProcedures as R } from '../generated/protocol.js';
import { handles } from '../handles.js';
import { defineCalls } from '../loose.js';
import type { Reply } from '../rpc/reply.js';
import { writeTypedParameters } from '../typed-parameters.js';
import { nothing, STRING_MAX } from '../xdr/reader.js';
import type { XdrWriter } from '../xdr/writer.js';

type Domain = InstanceType<typeof handles.virDomain>;

const PARAMETERS_MAX = 64;
const COOKIE_MAX = 4_194_304;

/** Numbers of features. */
const PEER_TO_PEER = 4;
const DIRECT = 5;
const CHANGE_PROTECTION = 7;
const OFFLINE = 12;
const PARAMETERS = 13;

/** The names of parameters. */
const URI = 'migrate_uri';
const NAME = 'destination_name';
const XML = 'destination_xml';
const BANDWIDTH = 'bandwidth';

const TYPE_ULLONG = 4;
const TYPE_STRING = 7;

const EMPTY = new Uint8Array();

/** Returns the parameters for what the older functions take one by one. */
function parametersOf(
  uri: string | null,
  name: string | null,
  xml: string | null,
  bandwidth: bigint,
): readonly TypedParameter[] {
  return [
    ...(uri === null ? [] : [[URI, TYPE_STRING, uri] as const]),
    ...(name === null ? [] : [[NAME, TYPE_STRING, name] as const]),
    ...(xml === null ? [] : [[XML, TYPE_STRING, xml] as const]),
    ...(bandwidth === 0n ? [] : [[BANDWIDTH, TYPE_ULLONG, bandwidth] as const]),
  ];
}

function withText(
  parameters: readonly TypedParameter[],
  name: string,
  value: string,
): readonly TypedParameter[] {
  return [...parameters.filter(([each]) => each !== name), [name, TYPE_STRING, value]];
}

function migrationError(code: number, message: string): RawError {
  return rawError(code, ErrorDomain.NONE, message);
}

function lacks(name: string): RawError {
  return migrationError(
    ErrorNumber.NO_SUPPORT,
    `this function is not supported by the connection driver: ${name}`,
  );
}

async function needFeature(connection: Connection, feature: number, error: RawError) {
  if (!(await connection.supports(feature))) throw error;
}

/** Leaves a migration to the daemon of the source. */
async function migratePeerToPeer(
  name: string,
  domain: Domain,
  destination: string | null,
  parameters: readonly TypedParameter[],
  flags: number,
): Promise<void> {
  const { connection } = domain;
  const isPeerToPeer = (flags & DomainMigrateFlags.PEER2PEER) !== 0;
  await needFeature(
    connection,
    isPeerToPeer ? PEER_TO_PEER : DIRECT,
    migrationError(
      ErrorNumber.ARGUMENT_UNSUPPORTED,
      `argument unsupported: ${isPeerToPeer ? 'p2p' : 'direct'} migration is not supported by the connection driver`,
    ),
  );
  if (isPeerToPeer && /^[^:]+:\/\/(\/|localhost(\/|$))/.test(destination ?? '')) {
    throw migrationError(
      ErrorNumber.INVALID_ARG,
      `invalid argument: Attempt to migrate guest to the same host ${destination}`,
    );
  }
  await needFeature(connection, PARAMETERS, lacks(name));
  await connection.long(
    R.DOMAIN_MIGRATE_PERFORM3_PARAMS,
    (w) => {
      domain.write(w);
      w.optionalString(destination, STRING_MAX);
      writeTypedParameters(w, parameters, PARAMETERS_MAX);
      w.bytes(EMPTY, COOKIE_MAX);
      w.uint(flags);
    },
    nothing,
  );
}

/** Migrates step by step. */
async function migrate(
  name: string,
  domain: Domain,
  target: Connection,
  given: readonly TypedParameter[],
  givenFlags: number,
): Promise<Domain> {
  const source = domain.connection;
  if ((givenFlags & DomainMigrateFlags.TUNNELLED) !== 0) {
    throw migrationError(
      ErrorNumber.OPERATION_INVALID,
      'Requested operation is not valid: cannot perform tunnelled migration without using peer2peer flag',
    );
  }
  for (const connection of [source, target]) {
    await needFeature(connection, PARAMETERS, lacks(name));
    if ((givenFlags & DomainMigrateFlags.OFFLINE) !== 0) {
      await needFeature(
        connection,
        OFFLINE,
        migrationError(
          ErrorNumber.ARGUMENT_UNSUPPORTED,
          `argument unsupported: offline migration is not supported by the ${connection === source ? 'source' : 'destination'} host`,
        ),
      );
    }
  }
  const isProtected = await source.supports(CHANGE_PROTECTION);
  if (!isProtected && (givenFlags & DomainMigrateFlags.CHANGE_PROTECTION) !== 0) {
    throw migrationError(
      ErrorNumber.ARGUMENT_UNSUPPORTED,
      'argument unsupported: cannot enforce change protection',
    );
  }
  const protection = isProtected ? DomainMigrateFlags.CHANGE_PROTECTION : 0;
  let flags = givenFlags & ~DomainMigrateFlags.CHANGE_PROTECTION;
  let parameters = given;

  const begun = await source.long(
    R.DOMAIN_MIGRATE_BEGIN3_PARAMS,
    (w) => {
      domain.write(w);
      writeTypedParameters(w, parameters, PARAMETERS_MAX);
      w.uint((flags | protection) >>> 0);
    },
    (r) => ({ cookie: r.bytes(COOKIE_MAX), xml: r.string(STRING_MAX) }),
  );
  const [state] = (await generated.virDomainGetState(domain, 0)) as readonly [number, number];
  const resumes = (flags & DomainMigrateFlags.POSTCOPY_RESUME) !== 0;
  if (state === DomainState.PAUSED && !resumes) flags |= DomainMigrateFlags.PAUSED;
  const targetFlags =
    (flags & ~(DomainMigrateFlags.ABORT_ON_ERROR | DomainMigrateFlags.AUTO_CONVERGE)) >>> 0;

  /** Tells the source how it ended. */
  const confirm = async (cookie: Uint8Array, isCancelled: boolean) => {
    await source.long(
      R.DOMAIN_MIGRATE_CONFIRM3_PARAMS,
      (w) => {
        domain.write(w);
        writeTypedParameters(w, parameters, PARAMETERS_MAX);
        w.bytes(cookie, COOKIE_MAX);
        w.uint((flags | protection) >>> 0);
        w.int(isCancelled ? 1 : 0);
      },
      nothing,
    );
    if (!isCancelled) domain.id = -1;
  };

  parameters = withText(parameters, XML, begun.xml);
  let prepared: { readonly cookie: Uint8Array; readonly uri: string | null };
  try {
    prepared = await target.long(
      R.DOMAIN_MIGRATE_PREPARE3_PARAMS,
      (w) => {
        writeTypedParameters(w, parameters, PARAMETERS_MAX);
        w.bytes(begun.cookie, COOKIE_MAX);
        w.uint(targetFlags);
      },
      (r) => ({ cookie: r.bytes(COOKIE_MAX), uri: r.optionalString(STRING_MAX) }),
    );
  } catch (error) {
    if (isProtected) await confirm(EMPTY, true).catch(() => undefined);
    throw error;
  }
  if (prepared.uri !== null) parameters = withText(parameters, URI, prepared.uri);

  let failure: unknown;
  let cookie = prepared.cookie;
  const hasURI = parameters.some(([each]) => each === URI);
  if (!hasURI) {
    failure = migrationError(
      ErrorNumber.INTERNAL_ERROR,
      'internal error: domainMigratePrepare3 did not set uri',
    );
  } else if ((flags & DomainMigrateFlags.OFFLINE) === 0) {
    try {
      cookie = await source.long(
        R.DOMAIN_MIGRATE_PERFORM3_PARAMS,
        (w) => {
          domain.write(w);
          w.optionalString(null, STRING_MAX);
          writeTypedParameters(w, parameters, PARAMETERS_MAX);
          w.bytes(prepared.cookie, COOKIE_MAX);
          w.uint((flags | protection) >>> 0);
        },
        (r) => r.bytes(COOKIE_MAX),
      );
    } catch (error) {
      failure = error;
    }
  }

  const isCancelled = failure !== undefined;
  const named = parameters.some(([each]) => each === NAME);
  const finishing = named ? parameters : withText(parameters, NAME, domain.name);
  let moved: Domain | undefined;
  let confirming: Uint8Array = EMPTY;
  try {
    const finish = (w: XdrWriter) => {
      writeTypedParameters(w, finishing, PARAMETERS_MAX);
      w.bytes(cookie, COOKIE_MAX);
      w.uint(targetFlags);
      w.int(isCancelled ? 1 : 0);
    };
    const read = (r: Reply): [Domain, Uint8Array] => [
      handles.virDomain.read(r),
      r.bytes(COOKIE_MAX),
    ];
    [moved, confirming] = await target.long(R.DOMAIN_MIGRATE_FINISH3_PARAMS, finish, read);
  } catch (error) {
    failure ??= error;
  }
  // A source whose own step failed has ended the migration already.
  if (!isCancelled || !hasURI)
    await confirm(confirming, moved === undefined).catch(() => undefined);
  if (moved !== undefined && failure === undefined) return moved;
  moved?.free();
  throw failure;
}

/** Migrates in one of both ways, and returns the domain on the destination. */
async function migrateEither(
  name: string,
  domain: Domain,
  target: Connection,
  uri: string | null,
  parameters: readonly TypedParameter[],
  flags: number,
): Promise<Domain> {
  if ((flags & DomainMigrateFlags.PEER2PEER) === 0) {
    return await migrate(name, domain, target, parameters, flags);
  }
  const destination = uri ?? target.info.uri;
  await migratePeerToPeer(name, domain, destination, parameters, flags);
  const conn = new handles.virConnect(target);
  try {
    const found = parameters.find(([each]) => each === NAME)?.[2] ?? domain.name;
    return domainOf(await generated.virDomainLookupByName(conn, found));
  } finally {
    conn.free();
  }
}

const domainOf = (value: unknown) => handle(handles.virDomain, 'domain', value);
const targetOf = (value: unknown) => handle(handles.virConnect, 'dconn', value).connection;
const bits = (value: unknown) => Number(BigInt.asUintN(32, uint64('flags', value)));

export const migration = defineCalls({
  virDomainMigrate: (domain_, dconn, flags_, dname_, uri_, bandwidth_) => {
    const domain = domainOf(domain_);
    const target = targetOf(dconn);
    const flags = bits(flags_);
    const dname = optionalString('dname', dname_);
    const uri = optionalString('uri', uri_);
    const bandwidth = uint64('bandwidth', bandwidth_);
    const isPeerToPeer = (flags & DomainMigrateFlags.PEER2PEER) !== 0;
    const parameters = parametersOf(isPeerToPeer ? null : uri, dname, null, bandwidth);
    return migrateEither('virDomainMigrate', domain, target, uri, parameters, flags);
  },
  virDomainMigrate2: (domain_, dconn, dxml_, flags_, dname_, uri_, bandwidth_) => {
    const domain = domainOf(domain_);
    const target = targetOf(dconn);
    const dxml = optionalString('dxml', dxml_);
    const flags = bits(flags_);
    const dname = optionalString('dname', dname_);
    const uri = optionalString('uri', uri_);
    const bandwidth = uint64('bandwidth', bandwidth_);
    const parameters = parametersOf(uri, dname, dxml, bandwidth);
    return migrateEither('virDomainMigrate2', domain, target, null, parameters, flags);
  },
  virDomainMigrate3: (domain_, dconn, params, flags_) => {
    const domain = domainOf(domain_);
    const target = targetOf(dconn);
    const parameters = typedParameters('params', params, PARAMETERS_MAX);
    const flags = flagBits('flags', flags_);
    if ((flags & DomainMigrateFlags.PEER2PEER) !== 0) {
      throw migrationError(
        ErrorNumber.INVALID_ARG,
        'invalid argument: use virDomainMigrateToURI3 for peer-to-peer migration',
      );
    }
    return migrate('virDomainMigrate3', domain, target, parameters, flags);
  },
  virDomainMigrateToURI: (domain_, duri_, flags_, dname_, bandwidth_) => {
    const domain = domainOf(domain_);
    const duri = string('duri', duri_);
    const flags = bits(flags_);
    const dname = optionalString('dname', dname_);
    const bandwidth = uint64('bandwidth', bandwidth_);
    const parameters = parametersOf(null, dname, null, bandwidth);
    return migratePeerToPeer('virDomainMigrateToURI', domain, duri, parameters, flags);
  },
  virDomainMigrateToURI2: (domain_, dconnuri_, miguri_, dxml_, flags_, dname_, bandwidth_) => {
    const domain = domainOf(domain_);
    const dconnuri = optionalString('dconnuri', dconnuri_);
    const miguri = optionalString('miguri', miguri_);
    const dxml = optionalString('dxml', dxml_);
    const flags = bits(flags_);
    const dname = optionalString('dname', dname_);
    const bandwidth = uint64('bandwidth', bandwidth_);
    const parameters = parametersOf(miguri, dname, dxml, bandwidth);
    return migratePeerToPeer('virDomainMigrateToURI2', domain, dconnuri, parameters, flags);
  },
  virDomainMigrateToURI3: (domain_, dconnuri_, params, flags_) => {
    const domain = domainOf(domain_);
    const dconnuri = optionalString('dconnuri', dconnuri_);
    const parameters = typedParameters('params', params, PARAMETERS_MAX);
    const flags = flagBits('flags', flags_);
    return migratePeerToPeer('virDomainMigrateToURI3', domain, dconnuri, parameters, flags);
  },
});
