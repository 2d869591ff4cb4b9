import { decodeDocument } from './mapping/decode.js';
import type { SchemaData } from './schema/data.js';
import { Schema } from './schema/shapes.js';
import { Lines, XMLParseError, type XMLPosition } from './syntax/error.js';
import type { Document } from './syntax/nodes.js';
import { parseDocument, type XMLLimits } from './syntax/parser.js';
import { validateElement, type Problem } from './validate/index.js';
import { writeDocument } from './writing/writer.js';

/** Where a document is not what libvirt's schema says, and how. */
export interface XMLProblem extends Problem, XMLPosition {}

/** One kind of libvirt's documents. */
export interface DocumentKind<Data> {
  /** Name of the root element. */
  readonly element: string;

  /**
   * Reads a document as plain data.
   * @throws {XMLParseError} if the text is not well-formed, goes beyond a limit, or has another root
   *   element
   */
  parse(text: string, limits?: XMLLimits): Data;

  /**
   * Writes data as a document. What was parsed and not changed since is written as it was, with its
   * comments and white space; what is new in the schema's order, indented.
   * @throws {XMLFormatError} if XML cannot hold a value, or the data has a property that there is not
   */
  format(data: Data, limits?: Pick<XMLLimits, 'maxDepth'>): string;

  /**
   * Changes a document: parses it, calls `change` with the data, and writes that. Every byte that does
   * not have to change stays.
   * @param text - the document
   * @param change - changes the data that it is given; its result is ignored
   * @param limits - limits for the document
   * @throws {XMLParseError} as `parse` does
   * @throws {XMLFormatError} as `format` does
   * @throws {TypeError} if `change` returns a promise, which nobody would wait for
   */
  edit(text: string, change: (data: Data) => void, limits?: XMLLimits): string;

  /**
   * Compares a document with libvirt's schema. Returns the problems; none if it is valid.
   * @throws {XMLParseError} if the text is not well-formed, or goes beyond a limit
   */
  validate(text: string, limits?: XMLLimits): XMLProblem[];
}

/** Makes the object of a kind. Its schema is decoded when it is first used. */
export function documentKind<Data extends object>(
  name: string,
  data: SchemaData,
  root: number,
): DocumentKind<Data> {
  return new Kind<Data>(name, data, root);
}

class Kind<Data extends object> implements DocumentKind<Data> {
  readonly #name: string;
  readonly #data: SchemaData;
  readonly #root: number;
  #decoded: Schema | undefined;

  constructor(name: string, data: SchemaData, root: number) {
    this.#name = name;
    this.#data = data;
    this.#root = root;
  }

  get #schema(): Schema {
    return (this.#decoded ??= new Schema(this.#data, this.#root));
  }

  get element(): string {
    return this.#schema.root;
  }

  parse(text: string, limits?: XMLLimits): Data {
    const document = this.#read(text, limits);
    const { root } = document;
    if (root.name !== this.element || root.namespace !== '') {
      const problem = `the root element of ${this.#name} is <${this.element}>, not <${root.name}>`;
      throw new XMLParseError('root', problem, text, root.start);
    }
    return decodeDocument(this.#schema, document) as Data;
  }

  format(data: Data, limits?: Pick<XMLLimits, 'maxDepth'>): string {
    return writeDocument(this.#schema, data, limits?.maxDepth);
  }

  edit(text: string, change: (data: Data) => void, limits?: XMLLimits): string {
    const data = this.parse(text, limits);
    const run: (data: Data) => unknown = change;
    const result = run(data);
    if (result instanceof Promise) {
      throw new TypeError(
        `${this.#name}.edit: 'change' returns a promise: it has to be synchronous`,
      );
    }
    return this.format(data, limits);
  }

  validate(text: string, limits?: XMLLimits): XMLProblem[] {
    const { root } = this.#read(text, limits);
    const problems = validateElement(this.#schema, root);
    if (problems.length === 0) return [];
    const lines = new Lines(text);
    return problems.map((problem) => ({ ...problem, ...lines.position(problem.offset) }));
  }

  #read(text: unknown, limits?: XMLLimits): Document {
    if (typeof text !== 'string') {
      throw new TypeError(`${this.#name}: 'text' has to be a string`);
    }
    return parseDocument(text, limits);
  }
}
