// Measures calls of the test driver in this process, with or without a subscriber of `libvirt.call`, and
// what each call pays for the question whether there is one.
import { Connect } from '@libvirt/core';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import type { DiagnosticsOptions, DiagnosticsResult } from '../scenarios/diagnostics.js';

const { subscriber, count } = JSON.parse(process.argv[2] ?? '{}') as DiagnosticsOptions;
const { start, end, asyncStart, asyncEnd, error } = tracingChannel('libvirt.call');
await using connection = await Connect.open('test:///default');
await using domain = await connection.lookupDomainByName('test');

let seen = 0;
const note = () => {
  seen += 1;
};

async function measure(calls: number): Promise<number> {
  const started = performance.now();
  for (let call = 0; call < calls; call += 1) await domain.getInfo();
  return ((performance.now() - started) * 1000) / calls;
}

/** The question of core, in microseconds. */
function measureQuestion(calls: number): number {
  let observed = 0;
  const started = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const isObserved =
      start.hasSubscribers ||
      asyncEnd.hasSubscribers ||
      error.hasSubscribers ||
      end.hasSubscribers ||
      asyncStart.hasSubscribers;
    if (isObserved) observed += 1;
  }
  const microseconds = ((performance.now() - started) * 1000) / calls;
  if (observed > 0) throw new Error('somebody subscribes');
  return microseconds;
}

if (subscriber !== 'never') subscribe(asyncEnd.name, note);
await measure(Math.ceil(count / 10));
if (subscriber === 'left') unsubscribe(asyncEnd.name, note);
seen = 0;
const microseconds = await measure(count);
const traced = seen;
unsubscribe(asyncEnd.name, note);
measureQuestion(count);
const result: DiagnosticsResult = { microseconds, traced, question: measureQuestion(count) };
console.log(JSON.stringify(result));
