/**
 * Finds which items of a recursive structure are the same, as the states of an automaton are
 * minimised: at first all are of one class; then they are split by their signatures, which name the
 * classes of the items that they refer to, until no class splits any more.
 */
export function refine<T>(
  items: Iterable<T>,
  signature: (item: T, classOf: (other: T) => number) => string,
): ReadonlyMap<T, number> {
  const all = [...items];
  let classes = new Map<T, number>(all.map((item) => [item, 0]));
  for (let count = 1; ;) {
    const numbers = new Map<string, number>();
    const next = new Map<T, number>();
    for (const item of all) {
      const key = signature(item, (other) => classes.get(other)!);
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      next.set(item, numbers.get(key)!);
    }
    classes = next;
    if (numbers.size === count) return classes;
    count = numbers.size;
  }
}
