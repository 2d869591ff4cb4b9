import type {
  Connect,
  Domain,
  DomainCheckpoint,
  DomainSnapshot,
  Interface,
  Network,
  NodeDevice,
  StoragePool,
  StorageVol,
} from '@libvirt/core';

/** The objects on which a script makes calls, by the names that both sides use. */
export interface Scope {
  conn: Connect;
  domain: Domain;
  other: Domain;
  snapshot: DomainSnapshot;
  checkpoint: DomainCheckpoint;
  network: Network;
  card: Interface;
  pool: StoragePool;
  volume: StorageVol;
  clone: StorageVol;
  device: NodeDevice;
}

/** Allowed differences of the results of a call, with reasons. */
export interface Differences<T> {
  /** Turns our result into the shape that the Python binding gives it. */
  readonly shape?: (value: T) => unknown;
  /** libvirt keeps the objects in a hash table whose seed is new in each process. */
  readonly anyOrder?: true;
  /** What the test driver takes from the wall clock; such numbers may differ by seconds. */
  readonly clock?: string;
  /** Why the errors may differ where both sides refuse. */
  readonly anyError?: string;
  /** Why the two say different things for good. The test fails once they agree. */
  readonly differs?: string;
}

/** One call through both bindings. */
export interface Step extends Differences<never> {
  /** A Python expression. */
  readonly python: string;
  readonly node: (scope: Scope) => unknown;
  /** Where both sides keep the result for later calls. */
  readonly keep?: keyof Scope;
}

/** Calls that are made one after the other on their own connection. */
export interface Script {
  readonly name: string;
  /** Default: our own hypervisor, as new. */
  readonly uri?: string;
  readonly readOnly?: true;
  readonly steps: readonly Step[];
  /** Calls that are made after each step. */
  readonly observe?: readonly Step[];
}

/** Returns a step that makes a call. */
export function same<T>(
  python: string,
  node: (scope: Scope) => T,
  differences: Differences<Awaited<T>> = {},
): Step {
  return { python, node, ...(differences as Differences<never>) };
}

/** Returns a step whose result later calls use. */
export function keep<Name extends keyof Scope>(
  name: Name,
  python: string,
  node: (scope: Scope) => Promise<Scope[Name]>,
): Step {
  return { python, node, keep: name };
}

/** Flags that many calls have, and one that none has. */
const FLAGS = [...Array.from({ length: 16 }, (_, bit) => 2 ** bit), 2 ** 30];

/** Returns steps for a call without flags, with each flag, and with an unknown one. */
export function flagged<T>(
  python: string,
  node: (scope: Scope, flags: number) => T,
  differences: Differences<Awaited<T>> = {},
): Step[] {
  return [0, ...FLAGS].map((flags) =>
    same(python.replace('flags', String(flags)), (scope) => node(scope, flags), differences),
  );
}
