// For the sibling packages of the same version only; not part of the public API.
import type * as raw from '@libvirt/native';

export {
  ENGINE,
  native,
  type Ask,
  type Engine,
  type EventCallback,
  type Handle,
  type PackedParameters,
  type PackedShape,
  type RawCredential,
  type RawFunctions,
  type TypedParameter,
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
export type RawError = raw.RawError;

// A class that is exported as a type alone would look like a value in the `.d.ts`.
/** The addon's object for an `AdmClient`. */
export type AdmClientHandle = raw.AdmClientHandle;
/** The addon's object for an `AdmConnect`. */
export type AdmConnectHandle = raw.AdmConnectHandle;
/** The addon's object for an `AdmServer`. */
export type AdmServerHandle = raw.AdmServerHandle;
