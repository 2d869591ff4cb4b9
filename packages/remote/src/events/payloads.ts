// The events of the protocol: for each message, its registration's number, the object that it is about,
// and the arguments of the raw callback, in the order of the C callback.
import { handles, type RemoteHandle } from '../handles.js';
import { qemuProcedures, remoteProcedures as R } from '../generated/protocol.js';
import type { Reply } from '../rpc/reply.js';
import { readTypedParameters } from '../typed-parameters.js';
import { STRING_MAX } from '../xdr/reader.js';

/** The objects that events are about. */
export type Family = 'domain' | 'network' | 'pool' | 'device' | 'secret' | 'qemu';

/** A message as the raw callback gets it. */
export interface ReceivedEvent {
  readonly callbackID: number;
  readonly subject: RemoteHandle;
  readonly payload: readonly unknown[];
}

export interface EventReader {
  readonly family: Family;
  readonly read: (reply: Reply) => ReceivedEvent;
}

const text = (r: Reply) => r.string(STRING_MAX);
const optionalText = (r: Reply) => r.optionalString(STRING_MAX);
const int = (r: Reply) => r.int();
const uint = (r: Reply) => r.uint();
const hyper = (r: Reply) => r.hyper();
const uhyper = (r: Reply) => r.uhyper();

/** Returns a reader of messages that begin with the number and the object. */
function about(
  family: Family,
  { read }: { readonly read: (reply: Reply) => RemoteHandle },
  ...fields: readonly ((reply: Reply) => unknown)[]
): EventReader {
  return {
    family,
    read: (r) => ({
      callbackID: r.int(),
      subject: read(r),
      payload: fields.map((field) => field(r)),
    }),
  };
}

const domain = (...fields: readonly ((reply: Reply) => unknown)[]) =>
  about('domain', handles.virDomain, ...fields);

/** Whose reason stands before the domain. */
const power: EventReader = {
  family: 'domain',
  read: (r) => {
    const callbackID = r.int();
    const reason = r.int();
    return { callbackID, subject: handles.virDomain.read(r), payload: [reason] };
  },
};

const address = (r: Reply) => [r.int(), text(r), text(r)];
const identities = (r: Reply) => r.list(20, () => [text(r), text(r)]);

const remote = new Map<number, EventReader>([
  [R.DOMAIN_EVENT_CALLBACK_LIFECYCLE, domain(int, int)],
  [R.DOMAIN_EVENT_CALLBACK_REBOOT, domain()],
  [R.DOMAIN_EVENT_CALLBACK_RTC_CHANGE, domain(hyper)],
  [R.DOMAIN_EVENT_CALLBACK_WATCHDOG, domain(int)],
  [R.DOMAIN_EVENT_CALLBACK_IO_ERROR, domain(text, text, int)],
  [R.DOMAIN_EVENT_CALLBACK_GRAPHICS, domain(int, address, address, text, identities)],
  [R.DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON, domain(text, text, int, text)],
  [R.DOMAIN_EVENT_CALLBACK_CONTROL_ERROR, domain()],
  [R.DOMAIN_EVENT_CALLBACK_BLOCK_JOB, domain(text, int, int)],
  [R.DOMAIN_EVENT_CALLBACK_DISK_CHANGE, domain(optionalText, optionalText, text, int)],
  [R.DOMAIN_EVENT_CALLBACK_TRAY_CHANGE, domain(text, int)],
  [R.DOMAIN_EVENT_CALLBACK_PMWAKEUP, power],
  [R.DOMAIN_EVENT_CALLBACK_PMSUSPEND, power],
  [R.DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE, domain(uhyper)],
  [R.DOMAIN_EVENT_CALLBACK_PMSUSPEND_DISK, power],
  [R.DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED, domain(text)],
  [R.DOMAIN_EVENT_BLOCK_JOB_2, domain(text, int, int)],
  [R.DOMAIN_EVENT_CALLBACK_TUNABLE, domain((r) => readTypedParameters(r, 2048))],
  [R.DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE, domain(int, int)],
  [R.DOMAIN_EVENT_CALLBACK_DEVICE_ADDED, domain(text)],
  [R.DOMAIN_EVENT_CALLBACK_MIGRATION_ITERATION, domain(int)],
  [R.DOMAIN_EVENT_CALLBACK_JOB_COMPLETED, domain((r) => readTypedParameters(r, 64))],
  [R.DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED, domain(text)],
  [R.DOMAIN_EVENT_CALLBACK_METADATA_CHANGE, domain(int, optionalText)],
  [R.DOMAIN_EVENT_BLOCK_THRESHOLD, domain(text, optionalText, uhyper, uhyper)],
  [R.DOMAIN_EVENT_MEMORY_FAILURE, domain(int, int, uint)],
  [R.DOMAIN_EVENT_MEMORY_DEVICE_SIZE_CHANGE, domain(text, uhyper)],
  [R.DOMAIN_EVENT_NIC_MAC_CHANGE, domain(text, text, text)],
  [R.NETWORK_EVENT_LIFECYCLE, about('network', handles.virNetwork, int, int)],
  [
    R.NETWORK_EVENT_CALLBACK_METADATA_CHANGE,
    about('network', handles.virNetwork, int, optionalText),
  ],
  [R.STORAGE_POOL_EVENT_LIFECYCLE, about('pool', handles.virStoragePool, int, int)],
  [R.STORAGE_POOL_EVENT_REFRESH, about('pool', handles.virStoragePool)],
  [R.NODE_DEVICE_EVENT_LIFECYCLE, about('device', handles.virNodeDevice, int, int)],
  [R.NODE_DEVICE_EVENT_UPDATE, about('device', handles.virNodeDevice)],
  [R.SECRET_EVENT_LIFECYCLE, about('secret', handles.virSecret, int, int)],
  [R.SECRET_EVENT_VALUE_CHANGED, about('secret', handles.virSecret)],
]);

/** Event, seconds, microseconds and details of QEMU's monitor. */
const monitor = about('qemu', handles.virDomain, text, hyper, uint, optionalText);

/** Returns the reader of a message of the program `remote`; `undefined` for a newer release's. */
export function remoteEvent(procedure: number): EventReader | undefined {
  return remote.get(procedure);
}

/** Returns the reader of a message of the program `qemu`. */
export function qemuEvent(procedure: number): EventReader | undefined {
  return procedure === qemuProcedures.DOMAIN_MONITOR_EVENT ? monitor : undefined;
}
