/** What loads modules, in one file of the build, which `help` and `version` do without. */
export { absolutePath, disk, overlay } from '../base/files.js';
export { Module, settingsOf } from '../open-module.js';
export { findRoots } from '../modload/state.js';
