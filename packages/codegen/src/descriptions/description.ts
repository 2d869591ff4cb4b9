/** The meaning of an enum and its values, in our own words. */
export interface EnumDescription {
  /** What the values are, and which methods take or return them. */
  readonly about: string;
  /** By name in C: what a value means to a caller. */
  readonly values: Readonly<Record<string, string>>;
}

/** Descriptions by the enum's name in C. */
export type Descriptions = Readonly<Record<string, EnumDescription>>;
