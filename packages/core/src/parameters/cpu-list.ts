/** More CPUs than any guest has: a list written by a guest must not exhaust memory. */
const MOST = 65_536;

/**
 * Parses a CPU list such as `0-3,^2,8`. Returns whether each CPU up to the last is in the list, or
 * `undefined` if the text is not a CPU list.
 */
export function parseCPUList(text: string): boolean[] | undefined {
  const cpus: boolean[] = [];
  for (const part of text.split(',').filter((each) => each !== '')) {
    const match = /^(\^?)(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (match === null) return undefined;
    const first = Number(match[2]);
    const last = Number(match[3] ?? first);
    if (last >= MOST) return undefined;
    for (let cpu = first; cpu <= last; cpu += 1) cpus[cpu] = match[1] === '';
  }
  // `Array.from` also visits the holes.
  return Array.from(cpus, Boolean);
}

/** Formats the CPUs that are present as a list, such as `0,1,3`. */
export function formatCPUList(cpus: readonly boolean[]): string {
  return cpus.flatMap((present, cpu) => (present ? [cpu] : [])).join(',');
}
