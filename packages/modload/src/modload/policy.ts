import { delimiter, join } from 'node:path';
import type { Environment } from '../base/environment.js';

/**
 * By whose rules modules are loaded, where no go line decides it: those of Go today, or those of its
 * first module loader, of July 2018.
 */
export type Semantics = 'current' | '2018';

/** What the two rules differ in. What a go line governs is not here. */
export interface Policy {
  readonly semantics: Semantics;
  /** What a main module's go.mod without a go line is taken to say. */
  readonly impliedGoVersion: string;
  /** Whether go.mod is reduced, whenever it is written, to the requirements that imply the others. */
  readonly minimalRequirements: boolean;
  /**
   * Whether any command may change go.mod and go.sum: add the module of an import that is missing, and the
   * line of a module that go.sum lacks.
   */
  readonly addMissing: boolean;
  /** What is done with a requirement of an excluded version: it is dropped, or the next one taken. */
  readonly excluded: 'drop' | 'next';
  /** What the main module requires in the printed graph: what go.mod says, or the whole build list. */
  readonly mainEdges: 'requirements' | 'buildList';
  /**
   * Whether a lock file of an older tool makes a module: its directory is a module root, and its versions go
   * into a go.mod that is absent or has only a module line.
   */
  readonly convertsLocks: boolean;
  /** Whether go.modverify, the former name of go.sum, is checked and replaced by go.sum. */
  readonly replacesModverify: boolean;
  /** Whether `get` resolves and upgrades modules first, and looks at packages only afterwards. */
  readonly getsModulesFirst: boolean;
  /** Whether the vendor directory provides the build list and the directories of modules. */
  readonly listsVendored: boolean;
}

const policies: Readonly<Record<Semantics, Policy>> = {
  current: {
    semantics: 'current',
    impliedGoVersion: '1.16',
    minimalRequirements: false,
    addMissing: false,
    excluded: 'drop',
    mainEdges: 'requirements',
    convertsLocks: false,
    replacesModverify: false,
    getsModulesFirst: false,
    listsVendored: false,
  },
  '2018': {
    semantics: '2018',
    impliedGoVersion: '1.11',
    minimalRequirements: true,
    addMissing: true,
    excluded: 'next',
    mainEdges: 'buildList',
    convertsLocks: true,
    replacesModverify: true,
    getsModulesFirst: true,
    listsVendored: true,
  },
};

/** The rules of one time. */
export function policyOf(semantics: Semantics): Policy {
  return policies[semantics];
}

/**
 * Returns the defaults of Go's variables that differ by rules, as far as nobody set them. In 2018 there was no
 * checksum database and no public proxy, and the module cache was in GOPATH/src.
 */
export function impliedVariables(
  { semantics }: Policy,
  environment: Environment,
): Record<string, string> {
  if (semantics === 'current') return {};
  const [goPath = ''] = environment.GOPATH.split(delimiter);
  const defaults = {
    GOSUMDB: 'off',
    GOPROXY: 'direct',
    ...(goPath !== '' && { GOMODCACHE: join(goPath, 'src/mod') }),
  };
  const implied = Object.entries(defaults).filter(([name]) => environment.get(name) === '');
  return Object.fromEntries(implied);
}
