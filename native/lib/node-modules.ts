import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

interface NodeModules {
  'node:async_hooks': typeof import('node:async_hooks');
  'node:diagnostics_channel': typeof import('node:diagnostics_channel');
  'node:fs': typeof import('node:fs');
  'node:stream': typeof import('node:stream');
  'node:util': typeof import('node:util');
}

/** The URL of this code, also after a bundler has turned it into CommonJS. */
export const codeURL =
  typeof __filename === 'undefined' ? import.meta.url : pathToFileURL(__filename).href;

const require = createRequire(codeURL);

/**
 * Loads a module of Node.js. An `import` would also evaluate all of its lazy exports, such as the
 * streams and promises of `node:fs`, and take longer than loading the addon.
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  return require(name) as NodeModules[Name];
}

/** Loads a file, such as an addon. */
export function loadFile(path: string): unknown {
  return require(path);
}
