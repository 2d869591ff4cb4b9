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
  /** Whether the checksum database is asked by default. */
  readonly checksumDatabase: boolean;
}

const policies: Readonly<Record<Semantics, Policy>> = {
  current: {
    semantics: 'current',
    impliedGoVersion: '1.16',
    minimalRequirements: false,
    addMissing: false,
    excluded: 'drop',
    mainEdges: 'requirements',
    checksumDatabase: true,
  },
  '2018': {
    semantics: '2018',
    impliedGoVersion: '1.11',
    minimalRequirements: true,
    addMissing: true,
    excluded: 'next',
    mainEdges: 'buildList',
    checksumDatabase: false,
  },
};

/** The rules of one time. */
export function policyOf(semantics: Semantics): Policy {
  return policies[semantics];
}
