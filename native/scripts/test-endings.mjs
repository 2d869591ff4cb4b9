// Runs the long forms of core's tests of what ends and of what runs out, on each line of Node.js:
// 200 workers that are ended at random moments, and a minute of work under changing limits.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/cache.mjs';
import { setup } from '../../scripts/setup.mjs';
import { main, root, log, StepError } from '../../scripts/steps.mjs';

const LINES = ['20', '22', '24'];

/** A Node.js of a line, from the registry. */
function provideNode(line) {
  const folder = cacheFolder('node', line);
  const node = join(folder, 'node_modules/node/bin/node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder];
  const { status } = spawnSync('npm', [...install, `node@${line}`], { stdio: 'inherit' });
  if (status !== 0 || !existsSync(node)) throw new StepError(`Node.js ${line} cannot be had.`);
  return node;
}

await main(async () => {
  await setup('--filter=@libvirt/core');
  const failed = LINES.filter((line) => {
    const node = provideNode(line);
    log(`\nNode.js ${line}\n`);
    const tests = ['test/ended-workers.test.ts', 'test/exhaustion.test.ts'];
    const { status } = spawnSync(
      node,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...tests],
      {
        cwd: join(root, 'packages/core'),
        stdio: 'inherit',
        env: { ...process.env, LIBVIRT_TEST_WORKERS: '200', LIBVIRT_TEST_LIMITS_MS: '60000' },
      },
    );
    return status !== 0;
  });
  console.log(`${LINES.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) throw new StepError(`failed on Node.js ${failed.join(', ')}`);
});
