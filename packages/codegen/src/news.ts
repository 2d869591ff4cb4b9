import type { CField, Facts } from './facts.js';

/** Returns a line for everything that `to` adds to the C API of `from`. */
export function news(from: Facts, to: Facts): readonly string[] {
  const old = new Set(lines(from).map(({ key }) => key));
  return lines(to)
    .filter(({ key }) => !old.has(key))
    .map(({ key, since }) => `${key}${since === '0.0.0' ? '' : `, since ${since}`}`);
}

interface Line {
  readonly key: string;
  readonly since: string;
}

function lines(facts: Facts): readonly Line[] {
  return [
    ...facts.functions.map(({ name, since }) => ({ key: `function ${name}`, since })),
    ...facts.enums.flatMap((each) => [
      { key: `enum ${each.name}`, since: each.since },
      ...each.values.map(({ name, since }) => ({ key: `value ${each.name}.${name}`, since })),
    ]),
    ...facts.macros.map(({ name, since }) => ({ key: `macro ${name}`, since })),
    ...facts.structs.flatMap((struct) => [
      { key: `struct ${struct.name}`, since: struct.since },
      ...fieldNames(struct.fields).map((name) => ({
        key: `field ${struct.name}.${name}`,
        since: struct.since,
      })),
    ]),
    ...facts.callbacks.map(({ name, since }) => ({ key: `callback ${name}`, since })),
  ];
}

/** Returns the names of fields, including members of unions. */
function fieldNames(fields: readonly CField[]): readonly string[] {
  return fields.flatMap(({ name, union }) => [
    name,
    ...(union ?? []).map((member) => `${name}.${member.name}`),
  ]);
}
