import type { Descriptions } from './description.js';

/** The enums of libvirt-qemu. */
export const qemu: Descriptions = {
  virConnectDomainQemuMonitorEventRegisterFlags: {
    about:
      'How {@link domainQemuMonitorEventRegister} and {@link qemuMonitorWatch} read the name of an event.',
    values: {
      VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX:
        'The name is a regular expression, and any event that it matches is reported.',
      VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE: 'Upper and lower case are the same.',
    },
  },
  virDomainQemuAgentCommandTimeoutValues: {
    about: 'Special timeouts for {@link qemuAgentCommand}, which otherwise counts seconds.',
    values: {
      VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK: "Wait for the agent's answer without limit.",
      VIR_DOMAIN_QEMU_AGENT_COMMAND_MIN: 'The smallest number allowed, which is `BLOCK`.',
      VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT: 'Wait as long as libvirt does by itself: 5 seconds.',
      VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT: 'Do not wait for an answer.',
      VIR_DOMAIN_QEMU_AGENT_COMMAND_SHUTDOWN:
        'The seconds that libvirt itself waits for the guest agent to begin a shutdown.',
    },
  },
  virDomainQemuMonitorCommandFlags: {
    about: 'How {@link qemuMonitorCommand} and {@link qemuMonitorCommandWithFiles} read a command.',
    values: {
      VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT: 'The command is QMP, which is JSON.',
      VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP:
        'The command is a line for the human monitor, and the result is the text that it prints.',
    },
  },
};
