// Sets up, installs the bindings to compare with if possible, then runs the benchmarks.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from '../../../scripts/setup.mjs';
import { main, root, run, log, StepError } from '../../../scripts/steps.mjs';
import { provideExtras } from '../../../scripts/system-packages.mjs';

const UNRAID = '@unraid/libvirt@2.2.1';
const PACKAGES = [
  'gcc',
  'libc6-dev',
  'libvirt-dev',
  'pkg-config',
  'golang-go',
  'golang-github-libvirt-libvirt-go-dev',
  'python3-libvirt',
  'libvirt-daemon',
];

/** Installs the other bindings. Without them, the benchmarks compare less and print what is missing. */
function provideBindings() {
  if (provideExtras(PACKAGES)) return;
  const install = 'sudo apt-get install --no-install-recommends';
  log(`To compare with everything, on Debian and Ubuntu: ${install} ${PACKAGES.join(' ')}`);
}

/** Installs another binding for Node.js. Where it does not compile, the benchmarks run without it. */
function provideUnraid() {
  const folder = join(root, 'packages/bench/build/unraid');
  if (existsSync(join(folder, 'node_modules/@unraid/libvirt/build/Release/libvirt.node'))) return;
  log(`Installing ${UNRAID} ...`);
  mkdirSync(folder, { recursive: true });
  // npm 12 runs install scripts only of packages that are named here.
  const manifest = { private: true, allowScripts: { '@unraid/libvirt': true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  try {
    run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', UNRAID]);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    log(error.message);
  }
}

await main(async () => {
  const given = process.argv.slice(2);
  await setup('--filter=@libvirt/bench');
  if (!given.includes('--help') && !given.includes('-h')) {
    provideBindings();
    provideUnraid();
  }
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'src/main.ts', ...given], {
    cwd: join(root, 'packages/bench'),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});
