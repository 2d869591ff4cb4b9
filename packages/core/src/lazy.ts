/** Returns a getter that makes its value on the first call: most programs use little of this package. */
export function lazy<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
