export { API_VERSION } from '@libvirt/native';
export * from './generated/constants.js';
export * from './generated/parameters.js';
export {
  Connect,
  type ConnectOptions,
  type NodeInfo,
  type NodeSecurityModel,
  type WatchOptions,
} from './connect.js';
export { Domain, type DomainInfo, type DomainStateInfo, type DomainTime } from './domain.js';
export { LibraryNotFoundError, LibvirtError, type ErrorCode } from './errors.js';
export {
  EventIterator,
  EventOverflowError,
  type ConnectEvents,
  type DomainLifecycleEvent,
  type EventName,
} from './events.js';
export { getVersion } from './library.js';
