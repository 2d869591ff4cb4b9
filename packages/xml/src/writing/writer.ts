// Plain data to a document.
//
// Everything is written in one way: an element with its data and, where there is one, its source,
// which is the element that it continues. With a source, all that does not change is copied from
// it, so a document whose data was not changed is copied whole. Without one, the element is written
// anew, in the order of the schema.
//
// With a source, in this order:
//
// 1. The start tag (`start-tag.ts`). An attribute whose value differs gets the new one between its
//    quotes; one that is absent is removed with the white space before it; new ones follow the last.
// 2. The content (`content.ts`). The source's children are sorted as for decoding, and
//    `pairing.ts` finds for each item of the data the child that it continues. The children of one
//    property that are continued keep their places, which its items fill in the order of the data.
//    Children that no item continues are removed with their line. New items follow the item before
//    them, or else the last child that the schema puts before them, on lines of their own if that
//    child is on one.
// 3. Text is replaced if it differs. Comments, instructions and white space are copied.
//
// An object that was parsed has its source even if it has moved into an element without one, or of
// another document, as long as the namespaces that the source relies on can be declared there.
//
// Elements in work are on a stack, so that no data is too deep for it; a limit refuses data that
// contains itself.
import { schemaName } from '../mapping/names.js';
import { documentOf, originOf } from '../mapping/origins.js';
import type { Schema } from '../schema/shapes.js';
import { escapeText } from '../syntax/escape.js';
import { continueContent, newPlace, type Step } from './content.js';
import { Context } from './context.js';
import { XMLFormatError } from './error.js';
import { DEFAULT_STYLE, indentOf } from './indentation.js';
import { itemsOf, unknownItems, type Item } from './items.js';
import { viewOf, type Fail, type Place, type View } from './places.js';
import { continueStartTag, writeStartTag } from './start-tag.js';

/** An element in work: what remains to be written of it. */
interface Frame {
  readonly place: Place;
  /** The number of declarations in scope around it. */
  readonly outer: number;
  readonly steps: readonly Step[];
  next: number;
}

/**
 * Returns the text of a document, or of an element that becomes one, with the data.
 * @throws {XMLFormatError} if XML cannot hold the data, or the schema has no place for it
 */
export function writeDocument(schema: Schema, data: unknown, maxDepth = 1000): string {
  return new Writer(schema, maxDepth).document(data);
}

class Writer {
  readonly #context: Context;
  readonly #maxDepth: number;
  readonly #stack: Frame[] = [];
  /** The element in work before it is on the stack. */
  #current: Place | undefined;
  /** Where declarations go that something inside needs. */
  #declarations = -1;

  constructor(schema: Schema, maxDepth: number) {
    const fail: Fail = (problem, segment = '') => {
      const places = this.#stack.map(({ place }) => place);
      if (this.#current !== undefined) places.push(this.#current);
      const path = places.map(({ segment: name, index }) =>
        index === undefined ? name : `${name}[${index}]`,
      );
      throw new XMLFormatError(path.join('') + segment, problem);
    };
    this.#context = new Context(schema, fail);
    this.#maxDepth = maxDepth;
  }

  document(data: unknown): string {
    const { schema, output, scope, prefixes } = this.#context;
    const { root: name, shape } = schema;
    const origin = originOf(data);
    const isSource = origin !== undefined && schemaName(origin, prefixes) === name;
    const source = isSource ? origin : undefined;
    const document = isSource ? documentOf(origin) : undefined;
    const text = document?.text ?? '';
    const isWhole = source !== undefined && document?.root === source;
    const indent = source === undefined ? '' : indentOf(text, source.start);
    if (isWhole) output.copy(text, 0, source.start);
    else if (source !== undefined) scope.inherit(source);
    this.#element({
      name,
      isKnown: true,
      shape,
      value: data,
      more: undefined,
      segment: name,
      index: undefined,
      source,
      document,
      indent,
    });
    if (isWhole) output.copy(text, source.end, text.length);
    else output.write(DEFAULT_STYLE.newline);
    output.fill(this.#declarations, String(scope));
    return String(output);
  }

  /** Writes an element with all that it contains. */
  #element(root: Place): void {
    const { output, scope } = this.#context;
    this.#begin(root);
    for (;;) {
      const frame = this.#stack[this.#stack.length - 1];
      if (frame === undefined) return;
      const step = frame.steps[frame.next];
      frame.next += 1;
      if (step === undefined) {
        this.#stack.pop();
        scope.restore(frame.outer);
      } else if (typeof step === 'string') output.write(step);
      else if ('from' in step) output.copy(frame.place.document!.text, step.from, step.to);
      else this.#begin(step);
    }
  }

  /** Writes the start tag, and puts what follows on the stack. */
  #begin(place: Place): void {
    const context = this.#context;
    this.#current = place;
    if (this.#stack.length >= this.#maxDepth) {
      context.fail(`more than ${this.#maxDepth} elements are inside each other`);
    }
    const view = viewOf(place, context.fail);
    const { source } = place;
    const outer = context.scope.size;
    let name = '';
    if (source === undefined) name = writeStartTag(context, place, view);
    else continueStartTag(context, place, source, view);
    if (this.#stack.length === 0) {
      this.#declarations = context.output.reserve();
    }
    const steps =
      source === undefined
        ? this.#newContent(place, name, view)
        : continueContent(context, place, source, view, this.#stack.length === 0);
    this.#current = undefined;
    this.#stack.push({ place, outer, steps, next: 0 });
  }

  /** Returns the steps from the end of a new element's start tag to its end. */
  #newContent(place: Place, name: string, view: View): Step[] {
    const { shape, indent, document } = place;
    const { fail } = this.#context;
    const items = [
      ...[...view.children]
        .sort((one, other) => one.order - other.order)
        .flatMap((entry) => itemsOf(entry, view, fail)),
      ...unknownItems(view, shape, fail),
    ];
    const text = escapeText(view.text ?? '');
    if (items.length === 0) return [text === '' ? '/>' : `>${text}</${name}>`];
    const { newline, unit } = this.#context.style(document);
    const isText = ({ entry, value }: Item) => entry === undefined && typeof value === 'string';
    const isOnLines = indent !== undefined && text === '' && !items.some(isText);
    const inner = isOnLines ? indent + unit : undefined;
    const steps: Step[] = [`>${text}`];
    for (const item of items) {
      if (isText(item)) {
        steps.push(escapeText(item.value as string));
        continue;
      }
      if (inner !== undefined) steps.push(newline + inner);
      steps.push(newPlace(this.#context, item, document, inner));
    }
    steps.push(isOnLines ? `${newline}${indent}</${name}>` : `</${name}>`);
    return steps;
  }
}
