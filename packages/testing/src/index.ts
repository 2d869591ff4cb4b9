export { DaemonError, endOf, untilItAnswers, type Watched } from './daemon.js';
export { startLibvirtd, type Libvirtd, type LibvirtdOptions } from './libvirtd.js';
