import type { Descriptions } from './description.js';

/** The enums of libvirt-admin. */
export const admin: Descriptions = {
  virAdmConnectDaemonShutdownFlags: {
    about: 'How {@link AdmConnect.daemonShutdown} ends the daemon.',
    values: {
      VIR_DAEMON_SHUTDOWN_PRESERVE:
        'Save the state of running domains first, as the daemon is configured to do when its host shuts down.',
    },
  },
  virClientTransport: {
    about: 'How a client is connected to the daemon: the result of {@link AdmClient.getTransport}.',
    values: {
      VIR_CLIENT_TRANS_UNIX: 'Through a UNIX socket, from the same host or through SSH.',
      VIR_CLIENT_TRANS_TCP: 'Through TCP, without TLS.',
      VIR_CLIENT_TRANS_TLS: 'Through TCP with TLS.',
    },
  },
};
