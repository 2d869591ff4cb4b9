import { inspect } from 'node:util';
import type { CEnum, Facts } from '../facts.js';
import { versionNumber } from '../facts.js';
import { constantsOf } from '../macros.js';
import { enumName, memberName, members } from '../names.js';
import type { Exception, Exceptions, Part, StructMapping } from './exceptions.js';
import type { PublicAPI, Member } from './public-api.js';

/** A name of the C API, and whether it is exposed. */
export interface Item {
  readonly part: Part;
  readonly name: string;
  /** The class under which the table counts it. */
  readonly owner: string;
  readonly state: 'covered' | 'ignored' | 'planned' | 'missing';
}

export interface Coverage {
  readonly items: readonly Item[];
  /** The errors: the check fails if there are any. */
  readonly problems: readonly string[];
}

export interface Given {
  /** The API of several releases, all of which has to be exposed. */
  readonly releases: readonly Facts[];
  readonly api: PublicAPI;
  /** The exports of the built packages. */
  readonly constants: Readonly<Record<string, unknown>>;
  readonly ignored: Exceptions;
  readonly planned: Exceptions;
  readonly answeredWithoutCall: readonly Exception[];
  readonly sharedDocstrings: Readonly<Record<string, RegExp>>;
  readonly structMappings: Readonly<Record<string, StructMapping>>;
}

/** Compares the C API of some releases with the API in TypeScript. */
export function checkCoverage(given: Given): Coverage {
  return new Check(given).run();
}

/** A name of the C API. `lacks` says why it is not exposed; it is missing if it is. */
interface Found {
  readonly part: Part;
  readonly name: string;
  readonly owner: string;
  readonly lacks?: string;
  readonly isSentinel?: true;
}

class Check {
  readonly #given: Given;
  readonly #newest: Facts;
  readonly #problems = new Set<string>();
  readonly #classes: readonly string[];

  constructor(given: Given) {
    this.#given = given;
    const sorted = [...given.releases].sort(
      (a, b) => versionNumber(a.version) - versionNumber(b.version),
    );
    const newest = sorted.at(-1);
    if (!newest) throw new Error('releases must not be empty');
    this.#newest = newest;
    this.#classes = newest.structs
      .filter(({ fields }) => fields.length === 0)
      .map(({ name }) => enumName(name));
  }

  run(): Coverage {
    const found = new Map<string, Found>();
    for (const facts of this.#given.releases) {
      for (const each of [
        ...this.#functions(facts),
        ...this.#events(facts),
        ...this.#constants(facts),
        ...this.#macros(facts),
        ...this.#fields(facts),
      ]) {
        const key = `${each.part} ${each.name}`;
        const before = found.get(key);
        if (before?.lacks === undefined) found.set(key, each);
      }
    }
    this.#checkDocstrings();
    this.#checkInventions();
    const items = [...found.values()].map((each) => this.#judge(each));
    this.#checkExceptions(found);
    return { items, problems: [...this.#problems].sort() };
  }

  #judge({ lacks, isSentinel, ...item }: Found): Item {
    if (lacks === undefined) return { ...item, state: 'covered' };
    if (isSentinel) return { ...item, state: 'ignored' };
    const names = [item.name, item.name.split('.', 1)[0] ?? ''];
    const isIn = (exceptions: Exceptions) =>
      exceptions[item.part].some((each) => each.names.some((name) => names.includes(name)));
    if (isIn(this.#given.ignored)) return { ...item, state: 'ignored' };
    if (isIn(this.#given.planned)) return { ...item, state: 'planned' };
    this.#problems.add(`${item.name}: ${lacks}`);
    return { ...item, state: 'missing' };
  }

  // ---- Functions --------------------------------------------------------------------------------

  *#functions(facts: Facts): Iterable<Found> {
    for (const fn of facts.functions) {
      const documenting = this.#given.api.members.filter((member) =>
        this.#documentedBy(member).includes(fn.name),
      );
      const isCovered = documenting.some(({ reached }) => reached.has(fn.name));
      const reaching = this.#given.api.members.find(({ reached }) => reached.has(fn.name));
      yield {
        part: 'functions',
        name: fn.name,
        owner:
          fn.library === 'libvirt'
            ? this.#ownerOf(this.#handleOf(fn.arguments[0]?.type, facts) ?? fn.name)
            : fn.library,
        ...(!isCovered && {
          lacks: documenting[0]
            ? `${documenting[0].name} names it (${documenting[0].at}), but does not call it`
            : reaching
              ? `${reaching.name} calls it (${reaching.at}), but its docstring does not name it`
              : `no method or function calls it (since libvirt ${fn.since})`,
        }),
      };
    }
  }

  /** Returns `virDomain` for `virDomainPtr`. */
  #handleOf(type: string | undefined, facts: Facts): string | undefined {
    return facts.typedefs.find(({ name }) => name === type)?.type.replace(/ \*$/, '');
  }

  #documentedBy({ name, documented, reached }: Member): readonly string[] {
    const like = this.#given.sharedDocstrings[name.split('.')[1] ?? ''];
    if (!like || !documented.some((each) => like.test(each))) return documented;
    return [...reached].filter((each) => like.test(each));
  }

  #checkDocstrings(): void {
    const since = new Map(
      this.#given.releases.flatMap((facts) => facts.functions.map((fn) => [fn.name, fn.since])),
    );
    const excused = new Set(this.#given.answeredWithoutCall.flatMap(({ names }) => names));
    for (const member of this.#given.api.members) {
      const documented = this.#documentedBy(member);
      const uncalled = documented.filter((name) => !member.reached.has(name));
      for (const name of documented.filter((each) => !since.has(each))) {
        this.#problems.add(`${member.name} names ${name}, which does not exist (${member.at})`);
      }
      if (!excused.delete(member.name)) {
        for (const name of uncalled) {
          this.#problems.add(`${member.name} names ${name}, but does not call it (${member.at})`);
        }
      } else if (uncalled.length === 0) {
        this.#problems.add(
          `answeredWithoutCall lists ${member.name}, which makes the call: remove it`,
        );
      }
      const [only, ...others] = documented;
      const release = only === undefined || others.length > 0 ? undefined : since.get(only);
      if (release !== undefined && member.since !== undefined && member.since !== release) {
        this.#problems.add(
          `${member.name} says "since libvirt ${member.since}", but ${only} is since ${release} (${member.at})`,
        );
      }
    }
    for (const name of excused) {
      this.#problems.add(`answeredWithoutCall lists ${name}, which does not exist: remove it`);
    }
  }

  // ---- Events -----------------------------------------------------------------------------------

  /** One C function registers all events of a class; here each event has a method and a name. */
  *#events(facts: Facts): Iterable<Found> {
    const methods = new Set(
      this.#given.api.members.map(({ name }) => name.split('.')[1]?.toLowerCase()),
    );
    const keys = [...(this.#given.api.properties.get('ConnectEvents') ?? [])];
    const emitted = new Set(keys.map((key) => key.replaceAll('-', '').toLowerCase()));
    for (const each of facts.enums) {
      const object = /^vir(\w+)EventID$/.exec(each.name)?.[1]?.toLowerCase();
      if (object === undefined) continue;
      for (const { name } of each.values) {
        if (isSentinel(each, name)) continue;
        const event = (/_EVENT_ID_(\w+)$/.exec(name)?.[1] ?? name)
          .replaceAll('_', '')
          .toLowerCase();
        const lacks = [
          ...(methods.has(`${object}event${event}register`) ? [] : ['method registers it']),
          ...(emitted.has(object + event) ? [] : ['key of ConnectEvents names it']),
        ];
        yield {
          part: 'events',
          name,
          owner: this.#ownerOf(each.name),
          ...(lacks.length > 0 && { lacks: `no ${lacks.join(', no ')}` }),
        };
      }
    }
  }

  // ---- Constants --------------------------------------------------------------------------------

  *#constants(facts: Facts): Iterable<Found> {
    for (const each of facts.enums) {
      for (const { name, value } of each.values) {
        if (isSentinel(each, name)) {
          const owner = this.#ownerOf(each.name);
          yield { part: 'constants', name, owner, lacks: 'it is a sentinel', isSentinel: true };
          continue;
        }
        const place = `${enumName(each.name)}.${memberName(this.#newestOf(each), name)}`;
        yield this.#compare('constants', name, each.name, place, value);
      }
    }
  }

  /** Returns the enum of the newest release: names of members depend on all of its members. */
  #newestOf(each: CEnum): CEnum {
    return this.#newest.enums.find(({ name }) => name === each.name) ?? each;
  }

  *#macros(facts: Facts): Iterable<Found> {
    const constants = new Map(constantsOf(facts).map((each) => [each.macro.name, each]));
    for (const { name } of facts.macros) {
      const constant = constants.get(name);
      if (constant) {
        const { group, name: own, value } = constant;
        yield this.#compare('macros', name, name, group ? `${group}.${own}` : own, value);
      } else if (name === 'LIBVIR_VERSION_NUMBER') {
        yield this.#compare('macros', name, name, 'API_VERSION', this.#newest.version);
      } else {
        yield { part: 'macros', name, owner: this.#ownerOf(name), lacks: 'it is not a constant' };
      }
    }
  }

  #compare(part: Part, name: string, owner: string, place: string, value: unknown): Found {
    const [outer = '', inner] = place.split('.');
    const exported = this.#given.constants[outer] as Readonly<Record<string, unknown>> | undefined;
    const found: unknown = inner === undefined ? exported : exported?.[inner];
    const item = { part, name, owner: this.#ownerOf(owner) };
    if (found === value) return item;
    if (found === undefined) return { ...item, lacks: `there is no ${place}` };
    // A wrong value is an error even if it is listed as an exception.
    this.#problems.add(`${name} is ${inspect(value)}, but ${place} is ${inspect(found)}`);
    return { ...item, lacks: 'its value differs' };
  }

  /** Checks that the newest release has all exported constants. */
  #checkInventions(): void {
    const known = new Map<string, Set<string>>();
    const add = (group: string, name: string) => {
      known.set(group, (known.get(group) ?? new Set()).add(name));
    };
    for (const each of this.#newest.enums) {
      for (const { name } of members(each)) add(enumName(each.name), memberName(each, name));
    }
    for (const { group, name } of constantsOf(this.#newest)) add(group ?? name, name);
    for (const each of this.#newest.enums.filter(({ name }) => name === 'virErrorNumber')) {
      for (const { name, value } of members(each)) {
        add('ERROR_CODES', String(value));
        const { lacks } = this.#compare('constants', name, name, `ERROR_CODES.${value}`, name);
        if (lacks !== undefined) this.#problems.add(`${name}: ${lacks}`);
      }
    }
    for (const [outer, exported] of Object.entries(this.#given.constants)) {
      if (typeof exported === 'function' || outer === 'API_VERSION') continue;
      if (!known.has(outer)) this.#problems.add(`${outer} is exported, but not in libvirt's API`);
      else if (typeof exported === 'object' && exported !== null) {
        for (const inner of Object.keys(exported).filter((key) => !known.get(outer)?.has(key))) {
          this.#problems.add(`${outer}.${inner} is exported, but not in libvirt's API`);
        }
      }
    }
  }

  // ---- Structs ----------------------------------------------------------------------------------

  *#fields(facts: Facts): Iterable<Found> {
    const { api, structMappings } = this.#given;
    for (const struct of facts.structs) {
      const owner = this.#ownerOf(struct.name);
      if (struct.fields.length === 0) {
        const isCovered = api.classes.has(enumName(struct.name));
        const lacks = `there is no class ${enumName(struct.name)}`;
        yield { part: 'fields', name: struct.name, owner, ...(!isCovered && { lacks }) };
        continue;
      }
      const mapping = structMappings[struct.name];
      const properties = mapping && api.properties.get(mapping.type);
      for (const { name } of struct.fields) {
        const property = mapping?.renamed?.[name] ?? camelCase(name);
        const lacks = !mapping
          ? 'structMappings does not list its struct'
          : !properties
            ? `no type ${mapping.type} is exported`
            : `${mapping.type} has no ${property}`;
        yield {
          part: 'fields',
          name: `${struct.name}.${name}`,
          owner,
          ...(!properties?.has(property) && { lacks }),
        };
      }
    }
    this.#checkStructMappings();
  }

  #checkStructMappings(): void {
    for (const [name, { renamed = {}, why = '' }] of Object.entries(this.#given.structMappings)) {
      const fields = this.#newest.structs.find((struct) => struct.name === name)?.fields;
      if (!fields?.length) {
        this.#problems.add(`structMappings lists ${name}, which does not exist: remove it`);
      }
      for (const [field, property] of Object.entries(renamed)) {
        if (why === '')
          this.#problems.add(`structMappings renames ${name}.${field} without a reason`);
        if (!fields?.some((each) => each.name === field) || camelCase(field) === property) {
          this.#problems.add(`structMappings renames ${name}.${field} without need: remove it`);
        }
      }
    }
  }

  // ---- Exceptions -------------------------------------------------------------------------------

  /** Checks that every exception is still needed: it would hide a later function of its name. */
  #checkExceptions(found: ReadonlyMap<string, Found>): void {
    const { ignored, planned } = this.#given;
    const seen = new Set<string>();
    for (const [list, exceptions] of Object.entries({ ignored, planned })) {
      for (const [part, groups] of Object.entries(exceptions)) {
        for (const name of groups.flatMap(({ names }) => names)) {
          const key = `${part} ${name}`;
          const items = [...found.values()].filter(
            (each) =>
              each.part === part && (each.name === name || each.name.startsWith(`${name}.`)),
          );
          if (items.length === 0) {
            this.#problems.add(`${name} is ${list}, but does not exist: remove it`);
          }
          if (items.some(({ lacks }) => lacks === undefined)) {
            this.#problems.add(`${name} is ${list}, but exposed: remove it`);
          }
          if (seen.has(key)) this.#problems.add(`${name} is listed twice: remove one`);
          seen.add(key);
        }
        for (const { why, names } of groups) {
          if (why.trim() === '')
            this.#problems.add(`${names.join(', ')}: ${list} without a reason`);
        }
      }
    }
  }

  /** Returns `DomainSnapshot` for a name that starts with `virDomainSnapshot`; empty for no class. */
  #ownerOf(name: string): string {
    const plain = name.replace(/^_?vir_?/i, '').replaceAll('_', '');
    return this.#classes
      .filter((each) => plain.toLowerCase().startsWith(each.toLowerCase()))
      .reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  }
}

/**
 * Returns whether a value of an enum is a sentinel, which counts the others: it is one more than the
 * largest. All sentinels are ignored.
 */
function isSentinel({ values }: CEnum, name: string): boolean {
  const counts = (each: string) => /_(LAST|NR)$/.test(each);
  if (!counts(name)) return false;
  const others = values.filter((each) => each.name !== name && !counts(each.name));
  const own = values.find((each) => each.name === name)?.value;
  return own === Math.max(-1, ...others.map(({ value }) => value)) + 1;
}

/** Returns `rdReq` for `rd_req`. */
function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
