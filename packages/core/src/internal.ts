// For the sibling packages of the same version only; not part of the public API.
import type * as raw from '@libvirt/native';

export { ENGINE, native } from '@libvirt/native';
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
/** Receives the credentials that are asked for, and a function to answer them. */
export type Ask = raw.Ask;
/** Another implementation of the raw functions than the addon. */
export type Engine = raw.Engine;
/** Receives the arguments of an event. */
export type EventCallback = raw.EventCallback;
/** The addon's object for one of libvirt's. */
export type Handle<Class extends string> = raw.Handle<Class>;
/** Typed parameters as raw functions return them. */
export type PackedParameters = raw.PackedParameters;
/** The types and names of a record of {@link PackedParameters}. */
export type PackedShape = raw.PackedShape;
/** A credential that is asked for. */
export type RawCredential = raw.RawCredential;
/** The raw functions. */
export type RawFunctions = raw.RawFunctions;
/** A typed parameter as raw functions take it. */
export type TypedParameter = raw.TypedParameter;
