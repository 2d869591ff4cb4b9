import { createRequire } from 'node:module';

interface NodeModules {
  'node:fs': typeof import('node:fs');
}

const require = createRequire(import.meta.url);

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
