/**
 * Which files of a directory take part in a build, and what they import. Go: cmd/go/internal/imports and
 * go/build. What needs Node.js (`directory.ts`, `embed.ts`) is imported by its own name.
 */

export * from './constraint.js';
export * from './header.js';
export { isStandardPackage, standardPackages } from './standard-library.js';
