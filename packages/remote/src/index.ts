import type { ConnectEngine } from '@libvirt/core';
import { ENGINE } from '@libvirt/core/internal';
import { connect } from './calls/connect.js';
import { domain } from './calls/domain.js';
import { withFiles } from './calls/files.js';
import { host } from './calls/host.js';
import { migration } from './calls/migrate.js';
import { newer } from './calls/newer.js';
import { objects } from './calls/objects.js';
import { streams } from './calls/streams.js';
import { generated } from './generated/calls.js';
import { RemoteHandle } from './handles.js';
import { abandonOpening } from './open.js';
import { abandonCall } from './rpc/client.js';

const engine = {
  packageName: '@libvirt/remote',
  abandon: (call: Promise<unknown>) => {
    abandonOpening(call);
    abandonCall(call);
  },
  ...generated,
  ...objects,
  ...connect,
  ...domain,
  ...host,
  ...streams,
  ...migration,
  ...newer,
  ...withFiles,
};

Object.defineProperty(RemoteHandle.prototype, ENGINE, { value: engine });

/**
 * The engine that speaks the protocol of libvirt's daemons, for the option `engine` of `Connect.open`.
 * It needs no library and no binary, and reaches every driver that runs in a daemon: over UNIX sockets,
 * TCP, TLS and SSH.
 */
export const remote: ConnectEngine = engine;
