import { nameError, ModloadError } from '../base/errors.js';
import type { ModuleVersion } from '../module/module.js';

/** What was looked for, and where it is not. */
export interface NotInModule {
  readonly pattern: string;
  readonly query?: string;
  /** The module that was found and lacks the package. */
  readonly module?: ModuleVersion;
  readonly replacement?: ModuleVersion | undefined;
  /** The main modules that lack it. */
  readonly mainModules?: readonly string[];
}

/** The module exists, but no package of it matches. */
export class PackageNotInModuleError extends ModloadError {
  static {
    nameError(this, 'PackageNotInModuleError');
  }

  /** The package, where one was named. */
  readonly importPath: string | undefined;
  /** The module that was found. */
  readonly module: ModuleVersion | undefined;

  /** Created by this package. */
  constructor(details: NotInModule) {
    super('ERR_MODLOAD_PACKAGE_NOT_IN_MODULE', describeAbsence(details));
    this.importPath = details.pattern.includes('...') ? undefined : details.pattern;
    this.module = details.module;
  }
}

function describeAbsence({
  pattern,
  query = '',
  module,
  replacement,
  mainModules,
}: NotInModule): string {
  const what = pattern.includes('...') ? `packages matching ${pattern}` : `package ${pattern}`;
  if (mainModules && mainModules.length > 0) {
    const [first, ...others] = mainModules;
    const where = others.length > 0 ? 'workspace modules do' : `main module (${first}) does`;
    return `${where} not contain ${what}`;
  }
  const { path = '', version = '' } = module ?? {};
  let found = '';
  if (replacement) {
    const by = replacement.version
      ? `${replacement.path}@${replacement.version}`
      : replacement.path;
    found = query === version ? ` (replaced by ${by})` : ` (${version}, replaced by ${by})`;
  } else if (query !== version) {
    found = ` (${version})`;
  }
  return `module ${path}@${query} found${found}, but does not contain ${what}`;
}
