// Spreads work that comes in bursts. When a daemon with a thousand connections starts again, all of
// them have the same to do: register events, list, read. Done as soon as each can, it would be one piece
// of work of a second, during which no timer runs and nothing else of the program does. So each takes a
// turn: one per turn of the event loop, in order. When nobody else waits, that is the next one.

const waiting: (() => void)[] = [];

/** Waits for one's turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(give);
  });
}

function give(): void {
  // What it resumes runs before the next turn.
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(give);
}
