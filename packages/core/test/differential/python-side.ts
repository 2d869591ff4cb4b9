import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Script } from './script.js';
import { KINDS } from './events.js';
import * as xml from './texts.js';
import { revive, type Outcome } from './value.js';

// The interpreter that has Debian's packages; another one may come first on the path.
const PYTHON = '/usr/bin/python3';

/** The results of a script. */
export interface Result {
  readonly results: readonly { readonly outcome: Outcome; readonly then: readonly Outcome[] }[];
  /** The name, the object and the other fields of each event. */
  readonly events: readonly (readonly unknown[])[];
  /** What `close()` returned. */
  readonly closed: unknown;
}

/** Version, constants and methods of the Python binding. */
export interface PythonFacts {
  /** As major * 1,000,000 + minor * 1,000 + release. */
  readonly version: number;
  readonly constants: Readonly<Record<string, bigint | string>>;
  readonly methods: Readonly<Record<string, readonly string[]>>;
}

/** Output of the Python side. */
export interface PythonSide {
  readonly facts: PythonFacts;
  readonly results: ReadonlyMap<string, Result>;
}

/** Whether the Python binding is installed. */
export const hasPythonBinding = spawnSync(PYTHON, ['-c', 'import libvirt']).status === 0;

/** URI of the test hypervisor, whose state is new on each connection. */
export const HYPERVISOR = `test://${new URL('hypervisor.xml', import.meta.url).pathname}`;

/** Returns the URI to which a script connects. */
export function uriOf({ uri = HYPERVISOR }: Script): string {
  return uri;
}

/** Runs all scripts through the Python binding. */
export async function runPython(scripts: readonly Script[]): Promise<PythonSide> {
  const task = JSON.stringify({
    texts: xml,
    events: KINDS,
    scripts: scripts.map((script) => ({
      uri: uriOf(script),
      readOnly: script.readOnly ?? false,
      steps: script.steps,
      observe: script.observe ?? [],
    })),
  });
  const [facts, ...results] = (await python(task)).trimEnd().split('\n');
  return {
    facts: JSON.parse(facts!, revive) as PythonFacts,
    results: new Map(
      scripts.map(({ name }, index) => [name, JSON.parse(results[index]!, revive) as Result]),
    ),
  };
}

function python(input: string): Promise<string> {
  const child = spawn(PYTHON, [fileURLToPath(new URL('python_side.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`Python ended with ${signal ?? String(code)}:\n${stderr}`));
    });
  });
}
