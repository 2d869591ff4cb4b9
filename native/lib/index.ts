import { load, type Native } from './addon.js';
import { Layers } from './engines.js';

export type { Native } from './addon.js';
export { ENGINE, type Engine, type Layers, type Tracer } from './engines.js';
export type { Ask, EventCallback, Handle, RawCredential } from './handle.js';
export type { PackedParameters, PackedShape, TypedParameter } from './parameters.js';
export type { RawError } from './raw-error.js';
export * from './generated/raw.js';
export { installHint } from './install-hint.js';
export { nodeModule } from './node-modules.js';

/**
 * libvirt's functions for this thread. Importing this module needs neither libvirt nor a binary of the
 * addon.
 */
export const native: Native = load();

/** Other engines and the tracing of calls, for {@link native}. */
export const layers = new Layers(native);
