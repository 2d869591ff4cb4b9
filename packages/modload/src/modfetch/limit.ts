/** Runs actions when it is their turn. */
export type Limit = <T>(action: () => Promise<T>) => Promise<T>;

/** Lets only so many actions run at the same time; the others wait in the order in which they came. */
export function limit(count: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (action) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await action();
    } finally {
      // The next waiting action takes this slot.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
