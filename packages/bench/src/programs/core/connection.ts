import { Connect } from '@libvirt/core';
import { text } from '../protocol.js';

/** Opens the connection to measure, with the engine that BENCH_ENGINE names. */
export async function open(): Promise<Connect> {
  if (process.env['BENCH_ENGINE'] !== 'remote') return await Connect.open(text('uri'));
  // Imported here: without it, the addon's programs would load it too.
  const { remote } = await import('@libvirt/remote');
  return await Connect.open(text('uri'), { engine: remote });
}
