// For the sibling packages of the same version alone: nothing here is promised to anybody else.
export { settle, type CallOptions } from './call.js';
export { handleOf } from './object.js';
export { EVENTS } from './events/hub.js';
export { FAMILIES, type EventFamily, type EventKind } from './events/kinds.js';
