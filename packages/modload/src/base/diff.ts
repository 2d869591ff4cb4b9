/**
 * Writes the difference of two texts as a unified diff, in three steps:
 *
 * 1. Match lines. As in patience diff, lines that occur exactly once in each text are paired, and the longest list of
 *    pairs in the same order in both texts is kept. Each pair is extended to a run: the equal lines before and after it.
 *    The beginnings of the texts and their ends are pairs too, so that equal beginnings and ends are runs.
 * 2. The gaps between runs are the changes.
 * 3. Join changes to hunks. Each hunk has three lines of context. Changes share a hunk when so few equal lines
 *    separate them that their contexts would touch.
 *
 * The output is that of `go mod tidy -diff`.
 */

/** How many equal lines are shown before and after a change. */
const CONTEXT = 3;

/** Equal lines in both texts. */
interface Run {
  readonly old: number;
  readonly new: number;
  readonly length: number;
}

type Pair = readonly [old: number, new: number];

/** Splits a text into lines, each with its newline. */
function splitLines(text: string): string[] {
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '');
  return lines.map((line) =>
    line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`,
  );
}

/** Returns where each line is that occurs only once. */
function uniqueLines(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  lines.forEach((line, index) => {
    if (places.has(line)) repeated.add(line);
    else places.set(line, index);
  });
  for (const line of repeated) places.delete(line);
  return places;
}

/**
 * Returns the longest list of pairs whose second numbers increase too. Each pair goes on the leftmost pile whose top is
 * not smaller and remembers the top of the pile before it; from the last pile's top the list is read backwards.
 */
function longestIncreasing(pairs: readonly Pair[]): Pair[] {
  interface Card {
    readonly pair: Pair;
    readonly previous: Card | undefined;
  }
  const tops: Card[] = [];
  for (const pair of pairs) {
    let pile = tops.length;
    for (let low = 0; low < pile;) {
      const middle = Math.floor((low + pile) / 2);
      if (tops[middle]!.pair[1] < pair[1]) low = middle + 1;
      else pile = middle;
    }
    tops[pile] = { pair, previous: tops[pile - 1] };
  }
  const list: Pair[] = [];
  for (let card = tops.at(-1); card !== undefined; card = card.previous) list.push(card.pair);
  return list.reverse();
}

/** Returns all equal lines as runs in order. The first begins and the last ends both texts; both may be empty. */
function matchLines(old: readonly string[], changed: readonly string[]): Run[] {
  const uniqueInNew = uniqueLines(changed);
  const candidates = [...uniqueLines(old)].flatMap(([line, at]): Pair[] => {
    const place = uniqueInNew.get(line);
    return place === undefined ? [] : [[at, place]];
  });
  const runs: Run[] = [];
  let [oldEnd, newEnd] = [0, 0];
  const addRun = ([oldAt, newAt]: Pair) => {
    // It belongs to the run before.
    if (oldAt < oldEnd) return;
    let before = 0;
    const room = Math.min(oldAt - oldEnd, newAt - newEnd);
    while (before < room && old[oldAt - before - 1] === changed[newAt - before - 1]) before++;
    let after = 0;
    while (oldAt + after < old.length && old[oldAt + after] === changed[newAt + after]) after++;
    const run = { old: oldAt - before, new: newAt - before, length: before + after };
    [oldEnd, newEnd] = [run.old + run.length, run.new + run.length];
    runs.push(run);
  };
  addRun([0, 0]);
  longestIncreasing(candidates).forEach(addRun);
  const last = runs.at(-1)!;
  if (last.old + last.length < old.length || last.new + last.length < changed.length) {
    addRun([old.length, changed.length]);
  }
  return runs;
}

/** A line's number as a hunk names it: one less if the hunk has no line of that text. */
const lineNumber = (index: number, count: number) => (count > 0 ? index + 1 : index);

/** Writes the changes between runs that belong together, with context around them. */
function writeHunk(
  old: readonly string[],
  changed: readonly string[],
  runs: readonly Run[],
): string {
  const [first, last] = [runs[0]!, runs.at(-1)!];
  const lead = Math.min(first.length, CONTEXT);
  const trail = Math.min(last.length, CONTEXT);
  const [oldStart, newStart] = [first.old + first.length - lead, first.new + first.length - lead];
  const [oldCount, newCount] = [last.old + trail - oldStart, last.new + trail - newStart];

  const lines: string[] = [];
  const add = (mark: string, added: readonly string[]) => {
    for (const line of added) lines.push(mark + line);
  };
  add(' ', old.slice(oldStart, oldStart + lead));
  runs.slice(1).forEach((run, index) => {
    const previous = runs[index]!;
    add('-', old.slice(previous.old + previous.length, run.old));
    add('+', changed.slice(previous.new + previous.length, run.new));
    add(' ', old.slice(run.old, run.old + (run === last ? trail : run.length)));
  });
  const from = `-${lineNumber(oldStart, oldCount)},${oldCount}`;
  const to = `+${lineNumber(newStart, newCount)},${newCount}`;
  return `@@ ${from} ${to} @@\n${lines.join('')}`;
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
  const old = splitLines(before);
  const changed = splitLines(after);
  const runs = matchLines(old, changed);

  let output = `diff ${oldName} ${newName}\n--- ${oldName}\n+++ ${newName}\n`;
  let hunk = [runs[0]!];
  runs.slice(1).forEach((run, index, { length }) => {
    hunk.push(run);
    if (index < length - 1 && run.length < 2 * CONTEXT) return;
    output += writeHunk(old, changed, hunk);
    hunk = [run];
  });
  return output;
}
