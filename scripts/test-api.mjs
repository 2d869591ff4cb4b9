// Checks that everything in libvirt's C API has its TypeScript face, and prints how much has.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { guard, root } from './steps.mjs';
import { provideExtras } from './system-packages.mjs';
import { apiPackages } from './test-packages.mjs';

await guard(async () => {
  provideExtras(apiPackages);
  await setup('--filter=@libvirt/qemu', '--filter=@libvirt/lxc');
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', 'coverage', ...process.argv.slice(2)],
    { cwd: join(root, 'packages/codegen'), stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
});
