export type { DocumentKind, XMLProblem } from './document-kind.js';
export * from './generated/index.js';
export { newerValue, type NewerValue } from './newer-value.js';
export type { OpenContent, OpenElement, UnknownContent, XMLObject } from './open-element.js';
export { XMLParseError, type XMLPosition, type XMLRule } from './syntax/error.js';
export type { XMLLimits } from './syntax/parser.js';
export { XMLFormatError } from './writing/error.js';
