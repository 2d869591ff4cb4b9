// Records the public face of every published package, so that a change of it is seen in review.
// With --check it writes nothing, and fails where the face is not what the report says.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConsoleMessageId, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { listPackages } from './packages.mjs';
import { guard, root, StepError } from './steps.mjs';

const base = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8'));
const { lib, target, module } = base.compilerOptions;

/** Writes a package's report, or only compares it. Returns whether it was up to date. */
export function report({ folder, manifest }, isCheck) {
  const entry = join(folder, 'dist/index.d.ts');
  if (!existsSync(entry)) throw new StepError(`${manifest.name} is not built: npm run build`);

  const temporary = mkdtempSync(join(tmpdir(), 'libvirt-api-report-'));
  const configuration = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: entry,
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: basename(folder),
        reportFolder: folder,
        reportTempFolder: temporary,
        // What a public method takes and gives is part of the face, even if it is not exported.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          compilerOptions: { lib, target, module, types: ['node'], strict: true },
          files: [entry],
        },
      },
    },
  });
  const { apiReportChanged, errorCount } = Extractor.invoke(configuration, {
    localBuild: !isCheck,
    printApiReportDiff: isCheck,
    messageCallback: (message) => {
      // Docstrings are the linter's to mind, and what to do is told below.
      const isTold =
        message.category === 'Compiler' || message.messageId === ConsoleMessageId.ApiReportDiff;
      if (!isTold) message.logLevel = 'none';
    },
  });
  rmSync(temporary, { recursive: true });
  if (errorCount > 0) throw new StepError(`The types of ${manifest.name} cannot be read.`);
  const file = relative(root, join(folder, `${basename(folder)}.api.md`));
  console.log(`${file}: ${apiReportChanged ? (isCheck ? 'differs' : 'written') : 'up to date'}`);
  return !apiReportChanged;
}

function reportAll(isCheck) {
  const published = listPackages().filter(
    ({ manifest }) => !manifest.private && manifest.types !== undefined,
  );
  const results = published.map((each) => report(each, isCheck));
  if (isCheck && results.includes(false)) {
    throw new StepError(
      'A public face has changed. If that is meant, run "npm run api:report" and commit the report.',
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await guard(() => reportAll(process.argv.includes('--check')));
}
