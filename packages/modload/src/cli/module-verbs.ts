/**
 * The verbs that have to do with modules, in one file of the build: each file more is more time at the
 * start, and they share nearly everything.
 */
export { clean } from './clean.js';
export { env } from './env.js';
export { build, install, run, test, vet } from './build.js';
export { consumable } from './consumable.js';
export { explain, graph } from './explain.js';
export { get } from './get.js';
export { list } from './list.js';
export {
  download as modDownload,
  graph as modGraph,
  init as modInit,
  tidy as modTidy,
  vendor as modVendor,
  verify as modVerify,
  why as modWhy,
} from './mod.js';
export { mod2018 } from './mod2018.js';
export { edit as modEdit, workEdit } from './mod-edit.js';
export {
  init as workInit,
  sync as workSync,
  vendor as workVendor,
  use as workUse,
} from './work.js';
