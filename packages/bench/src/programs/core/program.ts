// Does the operations that are measured, over @libvirt/core.
import { runOperation } from '../told.js';
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
