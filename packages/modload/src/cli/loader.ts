/** What loads modules, in one file of the build, which `help` and `version` do without. */
export { absolutePath, disk, overlay } from '../files.js';
export { Module, settingsOf } from '../session.js';
export { findRoots } from '../state.js';
