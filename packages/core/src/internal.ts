// For the sibling packages of the same version alone: nothing here is promised to anybody else.
import type { RawError as NativeError } from '@libvirt/native';

export { native } from '@libvirt/native';
export { attempt, renaming, settle, type CallOptions } from './call.js';
export { toError } from './errors.js';
export { inContext, OnDemandEmitter, type Subscription } from './events/emitter.js';
export { EVENTS, ITERATION_OPTIONS, type IterationOptions } from './events/hub.js';
export { FAMILIES, type EventFamily, type EventKind } from './events/kinds.js';
export { FileDescriptors } from './file-descriptors.js';
export { handleOf, one } from './object.js';
export { checkOptions, checkSignal, type OptionKeys } from './options.js';
export { fromCaller, isCalledByUsers, rangeError, typeError } from './stack.js';

/** What the raw functions reject with. */
export type RawError = NativeError;
