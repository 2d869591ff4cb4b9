/** What is to become of each of Go's scripts about modules and workspaces, for one release of Go. */
export interface Expectations {
  readonly pass: readonly string[];
  /** Scripts that skip themselves, by the reason. */
  readonly skip: Readonly<Record<string, readonly string[]>>;
  /** Scripts that need what gomodload does not do, by what that is. */
  readonly fail: Readonly<Record<string, readonly string[]>>;
}

/** Scripts that skip themselves for root alone, whom no permission stops. They are to pass. */
export const skippedForRoot: ReadonlySet<string> = new Set(['mod_edit_no_modcache', 'mod_perm']);
