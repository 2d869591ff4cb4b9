import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { formatFacts, PARTS, type Facts } from '../facts.js';
import { importFacts } from '../import.js';
import { checkCoverage } from './check.js';
import * as exceptions from './exceptions.js';
import { readPublicAPI } from './public-api.js';
import { formatCoverage } from './report.js';

const require = createRequire(import.meta.url);

/** Printed if there is no API description to check. */
const INSTALL = `libvirt's API description is not installed, so only the releases in native/api are checked.
Install it with:  apt-get install libvirt-dev   (Fedora: dnf install libvirt-devel)`;

/**
 * Prints how much of the C API is exposed: of the installed release and those in native/api. Returns
 * whether there is no error.
 */
export function reportCoverage(
  root: string,
  committed: readonly Facts[],
  directory: string,
): boolean {
  const isInstalled = existsSync(join(directory, 'libvirt-api.xml'));
  const installed = isInstalled ? importFacts(directory) : undefined;
  const constants: Record<string, unknown> = {};
  for (const name of ['core', ...PARTS]) {
    const built = join(root, 'packages', name, 'dist/index.cjs');
    if (!existsSync(built)) throw new Error(`@libvirt/${name} is not built: run "npm run build"`);
    Object.assign(constants, require(built));
  }

  const same = committed.find(({ version }) => version === installed?.version);
  const { items, problems } = checkCoverage({
    releases: [...committed.filter((each) => each !== same), ...(installed ? [installed] : [])],
    api: readPublicAPI(root),
    constants,
    ...exceptions,
  });
  const changed =
    same && installed && formatFacts(same) !== formatFacts(installed)
      ? [`native/api/libvirt-${same.version}.json differs from the installed API description`]
      : [];

  for (const { version, functions } of [...committed, ...(installed && !same ? [installed] : [])]) {
    const note = version === installed?.version ? ', installed here' : '';
    console.log(`libvirt ${version}: ${functions.length} functions${note}`);
  }
  console.log(formatCoverage(items));
  for (const problem of [...changed, ...problems]) console.log(`FAILED  ${problem}`);
  if (!isInstalled) console.error(`\n*** ${INSTALL.replaceAll('\n', '\n*** ')}\n`);
  const isRefused = !isInstalled && process.env['CI'] === 'true';
  return changed.length === 0 && problems.length === 0 && !isRefused;
}
