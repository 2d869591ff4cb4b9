import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildTags } from '../imports/constraint.js';
import { commit } from '../modload/commit.js';
import { Match, matchPackages } from '../modload/match.js';
import { expandGraph } from '../modload/requirements.js';
import type { OpenedModule } from '../modload/state.js';
import { parseGoMod } from '../modfile/gomod.js';
import type { ModuleVersion } from '../module/module.js';
import { buildFlags, moduleFlags, type Command, type Invocation } from './command.js';
import { edit, modEditFlags } from './mod-edit.js';
import { CommandError, HelpRequested } from './host.js';
import { encodeJson } from './go-values.js';
import * as mod from './mod.js';

/** The flags of `go mod edit` that print go.mod rather than edit it. */
const printFlags = ['json', 'print'];

const isGiven = ({ flags }: Invocation, name: string) => {
  const value = flags[name];
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
};

const versioned = ({ path, version }: ModuleVersion) => ({
  Path: path,
  Version: version || undefined,
});
const orNull = (list: readonly unknown[]) => (list.length > 0 ? list : null);

/** Prints go.mod in the shape of 2018: what came later is left out. */
function printJson(invocation: Invocation, module: OpenedModule): number {
  const file = module.settings.goModFile ?? join(module.root, 'go.mod');
  const {
    module: target,
    require,
    exclude,
    replace,
  } = parseGoMod(file, readFileSync(file, 'utf8'));
  const value = {
    Module: { Path: target?.path ?? '' },
    Require: orNull(
      require.map((each) => ({ ...versioned(each), Indirect: each.indirect || undefined })),
    ),
    Exclude: orNull(exclude.map(versioned)),
    Replace: orNull(
      replace.map((each) => ({ Old: versioned(each.old), New: versioned(each.new) })),
    ),
  };
  invocation.print(`${encodeJson(value)}\n`);
  return 0;
}

/** Brings go.mod into order, which every operation on the module graph does. */
async function fix(invocation: Invocation, module: OpenedModule): Promise<number> {
  const state = await module.open({ kind: 'mod' });
  const { requirements, error } = await expandGraph(state.requirements);
  if (error) throw error;
  await invocation.write(await commit(state.context, requirements, undefined));
  return 0;
}

/** Prints the packages of the main module under any build tags; what they import is not looked at. */
async function printPackages(invocation: Invocation, module: OpenedModule): Promise<number> {
  const { context } = await module.open({ kind: 'mod' });
  const match = new Match('...');
  await matchPackages(context, match, {
    tags: BuildTags.any,
    includeStandard: false,
    modules: context.main.versions,
  });
  for (const path of match.packages) invocation.print(`${path}\n`);
  return 0;
}

/**
 * `go mod -sync` and the like: how the verbs were spelled in 2018, before each had a word of its own. Several may
 * be given: first come edits, then what changes the module, then what prints it.
 */
export const mod2018: Command = {
  usage: 'go mod [-v] [maintenance flags]',
  flags: {
    ...buildFlags,
    ...moduleFlags,
    ...modEditFlags,
    fix: 'boolean',
    graph: 'boolean',
    init: 'boolean',
    packages: 'boolean',
    sync: 'boolean',
    vendor: 'boolean',
    verify: 'boolean',
  },
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments('go mod: mod takes no arguments');
    const isInit = invocation.has('init');
    const isEdit = Object.keys(modEditFlags).some(
      (name) => !printFlags.includes(name) && isGiven(invocation, name),
    );
    const operations = ['init', 'fix', 'sync', 'vendor', 'json', 'graph', 'packages', 'verify'];
    if (!isEdit && !operations.some((name) => invocation.has(name))) {
      if (invocation.semantics === 'current') throw new HelpRequested('mod');
      throw new CommandError("go mod: no flags specified (see 'go help mod').");
    }
    const steps: (() => Promise<number>)[] = [];
    const path = invocation.text('module');
    if (isInit) steps.push(() => mod.init.run(invocation.withArguments(path ? [path] : [])));
    else if (isEdit) steps.push(() => edit.run(invocation.without(...printFlags)));

    const module = () => invocation.open({ root: 'need' });
    if (invocation.has('fix') || invocation.has('graph')) {
      steps.push(async () => await fix(invocation, await module()));
    }
    if (invocation.has('sync')) steps.push(() => mod.tidy.run(invocation));
    if (invocation.has('vendor')) steps.push(() => mod.vendor.run(invocation));
    if (invocation.has('json')) steps.push(async () => printJson(invocation, await module()));
    if (invocation.has('graph')) steps.push(() => mod.graph.run(invocation));
    if (invocation.has('packages')) {
      steps.push(async () => await printPackages(invocation, await module()));
    }
    if (invocation.has('verify')) steps.push(() => mod.verify.run(invocation));
    for (const step of steps) {
      const status = await step();
      if (status !== 0) return status;
    }
    return 0;
  },
};
