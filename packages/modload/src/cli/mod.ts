import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { diff } from '../base/diff.js';
import { download as downloadModules } from '../commands/download.js';
import {
  formatGraph,
  graphEdges,
  graphEdgesWithGo,
  loadModuleGraph,
  withBuildList,
} from '../commands/graph.js';
import { messageOf } from '../base/errors.js';
import { initModule } from '../commands/init.js';
import type { ModuleInfo } from '../modload/list-modules.js';
import { isGoVersion, isGoVersionBefore } from '../module/goversion.js';
import { findWork, type OpenedModule } from '../modload/state.js';
import { quote } from '../base/quote.js';
import { understandsGo } from '../modload/release.js';
import { tidy as tidyModule } from '../commands/tidy.js';
import { vendor as vendorModules } from '../commands/vendor.js';
import { verify as verifyModules } from '../commands/verify.js';
import { why as whyNeeded } from '../commands/why.js';
import { messageOfRelease } from '../module/messages.js';
import { moduleFlags, type Command, type Invocation } from './command.js';
import { CommandError } from './host.js';
import { downloadShape, fromJson, moduleShape } from './json-fields.js';
import { encodeJson, Struct } from './go-values.js';

/** Checks a Go release on the command line. */
function releaseCheck(newest: string) {
  return (value: string) => {
    if (value === '') return undefined;
    if (!isGoVersion(value)) return `expecting a Go version like ${quote(newest)}`;
    return understandsGo(newest, value) ? undefined : `maximum supported Go version is ${newest}`;
  };
}

/** `go mod graph`. */
export const graph: Command = {
  usage: 'go mod graph [-go=version] [-x]',
  usageIn: (goVersion) => messageOfRelease('graphUsage', goVersion),
  flags: { ...moduleFlags, go: 'text', x: 'boolean' },
  checks: ({ version }) => ({ go: releaseCheck(version) }),
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments("go: 'go mod graph' accepts no arguments");
    const module = await invocation.open({ root: 'need' });
    const state = await module.open({ kind: 'mod', addGoLine: false });
    const loaded = await loadModuleGraph(state, invocation.text('go'));
    const isListed = state.context.policy.mainEdges === 'buildList';
    const showsGo = !isListed && !isGoVersionBefore(invocation.release.version, '1.21');
    const edges = showsGo ? graphEdgesWithGo(loaded, state.context) : graphEdges(loaded);
    invocation.print(formatGraph(isListed ? withBuildList(loaded, edges) : edges, 'text'));
    return 0;
  },
};

/** `go mod tidy`. */
export const tidy: Command = {
  usage: 'go mod tidy [-e] [-v] [-go=version] [-compat=version]',
  flags: {
    ...moduleFlags,
    e: 'boolean',
    v: 'boolean',
    x: 'boolean',
    diff: 'boolean',
    go: 'text',
    compat: 'text',
  },
  checks: ({ version }) => ({ go: releaseCheck(version), compat: releaseCheck(version) }),
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments("go: 'go mod tidy' accepts no arguments");
    const module = await invocation.open({ root: 'need', ignoreWorkspace: true });
    const { edit, error } = await tidyModule(await module.open({ kind: 'mod' }), {
      goVersion: invocation.text('go'),
      compatibleWith: invocation.text('compat'),
      allowErrors: invocation.has('e'),
      verbose: invocation.has('v'),
    });
    if (invocation.has('diff')) {
      const changes = [edit.goMod, edit.goSum].filter((each) => each !== undefined);
      for (const { file, before = '', after } of changes) {
        const name = basename(file);
        invocation.print(diff(`current/${name}`, before, `tidy/${name}`, after));
      }
      return changes.length > 0 || error ? 1 : 0;
    }
    await invocation.write(edit);
    return error ? 1 : 0;
  },
};

/** `go mod init`. */
export const init: Command = {
  usage: 'go mod init [module-path]',
  flags: moduleFlags,
  needsModules: true,
  async run(invocation) {
    if (invocation.args.length > 1) {
      throw new CommandError("go: 'go mod init' accepts at most one argument");
    }
    const settings = await invocation.settings();
    const created = await initModule(settings, invocation.args[0]);
    await invocation.write(created.edit);
    if (created.hasSource) {
      invocation.complain('go: to add module requirements and sums:\n\tgo mod tidy');
    }
    return 0;
  },
};

/** `go mod vendor`. */
export const vendor: Command = {
  usage: 'go mod vendor [-e] [-v] [-o outdir]',
  flags: { ...moduleFlags, e: 'boolean', v: 'boolean', o: 'text' },
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments("go: 'go mod vendor' accepts no arguments");
    const isOld = isGoVersionBefore(invocation.release.version, '1.22');
    if (!isOld && findWork(await invocation.settings()) !== '') {
      throw new CommandError(
        "go: 'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or set 'GOWORK=off' to exit workspace mode.",
      );
    }
    return await runVendor(
      invocation,
      await invocation.open({ root: 'need', ignoreWorkspace: true }),
    );
  },
};

/** Vendors a module or a workspace. */
export async function runVendor(invocation: Invocation, module: OpenedModule): Promise<number> {
  const vendored = await vendorModules(await module.open({ kind: 'readonly' }), {
    directory: invocation.text('o'),
    allowErrors: invocation.has('e'),
    ...(invocation.has('v') && { onLine: (line: string) => invocation.complain(line) }),
  });
  await invocation.write(vendored.edit);
  vendored.write();
  return 0;
}

/** `go mod verify`. */
export const verify: Command = {
  usage: 'go mod verify',
  flags: moduleFlags,
  needsModules: true,
  async run(invocation) {
    invocation.demandNoArguments('go: verify takes no arguments');
    const module = await invocation.open({ root: 'need' });
    const problems = await verifyModules(await module.open({ kind: 'mod' }));
    for (const { message } of problems) invocation.complain(message);
    if (problems.length > 0) return 1;
    invocation.print('all modules verified\n');
    return 0;
  },
};

/** `go mod why`. */
export const why: Command = {
  usage: 'go mod why [-m] [-vendor] packages...',
  flags: { ...moduleFlags, m: 'boolean', vendor: 'boolean' },
  needsModules: true,
  async run(invocation) {
    const module = await invocation.open({ root: 'need' });
    const state = await module.open({ kind: 'mod', addGoLine: false });
    const options = { modules: invocation.has('m'), vendor: invocation.has('vendor') };
    const reasons = await whyNeeded(state, invocation.args, options);
    const what = `${options.vendor ? ' to vendor' : ''} ${options.modules ? 'module' : 'package'}`;
    const stanzas = reasons.map(({ name, path }) => {
      const lines = path.length > 0 ? path : [`(main module does not need${what} ${name})`];
      return `# ${name}\n${lines.map((line) => `${line}\n`).join('')}`;
    });
    invocation.print(stanzas.join('\n'));
    return 0;
  },
};

/**
 *
 */
export function readReuse(file: string): ModuleInfo[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandError(`go: open ${file}: no such file or directory`);
  }
  return readJsonStream(text).map((each) => fromJson(moduleShape, each) as unknown as ModuleInfo);
}

/** Reads JSON objects that follow each other, each closed by a brace at the start of a line. */
function readJsonStream(text: string): Record<string, unknown>[] {
  return text
    .split(/(?<=^\})\s*$/m)
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => JSON.parse(each) as Record<string, unknown>);
}

/** `go mod download`. */
export const download: Command = {
  usage: 'go mod download [-x] [-json] [-reuse=old.json] [modules]',
  flags: { ...moduleFlags, x: 'boolean', json: 'boolean', reuse: 'text' },
  needsModules: true,
  async run(invocation) {
    const reuseFile = invocation.text('reuse');
    const module = await invocation.open({ isQuiet: true });
    const state = await module.open({ kind: 'mod' });
    const { main } = state.context;
    if (reuseFile && main.hasRoot) {
      throw new CommandError('go mod download -reuse cannot be used inside a module');
    }
    const { downloads, error, edit, editError } = await downloadModules(
      state,
      invocation.args,
      reuseFile ? readReuse(reuseFile) : undefined,
    );
    // Without arguments go.mod is put in order whatever becomes of the downloads.
    const isForMain = invocation.args.length === 0 && !main.isWorkspace;
    if (isForMain) await invocation.write(edit);
    let status = 0;
    if (invocation.has('json')) {
      for (const each of downloads) {
        invocation.print(
          `${encodeJson(new Struct(downloadShape, { ...each, error: each.error?.message }))}\n`,
        );
        if (each.error) status = 1;
      }
    } else {
      for (const each of downloads) {
        if (!each.error) continue;
        invocation.complain(`go: ${each.error.message}`);
        status = 1;
      }
    }
    if (status !== 0 && !invocation.has('json')) return status;
    if (!isForMain) await invocation.write(edit);
    for (const problem of [editError, error]) {
      if (problem === undefined) continue;
      invocation.complain(`go: ${messageOf(problem)}`);
      status = 1;
    }
    return status;
  },
};
