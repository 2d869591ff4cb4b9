// A document as a tree that loses nothing: each node knows where it is in the text. The offsets of
// neighbours meet, so what no node keeps (quotes, white space in tags) is between them.

/** An attribute; declarations of namespaces are some, too. */
export interface Attribute {
  /** With its prefix, as it is written. */
  readonly name: string;
  /** Without its prefix. */
  readonly local: string;
  /** Empty for a name without a prefix. */
  namespace: string;
  /** Offset of the attribute that declares the namespace; -1 if none does. */
  declared: number;
  /** With references replaced, and white space as spaces. */
  readonly value: string;
  /** Offset of the name. */
  readonly start: number;
  /** Offset after the opening quote. */
  readonly valueStart: number;
  /** Offset of the closing quote. */
  readonly valueEnd: number;
}

/** An element. */
export interface Element {
  readonly kind: 'element';
  /** With its prefix, as it is written. */
  readonly name: string;
  /** Without its prefix. */
  readonly local: string;
  /** Empty if it is in none. */
  readonly namespace: string;
  /** Offset of the attribute that declares the namespace; -1 if none does. */
  readonly declared: number;
  readonly attributes: readonly Attribute[];
  children: readonly Node[];
  parent: Element | undefined;
  /** Offset of the start tag. */
  readonly start: number;
  /** Offset after the start tag. */
  readonly contentStart: number;
  /** Offset of the end tag; that of the end if there is none. */
  contentEnd: number;
  /** Offset after the element. */
  end: number;
}

/** Characters between tags, white space included. */
export interface Text {
  readonly kind: 'text' | 'cdata';
  /** With references replaced, and line ends as LF. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A comment or a processing instruction. */
export interface Aside {
  readonly kind: 'comment' | 'instruction';
  /** Of an instruction: its target, a space and its text. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** What an element can contain. */
export type Node = Element | Text | Aside;

/** A whole document. */
export interface Document {
  readonly text: string;
  readonly root: Element;
  /** Comments and processing instructions before the root. */
  readonly before: readonly Aside[];
  /** ... and after it. */
  readonly after: readonly Aside[];
}
