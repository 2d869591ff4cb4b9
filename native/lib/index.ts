import { load, type Native } from './addon.js';

export type { Native } from './addon.js';
export type { Ask, EventCallback, Handle, RawCredential } from './handle.js';
export type { PackedParameters, PackedShape, TypedParameter } from './parameters.js';
export type { RawError } from './raw-error.js';
export * from './generated/raw.js';
export { installHint } from './install-hint.js';
export { nodeModule } from './node-modules.js';

/** libvirt's functions for this thread. Importing this module does not need libvirt itself. */
export const native: Native = load();
