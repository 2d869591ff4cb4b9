// Sets up, then runs the benchmarks.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { guard, root } from './steps.mjs';

await guard(async () => {
  await setup('--filter=@libvirt/bench');
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', ...process.argv.slice(2)],
    { cwd: join(root, 'packages/bench'), stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
});
