import { kinds, naming, type Naming } from './annotations.js';
import { prefixed } from './facts.js';
import type { ElementType, Model, Variant } from './model.js';
import { refine } from './refine.js';

/**
 * Names of the generated types.
 *
 * A kind's types are named breadth first. A part is called after its element (`DomainDisk`), if that
 * is the only type of elements of that name in the kind, else after its parent's type, too
 * (`DomainDiskFileSource`). A variant is called after its value. Types that look the same are one. A
 * type that an earlier kind has named keeps that name, and the module of the later kind imports it.
 */
export interface Names {
  /** Types that have a name, in the order of the kinds; one for all that look the same. */
  readonly named: readonly NamedType[];
  readonly of: (type: ElementType) => NamedType | undefined;
}

export interface NamedType {
  readonly type: ElementType;
  readonly name: string;
  /** Module that declares it. */
  readonly module: string;
  /** Elements from the root of the kind, for its docstring. */
  readonly path: readonly string[];
}

export function nameTypes(model: Model, annotations: Naming = naming): Names {
  const use = new UsedAnnotations(annotations);
  const all = new Set<ElementType>();
  for (const { schema, path } of kinds) all.add(model.root(schema, path)!);
  // A set may grow while it is walked.
  for (const type of all) for (const part of partsOf(type)) all.add(part);
  const classes = refine(all, signature);
  const named = new Map<number, NamedType>();
  const taken = new Set<string>();
  const of = (type: ElementType) => named.get(classes.get(type)!);
  const declare = (type: ElementType, name: string, module: string, path: readonly string[]) => {
    taken.add(name);
    named.set(classes.get(type)!, { type, name, module, path });
  };

  const roots = kinds.map((kind) => ({ kind, type: model.root(kind.schema, kind.path)! }));
  for (const { kind, type } of roots) {
    if (kind.path.length > 1 && !of(type)) declare(type, kind.prefix, kind.module, kind.path);
  }
  for (const { kind, type } of roots) {
    if (kind.path.length > 1) continue;
    const found = discover(type, kind.path, use, (part) => {
      const known = of(part);
      return known !== undefined && known.module !== kind.module;
    });
    const counts = new Map<string, Set<number>>();
    for (const { type: part, variantOf } of found) {
      if (variantOf) continue;
      const group = counts.get(part.element) ?? new Set<number>();
      counts.set(part.element, group.add(classes.get(part)!));
    }
    for (const { type: part, parent, variantOf, variant, path } of found) {
      if (of(part)) continue;
      if (part === type) {
        declare(part, kind.name, kind.module, path);
        continue;
      }
      const parentName = parent ? of(parent)!.name.replace(/XML$/, '') : kind.prefix;
      const label = variantOf
        ? variantLabel(variantOf, variant!, use)
        : use.pascal(prefixed(part.element));
      const container = parent?.element === 'devices';
      const alone = counts.get(part.element)?.size === 1;
      const wanted =
        variantOf || !(alone || container)
          ? [`${parentName}${label}`]
          : [`${kind.prefix}${label}`, `${parentName}${label}`];
      const annotated = variantOf ? undefined : use.typeName(path.join('/'));
      const candidates = annotated === undefined ? wanted : [annotated, ...wanted];
      declare(part, free(candidates, taken), kind.module, path);
    }
  }
  use.check();
  return { named: [...named.values()], of };
}

/** Annotations, of which every one has to be used. */
class UsedAnnotations {
  readonly #annotations: Naming;
  readonly #order: readonly string[];
  readonly #unused: Set<string>;

  constructor(annotations: Naming) {
    this.#annotations = annotations;
    this.#order = annotations.first.flatMap(({ elements }) => elements);
    this.#unused = new Set([
      ...this.#order.map((element) => `first: ${element}`),
      ...Object.keys(annotations.typeNames).map((path) => `typeNames: ${path}`),
      ...[...annotations.acronyms].map((word) => `acronyms: ${word}`),
    ]);
  }

  /** The place of a child's name among those that are named first. */
  rank(element: string): number {
    this.#unused.delete(`first: ${element}`);
    const index = this.#order.indexOf(element);
    return index < 0 ? this.#order.length : index;
  }

  typeName(path: string): string | undefined {
    this.#unused.delete(`typeNames: ${path}`);
    return this.#annotations.typeNames[path]?.name;
  }

  /** `virtio-serial` is `VirtioSerial`; acronyms are in capitals. */
  pascal(name: string): string {
    return name
      .split(/[^A-Za-z0-9]+/)
      .filter((word) => word !== '')
      .map((word) => {
        const lower = word.toLowerCase();
        this.#unused.delete(`acronyms: ${lower}`);
        return this.#annotations.acronyms.has(lower)
          ? word.toUpperCase()
          : word.charAt(0).toUpperCase() + word.slice(1);
      })
      .join('');
  }

  check(): void {
    if (this.#unused.size === 0) return;
    throw new Error(`annotations that apply to nothing: ${[...this.#unused].join(', ')}`);
  }
}

function free(candidates: readonly string[], taken: ReadonlySet<string>): string {
  const found = candidates.find((name) => !taken.has(name));
  if (found !== undefined) return found;
  for (let number = 2; ; number++) {
    const name = `${candidates.at(-1)!}${String(number)}`;
    if (!taken.has(name)) return name;
  }
}

interface Discovered {
  readonly type: ElementType;
  readonly parent: ElementType | undefined;
  /** Set for a variant: the union's type. */
  readonly variantOf?: ElementType;
  readonly variant?: Variant;
  readonly path: readonly string[];
}

/** Types below a root that want a name, breadth first, without those that have one. */
function discover(
  root: ElementType,
  path: readonly string[],
  use: UsedAnnotations,
  isNamed: (type: ElementType) => boolean,
): readonly Discovered[] {
  const queue: Discovered[] = [{ type: root, parent: undefined, path }];
  const seen = new Set<ElementType>([root]);
  const add = (found: Discovered) => {
    if (seen.has(found.type) || !wantsName(found.type)) return;
    seen.add(found.type);
    queue.push(found);
  };
  for (const { type, path: own } of queue) {
    if (isNamed(type)) continue;
    for (const [name, child] of sharedChildren(type, use)) {
      add({ type: child.type, parent: type, path: [...own, name] });
    }
    for (const variant of type.union?.variants ?? []) {
      add({ type: variant.type, parent: type, variantOf: type, variant, path: own });
    }
  }
  return queue;
}

/**
 * Children that a type has in every variant, or, where presence decides, in those that have it; with
 * those first that annotations name.
 */
function sharedChildren(type: ElementType, use: UsedAnnotations): ElementType['children'] {
  const leaves = leavesOf(type);
  const byPresence = type.union !== undefined && type.union.attribute === undefined;
  const all = byPresence ? leaves.flatMap((leaf) => [...leaf.children]) : [...leaves[0]!.children];
  const shared = all.filter(([name, child]) =>
    leaves.every((leaf) => {
      const other = leaf.children.get(name);
      return other ? other.type === child.type : byPresence;
    }),
  );
  return new Map(shared.sort(([a], [b]) => use.rank(a) - use.rank(b)));
}

/** The variants of a union and of the unions in it; a type without variants is its only one. */
export function leavesOf(type: ElementType): readonly ElementType[] {
  return type.union ? type.union.variants.flatMap((each) => leavesOf(each.type)) : [type];
}

/** Text alone, anything, or no content at all need no type of their own. */
function wantsName(type: ElementType): boolean {
  return !type.plain && !type.open && !isEmpty(type);
}

export function isEmpty(type: ElementType): boolean {
  return (
    !type.text &&
    !type.open &&
    type.attributes.size === 0 &&
    type.children.size === 0 &&
    !type.union
  );
}

function partsOf(type: ElementType): readonly ElementType[] {
  return [
    ...(type.union?.variants.map((variant) => variant.type) ?? []),
    ...[...type.children.values()].map((child) => child.type),
  ];
}

function signature(type: ElementType, classOf: (other: ElementType) => number): string {
  return JSON.stringify([
    type.element,
    type.settled,
    type.absent,
    type.plain,
    type.open,
    type.text,
    [...type.attributes],
    [...type.children].map(([name, { type: child, ...rest }]) => [name, rest, classOf(child)]),
    type.union && [
      type.union.attribute,
      type.union.variants.map(({ values, type: variant }) => [values, classOf(variant)]),
    ],
  ]);
}

/** Short values name a variant, or what the others are not. */
function variantLabel(union: ElementType, { values }: Variant, use: UsedAnnotations): string {
  const words = values.filter((value) => value !== undefined);
  const { attribute, variants } = union.union!;
  if (attribute === undefined) {
    const [marker] = words;
    if (marker !== undefined) return `By${use.pascal(prefixed(marker))}`;
    const others = variants.flatMap((each) => each.values[0] ?? []);
    return others.length === 1 ? `Without${use.pascal(prefixed(others[0]!))}` : 'Other';
  }
  if (words.length === 0) return `Without${use.pascal(attribute)}`;
  if (words.length <= 3) return words.map((word) => use.pascal(word)).join('');
  const large = union.union!.variants.filter((variant) => variant.values.length > 3);
  return large.length === 1 ? 'Other' : `${use.pascal(words[0]!)}Etc`;
}
