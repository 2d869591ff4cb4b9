const MEMORY_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Formats KiB: `2 GiB`, `1.5 GiB`. */
export function formatMemory(kibibytes: bigint): string {
  let amount = Number(kibibytes);
  let unit = 0;
  while (amount >= 1024 && unit < MEMORY_UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${Number(amount.toFixed(1))} ${MEMORY_UNITS[unit]!}`;
}

/** Formats nanoseconds in their two largest units: `12.3s`, `4m 05s`, `3h 20m`, `12d 07h`. */
export function formatDuration(nanoseconds: bigint): string {
  const milliseconds = nanoseconds / 1_000_000n;
  const seconds = milliseconds / 1000n;
  if (seconds < 1n) return `${milliseconds}ms`;
  if (seconds < 60n) return `${seconds}.${(milliseconds % 1000n) / 100n}s`;
  if (seconds < 3600n) return pair(seconds, 60n, 'm', 's');
  if (seconds < 86_400n) return pair(seconds / 60n, 60n, 'h', 'm');
  return pair(seconds / 3600n, 24n, 'd', 'h');
}

function pair(amount: bigint, perLarge: bigint, large: string, small: string): string {
  const rest = String(amount % perLarge).padStart(2, '0');
  return `${amount / perLarge}${large} ${rest}${small}`;
}

/** The local time of day: `07:54:12.345`. */
export function formatTime(time: Date): string {
  const milliseconds = String(time.getMilliseconds()).padStart(3, '0');
  return `${time.toTimeString().slice(0, 8)}.${milliseconds}`;
}

/** Formats libvirt's version number: 9000000 is `9.0.0`. */
export function formatVersion(version: number): string {
  return [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.trunc).join('.');
}
