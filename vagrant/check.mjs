// Has Vagrant validate the machine of the integration suite, without starting it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, root, run, StepError } from '../scripts/steps.mjs';
import { provideExtras } from '../scripts/system-packages.mjs';

await main(() => {
  const isMissing = spawnSync('vagrant', ['--version']).error !== undefined;
  if (isMissing && !provideExtras(['vagrant'])) {
    throw new StepError('Install Vagrant; on Debian: sudo apt-get install vagrant');
  }
  // Without the files that Vagrant keeps in the user's home.
  const home = mkdtempSync(join(tmpdir(), 'vagrant-home-'));
  try {
    run('vagrant', ['validate', '--ignore-provider'], {
      VAGRANT_HOME: home,
      VAGRANT_CWD: join(root, 'vagrant'),
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  console.log('vagrant/Vagrantfile is valid.');
});
