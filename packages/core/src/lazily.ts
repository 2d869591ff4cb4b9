/** Makes something when it is first asked for: most programs use a small part of this package. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
