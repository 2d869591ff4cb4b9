/** The file trees that a module can be opened with: the disk, and the disk with an overlay. */

export { disk, overlay } from './files.js';
