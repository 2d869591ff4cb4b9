/**
 * The method by which an object says what `console.log` shows of it. This is `inspect.custom` of
 * `node:util`, an import of which would load most of Node.js.
 */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');
