// Builds the site into `dist/`. Fails on a link that leads nowhere, and if the search misses a name. With --serve it then serves the site.
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { build, serve } from 'vitepress';
import { assemble } from './assemble.js';
import { brokenLinks } from './check-links.js';
import { missingNames } from './check-search.js';
import { ROOT } from './root.js';

const { values } = parseArgs({
  options: { serve: { type: 'boolean' }, port: { type: 'string', default: '4173' } },
});

const folder = join(ROOT, 'docs');
await assemble();
await build(folder);
const site = join(folder, 'dist');
const broken = brokenLinks(site, process.env['LIBVIRT_DOCS_BASE'] ?? '/');
for (const link of broken) console.error(`broken link in ${link}`);
const missing = await missingNames(site);
for (const name of missing) console.error(`the search does not find ${name}`);
if (broken.length > 0 || missing.length > 0) process.exitCode = 1;
else if (values.serve) await serve({ root: folder, port: Number(values.port) });
