// Generates the raw functions of @libvirt/remote for all procedures of the protocol that are mechanical:
// the C function's parameters, in order, are the fields of the arguments, and its results those of the
// reply. What differs is written in packages/remote/src/calls.
import { longCalls, shortCalls } from '../annotations.js';
import { versionNumber, type CFunction, type Facts } from '../facts.js';
import { marked } from '../emit/mark.js';
import type { Parameter, Shape, Shapes } from '../shapes.js';
import type { Procedure, Program, ProtocolFacts, WireField, WireType } from './facts.js';

/** A procedure and its program. */
export interface Found {
  readonly program: Program;
  readonly procedure: Procedure;
}

/** What a part of a call becomes in TypeScript. */
interface Input {
  /** Statements that check the argument. */
  readonly check: string;
  /** The statement that writes it; absent if it is not on the wire. */
  readonly write?: string;
  /** How many fields of the arguments it writes. */
  readonly covers: number;
}

/** The struct of a handle on the wire, by the name of the handle. */
const HANDLES: Readonly<Record<string, string>> = {
  virDomain: 'domain',
  virDomainCheckpoint: 'domain_checkpoint',
  virDomainSnapshot: 'domain_snapshot',
  virInterface: 'interface',
  virNWFilter: 'nwfilter',
  virNWFilterBinding: 'nwfilter_binding',
  virNetwork: 'network',
  virNetworkPort: 'network_port',
  virNodeDevice: 'node_device',
  virSecret: 'secret',
  virStoragePool: 'storage_pool',
  virStorageVol: 'storage_vol',
  virAdmServer: 'server',
  virAdmClient: 'client',
};

const NUMBERS: Readonly<Record<string, string>> = {
  char: 'int',
  int: 'int',
  'unsigned int': 'uint',
  'unsigned char': 'uint',
  'unsigned short': 'uint',
  hyper: 'hyper',
  'unsigned hyper': 'uhyper',
};

/** The oldest release of a daemon that is supported. */
const OLDEST = '7.0.0';

/** Flags that libvirt's own client adds where strings among typed parameters are understood. */
const STRING_OKAY = 4;

/** Generates the calls of one release's facts. */
export class Calls {
  readonly #protocol: ProtocolFacts;
  readonly #procedures = new Map<string, Found>();

  constructor(protocol: ProtocolFacts) {
    this.#protocol = protocol;
    for (const program of protocol.programs) {
      for (const procedure of program.procedures) {
        this.#procedures.set(keyOf(program.name, procedure.name), { program, procedure });
      }
    }
  }

  /** Returns the procedure of a C function; `undefined` if it has none. */
  find(name: string): Found | undefined {
    const library = name.startsWith('virAdm') ? 'admin' : /Qemu|Lxc/.exec(name)?.[0].toLowerCase();
    const own = name.replace(/^vir(Adm)?/, '').replace(/Qemu|Lxc/, '');
    return this.#procedures.get(keyOf(library ?? 'remote', own));
  }

  /** Returns the function in TypeScript; `undefined` if it is not mechanical. */
  emit(fn: CFunction, shape: Shape): string | undefined {
    const found = this.find(fn.name);
    if (!found || found.program.name === 'admin') return undefined;
    if (shape.mode !== 'Async' || found.procedure.stream) return undefined;
    const { program, procedure } = found;
    const args = [...this.#fields(procedure.args)];
    const ret = [...this.#fields(procedure.ret)];
    const checks: string[] = [];
    const writes: string[] = [];
    let connection: string | undefined;
    for (const parameter of shape.parameters) {
      if (parameter.inputs.length === 0) continue;
      const input = this.#input(parameter, args, connection === undefined);
      if (!input) return undefined;
      connection ??= parameter.inputs[0]!.name;
      checks.push(input.check);
      if (input.write !== undefined) writes.push(input.write);
      args.splice(0, input.covers);
      // What only says how much may come back stands before the next argument.
      const asked = this.#asked(args, ret);
      if (asked) writes.push(...asked);
    }
    const result = this.#result(shape, ret);
    if (connection === undefined || args.length > 0 || !result) return undefined;
    const names = shape.parameters.flatMap(({ inputs }) => inputs.map(({ name }) => name));
    const flags = JSON.stringify(shape.parameters).includes('OutTypedParamsBuffer');
    const kind = shortCalls.has(fn.name) ? 'SHORT' : longCalls.has(fn.name) ? 'LONG' : 'ORDINARY';
    const write =
      writes.length === 0
        ? 'null'
        : `(w) => {\n      ${writes
            .map((line) =>
              flags
                ? line.replace('w.uint(flags)', `w.uint((flags | ${STRING_OKAY}) >>> 0)`)
                : line,
            )
            .join('\n      ')}\n    }`;
    return `  ${fn.name}: (${names.map((name) => `${name}_`).join(', ')}) => {
    ${checks.join('\n    ')}
    return ${connection}.connection.call(${program.name.toUpperCase()}, ${procedure.number}, ${kind}, ${write}, ${result});
  },`;
  }

  #fields(struct: string | undefined): readonly WireField[] {
    return struct === undefined ? [] : (this.#protocol.structs[struct] ?? []);
  }

  /** Returns a type without its typedefs. */
  #resolve(type: WireType): WireType {
    const typedef = type.many === undefined ? this.#protocol.typedefs[type.type] : undefined;
    return typedef ? this.#resolve(typedef) : type;
  }

  #limit({ limit }: WireType): number {
    const value = this.#protocol.constants[limit ?? ''] ?? Number(limit);
    if (Number.isNaN(value)) throw new Error(`unknown limit '${limit}'`);
    return value;
  }

  /** Removes fields that ask for as much as may come back, and returns what writes them. */
  #asked(args: WireField[], ret: readonly WireField[]): string[] | undefined {
    const [field] = args;
    if (!field) return undefined;
    if (field.name === 'need_results') {
      args.shift();
      return ['w.int(1);'];
    }
    const [list] = ret;
    if (list?.many !== '<>' || !/^(max\w+|nparams)$/.test(field.name)) return undefined;
    args.shift();
    return [`w.int(${this.#limit(list)});`];
  }

  #input(parameter: Parameter, args: readonly WireField[], isFirst: boolean): Input | undefined {
    const [field] = args;
    const { name } = parameter.inputs[0]!;
    const [, kind = '', of] = /^(\w+)(?:<(.*)>)?$/.exec(parameter.cpp) ?? [];
    if (/^(Optional)?Handle$/.test(kind)) {
      const isOptional = kind === 'OptionalHandle';
      const check = `const ${name} = ${isOptional ? 'optionalHandle' : 'handle'}(handles.${of}, '${name}', ${name}_);`;
      if (of === 'virConnect' || of === 'virAdmConnect') {
        return isFirst ? { check, covers: 0 } : undefined;
      }
      const struct = HANDLES[of ?? ''];
      if (struct === undefined || isOptional || !field) return undefined;
      // A device is its name, which some procedures take as a string.
      const isName = of === 'virNodeDevice' && field.type.endsWith('_nonnull_string');
      if (!isName && !field.type.endsWith(`_nonnull_${struct}`)) return undefined;
      return { check, write: `${name}.write(w);`, covers: 1 };
    }
    if (!field) return undefined;
    const type = this.#resolve(field);
    const checked = (how: string) => `const ${name} = ${how}('${name}', ${name}_);`;
    const isString = ({ type: base, many }: WireType) => base === 'string' && many === '<>';
    const optional = type.many === '*' ? this.#resolve({ type: type.type }) : undefined;
    switch (kind) {
      case 'String':
        if (isString(type)) {
          return {
            check: checked('string'),
            write: `w.string(${name}, ${this.#limit(type)});`,
            covers: 1,
          };
        }
        return optional && isString(optional)
          ? {
              check: checked('string'),
              write: `w.optionalString(${name}, ${this.#limit(optional)});`,
              covers: 1,
            }
          : undefined;
      case 'OptionalString':
        return optional && isString(optional)
          ? {
              check: checked('optionalString'),
              write: `w.optionalString(${name}, ${this.#limit(optional)});`,
              covers: 1,
            }
          : undefined;
      case 'Flags':
        return type.type === 'unsigned int' && type.many === undefined
          ? { check: checked('flagBits'), write: `w.uint(${name});`, covers: 1 }
          : undefined;
      case 'NonNegative':
        return type.type === 'int'
          ? { check: checked('nonNegative'), write: `w.int(${name});`, covers: 1 }
          : undefined;
      case 'InBoolean':
        return type.type === 'int'
          ? { check: checked('boolean'), write: `w.int(${name} ? 1 : 0);`, covers: 1 }
          : undefined;
      case 'In':
        return this.#number(name, of ?? '', type);
      case 'Uuid':
        return type.type === 'opaque' && type.many === '[]'
          ? {
              check: `const ${name} = bytes('${name}', ${name}_, 16);`,
              write: `w.opaque(${name});`,
              covers: 1,
            }
          : undefined;
      case 'SecretBytes':
      case 'CpuMap':
        return type.type === 'opaque' && type.many === '<>'
          ? {
              check: checked('bytes'),
              write: `w.bytes(${name}, ${this.#limit(type)});`,
              covers: 1,
            }
          : undefined;
      case 'Strings': {
        const element = this.#resolve({ type: type.type });
        return type.many === '<>' && isString(element)
          ? {
              check: checked('strings'),
              write: `w.strings(${name}, ${this.#limit(type)}, ${this.#limit(element)});`,
              covers: 1,
            }
          : undefined;
      }
      case 'TypedParams': {
        const most = of?.split(', ')[1];
        return type.many === '<>' && type.type.endsWith('_typed_param')
          ? {
              check: `const ${name} = typedParameters('${name}', ${name}_, ${most});`,
              write: `writeTypedParameters(w, ${name}, ${this.#limit(type)});`,
              covers: 1,
            }
          : undefined;
      }
      default:
        return undefined;
    }
  }

  #number(name: string, c: string, { type, many }: WireType): Input | undefined {
    const method = NUMBERS[type];
    if (method === undefined || many !== undefined) return undefined;
    const check = {
      int: 'int32',
      'unsigned int': 'uint32',
      'long long': 'int64',
      'unsigned long': 'uint64',
      'unsigned long long': 'uint64',
    }[c];
    if (check === undefined) return undefined;
    const isWide = check.endsWith('64');
    const value =
      isWide === method.endsWith('hyper') ? name : isWide ? undefined : `BigInt(${name})`;
    return value === undefined
      ? undefined
      : {
          check: `const ${name} = ${check}('${name}', ${name}_);`,
          write: `w.${method}(${value});`,
          covers: 1,
        };
  }

  /** Returns the function that reads the reply. */
  #result(shape: Shape, ret: WireField[]): string | undefined {
    const values: string[] = [];
    const take = (wanted: string) => {
      const field = ret.shift();
      return field && this.#read(field, wanted);
    };
    const kind = shape.result.cpp;
    if (shape.result.ts !== undefined) {
      const value = take(shape.result.ts);
      if (value === undefined) return undefined;
      values.push(value);
    } else if (!['Status', 'Count'].includes(kind)) {
      return undefined;
    }
    for (const { cpp, output } of shape.parameters) {
      if (output === undefined) continue;
      const value = this.#output(cpp, output, ret, take);
      if (value === undefined) return undefined;
      values.push(value);
    }
    // A count that the list has already, or a result that only says that the call succeeded.
    if (ret.length === 1 && /^(ret|nparams|result)$/.test(ret[0]!.name)) ret.shift();
    if (ret.length > 0) return undefined;
    const [only] = values;
    if (values.length === 0) return 'nothing';
    return `(r) => ${values.length === 1 ? only : `[${values.join(', ')}]`}`;
  }

  #output(
    cpp: string,
    ts: string,
    ret: WireField[],
    take: (wanted: string) => string | undefined,
  ): string | undefined {
    const [, kind, of] = /^(\w+)(?:<(.*)>)?$/.exec(cpp) ?? [];
    switch (kind) {
      case 'Out':
      case 'OutString':
      case 'OutBoolean':
        return take(ts);
      case 'OutStruct':
        return this.#struct(ts, ret);
      case 'OutHandles': {
        const field = ret.shift();
        const struct = HANDLES[of ?? ''];
        if (field?.many !== '<>' || !field.type.endsWith(`_nonnull_${struct}`)) return undefined;
        return `r.list(${this.#limit(field)}, handles.${of}.read)`;
      }
      case 'OutStrings':
      case 'OutNames': {
        const field = ret.shift();
        const element = field && this.#resolve({ type: field.type });
        if (field?.many !== '<>' || element?.type !== 'string') return undefined;
        return `r.list(${this.#limit(field)}, readString)`;
      }
      case 'OutNumbers': {
        const field = ret.shift();
        if (field?.many !== '<>' || field.type !== 'int') return undefined;
        return `r.list(${this.#limit(field)}, readInt)`;
      }
      case 'OutTypedParams':
      case 'OutTypedParamsBuffer': {
        const field = ret.shift();
        if (field?.many !== '<>' || !field.type.endsWith('_typed_param')) return undefined;
        return `readTypedParameters(r, ${this.#limit(field)})`;
      }
      case 'OutStats': {
        const field = ret.shift();
        if (field?.many !== '<>') return undefined;
        return `readStats(r, ${this.#limit(field)})`;
      }
      default:
        return undefined;
    }
  }

  /** Returns what reads the fields of a C struct, which the wire may have in another order. */
  #struct(ts: string, ret: WireField[]): string | undefined {
    if (!ts.startsWith('[')) return undefined;
    const wanted = ts
      .slice(1, -1)
      .split(', ')
      .map((each) => each.split(': '));
    const wire = ret.splice(0, wanted.length);
    const order = wanted.map(([name]) => wire.findIndex((field) => field.name === name));
    if (wire.length < wanted.length) return undefined;
    const isRenamed = order.includes(-1);
    const positions = isRenamed ? wanted.map((_, index) => index) : order;
    const reads = wire.map((field, index) =>
      this.#read(field, wanted[positions.indexOf(index)]?.[1] ?? ''),
    );
    if (reads.includes(undefined)) return undefined;
    if (positions.every((position, index) => position === index)) return `[${reads.join(', ')}]`;
    const names = wire.map(({ name }) => name).join(', ');
    const result = wanted.map(([name]) => name).join(', ');
    return `(([${names}]) => [${result}] as ${ts.replaceAll(/\w+: /g, '')})([${reads.join(', ')}] as const)`;
  }

  /** Returns what reads one value of a type in TypeScript. */
  #read(field: WireField, wanted: string): string | undefined {
    const type = this.#resolve(field);
    const handle = /^(\w+)Handle$/.exec(wanted)?.[1];
    if (handle !== undefined) {
      const struct = HANDLES[`vir${handle}`];
      return field.type.endsWith(`_nonnull_${struct}`) ? `handles.vir${handle}.read(r)` : undefined;
    }
    if (type.type === 'string' && type.many === '<>') {
      return wanted.startsWith('string') ? `r.string(${this.#limit(type)})` : undefined;
    }
    if (type.many === '*') {
      const inner = this.#resolve({ type: type.type });
      if (inner.type !== 'string') return undefined;
      if (wanted === 'string | null') return `r.optionalString(${this.#limit(inner)})`;
      return wanted === 'string' ? `(r.optionalString(${this.#limit(inner)}) ?? '')` : undefined;
    }
    const method = type.many === undefined ? NUMBERS[type.type] : undefined;
    if (method === undefined) return undefined;
    const isWide = method.endsWith('hyper');
    switch (wanted) {
      case 'boolean':
        return isWide ? undefined : `r.${method}() !== 0`;
      case 'number':
        return isWide ? `Number(r.${method}())` : `r.${method}()`;
      case 'bigint':
        return isWide ? `r.${method}()` : `BigInt(r.${method}())`;
      default:
        return undefined;
    }
  }
}

function keyOf(program: string, name: string): string {
  return `${program} ${name.replaceAll('_', '').toLowerCase()}`;
}

/** Returns the generated calls, except for those that are written in packages/remote/src/calls. */
export function emitCalls(
  facts: Facts,
  shapes: Shapes,
  protocol: ProtocolFacts,
  written: ReadonlySet<string>,
): string {
  const calls = new Calls(protocol);
  const emitted = facts.functions.flatMap((fn) => {
    const shape = written.has(fn.name) ? undefined : shapes.of(fn);
    const code = shape && calls.emit(fn, shape);
    return code === undefined ? [] : [{ name: fn.name, code }];
  });
  const body = emitted.map(({ code }) => code).join('\n');
  const used = (names: readonly string[]) =>
    names.filter((name) => new RegExp(`\\b${name}\\(`).test(body)).join(', ');
  const values = (names: readonly string[]) =>
    names.filter((name) => new RegExp(`\\b${name}\\b`).test(body)).join(', ');
  return marked(
    '//',
    facts,
    `import { ${used(['boolean', 'bytes', 'flagBits', 'handle', 'int32', 'int64', 'nonNegative', 'optionalHandle', 'optionalString', 'string', 'strings', 'typedParameters', 'uint32', 'uint64'])} } from '../arguments.js';
import { handles } from '../handles.js';
import { ${values(['LXC', 'QEMU', 'REMOTE'])} } from './protocol.js';
import type { Calls } from '../loose.js';
import { LONG, ORDINARY, SHORT } from '../rpc/queue.js';
import { ${used(['readStats', 'readTypedParameters', 'writeTypedParameters'])} } from '../typed-parameters.js';
import { ${values(['nothing', 'readInt', 'readString'])} } from '../xdr/reader.js';

/** The raw functions of the procedures that take and return what the C functions do. */
export const generated: Pick<
  Calls,
  ${emitted.map(({ name }) => `'${name}'`).join(' | ')}
> = {
${body}
};`,
  );
}

/** Returns the programs, and the numbers of the procedures that have no generated call. */
export function emitProtocol(
  facts: Facts,
  shapes: Shapes,
  protocol: ProtocolFacts,
  written: ReadonlySet<string>,
): string {
  const calls = new Calls(protocol);
  const generated = new Set(
    facts.functions.flatMap((fn) => {
      const shape = written.has(fn.name) ? undefined : shapes.of(fn);
      return shape && calls.emit(fn, shape) !== undefined ? [calls.find(fn.name)?.procedure] : [];
    }),
  );
  const programs = protocol.programs.map(
    ({ name, number, version }) =>
      `/** The program \`${name}\`. */\nexport const ${name.toUpperCase()}: Program = { number: ${number}, version: ${version} };`,
  );
  const procedures = protocol.programs
    .filter(({ name }) => name === 'remote' || name === 'qemu')
    .map(
      ({ name, procedures: all }) =>
        `/** The procedures of \`${name}\` whose calls are not generated. */
export const ${name}Procedures = {
${all
  .filter((each) => !generated.has(each))
  .map((each) => `  ${each.name}: ${each.number},`)
  .join('\n')}
} as const;`,
    );
  const newer = facts.functions.flatMap(({ name, since }) => {
    const found = calls.find(name);
    const isNewer = versionNumber(since) > versionNumber(OLDEST);
    return found?.program.name === 'remote' && isNewer
      ? [`  ${found.procedure.number}: ['${name}', '${since}'],`]
      : [];
  });
  return `// Generated by packages/codegen from packages/codegen/protocol/${protocol.version}.json. Do not edit.\n\n${[
    "import type { Program } from '../rpc/queue.js';",
    programs.join('\n'),
    ...procedures,
    `/** What older daemons lack: the C function and the release that has it, by procedure. */
export const newerProcedures: Readonly<Record<number, readonly [name: string, since: string]>> = {
${newer.join('\n')}
};`,
  ].join('\n\n')}\n`;
}
