export { XMLParseError, type XMLPosition, type XMLRule } from './syntax/error.js';
export type { XMLLimits } from './syntax/parser.js';
