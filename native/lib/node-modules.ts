import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

interface NodeModules {
  'node:async_hooks': typeof import('node:async_hooks');
  'node:fs': typeof import('node:fs');
  'node:stream': typeof import('node:stream');
}

/** Where this code is, also where a bundler has made CommonJS of it. */
export const codeURL =
  typeof __filename === 'undefined' ? import.meta.url : pathToFileURL(__filename).href;

const require = createRequire(codeURL);

/**
 * Loads a module of Node.js. An `import` of it would load whatever it can give besides, such as the
 * streams and promises of `node:fs`, and take longer than the addon.
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  return require(name) as NodeModules[Name];
}

/** Loads an addon, or whatever else a file is. */
export function loadFile(path: string): unknown {
  return require(path);
}
