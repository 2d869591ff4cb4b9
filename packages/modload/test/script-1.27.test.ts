import { describeScripts } from './script/describe-scripts.js';
import { go127 } from './script/go-1.27.js';
import { findNewestToolchain } from './script/toolchain.js';

describeScripts('1.27', go127, findNewestToolchain(), [
  'mod_edit',
  'mod_get_work',
  'mod_tidy_diff',
  'work_vendor_prune_all',
]);
