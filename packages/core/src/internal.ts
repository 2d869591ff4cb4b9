// For the sibling packages of the same version alone: nothing here is promised to anybody else.
import type { RawError as NativeError } from '@libvirt/native';

export { native } from '@libvirt/native';
export { settle, type CallOptions } from './call.js';
export { toError } from './errors.js';
export { EVENTS, type IterationOptions } from './events/hub.js';
export { FAMILIES, type EventFamily, type EventKind } from './events/kinds.js';
export { FileDescriptors } from './file-descriptors.js';
export { handleOf, one } from './object.js';

/** What the raw functions reject with. */
export type RawError = NativeError;
