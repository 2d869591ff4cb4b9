/** The schemas of one family of documents, as they are generated. Numbers refer to `strings`. */
export interface SchemaData {
  /** Separated by line breaks. */
  readonly strings: string;
  /** libvirt's prefixes, with their namespaces. */
  readonly namespaces: Readonly<Record<string, string>>;
  /**
   * What elements may hold, for shapes.ts. First: 0 if there is no text, else 1 + its kind of value;
   * 4 more if there may be anything else. Then the number of attributes, and each as 4 * name + kind.
   * Then two numbers a child: 4 * name, + 1 if repeated, + 2 if there is an attribute of that name;
   * and its shape. Kinds of value: 0 a string, 1 a number, 2 a number or bigint.
   */
  readonly shapes: readonly (readonly number[])[];
  /** Root elements: name, shape, and the pattern that a document matches. */
  readonly roots: readonly (readonly [name: number, shape: number, pattern: string])[];
  /** Named patterns, in the syntax that grammar.ts describes. */
  readonly defines: readonly string[];
}
