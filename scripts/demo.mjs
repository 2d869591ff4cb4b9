// Sets up and runs the demo, passing on signals and the exit code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { log, main, root } from './steps.mjs';

async function demonstrate() {
  const main = join(root, 'packages/demo/dist/main.js');
  const child = spawn(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' });

  // A terminal sends Ctrl-C to both processes.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

  const [code, signal] = await once(child, 'exit');
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  process.exitCode = code ?? 1;
  if (code === 0 && !process.argv.includes('--json')) {
    log('Complete programs are in examples/. To read the guides: npm run docs -- --serve');
  }
}

await main(async () => {
  await setup('--filter=@libvirt/demo');
  await demonstrate();
});
