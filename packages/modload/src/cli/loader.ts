/** What loads modules, in one file of the build, which `help` and `version` do without. */
export { absolutePath, disk, overlay } from '../base/files.js';
export { settingsOf } from '../open-module.js';
export { OpenedModule } from '../modload/state.js';
