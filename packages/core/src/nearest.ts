/** Returns the key with the smallest edit distance from a given one, ignoring case. */
export function nearest(key: string, keys: readonly string[]): string {
  const distances = keys.map((each) => distance(key.toLowerCase(), each.toLowerCase()));
  return keys[distances.indexOf(Math.min(...distances))]!;
}

/** Returns the Levenshtein distance: how many characters to add, remove or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let line = 0; line < from.length; line += 1) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = row[column - 1]! + (from[line] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
