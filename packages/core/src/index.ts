export { API_VERSION } from '@libvirt/native';
export * from './generated/constants.js';
export * from './generated/parameters.js';
export type { ConnectAuth, ConnectCredential } from './authentication.js';
export type { CallOptions } from './call.js';
export { ConnectionClosedError, type ConnectCloseEvent } from './close-notifier.js';
export {
  Connect,
  type ConnectEngine,
  type ConnectOptions,
  type KeepAlive,
  type NodeCPUMap,
  type NodeInfo,
  type NodeSecurityModel,
} from './connect.js';
export { nameOf, namesOf, type ConstantName, type Constants } from './constants.js';
export type { CallDiagnostics, ConnectionDiagnostics, StreamDiagnostics } from './diagnostics.js';
export { Domain, type DomainStreamOptions } from './domain.js';
export type * from './domain-types.js';
export { DomainCheckpoint } from './domain-checkpoint.js';
export { DomainSnapshot } from './domain-snapshot.js';
export { isConnectionLost, LibraryNotFoundError, LibvirtError, type ErrorCode } from './errors.js';
export type { WatchOptions } from './events/connect-event-emitter.js';
export { EventIterator, EventOverflowError } from './events/iterator.js';
export type * from './events/payloads.js';
export { Interface } from './interface.js';
export { getVersion } from './library.js';
export { NetworkPort } from './network-port.js';
export { Network, type NetworkDHCPLease } from './network.js';
export { NodeDevice } from './node-device.js';
export { NWFilterBinding } from './nw-filter-binding.js';
export { NWFilter } from './nw-filter.js';
export type * from './parameters/index.js';
export { Secret } from './secret.js';
export { StoragePool, type StoragePoolInfo } from './storage-pool.js';
export { StorageVol, type StorageVolInfo, type StorageVolStreamOptions } from './storage-vol.js';
export { Hole } from './streams/hole.js';
export type { ScreenshotStream, StreamOptions } from './streams/node-streams.js';
export {
  Stream,
  type StreamEnd,
  type StreamEventCallback,
  type StreamHole,
  type StreamSection,
  type StreamSink,
  type StreamSource,
  type StreamSourceHole,
} from './streams/stream.js';
