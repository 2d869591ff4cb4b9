export { FileDescriptors } from '@libvirt/core/internal';
export { qemuAgentCommand } from './agent.js';
export * from './generated/constants.js';
export { QMPError, type QMPCommand } from './json.js';
export {
  domainQemuAttach,
  qemuMonitorCommand,
  qemuMonitorCommandWithFiles,
  type QemuMonitorReply,
} from './monitor.js';
