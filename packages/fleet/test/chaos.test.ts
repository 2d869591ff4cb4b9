import { Programs } from '@libvirt/testing';
import { expect, it } from 'vitest';
import { needDaemon } from './daemon.js';

const programs = new Programs(new URL('programs/', import.meta.url), { LIBVIRT_DEBUG: '4' });

// Small enough to run beside other suites; `npm run test:chaos` keeps 1,000 hosts for ten minutes.
const [hosts, seconds] = ['60', '20'];

it('Fleet: after chaos, inventories equal the hosts, and no event is missing without a resync', async (context) => {
  needDaemon(context);
  const ended = await programs.run('chaos.ts', {
    nodeOptions: ['--expose-gc', '--import', 'tsx'],
    arguments: ['--hosts', hosts, '--daemons', '8', '--seconds', seconds],
  });
  expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
  console.log(ended.stdout);
  const figures = JSON.parse(ended.stdout) as Record<string, never>;
  expect(figures).toMatchObject({ different: [], missed: [], gaps: 0, unhandled: [] });
  const { events, resyncs, changes, threads } = figures as Record<string, number>;
  // It was not quiet: the hosts saw events and disconnects.
  expect(changes).toBeGreaterThan(10);
  expect(events).toBeGreaterThan(100);
  expect(resyncs).toBeGreaterThan(Number(hosts));
  expect(threads).toBeLessThan(1100);
}, 600_000);
