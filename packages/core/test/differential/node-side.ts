import { Connect, DomainEventType } from '@libvirt/core';
import { KINDS } from './events.js';
import { uriOf, type Result } from './python-side.js';
import type { Scope, Script, Step } from './script.js';
import { last, lastName } from './texts.js';
import { outcomeOf, plain, type Outcome } from './value.js';

/** Runs a script through our binding. */
export async function runNode(script: Script): Promise<Result> {
  const { readOnly = false, steps, observe = [] } = script;
  const conn = await Connect.open(uriOf(script), { readOnly });
  const scope = new Proxy({ conn } as Scope, { get: look });
  const made = new Set<AsyncDisposable>();
  const events: unknown[][] = [];
  // A read-only connection could listen too, but not trigger the last event.
  const receivedLast = readOnly ? Promise.resolve() : listen(conn, events, made);
  const results: Result['results'][number][] = [];
  for (const step of steps) {
    const outcome = await perform(step, scope, made);
    const then: Outcome[] = [];
    for (const each of observe) then.push(await perform(each, scope, made));
    results.push({ outcome, then });
  }
  if (!readOnly) made.add(await conn.domainDefineXML(last));
  await receivedLast;
  await Promise.all([...made].map((object) => object[Symbol.asyncDispose]()));
  return { results, events, closed: plain(await conn.close()) };
}

/** Reports an object that an earlier call did not return, as in Python. */
function look(scope: Scope, name: string): unknown {
  if (name in scope) return scope[name as keyof Scope];
  const error = new Error(`name '${name}' is not defined`);
  error.name = 'NameError';
  throw error;
}

/** Collects events of all kinds; resolves with the last one. */
function listen(conn: Connect, events: unknown[][], made: Set<AsyncDisposable>): Promise<void> {
  return new Promise((resolve, reject) => {
    conn.on('error', reject);
    for (const [name] of KINDS) {
      conn.on(name, (event: object) => {
        remember(event, made);
        events.push([name, ...(plain(Object.values(event)) as unknown[])]);
      });
    }
    conn.on('domain-lifecycle', ({ domain, event }) => {
      if (event === DomainEventType.DEFINED && domain.getName() === lastName) resolve();
    });
  });
}

function perform(step: Step, scope: Scope, made: Set<AsyncDisposable>): Promise<Outcome> {
  return outcomeOf(async () => {
    if (step.keep) Reflect.deleteProperty(scope, step.keep);
    const value = await step.node(scope);
    remember(value, made);
    if (step.keep) Object.assign(scope, { [step.keep]: value });
    return step.shape ? step.shape(value as never) : value;
  });
}

/** All connections to `test:///default` share its state, which ends with the last object. */
function remember(value: unknown, made: Set<AsyncDisposable>): void {
  if (typeof value !== 'object' || value === null || value instanceof Connect) return;
  if (Symbol.asyncDispose in value) made.add(value as AsyncDisposable);
  else for (const each of Object.values(value)) remember(each, made);
}
