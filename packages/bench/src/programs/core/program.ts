// Runs the measured operations with @libvirt/core.
import { runOperation } from '../protocol.js';
import { calls, firstDomain, memory, names, opens } from './calls.js';
import { connections, events } from './events.js';
import { list, statistics, xml } from './lists.js';
import { download, upload } from './transfers.js';

await runOperation({
  calls,
  names,
  list,
  xml,
  statistics,
  events,
  upload,
  download,
  opens,
  memory,
  connections,
  'first-domain': firstDomain,
});
