/**
 * A process that downloads modules, `path@version` each, into the cache of a directory, to be one of
 * several at the same cache. It says `ready` and waits for its input to end before it begins.
 */
import { resolveEnvironment } from '../../src/base/environment.js';
import { GoSum } from '../../src/modfetch/checksums.js';
import { GoModuleSource } from '../../src/modfetch/source.js';

const modules = process.argv.slice(2).map((text) => {
  const at = text.indexOf('@');
  return { path: text.slice(0, at), version: text.slice(at + 1) };
});
const source = new GoModuleSource({
  environment: resolveEnvironment(process.env),
  goSum: new GoSum(),
});
process.stdout.write('ready\n');
for await (const _ of process.stdin);
await Promise.all(
  modules.map(async (module) => {
    await source.infoFile(module);
    await source.goModFile(module);
    await source.download(module);
  }),
);
