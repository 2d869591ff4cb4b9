import { DomainState } from '@libvirt/core';
import { expect, test } from 'vitest';
import { until, withMachine } from '../src/machines.js';

test('a guest runs, and echoes on its serial port', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    serial.send('hello');
    await serial.receive('hello');
    expect((await domain.getInfo()).state).toBe(DomainState.RUNNING);
  }));

test('a guest turns its power off when it is asked to', () =>
  withMachine({}, async ({ domain, guest }) => {
    using _serial = await guest();
    await domain.shutdown();
    await until('the domain is off', async () => !(await domain.isActive()));
  }));
