/** Which names an element or attribute of a pattern may have. */
export interface NameClass {
  /** As in the schema data: equal name classes have equal texts. */
  readonly text: string;
  /** The names, unless it is open to any. */
  readonly names: readonly string[];
  readonly matches: (name: string, namespace: string) => boolean;
}

type Parsed = string | readonly ['choice' | 'except', ...Parsed[]];

/**
 * Reads `name`, `{namespace}name`, `{namespace}*` or `*`; or the JSON of a choice of such, or of one
 * with exceptions.
 */
export function parseNameClass(text: string): NameClass {
  const parsed = text.startsWith('[') ? (JSON.parse(text) as Parsed) : text;
  return {
    text,
    names: namesOf(parsed),
    matches: (name, namespace) => matches(parsed, name, namespace),
  };
}

function matches(parsed: Parsed, name: string, namespace: string): boolean {
  if (typeof parsed === 'string') {
    if (parsed === '*') return true;
    const [uri, local] = splitName(parsed);
    return uri === namespace && (local === '*' || local === name);
  }
  const [kind, ...parts] = parsed;
  if (kind === 'choice') return parts.some((part) => matches(part, name, namespace));
  const [base, ...excepted] = parts;
  return (
    base !== undefined &&
    matches(base, name, namespace) &&
    !excepted.some((part) => matches(part, name, namespace))
  );
}

function namesOf(parsed: Parsed): readonly string[] {
  if (typeof parsed === 'string') return parsed.endsWith('*') ? [] : [parsed];
  return parsed[0] === 'choice' ? parsed.slice(1).flatMap(namesOf) : [];
}

/** The namespace and local name of `{namespace}name`. */
export function splitName(name: string): readonly [namespace: string, local: string] {
  if (!name.startsWith('{')) return ['', name];
  const end = name.indexOf('}');
  return [name.slice(1, end), name.slice(end + 1)];
}
