import type { UnknownParameters } from '@libvirt/core';
import { fieldSet, type Fields, type FieldSet } from '@libvirt/core/internal';
import {
  ClientInfoParameter,
  ServerClientsParameter,
  ThreadPoolParameter,
} from './generated/parameters.js';

/** Limits of a server's thread pool, which {@link AdmServer.setThreadPoolParameters} changes. */
export interface ThreadPoolLimits {
  /** Minimum number of ordinary workers: threads that serve clients' calls. At most `maxWorkers`. */
  readonly minWorkers?: number;
  /** Maximum number of ordinary workers. At least 1, and at least `minWorkers`. */
  readonly maxWorkers?: number;
  /** Number of priority workers, which serve only calls that wait for no guest. */
  readonly prioWorkers?: number;
}

/** Limits and load of a server's thread pool. */
export interface ThreadPoolParameters extends ThreadPoolLimits, UnknownParameters {
  /** Number of ordinary workers that exist. Read-only. */
  readonly currentWorkers?: number;
  /** Number of ordinary workers that have no call to serve. Read-only. */
  readonly freeWorkers?: number;
  /** Number of calls that wait for a worker. Read-only. */
  readonly jobQueueDepth?: number;
}

const THREAD_POOL_LIMITS: Fields<ThreadPoolLimits> = {
  minWorkers: [ThreadPoolParameter.WORKERS_MIN, 'uint'],
  maxWorkers: [ThreadPoolParameter.WORKERS_MAX, 'uint'],
  prioWorkers: [ThreadPoolParameter.WORKERS_PRIORITY, 'uint'],
};

/** `virAdmServerSetThreadPoolParameters`. */
export const threadPoolLimits: FieldSet<ThreadPoolLimits> = fieldSet(() => THREAD_POOL_LIMITS);

/** `virAdmServerGetThreadPoolParameters`. */
export const threadPoolParameters: FieldSet<ThreadPoolParameters> = fieldSet(() => ({
  ...THREAD_POOL_LIMITS,
  currentWorkers: [ThreadPoolParameter.WORKERS_CURRENT, 'uint'],
  freeWorkers: [ThreadPoolParameter.WORKERS_FREE, 'uint'],
  jobQueueDepth: [ThreadPoolParameter.JOB_QUEUE_DEPTH, 'uint'],
}));

/** Limits of a server's clients, which {@link AdmServer.setClientLimits} changes. */
export interface ClientLimits {
  /** Maximum number of clients that are connected. At least `maxUnauthClients`. */
  readonly maxClients?: number;
  /**
   * Maximum number of clients that are connected and not authenticated yet. At most `maxClients`.
   */
  readonly maxUnauthClients?: number;
}

/** Limits and number of a server's clients. */
export interface ClientLimitsParameters extends ClientLimits, UnknownParameters {
  /** Number of clients that are connected. Read-only. */
  readonly currentClients?: number;
  /** Number of clients that are connected and not authenticated yet. Read-only. */
  readonly currentUnauthClients?: number;
}

const CLIENT_LIMITS: Fields<ClientLimits> = {
  maxClients: [ServerClientsParameter.MAX, 'uint'],
  maxUnauthClients: [ServerClientsParameter.UNAUTH_MAX, 'uint'],
};

/** `virAdmServerSetClientLimits`. */
export const clientLimits: FieldSet<ClientLimits> = fieldSet(() => CLIENT_LIMITS);

/** `virAdmServerGetClientLimits`. */
export const clientLimitsParameters: FieldSet<ClientLimitsParameters> = fieldSet(() => ({
  ...CLIENT_LIMITS,
  currentClients: [ServerClientsParameter.CURRENT, 'uint'],
  currentUnauthClients: [ServerClientsParameter.UNAUTH_CURRENT, 'uint'],
}));

/** Who a client is. Which fields there are depends on its transport and its authentication. */
export interface ClientInfo extends UnknownParameters {
  /** Whether the client connected read-only. */
  readonly readonly?: boolean;
  /** TCP and TLS: address and port of the client, such as `192.0.2.7:51234`. */
  readonly socketAddress?: string;
  /** User name that SASL authenticated. */
  readonly saslUsername?: string;
  /** TLS: distinguished name in the client's certificate. */
  readonly tlsX509DistinguishedName?: string;
  /** UNIX sockets: user ID of the client's process. */
  readonly unixUserId?: number;
  /** UNIX sockets: name of that user. */
  readonly unixUsername?: string;
  /** UNIX sockets: group ID of the client's process. */
  readonly unixGroupId?: number;
  /** UNIX sockets: name of that group. */
  readonly unixGroupname?: string;
  /** UNIX sockets: process ID of the client. */
  readonly unixProcessId?: number;
  /** SELinux context of the client's process. */
  readonly selinuxContext?: string;
}

/** `virAdmClientGetInfo`. */
export const clientInfo: FieldSet<ClientInfo> = fieldSet(() => ({
  readonly: [ClientInfoParameter.READONLY, 'boolean'],
  socketAddress: [ClientInfoParameter.SOCKET_ADDR, 'string'],
  saslUsername: [ClientInfoParameter.SASL_USER_NAME, 'string'],
  tlsX509DistinguishedName: [ClientInfoParameter.X509_DISTINGUISHED_NAME, 'string'],
  unixUserId: [ClientInfoParameter.UNIX_USER_ID, 'int'],
  unixUsername: [ClientInfoParameter.UNIX_USER_NAME, 'string'],
  unixGroupId: [ClientInfoParameter.UNIX_GROUP_ID, 'int'],
  unixGroupname: [ClientInfoParameter.UNIX_GROUP_NAME, 'string'],
  unixProcessId: [ClientInfoParameter.UNIX_PROCESS_ID, 'int'],
  selinuxContext: [ClientInfoParameter.SELINUX_CONTEXT, 'string'],
}));
