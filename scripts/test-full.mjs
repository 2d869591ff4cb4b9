// Runs every suite that is too long for each change, one after the other, and says what failed.
import { spawnSync } from 'node:child_process';
import { provideBinaries } from '../native/scripts/published-binaries.mjs';
import { guard, root, say } from './steps.mjs';

const suites = [
  ['test:pack', '--', '--full'],
  ['test:build-tags', '--', '--poll'],
  ['test:arm64'],
  ['test:matrix'],
  ['test:endings'],
  ['test:integration', '--', '--long', 'liveness'],
];

await guard(() => {
  provideBinaries();
  const failed = suites.filter((suite) => {
    say(`\nnpm run ${suite.join(' ')}\n`);
    return (
      spawnSync('npm', ['run', '--silent', ...suite], { cwd: root, stdio: 'inherit' }).status !== 0
    );
  });
  console.log(`${suites.length - failed.length} passed, ${failed.length} failed`);
  for (const suite of failed) console.log(`failed: npm run ${suite.join(' ')}`);
  if (failed.length > 0) process.exitCode = 1;
});
