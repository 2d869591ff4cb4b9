import { describeScripts } from './script/describe-scripts.js';
import { go119 } from './script/go-1.19.js';
import { findToolchain, withoutGo119 } from './script/toolchain.js';

const installed = findToolchain();
const toolchain = installed?.version === '1.19' ? installed : withoutGo119;

describeScripts('1.19', go119, toolchain, [
  'mod_concurrent',
  'mod_edit',
  'mod_get_indirect',
  'mod_list_std',
  'work_sync',
]);
