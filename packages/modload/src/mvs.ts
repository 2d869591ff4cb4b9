import type { ModuleVersion } from './module.js';

/** What minimal version selection has to know about modules. */
export interface Requirements {
  /** The modules that a module's own go.mod requires. */
  required(module: ModuleVersion): readonly ModuleVersion[] | Promise<readonly ModuleVersion[]>;
  /** The greater of two versions of a module. `none` is less than any, `''` (a main module) greater. */
  max(path: string, a: string, b: string): string;
  /** The module to which an upgrade of everything leads; itself when there is no newer one. */
  upgrade?(module: ModuleVersion): ModuleVersion | Promise<ModuleVersion>;
  /** The version before this one, `none` when there is none. */
  previous?(module: ModuleVersion): ModuleVersion | Promise<ModuleVersion>;
}
