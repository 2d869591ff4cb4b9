// Checks every package that is published as its users will meet it: its exports and its types.
import { spawnSync } from 'node:child_process';
import { listPackages } from './packages.mjs';

const checks = [
  ['publint', '--strict'],
  ['attw', '--pack'],
];

for (const { folder, manifest } of listPackages()) {
  if (manifest.private) continue;
  for (const [tool, ...options] of checks) {
    console.log(`${manifest.name}: ${tool}`);
    const { status } = spawnSync('npm', ['exec', '--no', '--', tool, ...options, '.'], {
      cwd: folder,
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
}
