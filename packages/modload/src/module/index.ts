/**
 * Module paths, versions and patterns. Go: golang.org/x/mod/module, cmd/internal/pkgpattern, go/version.
 */

export * from './goversion.js';
export * from './module.js';
export * from './pattern.js';
export { matchesPrefix } from './prefix-patterns.js';
export * from './pseudo.js';
