// What packages/remote/src has in code that is not generated.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../facts.js';
import type { Shapes } from '../shapes.js';
import { Calls } from './emit.js';
import { exceptions } from './exceptions.js';
import type { ProtocolFacts } from './facts.js';

const SOURCE = 'packages/remote/src';

function readWritten(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('generated'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

/** Returns the raw functions that are written. */
export function writtenCalls(root: string): ReadonlySet<string> {
  const texts = readWritten(root, `${SOURCE}/calls`);
  return new Set(
    texts.flatMap((text) => Array.from(text.matchAll(/^ {2}(vir\w+):/gm), ([, name]) => name!)),
  );
}

/** The programs that @libvirt/remote speaks, besides keep-alive. */
const PROGRAMS: ReadonlySet<string> = new Set(['remote', 'qemu', 'lxc']);

/** What is wrong about the account of all procedures. */
export interface Account {
  /** Neither generated, nor written, nor excepted. */
  readonly missing: readonly string[];
  /** Excepted, although it is used or does not exist. */
  readonly stale: readonly string[];
}

/** Accounts for every procedure of the protocol. */
export function accountFor(
  root: string,
  facts: Facts,
  shapes: Shapes,
  protocol: ProtocolFacts,
): Account {
  const written = writtenCalls(root);
  const calls = new Calls(protocol);
  const generated = new Set(
    facts.functions.flatMap((fn) => {
      const shape = written.has(fn.name) ? undefined : shapes.of(fn);
      return shape && calls.emit(fn, shape) !== undefined ? [calls.find(fn.name)?.procedure] : [];
    }),
  );
  const text = readWritten(root, SOURCE).join('\n');
  const named = new Set(
    Array.from(
      text.matchAll(/\b(?:R|remoteProcedures|qemuProcedures)\.(\w+)/g),
      ([, name]) => name!,
    ),
  );
  const all = protocol.programs
    .filter(({ name }) => PROGRAMS.has(name))
    .flatMap(({ procedures }) => procedures);
  const unused = new Set(
    all.filter((each) => !generated.has(each) && !named.has(each.name)).map(({ name }) => name),
  );
  const excepted = new Set(exceptions.flatMap(({ procedures }) => procedures));
  return {
    missing: [...unused].filter((name) => !excepted.has(name)),
    stale: [...excepted].filter((name) => !unused.has(name)),
  };
}
