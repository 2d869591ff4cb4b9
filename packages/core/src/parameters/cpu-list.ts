/** More than any guest has: a list that a guest wrote must not fill our memory. */
const MOST = 65_536;

/**
 * The CPUs of a list such as `0-3,^2,8`: for each number up to the last whether it is in the list.
 * Undefined if the text is no such list.
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
  // The gaps too.
  return Array.from(cpus, Boolean);
}

/** The list of the CPUs that are in, such as `0,1,3`. */
export function formatCPUList(cpus: readonly boolean[]): string {
  return cpus.flatMap((present, cpu) => (present ? [cpu] : [])).join(',');
}
