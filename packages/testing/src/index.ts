export { DaemonError, endOf, spawnDaemon, untilItAnswers, type Watched } from './daemon.js';
export { needLibvirtd, startLibvirtd, whyNoLibvirtd } from './libvirtd.js';
export { makeLinuxImage, whyNoLinux } from './linux.js';
export { Daemon } from './own-daemon.js';
export { Proxy, type ProxyMode } from './proxy.js';
export { needSSHServer, SSHServer } from './ssh-server.js';
export {
  endsWell,
  Programs,
  type Ended,
  type Environment,
  type ProgramOptions,
} from './programs.js';
