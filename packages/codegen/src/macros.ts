import { macroGroups } from './annotations.js';
import type { CMacro, Facts } from './facts.js';

/** The constant for a macro: a member of a constant object, or a separate one. */
export interface Constant {
  readonly macro: CMacro;
  readonly group?: string;
  readonly name: string;
  readonly value: string | number | bigint;
}

/** Exported as `API_VERSION`. */
const RELEASE = 'LIBVIR_VERSION_NUMBER';

/** Returns the constants for macros that are values, and not for those with parameters or types. */
export function constantsOf(facts: Facts): readonly Constant[] {
  return facts.macros.flatMap((macro): Constant[] => {
    if (macro.name === RELEASE) return [];
    if (macro.string !== undefined) return [{ macro, ...placeOf(macro), value: macro.string }];
    const value = numberOf(macro, facts);
    return value === undefined ? [] : [{ macro, name: macro.name.replace(/^VIR_/, ''), value }];
  });
}

function placeOf({ name }: CMacro): { readonly group: string; readonly name: string } {
  const prefix = Object.keys(macroGroups)
    .filter((each) => name.startsWith(each))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), '');
  const group = macroGroups[prefix];
  if (group === undefined) throw new Error(`macroGroups has no prefix for ${name}`);
  return { group, name: name.slice(prefix.length) };
}

/** Evaluates an expression: a number, a sum, or the name of an enum's value or another macro. */
function numberOf({ expression = '' }: CMacro, facts: Facts): number | bigint | undefined {
  const text = expression.replace(/\/\*.*?\*\//g, '').trim();
  const long = /^(\d+)LL$/.exec(text);
  if (long?.[1] !== undefined) return BigInt(long[1]);
  const sum = /^\(?(\d+(?: *\+ *\d+)*)\)?$/.exec(text)?.[1];
  if (sum !== undefined) {
    return sum.split('+').reduce((total, each) => total + Number(each), 0);
  }
  const other = facts.macros.find((macro) => macro.name === text);
  if (other) return numberOf(other, facts);
  return facts.enums.flatMap(({ values }) => values).find((value) => value.name === text)?.value;
}
