import { exceptions, kinds } from './annotations.js';
import type { SchemaFacts } from './facts.js';
import type { Model } from './model.js';

/** Fails unless every schema and every device of domains has a kind, or an exception with its reason. */
export function checkKinds(facts: SchemaFacts, model: Model, excepted = exceptions): void {
  const devices = model.root('domain', ['domain', 'devices'])?.children ?? new Map();
  const covered = new Set(
    kinds.map(({ schema, path }) =>
      path.length === 1 ? `schema ${schema}` : `device ${path.at(-1)!}`,
    ),
  );
  const all = [
    ...Object.keys(facts.schemas).map((name) => `schema ${name}`),
    ...[...devices.keys()].map((name) => `device ${name}`),
  ];
  const missing = all.filter((each) => !covered.has(each) && !(each in excepted));
  if (missing.length > 0) throw new Error(`no kind and no exception for ${missing.join(', ')}`);
  const idle = Object.keys(excepted).filter((each) => covered.has(each) || !all.includes(each));
  if (idle.length > 0) throw new Error(`exceptions that apply to nothing: ${idle.join(', ')}`);
}
