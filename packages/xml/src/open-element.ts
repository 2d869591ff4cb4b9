/** Attributes and content that no schema describes, as in `<metadata>`. */
export interface OpenContent {
  /** Namespaces by prefix, those that are needed here; the default one by the empty string. */
  namespaces?: Record<string, string>;
  /** Values by name, with its prefix. */
  attributes?: Record<string, string>;
  /**
   * Elements and text, in their order. White space between elements is left out, unless there is other
   * text beside it.
   */
  children?: (string | OpenElement)[];
}

/** An element that no schema describes. */
export interface OpenElement extends OpenContent {
  /** Name of the element, with its prefix. */
  name: string;
}

/**
 * What an element holds beyond libvirt's schemas: attributes, elements and text that are not known
 * in their place, and a second one of an element that can only be there once.
 */
export interface UnknownContent extends OpenContent {
  /** The same of elements whose property is a plain value, by property; for arrays by index, too. */
  of?: Record<string, UnknownContent | (UnknownContent | null)[]>;
}

/** What every element's object has. */
export interface XMLObject {
  /** What the element holds beyond libvirt's schemas; `undefined` if there is no such thing. */
  $unknown?: UnknownContent;
}
