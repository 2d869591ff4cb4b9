import { isRevisionQuery, queryPackages } from '../modload/module-query.js';
import { checkAllowed } from '../modload/allowed.js';
import { describePackages } from '../modload/list-packages.js';
import {
  isMetaPackage,
  isRelativePath,
  isStandardImportPath,
  cleanSlashPath,
} from '../module/pattern.js';
import { parseGoMod } from '../modfile/gomod.js';
import { editRequirements } from '../modload/edit-requirements.js';
import { moduleKey, type ModuleVersion } from '../module/module.js';
import { GoModuleSource } from '../modfetch/source.js';
import { isStandard } from '../modload/module-directory.js';
import { messageOf } from '../base/errors.js';
import type { LoadState } from '../modload/state.js';
import { buildFlags, type Command, type Invocation } from './command.js';
import { CommandError } from './host.js';

interface CheckOptions {
  readonly tests?: boolean;
  readonly programsOnly?: boolean;
  /** Whether the patterns must mean one package. */
  readonly isOne?: boolean;
}

/** Loads the packages of a command that builds, and reports what is wrong with any of them. */
async function load(
  invocation: Invocation,
  patterns: readonly string[],
  options: CheckOptions = {},
): Promise<number> {
  const module = await invocation.open();
  const state = await module.open();
  return await check(invocation, state, patterns, options);
}

async function check(
  invocation: Invocation,
  state: LoadState,
  patterns: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const described = await describePackages(state, patterns, { ...options, allowErrors: true });
  await invocation.write(described.edit);
  const { packages } = described;
  if (options.isOne && packages.length !== 1) {
    const [pattern = ''] = patterns;
    const paths = packages.map(({ importPath }) => importPath).join('\n\t');
    throw new CommandError(
      packages.length === 0
        ? `go: no packages loaded from ${pattern}`
        : `go: pattern ${pattern} matches multiple packages:\n\t${paths}`,
    );
  }
  const { loaded } = state;
  const told = new Set<string>();
  for (const each of packages) {
    for (const error of [...(each.error ? [each.error] : []), ...each.dependencyErrors]) {
      if (told.has(error.message)) continue;
      told.add(error.message);
      invocation.complain(error.message);
    }
  }
  if (told.size > 0) return 1;
  if (options.tests || options.programsOnly) return 0;
  // What was named must have something to build; what a pattern matches need not.
  const named = new Set(
    loaded?.matches.filter((match) => match.isLiteral).flatMap((match) => match.packages),
  );
  const empty = packages.filter(
    ({ importPath, goFiles, cgoFiles, directory }) =>
      named.has(importPath) && directory && goFiles.length + cgoFiles.length === 0,
  );
  for (const { importPath, directory } of empty) {
    if (importPath === 'unsafe') continue;
    invocation.complain(`${importPath}: no non-test Go files in ${directory}`);
  }
  return empty.some(({ importPath }) => importPath !== 'unsafe') ? 1 : 0;
}

/** `go build`: loads and resolves. */
export const build: Command = {
  usage: 'go build [-o output] [build flags] [packages]',
  flags: { ...buildFlags, o: 'text', i: 'boolean' },
  async run(invocation) {
    const status = await load(invocation, invocation.args);
    if (status === 0) invocation.sayWhatIsLeft('compiled');
    return status;
  },
};

/** `go vet`: loads and resolves. */
export const vet: Command = {
  usage: 'go vet [-n] [-x] [-vettool prog] [build flags] [vet flags] [packages]',
  flags: { ...buildFlags, vettool: 'text', json: 'boolean', c: 'text' },
  async run(invocation) {
    const status = await load(invocation, invocation.args, { tests: true });
    if (status === 0) invocation.sayWhatIsLeft('examined');
    return status;
  },
};

const testFlags = {
  args: 'boolean',
  bench: 'text',
  benchmem: 'boolean',
  benchtime: 'text',
  blockprofile: 'text',
  c: 'boolean',
  count: 'text',
  cover: 'boolean',
  covermode: 'text',
  coverpkg: 'text',
  coverprofile: 'text',
  cpu: 'text',
  cpuprofile: 'text',
  exec: 'text',
  failfast: 'boolean',
  i: 'boolean',
  json: 'boolean',
  list: 'text',
  memprofile: 'text',
  o: 'text',
  parallel: 'text',
  run: 'text',
  short: 'boolean',
  shuffle: 'text',
  timeout: 'text',
  trace: 'text',
  vet: 'text',
} as const;

/** `go test`: loads and resolves, tests included. */
export const test: Command = {
  usage: 'go test [build/test flags] [packages] [build/test flags & test binary flags]',
  flags: { ...buildFlags, ...testFlags },
  async run(invocation) {
    // Flags may come after the packages too; what they say is for programs that do not run here.
    const patterns = invocation.args.filter((word) => !word.startsWith('-'));
    const status = await load(invocation, patterns, { tests: true });
    if (status === 0) invocation.sayWhatIsLeft('compiled or run');
    return status;
  },
};

/** `go install`: loads and resolves; packages at a version without the main module. */
export const install: Command = {
  usage: 'go install [build flags] [packages]',
  flags: { ...buildFlags, i: 'boolean' },
  async run(invocation) {
    const isVersioned = invocation.args.some(
      (word) => word.includes('@') && !isRelativePath(word) && !word.startsWith('/'),
    );
    const status = isVersioned
      ? await installAt(invocation, invocation.args)
      : await load(invocation, invocation.args);
    if (status === 0) invocation.sayWhatIsLeft('compiled or installed');
    return status;
  },
};

/** `go run`: loads and resolves. */
export const run: Command = {
  usage: 'go run [build flags] [-exec xprog] package [arguments...]',
  flags: { ...buildFlags, exec: 'text' },
  async run(invocation) {
    const files = invocation.args.findIndex((word) => !word.endsWith('.go'));
    const count = files < 0 ? invocation.args.length : files;
    const patterns = count > 0 ? invocation.args.slice(0, count) : invocation.args.slice(0, 1);
    if (patterns.length === 0) throw new CommandError('go: no go files listed');
    const [first = ''] = patterns;
    const isVersioned = first.includes('@') && !isRelativePath(first) && !first.startsWith('/');
    const status = isVersioned
      ? await installAt(invocation, patterns, { isOne: true })
      : await load(invocation, patterns, { programsOnly: true, isOne: true });
    if (status === 0) invocation.sayWhatIsLeft('compiled or run');
    return status;
  },
};

/** Loads programs at a version, as if their module were the main one. */
async function installAt(
  invocation: Invocation,
  args: readonly string[],
  options: CheckOptions = {},
): Promise<number> {
  const module = await invocation.open({ root: 'none' });
  const state = await module.open({ allowMissingImports: true });
  const { context } = state;
  if (context.source instanceof GoModuleSource) context.source.cache.check();
  const fail = (text: string): never => {
    throw new CommandError(`go: ${text}`);
  };
  const version = args.find((word) => word.includes('@'))!.split(/@(.*)/s)[1]!;
  if (version === '') fail(`${args.find((word) => word.endsWith('@'))}: version must not be empty`);
  const patterns = args.map((argument) => {
    if (!argument.endsWith(`@${version}`)) {
      fail(
        `${argument}: all arguments must refer to packages in the same module at the same version (@${version})`,
      );
    }
    const pattern = argument.slice(0, -version.length - 1);
    const must = (rule: string) => fail(`${argument}: argument must ${rule}`);
    if (isRelativePath(pattern)) must('be a package path, not a relative path');
    if (pattern.startsWith('/')) must('be a package path, not an absolute path');
    if (isMetaPackage(pattern)) must('be a package path, not a meta-package');
    if (cleanSlashPath(pattern) !== pattern) must('be a clean package path');
    if (!pattern.includes('...') && isStandardImportPath(pattern) && isStandard(context, pattern)) {
      must('not be a package in the standard library');
    }
    return pattern;
  });

  const allowed = isRevisionQuery(version)
    ? undefined
    : (each: ModuleVersion) => checkAllowed(context, each);
  let target: ModuleVersion;
  try {
    const [found] = await queryPackages(context, patterns[0]!, version, () => 'none', allowed);
    target = found!.module;
    const goMod = parseGoMod('go.mod', await context.source.goMod(target));
    for (const directive of ['replace', 'exclude'] as const) {
      if (goMod[directive].length === 0) continue;
      throw new CommandError(
        `go: ${args[0]} (in ${moduleKey(target)}):\n` +
          '\tThe go.mod file for the module providing named packages contains one or\n' +
          `\tmore ${directive} directives. It must not contain directives that would cause\n` +
          '\tit to be interpreted differently than if it were the main module.',
      );
    }
    const edited = await editRequirements(state.requirements, [], [target]);
    state.requirements = edited.requirements;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return fail(`${args[0]}: ${messageOf(error)}`);
  }
  return await check(invocation, state, patterns, { ...options, programsOnly: true });
}
