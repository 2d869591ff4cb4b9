import { commit } from '../modload/commit.js';
import { releaseTags } from '../base/environment.js';
import { messageOf } from '../base/errors.js';
import {
  listModules,
  moduleInfo,
  selectedModuleInfo,
  showModuleInfo,
  type ModuleInfo,
} from '../modload/list-modules.js';
import { describePackages } from '../modload/list-packages.js';
import type { LoadState } from '../modload/state.js';
import { buildFlags, type Command, type Invocation } from './command.js';
import { parseTruth } from './flags.js';
import { CommandError } from './host.js';
import { readReuse } from './mod.js';
import { contextShape, moduleShape, packageShape } from './json-fields.js';
import { Template, TemplateError } from './template.js';
import { encodeJson, printValue, Struct, type GoValue, type Shape } from './go-values.js';
import { firstText } from '../base/text.js';

/** Writes one module or package. */
type Writer = (object: object) => Promise<string>;

/** The fields that `-json=A,B` asks for; `undefined` if all are. */
function fieldsOf({ given }: Invocation): ReadonlySet<string> | undefined {
  const names = given
    .filter(({ name, value }) => name === 'json' && parseTruth(value) === undefined)
    .flatMap(({ value }) => value.split(','));
  return names.length > 0 ? new Set(names) : undefined;
}

const isJson = (invocation: Invocation) => {
  const value = invocation.text('json');
  return value !== undefined && (parseTruth(value) ?? true);
};

function withoutFields(shape: Shape, fields: ReadonlySet<string> | undefined): Shape {
  if (!fields) return shape;
  return { ...shape, fields: shape.fields.filter(({ name }) => fields.has(name)) };
}

function makeWriter(
  invocation: Invocation,
  shape: Shape,
  format: string,
  state: LoadState,
): Writer {
  if (isJson(invocation)) {
    const shown = withoutFields(shape, fieldsOf(invocation));
    return (object) => Promise.resolve(`${encodeJson(new Struct(shown, object))}\n`);
  }
  const { environment } = invocation;
  const template = new Template(format, {
    join: (list = [], separator = '') =>
      (list as readonly GoValue[]).map(printValue).join(printValue(separator)),
    context: () =>
      new Struct(contextShape, {
        architecture: environment.GOARCH,
        system: environment.GOOS,
        goRoot: environment.GOROOT,
        goPath: environment.GOPATH,
        cgo: environment.CGO_ENABLED === '1',
        compiler: 'gc',
        buildTags: (invocation.text('tags') ?? '').split(/[\s,]+/).filter(Boolean),
        releaseTags: releaseTags(invocation.release.library),
      }),
    module: async (path = '') => new Struct(moduleShape, await findModule(state, printValue(path))),
  });
  return async (object) => {
    const text = await template.execute(new Struct(shape, object));
    return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  };
}

async function findModule(state: LoadState, path: string): Promise<ModuleInfo> {
  const at = path.indexOf('@');
  if (at < 0) return await selectedModuleInfo(state, path);
  const module = { path: path.slice(0, at), version: path.slice(at + 1) };
  return await moduleInfo(state.context, undefined, module);
}

async function writeAll(
  invocation: Invocation,
  objects: readonly object[],
  write: Writer,
): Promise<void> {
  for (const object of objects) {
    try {
      invocation.print(await write(object));
    } catch (error) {
      if (error instanceof TemplateError) throw new CommandError(error.message);
      throw error;
    }
  }
}

const withoutVendor = (what: string) =>
  new CommandError(
    `go: can't ${what} using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)`,
  );

async function listM(invocation: Invocation): Promise<number> {
  for (const name of ['compiled', 'deps', 'export', 'find', 'test']) {
    if (invocation.has(name)) throw new CommandError(`go list -${name} cannot be used with -m`);
  }
  if (invocation.environment.GO111MODULE === 'off') {
    throw new CommandError('go: list -m cannot be used with GO111MODULE=off');
  }
  const [updates, versions, retracted] = ['u', 'versions', 'retracted'].map((name) =>
    invocation.has(name),
  );
  const format = firstText(
    invocation.text('f'),
    versions
      ? '{{.Path}}{{range .Versions}} {{.}}{{end}}{{if .Deprecated}} (deprecated){{end}}'
      : '{{.String}}',
  );
  const module = await invocation.open();
  const reuseFile = invocation.text('reuse');
  if (reuseFile && module.root !== '') {
    throw new CommandError('go list -reuse cannot be used inside a module');
  }
  const isBrief = !isJson(invocation) && /^\{\{\.(String|Path)\}\}$/.test(format);
  const state = await module.open();
  const { context } = state;
  const write: Writer =
    isBrief && format === '{{.String}}'
      ? (object) => Promise.resolve(`${showModuleInfo(object as ModuleInfo)}\n`)
      : makeWriter(invocation, moduleShape, format, state);

  if (context.mode.kind === 'vendor') {
    if (retracted) {
      throw new CommandError('go list -retracted cannot be used when vendoring is enabled');
    }
    if (versions) throw withoutVendor('determine available versions');
    if (updates) throw withoutVendor('determine available upgrades');
    for (const argument of context.policy.listsVendored ? [] : invocation.args) {
      if (argument === 'all') throw withoutVendor("compute 'all'");
      if (argument.includes('...')) throw withoutVendor('match module patterns');
    }
  }
  if (reuseFile && invocation.args.length === 0) {
    throw new CommandError('go: list -m -reuse only has an effect with module@version arguments');
  }

  const listed = await listModules(state, invocation.args, {
    updates: updates!,
    versions: versions!,
    retracted: retracted!,
    brief: isBrief,
    ...(reuseFile && { reuse: readReuse(reuseFile) }),
  });
  const isOld = context.policy.semantics === '2018';
  let { error } = listed;
  if (!error) {
    try {
      await invocation.write(await commit(context, state.requirements, state.loaded));
    } catch (failure) {
      error = failure as Error;
    }
  }
  if (!invocation.has('e')) {
    let isBad = error !== undefined;
    for (const each of listed.modules) {
      if (!each.error) continue;
      // In 2018 the message named the command and its argument.
      const prefix = isOld ? `go list -m ${each.path}` : 'go';
      invocation.complain(`${prefix}: ${each.error.message}`);
      isBad = true;
    }
    if (error) invocation.complain(`go: ${messageOf(error)}`);
    if (isBad) return 1;
  }
  await writeAll(invocation, listed.modules, write);
  return 0;
}

async function listPackages(invocation: Invocation): Promise<number> {
  if (invocation.has('u')) throw new CommandError('go list -u can only be used with -m');
  if (invocation.has('versions'))
    throw new CommandError('go list -versions can only be used with -m');
  if (invocation.has('find')) {
    if (invocation.has('deps')) throw new CommandError('go list -deps cannot be used with -find');
    if (invocation.has('test')) throw new CommandError('go list -test cannot be used with -find');
  }
  if (invocation.has('retracted') && invocation.environment.GO111MODULE === 'off') {
    throw new CommandError('go list -retracted can only be used in module-aware mode');
  }
  const module = await invocation.open();
  const state = await module.open();
  if (invocation.has('retracted') && state.context.mode.kind === 'vendor') {
    throw new CommandError('go list -retracted cannot be used when vendoring is enabled');
  }
  const write = makeWriter(
    invocation,
    packageShape,
    firstText(invocation.text('f'), '{{.ImportPath}}'),
    state,
  );
  const result = await describePackages(state, invocation.args, {
    tests: invocation.has('test'),
    dependencies: invocation.has('deps'),
    ignoreImports: invocation.has('find'),
    allowErrors: invocation.has('e'),
    retracted: invocation.has('retracted'),
  });
  await invocation.write(result.edit);
  for (const text of result.errors) invocation.complain(text);
  await writeAll(invocation, result.packages, write);
  return result.errors.length > 0 ? 1 : 0;
}

/** `go list`. */
export const list: Command = {
  usage: 'go list [-f format] [-json] [-m] [list flags] [build flags] [packages]',
  flags: {
    ...buildFlags,
    compiled: 'boolean',
    deps: 'boolean',
    e: 'boolean',
    export: 'boolean',
    f: 'text',
    find: 'boolean',
    json: 'optional',
    m: 'boolean',
    retracted: 'boolean',
    reuse: 'text',
    test: 'boolean',
    u: 'boolean',
    versions: 'boolean',
  },
  async run(invocation) {
    if (invocation.text('f') && isJson(invocation)) {
      throw new CommandError('go list -f cannot be used with -json');
    }
    if (invocation.text('reuse') && !invocation.has('m')) {
      throw new CommandError('go list -reuse cannot be used without -m');
    }
    return invocation.has('m') ? await listM(invocation) : await listPackages(invocation);
  },
};
