// For the sibling packages of the same version alone: nothing here is promised to anybody else.
export { settle } from './errors.js';
export { handleOf } from './object.js';
