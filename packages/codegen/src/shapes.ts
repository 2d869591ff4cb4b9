import * as annotations from './annotations.js';
import { structTypes } from './annotations.js';
import type { CArgument, CFunction, CStruct, Facts } from './facts.js';

/** How the result of a C function is converted for JavaScript. */
export interface Kind {
  /** The C++ template that converts it. */
  readonly cpp: string;
  /** Its type in the raw functions; absent if JavaScript does not get it. */
  readonly ts?: string;
}

export interface Parameter {
  readonly name: string;
  /** The C++ template that converts it. */
  readonly cpp: string;
  /** The JavaScript arguments for it. */
  readonly inputs: readonly { readonly name: string; readonly ts: string }[];
  /** Its type in the result of the raw function, if it is an output. */
  readonly output?: string;
  /** Whether the result of the C function is only its length. */
  readonly counted?: true;
}

/** A parameter, and the number of C parameters that it covers. */
type Found = Omit<Parameter, 'name'> & { readonly covers: number };

/** The entry of the table for a function that templates can call. */
export interface Shape {
  readonly mode: 'Async' | 'Sync' | 'Release';
  readonly result: Kind;
  readonly parameters: readonly Parameter[];
}

/** Derives shapes from the facts of one release and the annotations. */
export class Shapes {
  readonly facts: Facts;
  readonly handles: readonly string[];
  readonly hidden: ReadonlyMap<string, string>;
  readonly #structs: ReadonlyMap<string, CStruct>;
  readonly #pointers: ReadonlyMap<string, string>;
  readonly #typedefs: ReadonlyMap<string, string>;
  readonly #argumentKinds: ReadonlyMap<string, string>;
  readonly #nullable: ReadonlySet<string>;
  readonly #mostParameters: ReadonlyMap<string, number>;
  readonly #local = new Set(annotations.local);
  readonly #calledByHandwritten = new Set([...annotations.calledBy.values()].flat());

  constructor(facts: Facts) {
    this.facts = facts;
    this.#structs = new Map(facts.structs.map((struct) => [struct.name, struct]));
    this.#typedefs = new Map(facts.typedefs.map(({ name, type }) => [name, type]));
    this.handles = facts.structs
      .filter((each) => each.fields.length === 0)
      .map((each) => each.name);
    this.#pointers = new Map(
      facts.typedefs
        .filter(({ type }) => /^vir\w+ \*$/.test(type))
        .map(({ name, type }) => [name, type.slice(0, -2)]),
    );
    this.hidden = new Map(
      annotations.hidden.flatMap(({ why, functions }) =>
        functions.map((name) => [name, why] as const),
      ),
    );
    this.#argumentKinds = new Map(
      annotations.argumentKinds.flatMap(({ kind, of }) => of.map((name) => [name, kind] as const)),
    );
    this.#nullable = new Set(annotations.nullable.flatMap((each) => each.arguments));
    this.#mostParameters = new Map(
      annotations.mostParameters.flatMap(({ most, of }) => of.map((name) => [name, most] as const)),
    );
    this.#refuseStaleAnnotations();
  }

  /** Returns the shape of a function, or `undefined` if facts and annotations do not determine it. */
  of(fn: CFunction): Shape | undefined {
    if (this.hidden.has(fn.name) || this.#isHandwritten(fn)) return undefined;
    const released = this.#releasedHandle(fn);
    if (released !== undefined) {
      const handle = this.#handleKind(released);
      return {
        mode: 'Release',
        result: { cpp: handle.cpp.replace('Handle', 'Release'), ts: 'number' },
        parameters: [
          { name: 'handle', cpp: handle.cpp, inputs: inputsOf(fn.arguments, handle.ts) },
        ],
      };
    }
    const parameters = this.#parameters(fn);
    if (parameters === undefined) return undefined;
    const counted = parameters.some((parameter) => parameter.counted);
    const result = this.#result(fn, counted);
    if (result === undefined) return undefined;
    return { mode: this.#local.has(fn.name) ? 'Sync' : 'Async', result, parameters };
  }

  /** Returns the functions that have no shape, are not handwritten and not hidden. */
  uncovered(): readonly string[] {
    return this.facts.functions
      .filter(
        (fn) => !this.hidden.has(fn.name) && !this.#isHandwritten(fn) && this.of(fn) === undefined,
      )
      .map(({ name }) => name);
  }

  #isHandwritten({ name }: CFunction): boolean {
    return name in annotations.handwritten || this.#calledByHandwritten.has(name);
  }

  /** Returns `virDomain` for `virDomainPtr`; `undefined` for other types. */
  pointee(type: string): string | undefined {
    return this.#pointers.get(type);
  }

  /** Returns the function that releases a handle: `virDomainFree`, `virConnectClose`. */
  releaseOf(handle: string): string {
    const free = `${handle}Free`;
    return this.facts.functions.some(({ name }) => name === free) ? free : `${handle}Close`;
  }

  /** Returns a struct with its fields; `undefined` for other types. */
  struct(name: string): CStruct | undefined {
    const struct = this.#structs.get(name);
    return struct && struct.fields.length > 0 ? struct : undefined;
  }

  #releasedHandle(fn: CFunction): string | undefined {
    const handle = this.#handleNamed(fn.arguments[0]?.type ?? '');
    return handle !== undefined && fn.name === this.releaseOf(handle) ? handle : undefined;
  }

  #result(fn: CFunction, counted: boolean): Kind | undefined {
    const annotated = annotations.results[fn.name];
    if (annotated) return RESULTS[annotated.kind];
    if (counted && fn.returns === 'int') return RESULTS['Count'];
    switch (fn.returns) {
      case 'int':
        return {
          status: RESULTS['Status'],
          boolean: RESULTS['Boolean'],
          number: RESULTS['Number'],
        }[fn.meaning ?? 'number'];
      case 'char *':
        return RESULTS['OwnedString'];
      case 'const char *':
        return RESULTS['BorrowedString'];
      default: {
        const handle = this.#handleNamed(fn.returns);
        if (handle === undefined) return undefined;
        return { cpp: `New<${handle}>`, ts: handleType(handle) };
      }
    }
  }

  #parameters(fn: CFunction): Parameter[] | undefined {
    const parameters: Parameter[] = [];
    for (let index = 0; index < fn.arguments.length;) {
      const found = this.#parameter(fn, index);
      if (found === undefined) return undefined;
      const { covers, ...parameter } = found;
      parameters.push({ ...parameter, name: fn.arguments[index]?.name ?? '' });
      index += covers;
    }
    return parameters;
  }

  #parameter(fn: CFunction, index: number): Found | undefined {
    const [argument, ...rest] = fn.arguments.slice(index);
    if (!argument) return undefined;
    const id = `${fn.name}.${argument.name}`;
    const optional = argument.nullable === true || this.#nullable.has(id);
    const annotated = this.#argumentKinds.get(id);
    if (annotated !== undefined) return this.#annotated(annotated, [argument, ...rest]);

    const [next] = rest;
    const input = (cpp: string, ts: string, covers = 1): Found => ({
      cpp,
      inputs: inputsOf([argument], ts),
      covers,
    });
    const handle = this.#handleNamed(argument.type);
    if (handle !== undefined) {
      const kind = this.#handleKind(handle);
      return optional && index > 0
        ? input(`Optional${kind.cpp}`, `${kind.ts} | null`)
        : input(kind.cpp, kind.ts);
    }
    const listed = this.#handleNamed(argument.type.replace(/ \*\*$/, ''));
    if (argument.type.endsWith('Ptr **') && listed !== undefined) {
      return list(`OutHandles<${listed}>`, `${handleType(listed)}[]`);
    }
    switch (argument.type) {
      case 'const char *':
        return optional ? input('OptionalString', 'string | null') : input('String', 'string');
      case 'int':
      case 'unsigned int':
      case 'unsigned long':
      case 'long long':
      case 'unsigned long long':
        return argument.name === 'flags' && argument.type === 'unsigned int'
          ? input('Flags', 'number')
          : input(`In<${argument.type}>`, numberType(argument.type, 'accepted'));
      case 'const unsigned char *':
        return argument.name === 'uuid' ? input('Uuid', 'Uint8Array') : undefined;
      case 'unsigned char *':
        if (argument.name === 'uuid') return output('OutUuid', 'Uint8Array');
        return argument.name === 'cpumap' && /Pin(Vcpu|Emulator|IOThread)/.test(fn.name)
          ? input('CpuMap', 'Uint8Array', 2)
          : undefined;
      case 'char *':
        return argument.name === 'buf' && fn.name.endsWith('UUIDString')
          ? output('OutUuidString', 'string')
          : undefined;
      case 'char ***':
        return list('OutStrings', 'string[]');
      case 'const char **':
        return next?.type === 'unsigned int' && next.name.startsWith('n')
          ? input('Strings', 'readonly string[]', 2)
          : undefined;
      case 'virTypedParameterPtr':
        return next?.type === 'int *'
          ? output('OutTypedParamsBuffer<>', 'PackedParameters', 2)
          : this.#typedParameters(id, argument, next);
      case 'virTypedParameterPtr *':
        return output(`OutTypedParams<${pointed(next)}>`, 'PackedParameters', 2);
      default:
        return undefined;
    }
  }

  /** Returns `undefined` unless an annotation has the protocol's limit for the parameters. */
  #typedParameters(id: string, argument: CArgument, length?: CArgument): Found | undefined {
    const most = this.#mostParameters.get(id);
    return most === undefined
      ? undefined
      : {
          cpp: `TypedParams<${length?.type}, ${most}>`,
          inputs: inputsOf([argument], 'readonly TypedParameter[]'),
          covers: 2,
        };
  }

  /** Returns the parameter for an annotated kind; `given` starts with the annotated argument. */
  #annotated(kind: string, given: readonly CArgument[]): Found | undefined {
    const [argument, second, third, fourth] = given;
    if (!argument) return undefined;
    const plain = pointed(argument);
    const struct = this.pointee(pointed(argument)) ?? '';
    const input = (cpp: string, ts: string, covers = 1): Found => ({
      cpp,
      inputs: inputsOf([argument], ts),
      covers,
    });
    switch (kind) {
      case 'Out':
        return output(`Out<${plain}>`, numberType(plain));
      case 'Null':
        return { cpp: `Null<${argument.type}>`, inputs: [], covers: 1 };
      case 'Flags':
        return input('Flags', 'number');
      case 'NonNegative':
        return input('NonNegative', 'number');
      case 'InBoolean':
        return input('InBoolean', 'boolean');
      case 'OutBoolean':
        return output('OutBoolean', 'boolean');
      case 'OutString':
        return output('OutString', 'string');
      case 'OutOptionalString':
        return output('OutString', 'string | null');
      case 'OutStruct':
        return output(`OutStruct<${struct}>`, this.#structType(struct));
      case 'OutSizedStruct':
        return output(`OutSizedStruct<${struct}>`, this.#structType(struct), 2);
      case 'OutStructs':
        return list(`OutStructs<${struct}>`, `${this.#structType(struct)}[]`);
      case 'OutStructArray':
        return list(`OutStructArray<${struct}>`, `${this.#structType(struct)}[]`);
      case 'OutStructBuffer':
        return list(`OutStructBuffer<${struct}>`, `${this.#structType(struct)}[]`, 2);
      case 'OutNames':
        return list('OutNames', 'string[]', 2);
      case 'OutNumbers':
        return list(`OutNumbers<${plain}>`, 'number[]', 2);
      case 'OutSchedulerParams':
        return output('OutTypedParamsBuffer<16>', 'PackedParameters', 2);
      case 'OutStats':
        return output(`OutStats<${struct}>`, 'PackedParameters', 2);
      case 'OutStatsRecords':
        return list('OutStatsRecords', '[parameters: PackedParameters, domains: DomainHandle[]]');
      case 'Handles': {
        const handle = this.#handleNamed(argument.type.replace(/ \*$/, '')) ?? '';
        return input(`Handles<${handle}>`, `readonly ${handleType(handle)}[]`);
      }
      case 'Numbers':
        return input(`Numbers<${plain}, ${second?.type}>`, 'readonly number[]', 2);
      case 'Files':
        return { ...input('Files', '', 2), inputs: inputsOf([second], 'readonly number[]') };
      case 'OutFiles':
        return list('OutFiles', 'number[]');
      case 'OutCountedFiles':
        return output('OutCountedFiles', 'number[]', 2);
      case 'SecretBytes':
        return input('SecretBytes', 'Uint8Array', 2);
      case 'OutBytes':
        return {
          ...output('OutBytes', 'Uint8Array', 2),
          inputs: inputsOf([argument], 'bigint | number'),
        };
      case 'OutCpuMap':
        return { ...output('OutCpuMap', 'Uint8Array', 2), inputs: inputsOf([second], 'number') };
      case 'OutCpuMaps':
        return {
          ...list('OutCpuMaps', 'Uint8Array', 3),
          inputs: inputsOf([argument, third], 'number'),
        };
      case 'OutVcpus':
        return {
          ...list('OutVcpus', `[info: ${this.#structType(struct)}[], cpumaps: Uint8Array]`, 4),
          inputs: inputsOf([second, fourth], 'number'),
        };
      case 'OutHostCpuMap':
        return output('OutHostCpuMap', 'Uint8Array');
      case 'PageCounts':
        return {
          ...input('PageCounts', '', 3),
          inputs: [
            ...inputsOf([second], 'readonly number[]'),
            ...inputsOf([third], 'readonly (bigint | number)[]'),
          ],
        };
      case 'OutFreeMemory':
        return {
          ...list('OutFreeMemory', 'bigint[]', 3),
          inputs: inputsOf([second, third], 'number'),
        };
      case 'OutFreePages':
        return {
          ...list('OutFreePages', 'bigint[]', 5),
          inputs: [
            ...inputsOf([second], 'readonly number[]'),
            ...inputsOf([third, fourth], 'number'),
          ],
        };
      default:
        throw new Error(`unknown kind '${kind}'`);
    }
  }

  /** Returns `virDomain` for `virDomainPtr`; `undefined` if it is not a handle. */
  #handleNamed(type: string): string | undefined {
    const named = this.pointee(type);
    return named !== undefined && this.handles.includes(named) ? named : undefined;
  }

  #handleKind(handle: string): { readonly cpp: string; readonly ts: string } {
    return { cpp: `Handle<${handle}>`, ts: handleType(handle) };
  }

  /** Returns a tuple type with the names of the fields as labels. */
  #structType(name: string): string {
    const written = structTypes[name];
    if (written !== undefined) return written.type;
    const fields = this.struct(name)?.fields ?? [];
    return `[${fields
      .map(({ name: label, type }) => {
        const plain = this.#typedefs.get(type) ?? type;
        return `${label}: ${plain.startsWith('char') ? 'string' : numberType(plain)}`;
      })
      .join(', ')}]`;
  }

  #refuseStaleAnnotations(): void {
    const functions = new Map(this.facts.functions.map((fn) => [fn.name, fn]));
    const hasArgument = (id: string) => {
      const [name = '', argument] = id.split('.');
      return functions.get(name)?.arguments.some((each) => each.name === argument);
    };
    const stale = [
      ...[
        ...this.hidden.keys(),
        ...this.#local,
        ...Object.keys(annotations.handwritten),
        ...this.#calledByHandwritten,
        ...Object.keys(annotations.results),
      ].filter((name) => !functions.has(name)),
      ...Object.keys(annotations.structTypes).filter((name) => !this.#structs.has(name)),
      ...Object.keys(annotations.enumPrefixes).filter(
        (name) => !this.facts.enums.some((each) => each.name === name),
      ),
      ...[...this.#argumentKinds.keys(), ...this.#nullable, ...this.#mostParameters.keys()].filter(
        (id) => !hasArgument(id),
      ),
    ];
    if (stale.length > 0) {
      throw new Error(
        `annotations.ts names what libvirt ${this.facts.version} lacks: ${stale.join(', ')}`,
      );
    }
  }
}

/** Returns the JavaScript arguments of one type, with their names in C. */
function inputsOf(
  given: readonly (CArgument | undefined)[],
  ts: string,
): readonly { readonly name: string; readonly ts: string }[] {
  return given.flatMap((argument) => (argument ? [{ name: argument.name, ts }] : []));
}

function output(cpp: string, ts: string, covers = 1): Found {
  return { cpp, inputs: [], output: ts, covers };
}

/** Returns an output whose length is the result of the call. */
function list(cpp: string, ts: string, covers = 1): Found {
  return { ...output(cpp, ts, covers), counted: true };
}

/** Returns `int` for an argument of the type `int *`. */
function pointed(argument: CArgument | undefined): string {
  return (argument?.type ?? '').replace(/ \*+$/, '');
}

/** Returns `DomainHandle` for `virDomain`. */
export function handleType(handle: string): string {
  return `${handle.slice('vir'.length)}Handle`;
}

/** Returns `bigint` for 64-bit types and `number` for others; arguments accept both. */
function numberType(type: string, direction: 'given' | 'accepted' = 'given'): string {
  if (!/^(unsigned long|long long|unsigned long long|size_t)$/.test(type)) return 'number';
  return direction === 'given' ? 'bigint' : 'bigint | number';
}

const RESULTS: Readonly<Record<string, Kind>> = {
  Status: { cpp: 'Status' },
  Count: { cpp: 'Count' },
  Boolean: { cpp: 'Boolean', ts: 'boolean' },
  Number: { cpp: 'Number', ts: 'number' },
  DomainId: { cpp: 'DomainId', ts: 'number | undefined' },
  'ZeroIsError<unsigned long>': { cpp: 'ZeroIsError<unsigned long>', ts: 'bigint' },
  'ZeroIsError<unsigned long long>': { cpp: 'ZeroIsError<unsigned long long>', ts: 'bigint' },
  'MinusOneIsError<long long>': { cpp: 'MinusOneIsError<long long>', ts: 'bigint' },
  'MinusOneIsError<unsigned long long>': {
    cpp: 'MinusOneIsError<unsigned long long>',
    ts: 'bigint',
  },
  OwnedString: { cpp: 'OwnedString', ts: 'string' },
  BorrowedString: { cpp: 'BorrowedString', ts: 'string' },
  OptionalBorrowedString: { cpp: 'OptionalBorrowedString', ts: 'string | null' },
};
