// The content of an element that continues a source: which of the source's children stay, with what in
// their place, and where new ones go.
import { isText, keepsText, textOf, visitContent } from '../mapping/content.js';
import { documentOf, originOf } from '../mapping/origins.js';
import { decodeValue } from '../mapping/values.js';
import { isBlank } from '../syntax/characters.js';
import { escapeText } from '../syntax/escape.js';
import type { Element, Node, Text } from '../syntax/nodes.js';
import { OPEN } from '../mapping/decode.js';
import type { Child } from '../schema/shapes.js';
import type { Context } from './context.js';
import { indentOf, startOfLead } from './indentation.js';
import { itemsOf, unknownItems, type Item } from './items.js';
import { pair } from './pairing.js';
import { childrenOf, type ChildEntry, type Place, type View } from './places.js';
import { hasEndTag, isTextOf } from './start-tag.js';

/** A stretch of a source, a text, or an element. */
export type Step = { readonly from: number; readonly to: number } | string | Place;

/** The items of a property, and the children of the source that were its items. */
interface Group {
  readonly entry: ChildEntry | undefined;
  readonly sources: (Element | Text)[];
  items: readonly Item[];
}

/** What happens to the children of a source. */
interface Plan {
  /** What is written in the place of a child that stays. */
  readonly kept: Map<Node, Step>;
  /** Children that do not stay. */
  readonly removed: Set<Node>;
  readonly before: Map<Node, Item[]>;
  readonly after: Map<Node, Item[]>;
  /** New items of an element that keeps no child. */
  readonly only: Item[];
}

/** Returns the steps from the end of the start tag to the end of an element. */
export function continueContent(
  context: Context,
  place: Place,
  source: Element,
  view: View,
  isRoot: boolean,
): Step[] {
  return new Content(context, place, source, view, isRoot).steps();
}

class Content {
  readonly #context: Context;
  readonly #place: Place;
  readonly #source: Element;
  readonly #view: View;
  readonly #isRoot: boolean;
  readonly #text: string;
  readonly #steps: Step[] = [];
  /** Up to where the source is dealt with. */
  #at: number;

  constructor(context: Context, place: Place, source: Element, view: View, isRoot: boolean) {
    this.#context = context;
    this.#place = place;
    this.#source = source;
    this.#view = view;
    this.#isRoot = isRoot;
    this.#text = place.document!.text;
    this.#at = source.contentStart;
  }

  steps(): Step[] {
    const source = this.#source;
    const isOpen = hasEndTag(source);
    const straight = this.#straight();
    if (straight !== undefined) {
      this.#at -= isOpen ? 1 : 2;
      for (const place of straight) {
        this.#copy(place.source!.start);
        this.#steps.push(place);
        this.#at = place.source!.end;
      }
      this.#copy(source.end);
      return this.#steps;
    }
    const plan = this.#plan();
    const newText = this.#newText();
    if (!isOpen) {
      const hasContent = plan.only.length > 0 || (newText ?? '') !== '';
      if (!hasContent) return [{ from: source.end - 2, to: source.end }];
      this.#steps.push('>');
    } else {
      this.#at -= 1;
    }
    this.#children(plan, newText);
    if (isOpen) this.#copy(source.end);
    else this.#steps.push(`</${source.name}>`);
    return this.#steps;
  }

  /**
   * Returns the children to look into if all that is here continues what it was; `undefined` if
   * anything has been added, removed or moved.
   */
  #straight(): Place[] | undefined {
    const { data, children, unknown } = this.#view;
    if (unknown.children !== undefined || unknown.of !== undefined) return undefined;
    let missing = 0;
    for (const { child } of children) {
      const value = data[child.property];
      if (child.repeated !== Array.isArray(value)) return undefined;
      missing += child.repeated ? (value as unknown[]).length : 1;
    }
    if (missing === 0 && this.#source.children.length === 0)
      return this.#newText() === undefined ? [] : undefined;
    const entries = childrenOf(this.#place.shape);
    const { document } = this.#place;
    const places: Place[] = [];
    const counts = new Map<Child, number>();
    let changed = 0;
    visitContent(this.#source, this.#place.shape, this.#context.prefixes, {
      known: (node, child) => {
        let value = data[child.property];
        let index: number | undefined;
        if (child.repeated) {
          index = counts.get(child) ?? 0;
          counts.set(child, index + 1);
          value = (value as unknown[])[index];
        }
        missing -= 1;
        if (!child.shape.plain) {
          if (originOf(value) !== node) changed += 1;
          const entry = entries.get(child.property)!;
          const item = { value, segment: entry.segment, index, entry, more: undefined };
          places.push(placeOf(item, node, document, undefined));
        } else if (!isOnlyText(node) || decodeValue(textOf(node), child.shape.text!) !== value) {
          changed += 1;
        }
      },
      unknown: () => {
        changed += 1;
      },
    });
    return changed === 0 && missing === 0 && this.#newText() === undefined ? places : undefined;
  }

  /** The text to write instead of the source's; `undefined` if it stays. */
  #newText(): string | undefined {
    const { text } = this.#view;
    if (text === undefined) return undefined;
    return isTextOf(text, textOf(this.#source), this.#place.shape.text ?? 'string')
      ? undefined
      : text;
  }

  /** Sorts the children of the source and the items of the data by property. */
  #groups(): Group[] {
    const { prefixes, fail } = this.#context;
    const { shape } = this.#place;
    const groups = new Map<ChildEntry | undefined, Group>();
    const groupOf = (entry: ChildEntry | undefined) => {
      let group = groups.get(entry);
      if (group === undefined) {
        group = { entry, sources: [], items: [] };
        groups.set(entry, group);
      }
      return group;
    };
    for (const entry of this.#view.children) {
      groupOf(entry).items = itemsOf(entry, this.#view, fail);
    }
    const unknown = unknownItems(this.#view, shape, fail);
    if (unknown.length > 0) groupOf(undefined).items = unknown;
    const entries = childrenOf(shape);
    visitContent(this.#source, shape, prefixes, {
      known: (element, child) => groupOf(entries.get(child.property)).sources.push(element),
      unknown: (node) => groupOf(undefined).sources.push(node),
    });
    return [...groups.values()];
  }

  #plan(): Plan {
    const plan: Plan = {
      kept: new Map(),
      removed: new Set(),
      before: new Map(),
      after: new Map(),
      only: [],
    };
    /** Of the children that stay, those that the schema knows. */
    const orders = new Map<Node, number>();
    const withoutPlace: Group[] = [];
    for (const group of this.#groups()) {
      const { entry, sources, items } = group;
      const pairs = this.#pair(group);
      const continued = new Set<Node | undefined>(pairs);
      const slots = sources.filter((node) => continued.has(node));
      for (const node of sources) {
        if (continued.has(node)) orders.set(node, orderOf(entry));
        else plan.removed.add(node);
      }
      if (slots.length === 0) {
        if (items.length > 0) withoutPlace.push(group);
        continue;
      }
      let filled = 0;
      for (const [index, item] of items.entries()) {
        const node = pairs[index];
        if (node === undefined) {
          if (filled === 0) addTo(plan.before, slots[0]!, item);
          else addTo(plan.after, slots[filled - 1]!, item);
        } else {
          plan.kept.set(slots[filled]!, this.#continued(item, node));
          filled += 1;
        }
      }
    }
    withoutPlace.sort((one, other) => orderOf(one.entry) - orderOf(other.entry));
    if (withoutPlace.length > 0) this.#findPlaces(withoutPlace, plan, orders);
    return plan;
  }

  /** New items whose property has no child that stays follow the schema's order. */
  #findPlaces(groups: readonly Group[], plan: Plan, orders: ReadonlyMap<Node, number>): void {
    const staying = this.#source.children.filter((node) => plan.kept.has(node));
    for (const { entry, items } of groups) {
      const anchor = staying.findLast((node) => orders.get(node)! <= orderOf(entry));
      for (const item of items) {
        if (anchor !== undefined) addTo(plan.after, anchor, item);
        else if (staying.length > 0) addTo(plan.before, staying[0]!, item);
        else plan.only.push(item);
      }
    }
  }

  #pair({ entry, sources, items }: Group): (Element | Text | undefined)[] {
    const kind =
      entry?.child.shape.plain === true ? (entry.child.shape.text ?? 'string') : undefined;
    return pair(
      sources,
      items.map(({ value }) => value),
      (node, value) => {
        if (node.kind !== 'element') return node.value === value;
        return kind !== undefined && decodeValue(textOf(node), kind) === value;
      },
      (node, value) =>
        node.kind === 'element'
          ? typeof value !== 'string' || entry !== undefined
            ? this.#context.isNamed(node, entry, value)
            : false
          : typeof value === 'string',
    );
  }

  /** What an item writes that continues a child. */
  #continued(item: Item, node: Element | Text): Step {
    if (node.kind === 'element') return placeOf(item, node, this.#place.document, undefined);
    const value = item.value as string;
    return value === node.value ? { from: node.start, to: node.end } : escapeText(value);
  }

  #children({ kept, removed, before, after, only }: Plan, newText: string | undefined): void {
    const { children } = this.#source;
    const texts = newText === undefined ? undefined : this.#textsToReplace(newText);
    const dropsBlank = this.#dropsBlank();
    const indentBefore = (node: Node) =>
      dropsBlank ? undefined : indentOf(this.#text, node.start);
    let pending: { readonly items: readonly Item[]; readonly lead: string | undefined } | undefined;
    if (texts?.size === 0) {
      this.#copy(this.#source.contentStart);
      this.#steps.push(escapeText(newText!));
    }
    for (const node of children) {
      if (pending !== undefined && !isOnSameLine(node)) {
        this.#copy(node.start);
        this.#add(pending.items, pending.lead);
        pending = undefined;
      }
      const first = before.get(node);
      if (first !== undefined) {
        this.#copy(startOfLead(this.#text, node.start));
        this.#add(first, indentBefore(node));
      }
      const step = kept.get(node);
      if (step !== undefined) {
        this.#copy(node.start);
        this.#steps.push(step);
        this.#at = node.end;
      } else if (removed.has(node)) {
        this.#remove(node);
      } else if (texts?.has(node) === true) {
        this.#copy(node.start);
        this.#steps.push(texts.get(node)!);
        this.#at = node.end;
      }
      if (dropsBlank && isText(node)) {
        this.#copy(node.start);
        this.#at = node.end;
      }
      const items = after.get(node);
      if (items !== undefined) pending = { items, lead: indentBefore(node) };
    }
    if (pending !== undefined) {
      this.#copy(this.#source.contentEnd);
      this.#add(pending.items, pending.lead);
    }
    if (only.length > 0) this.#addOnly(only);
  }

  /** Whether white space between elements of open content would count once the change is made. */
  #dropsBlank(): boolean {
    if (!this.#place.shape.open || keepsText(this.#source.children)) return false;
    const { children = [] } = this.#view.unknown;
    return children.length === 0 || children.some((child) => typeof child === 'string');
  }

  /** Adds elements, each on a line of its own if there is white space for that. */
  #add(items: readonly Item[], indent: string | undefined): void {
    const { newline } = this.#context.style(this.#place.document);
    for (const item of items) {
      if (typeof item.value === 'string' && item.entry === undefined) {
        this.#steps.push(escapeText(item.value));
        continue;
      }
      if (indent !== undefined) this.#steps.push(newline + indent);
      const { document } = this.#place;
      this.#steps.push(newPlace(this.#context, item, document, indent));
    }
  }

  /** Adds the elements of one that has no others. */
  #addOnly(items: readonly Item[]): void {
    const source = this.#source;
    const { newline, unit } = this.#context.style(this.#place.document);
    const outer = indentOf(this.#text, source.start) ?? (this.#isRoot ? '' : undefined);
    const hasText =
      (this.#view.text ?? '').trim() !== '' ||
      items.some(({ value, entry }) => entry === undefined && typeof value === 'string');
    const last = source.children[source.children.length - 1];
    const tail = last !== undefined && isText(last) && isBlank(last.value) ? last : undefined;
    if (outer === undefined || hasText) {
      this.#copy(source.contentEnd);
      this.#add(items, undefined);
      return;
    }
    this.#copy(tail?.start ?? source.contentEnd);
    this.#add(items, outer + unit);
    this.#steps.push(newline + outer);
    this.#at = Math.max(this.#at, source.contentEnd);
  }

  /**
   * The texts of the source that change: the first that is not blank becomes the new text, the others
   * are removed. White space between elements stays if there is no text, and would count beside one.
   */
  #textsToReplace(newText: string): Map<Node, string> {
    const { children } = this.#source;
    const hasElements = children.some(({ kind }) => kind === 'element');
    const keepsBlank = hasElements && isBlank(newText);
    const texts = children.filter(isText).filter(({ value }) => !(keepsBlank && isBlank(value)));
    const first = texts.find(({ value }) => !isBlank(value)) ?? texts[0];
    return new Map(texts.map((node) => [node, node === first ? escapeText(newText) : '']));
  }

  /** Leaves out a child, with its line if it has one of its own. */
  #remove(node: Node): void {
    const rest = /[ \t]*/y;
    rest.lastIndex = node.end;
    rest.exec(this.#text);
    const next = this.#text[rest.lastIndex];
    const isLine = next === '\n' || next === '\r';
    this.#copy(isLine ? startOfLead(this.#text, node.start) : node.start);
    this.#at = node.end;
  }

  #copy(to: number): void {
    if (this.#at < to) this.#steps.push({ from: this.#at, to });
    this.#at = Math.max(this.#at, to);
  }
}

/**
 * Returns the element that a new item becomes. If the item was parsed elsewhere, it continues that, as
 * long as the text from there can stand in the scope.
 */
export function newPlace(
  context: Context,
  item: Item,
  document: Place['document'],
  indent: string | undefined,
): Place {
  const origin = originOf(item.value);
  const isReusable =
    origin !== undefined &&
    context.isNamed(origin, item.entry, item.value) &&
    context.scope.canHold(origin);
  if (isReusable) return placeOf(item, origin, documentOf(origin), indent);
  return placeOf(item, undefined, document, indent);
}

/** Returns the element that an item becomes. */
function placeOf(
  { value, segment, index, entry, more }: Item,
  source: Element | undefined,
  document: Place['document'],
  indent: string | undefined,
): Place {
  return {
    name: entry?.name ?? (value as { name: string }).name,
    isKnown: entry !== undefined,
    shape: entry?.child.shape ?? OPEN,
    value,
    more,
    segment,
    index,
    source,
    document,
    indent,
  };
}

/** Whether an element has nothing but text. */
function isOnlyText({ attributes, children }: Element): boolean {
  return attributes.length === 0 && children.every(isText);
}

/** Unknown items come last. */
function orderOf(entry: ChildEntry | undefined): number {
  return entry?.order ?? Infinity;
}

function addTo(map: Map<Node, Item[]>, node: Node, item: Item): void {
  const items = map.get(node);
  if (items === undefined) map.set(node, [item]);
  else items.push(item);
}

/** Whether a node is still on the line of what comes before it, such as a comment on that. */
function isOnSameLine(node: Node): boolean {
  if (node.kind === 'comment') return true;
  return isText(node) && isBlank(node.value) && !/[\r\n]/.test(node.value);
}
