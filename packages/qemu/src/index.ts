export { FileDescriptors } from '@libvirt/core/internal';
export { qemuAgentCommand } from './agent.js';
export {
  domainQemuEventDeregister,
  domainQemuMonitorEventRegister,
  QemuMonitorEvents,
  qemuMonitorWatch,
  type QemuMonitorEvent,
  type QemuMonitorEventMap,
  type QemuMonitorWatchOptions,
} from './events.js';
export * from './generated/constants.js';
export { QMPError, type QMPCommand } from './json.js';
export {
  domainQemuAttach,
  qemuMonitorCommand,
  qemuMonitorCommandWithFiles,
  type QemuMonitorReply,
} from './monitor.js';
