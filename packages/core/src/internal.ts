// For the sibling packages of the same version only; not part of the public API.
import type { RawError as NativeError } from '@libvirt/native';

export {
  native,
  type AdmClientHandle,
  type AdmConnectHandle,
  type AdmServerHandle,
} from '@libvirt/native';
export { attempt, renaming, settle, type CallOptions } from './call.js';
export { CloseNotifier } from './close-notifier.js';
export { toError } from './errors.js';
export { OnDemandEmitter, type Subscription } from './events/on-demand-emitter.js';
export { EVENTS, ITERATION_OPTIONS, type IterationOptions } from './events/hub.js';
export { FAMILIES, type EventFamily, type EventKind } from './events/kinds.js';
export { FileDescriptors } from './file-descriptors.js';
export { INSPECT } from './inspect.js';
export {
  discard,
  handleOf,
  LibvirtObject,
  one,
  Reference,
  REFERENCE,
  setReference,
  type Referenced,
} from './object.js';
export { fieldSet, type Fields, type FieldSet } from './parameters/field-set.js';
export { checkOptions, checkSignal, type OptionKeys } from './options.js';
export { fromCaller, isCalledByUsers, rangeError, typeError } from './stack.js';

/** The value with which raw functions reject. */
export type RawError = NativeError;
