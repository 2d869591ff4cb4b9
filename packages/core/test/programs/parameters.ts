import { domainStatsPlacement } from '../../src/parameters/domain-stats.js';
import { unpack } from '../../src/parameters/packed.js';
import { canGenerate } from '../../src/parameters/readers.js';
import { spelled, STATS } from '../parameters-examples.js';
import { pack } from '../parameters-pack.js';

const records = unpack(pack(...Array.from({ length: 10 }, () => STATS)), domainStatsPlacement);
process.stdout.write(`${canGenerate()}\n${spelled(records)}`);
