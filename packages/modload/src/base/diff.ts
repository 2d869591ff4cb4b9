/**
 * Writes the difference of two texts as a unified diff, anchored as Go's own is: lines that occur exactly once in
 * both texts, in the longest increasing order, are kept in common; everything between them differs.
 */

const context = 3;

interface Pair {
  readonly x: number;
  readonly y: number;
}

/** Splits a text into lines, each with its newline. */
function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  const last = lines.at(-1);
  if (last !== undefined && last !== '' && !last.endsWith('\n')) {
    lines[lines.length - 1] = `${last}\n\\ No newline at end of file\n`;
  }
  return lines.filter((line) => line !== '');
}

/** The lines that occur once in each text, as pairs in the longest increasing order, between two sentinels. */
function anchorsOf(x: readonly string[], y: readonly string[]): Pair[] {
  const count = (lines: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [inX, inY] = [count(x), count(y)];
  const isUnique = (line: string) => inX.get(line) === 1 && inY.get(line) === 1;
  const placeInY = new Map(y.flatMap((line, index) => (isUnique(line) ? [[line, index]] : [])));
  const pairs = x.flatMap((line, index) =>
    isUnique(line) ? [{ x: index, y: placeInY.get(line)! }] : [],
  );

  // Patience sorting: `ends[n]` is the pair that ends the best chain of n + 1 pairs.
  const ends: number[] = [];
  const before: number[] = [];
  pairs.forEach(({ y: place }, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]!.y < place) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = index;
  });
  const chain: Pair[] = [{ x: x.length, y: y.length }];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) chain.unshift(pairs[at]!);
  return [{ x: 0, y: 0 }, ...chain];
}

/**
 * Returns the difference of two texts; empty if they are the same.
 *
 * @param oldName - name of the old text.
 * @param before - the old text.
 * @param newName - name of the new text.
 * @param after - the new text.
 */
export function diff(oldName: string, before: string, newName: string, after: string): string {
  if (before === after) return '';
  const x = linesOf(before);
  const y = linesOf(after);
  const out = [`diff ${oldName} ${newName}\n--- ${oldName}\n+++ ${newName}\n`];
  let done: Pair = { x: 0, y: 0 };
  let chunk: Pair = { x: 0, y: 0 };
  let counts = { x: 0, y: 0 };
  let lines: string[] = [];

  for (const anchor of anchorsOf(x, y)) {
    if (anchor.x < done.x) continue;
    const start = { ...anchor };
    while (start.x > done.x && start.y > done.y && x[start.x - 1] === y[start.y - 1]) {
      start.x--;
      start.y--;
    }
    const end = { ...anchor };
    while (end.x < x.length && end.y < y.length && x[end.x] === y[end.y]) {
      end.x++;
      end.y++;
    }
    for (const line of x.slice(done.x, start.x)) lines.push(`-${line}`);
    for (const line of y.slice(done.y, start.y)) lines.push(`+${line}`);
    counts.x += start.x - done.x;
    counts.y += start.y - done.y;

    const isLast = end.x >= x.length && end.y >= y.length;
    if (
      !isLast &&
      (end.x - start.x < context || (lines.length > 0 && end.x - start.x < 2 * context))
    ) {
      for (const line of x.slice(start.x, end.x)) lines.push(` ${line}`);
      counts.x += end.x - start.x;
      counts.y += end.x - start.x;
      done = end;
      continue;
    }
    if (lines.length > 0) {
      const length = Math.min(end.x - start.x, context);
      for (const line of x.slice(start.x, start.x + length)) lines.push(` ${line}`);
      counts.x += length;
      counts.y += length;
      done = { x: start.x + length, y: start.y + length };
      const from = {
        x: counts.x > 0 ? chunk.x + 1 : chunk.x,
        y: counts.y > 0 ? chunk.y + 1 : chunk.y,
      };
      out.push(`@@ -${from.x},${counts.x} +${from.y},${counts.y} @@\n`, ...lines);
      lines = [];
    }
    if (isLast) break;
    chunk = { x: end.x - context, y: end.y - context };
    lines = x.slice(chunk.x, end.x).map((line) => ` ${line}`);
    counts = { x: context, y: context };
    done = end;
  }
  return out.join('');
}
