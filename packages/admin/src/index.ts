export { AdmClient } from './adm-client.js';
export { AdmConnect, type AdmConnectEvents, type AdmConnectOptions } from './adm-connect.js';
export { AdmServer } from './adm-server.js';
export * from './generated/constants.js';
export * from './generated/parameters.js';
export { admGetVersion } from './library.js';
export type {
  ClientInfo,
  ClientLimits,
  ClientLimitsParameters,
  ThreadPoolLimits,
  ThreadPoolParameters,
} from './parameters.js';
