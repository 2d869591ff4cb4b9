import { Programs } from '@libvirt/testing';
import { expect, it } from 'vitest';
import { needDaemon } from './daemon.js';

const programs = new Programs(new URL('programs/chaos/', import.meta.url), { LIBVIRT_DEBUG: '4' });

// Small enough to run beside other suites; `npm run test:chaos` sets more.
const {
  LIBVIRT_CHAOS_HOSTS: hosts = '60',
  LIBVIRT_CHAOS_SECONDS: seconds = '20',
  LIBVIRT_CHAOS_ENGINES: engines = 'addon,remote',
} = process.env;

/** Rows of a histogram, with one mark for each hundredth of the hosts. */
function draw(histogram: Readonly<Record<string, number>>): string {
  const rows = Object.entries(histogram).map(([from, count]) => {
    const marks = '#'.repeat(Math.ceil((100 * count) / Number(hosts)));
    return `${from.padStart(6)} ms ${String(count).padStart(5)} ${marks}`;
  });
  return rows.join('\n');
}

it.for(engines.split(','))(
  'Fleet over %s: after chaos, inventories equal the hosts, and no event is missing without a resync',
  { timeout: 3_600_000 },
  async (engine, context) => {
    needDaemon(context);
    const ended = await programs.run('main.ts', {
      nodeOptions: ['--expose-gc', '--import', 'tsx'],
      arguments: ['--hosts', hosts, '--daemons', '8', '--seconds', seconds, '--engine', engine],
    });
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
    console.log(ended.stdout);
    const figures = JSON.parse(ended.stdout) as Record<string, never>;
    expect(figures).toMatchObject({ different: [], missed: [], gaps: [], unhandled: [] });
    const { events, resyncs, changes, threads } = figures as Record<string, number>;
    // It was not quiet: the hosts saw events and disconnects.
    expect(changes).toBeGreaterThan(10);
    expect(events).toBeGreaterThan(100);
    expect(resyncs).toBeGreaterThan(Number(hosts));
    expect(threads).toBeLessThan(1100);

    // After the restart of all daemons, the hosts did not come back together.
    const { attempts, histogram } = figures as Record<string, Record<string, number>>;
    console.log(`Connected again after all daemons answered:\n${draw(histogram!)}`);
    console.log(`The next attempts, when all daemons were down:\n${draw(attempts!)}`);
    const most = Math.max(...Object.values(attempts!));
    expect(most).toBeLessThan(0.4 * Number(hosts));
  },
);
