// Sets up, and runs the tests on real machines and containers. Arguments are vitest's: a filter on
// the names of files, `-t` on those of tests. With --long, tests that have a long form use it.
import { checkExercised, integration, provision, runIntegration } from './integration.mjs';
import { printReports, printSum, readReport } from '../../../scripts/reports.mjs';
import { setup } from '../../../scripts/setup.mjs';
import { main } from '../../../scripts/steps.mjs';

await main(async () => {
  const given = process.argv.slice(2);
  const vitestArguments = given.filter((argument) => argument !== '--long');
  if (given.includes('--long')) process.env.LIBVIRT_LONG = 'yes';
  provision();
  await setup();
  const codes = [await runIntegration(vitestArguments)];
  // A part of the tests cannot show which methods no test calls.
  if (vitestArguments.length === 0) codes.push(checkExercised());
  const reports = [readReport(integration, vitestArguments.length > 0)];
  printReports(reports);
  if (!printSum(reports) || codes.some((code) => code !== 0)) process.exitCode = 1;
});
