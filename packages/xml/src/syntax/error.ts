/** The rule of well-formed XML, or the limit, that a document breaks. */
export type XMLRule =
  | 'attribute'
  | 'attribute-twice'
  | 'cdata'
  | 'character'
  | 'comment'
  | 'content'
  | 'declaration'
  | 'depth'
  | 'doctype'
  | 'end-tag'
  | 'instruction'
  | 'length'
  | 'name'
  | 'namespace'
  | 'reference'
  | 'root'
  | 'tag';

/** Where something is in a text: both numbers start with 1, and columns count UTF-16 code units. */
export interface XMLPosition {
  readonly line: number;
  readonly column: number;
}

/** A text that is not a well-formed XML document, or goes beyond a limit. */
export class XMLParseError extends Error implements XMLPosition {
  /** The rule that the text breaks. */
  readonly rule: XMLRule;
  /** Offset in the text, in UTF-16 code units. */
  readonly offset: number;
  /** Line of the offset, from 1. */
  readonly line: number;
  /** Column of the offset, from 1, in UTF-16 code units. */
  readonly column: number;

  static {
    this.prototype.name = 'XMLParseError';
  }

  constructor(rule: XMLRule, problem: string, text: string, offset: number) {
    const { line, column } = new Lines(text).position(offset);
    super(`line ${line}, column ${column}: ${problem}`);
    this.rule = rule;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

/** Finds lines and columns of offsets in one text. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    // XML ends lines with LF, CRLF or CR.
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
      this.#starts.push(index + end.length);
    }
  }

  position(offset: number): XMLPosition {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}
