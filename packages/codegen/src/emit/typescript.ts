import { handwritten, macroGroups } from '../annotations.js';
import { PARTS, type CEnum, type Facts, type Library, type Part } from '../facts.js';
import { constantsOf, type Constant } from '../macros.js';
import { enumName, memberName, members } from '../names.js';
import { handleType, type Shape, type Shapes } from '../shapes.js';
import { enumComment, enumTypeComment, macroComment, valueComment } from './comments.js';
import { marked } from './mark.js';

/** Returns the declarations of the raw functions, which correspond to those in C. */
export function emitRawFunctions(facts: Facts, shapes: Shapes): string {
  const functions = facts.functions.flatMap((fn) => {
    const annotation = handwritten[fn.name];
    if (annotation) return [`  readonly ${fn.name}: ${annotation.declaration};`];
    const shape = shapes.of(fn);
    return shape ? [`  readonly ${fn.name}: (${inputs(shape)}) => ${output(shape)};`] : [];
  });
  const names = (library: Library) =>
    facts.functions
      .filter((fn) => fn.library === library && (fn.name in handwritten || shapes.of(fn)))
      .map(({ name }) => name);
  return marked(
    '//',
    facts,
    `import type { Ask, EventCallback, Handle } from '../handle.js';
import type { PackedParameters, TypedParameter } from '../parameters.js';

${shapes.handles
  .map(
    (handle) =>
      `/** Owns one reference to a \`${handle}\`. */\nexport type ${handleType(handle)} = Handle<'${handle}'>;`,
  )
  .join('\n')}

/** The C functions. Arguments are checked; a call that fails rejects with a \`RawError\`. */
export interface RawFunctions {
${functions.join('\n')}
}

/** The functions of the libraries that a build of the addon may leave out. */
export const PARTS = {
${PARTS.map(
  (library) =>
    `  ${library}: [${names(library)
      .map((name) => `'${name}'`)
      .join(', ')}],`,
).join('\n')}
} as const satisfies Readonly<Record<string, readonly (keyof RawFunctions)[]>>;

/** The libvirt release whose API is known. */
export const API_VERSION = '${facts.version}';`,
  );
}

function inputs(shape: Shape): string {
  return shape.parameters
    .flatMap((parameter) => parameter.inputs)
    .map(({ name, ts }) => `${name}: ${ts}`)
    .join(', ');
}

/** Returns the type of the result: one value as it is, several as a tuple with the result first. */
function output(shape: Shape): string {
  const given = [
    ...(shape.result.ts === undefined ? [] : [{ name: 'result', ts: shape.result.ts }]),
    ...shape.parameters.flatMap(({ name, output: ts }) => (ts === undefined ? [] : [{ name, ts }])),
  ];
  const [only] = given;
  const type =
    given.length === 0
      ? 'void'
      : given.length === 1
        ? only?.ts
        : `[${given.map(({ name, ts }) => `${name}: ${ts}`).join(', ')}]`;
  return shape.mode === 'Sync' ? `${type}` : `Promise<${type}>`;
}

/** Returns each enum of libvirt as a constant object with a type of the same name. */
export function emitConstants(facts: Facts): string {
  const codes = facts.enums.find(({ name }) => name === 'virErrorNumber')?.values ?? [];
  return marked(
    '//',
    facts,
    `import type { Constants } from '../constants.js';

${emitEnums(facts, undefined)}

/** The names of libvirt's error codes, by number. */
export const ERROR_CODES = {
${codes
  .filter(({ name }) => !name.endsWith('_LAST'))
  .map(({ name, value }) => `  ${value}: '${name}',`)
  .join('\n')}
} as const;`,
  );
}

/** Returns the enums of another library, for the package that calls it. */
export function emitPartConstants(facts: Facts, library: Part): string {
  const constants = emitEnums(facts, library);
  return marked('//', facts, `import type { Constants } from '@libvirt/core';\n\n${constants}`);
}

function emitEnums(facts: Facts, library: CEnum['library']): string {
  const enums = facts.enums.filter((each) => each.library === library);
  return enums.map(emitEnum).join('\n\n');
}

/**
 * Returns an enum as a plain object. Its types are those of a declared TypeScript enum: no other type
 * narrows in both branches and refuses other enums in comparisons, too. A member whose value the
 * compiler does not know makes it accept any number.
 */
function emitEnum(each: CEnum): string {
  const name = enumName(each.name);
  const values = members(each).map((value) => ({
    comment: valueComment(each, value, 4),
    key: memberName(each, value.name),
    value: value.value,
  }));
  return `declare namespace values {
  enum ${name} {
${values.map(({ comment, key, value }) => `    ${comment}\n    ${key} = ${value},`).join('\n')}
    other,
  }
}
${enumComment(each)}
export const ${name}: Constants<typeof values.${name}> = {
${values.map(({ key, value }) => `  ${key}: ${value},`).join('\n')}
};
${enumTypeComment(each)}
export type ${name} = values.${name};`;
}

/** Returns the macros of a library that are constants: strings by family, then numbers. */
export function emitMacros(facts: Facts, library?: Part): string {
  const all = constantsOf(facts);
  const constants = all.filter(({ macro }) => macro.library === library);
  const groups = Object.entries(macroGroups).flatMap(([prefix, group]) => {
    const isOfGroup = (each: Constant) => each.group === group;
    if (!all.some(isOfGroup)) throw new Error(`macroGroups has ${prefix}, which no macro has`);
    const own = constants.filter(isOfGroup);
    return own.length === 0 ? [] : [emitGroup(prefix, group, own)];
  });
  const alone = constants
    .filter(({ group }) => group === undefined)
    .map(
      ({ macro, name, value }) =>
        `${macroComment(macro)}\nexport const ${name} = ${literal(value)};`,
    );
  return marked('//', facts, [...groups, ...alone].join('\n\n'));
}

function emitGroup(prefix: string, group: string, constants: readonly Constant[]): string {
  const lines = constants.map(
    ({ macro, name, value }) => `  ${macroComment(macro)}\n  ${name}: ${literal(value)},`,
  );
  return `/** \`${prefix}*\` */\nexport const ${group} = {\n${lines.join('\n')}\n} as const;`;
}

function literal(value: Constant['value']): string {
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
}
