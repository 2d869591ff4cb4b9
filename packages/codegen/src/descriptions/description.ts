/** What an enum and its values mean, in this project's own words. */
export interface EnumDescription {
  /** What the values are, and what takes or returns them. */
  readonly about: string;
  /** What each value means for a caller, by its name in C. */
  readonly values: Readonly<Record<string, string>>;
}

/** The descriptions of some enums, by their names in C. */
export type Descriptions = Readonly<Record<string, EnumDescription>>;
