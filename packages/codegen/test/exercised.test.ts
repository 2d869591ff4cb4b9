import { expect, test } from 'vitest';
import { checkExercised, type ExercisedCheck } from '../src/coverage/exercised.js';

const methods = [
  { name: 'Domain.create', since: '0.0.3' },
  { name: 'Domain.migrate', since: '0.3.2' },
  { name: 'Domain.rename', since: '11.0.0' },
];

/** Checks a run on libvirt 9 in which these methods succeeded. */
const run = (succeeded: string[], more: Partial<ExercisedCheck> = {}) =>
  checkExercised({
    methods,
    libvirt: '9.0.0',
    real: { called: new Set(succeeded), succeeded: new Set(succeeded) },
    unit: new Set(),
    declared: [],
    ...more,
  });

test('checkExercised: a method that never succeeds needs a reason, unless libvirt is too old for it', () => {
  expect(run(['Domain.create']).problems).toEqual([
    'Domain.migrate never succeeds on a real machine or container: give a reason',
  ]);
  expect(run(['Domain.create'], { libvirt: '11.0.0' }).problems).toHaveLength(2);
});

test('checkExercised: refuses a reason for a method that succeeds, unless it depends on the host', () => {
  const all = ['Domain.create', 'Domain.migrate'];
  const declared = [{ why: 'for lack of hosts', methods: ['Domain.migrate'] }];
  expect(run(all, { declared }).problems).toEqual([
    'Domain.migrate is declared not to succeed, but does',
  ]);
  const lenient = declared.map((group) => ({ ...group, mayRun: true }));
  expect(run(all, { declared: lenient }).problems).toEqual([]);
});

test('checkExercised: refuses a reason for a method that does not exist', () => {
  const declared = [{ why: 'for lack of it', methods: ['Domain.fly'] }];
  expect(run(['Domain.create', 'Domain.migrate'], { declared }).problems).toEqual([
    'Domain.fly is declared not to succeed, but does not exist',
  ]);
});

test('checkExercised: lists the methods that no test calls', () => {
  const declared = [{ why: 'for lack of hosts', methods: ['Domain.migrate'] }];
  const { lines } = run(['Domain.create'], { declared, unit: new Set(['Domain.rename']) });
  expect(lines).toContain('Succeeded on real machines and containers: 1 of 3 public methods.');
  expect(lines.at(-1)).toBe('  Domain.migrate: for lack of hosts');
});
