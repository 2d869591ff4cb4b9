const WIDTH = 40;

/** Returns a step of a pipeline that draws a bar on the terminal while data passes. */
export function withProgress(name: string, size: number) {
  return async function* (chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    let sent = 0;
    for await (const chunk of chunks) {
      yield chunk;
      sent += chunk.length;
      if (process.stderr.isTTY) process.stderr.write(`\r${drawBar(sent / size)} ${name}`);
    }
    if (process.stderr.isTTY) process.stderr.write('\n');
  };
}

/** Draws a bar with the percentage, for a fraction between 0 and 1. */
export function drawBar(fraction: number): string {
  const full = Math.round(WIDTH * fraction);
  const percentage = String(Math.floor(100 * fraction)).padStart(3);
  return `[${'#'.repeat(full)}${' '.repeat(WIDTH - full)}] ${percentage} %`;
}
