// Runs shell scripts, each in a machine of its own that is thrown away, and prints what they print.
import { Connect } from '@libvirt/core';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Runner } from './runner.js';

const { values, positionals: jobs } = parseArgs({
  allowPositionals: true,
  options: {
    uri: { type: 'string', default: 'qemu:///system' },
    pool: { type: 'string', default: 'default' },
    image: { type: 'string', default: 'golden.qcow2' },
    name: { type: 'string', default: 'ci' },
    parallel: { type: 'string', default: '2' },
    memory: { type: 'string', default: '512' },
    time: { type: 'string', default: '600' },
    emulate: { type: 'boolean', default: false },
  },
});
const parallel = Number(values.parallel);

await using conn = await Connect.open(values.uri);
await using runner = await Runner.open(conn, {
  name: values.name,
  pool: values.pool,
  image: values.image,
  warm: parallel,
  limits: {
    type: values.emulate ? 'qemu' : 'kvm',
    memory: Number(values.memory),
    cpus: 1,
    diskRate: 100,
    time: Number(values.time),
    output: 2 ** 20,
  },
});

/** Takes jobs until there are no more. */
async function work(): Promise<void> {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    try {
      const { code, output } = await runner.run(await readFile(job, 'utf8'));
      console.log(`--- ${job}: exit code ${code}\n${output}`);
      if (code !== 0) process.exitCode = 1;
    } catch (error) {
      console.log(`--- ${job}: ${String(error)}`);
      process.exitCode = 1;
    }
  }
}
await Promise.all(Array.from({ length: parallel }, work));
