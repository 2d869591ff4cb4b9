import { readFileSync } from 'node:fs';
import known from './package-managers.json' with { type: 'json' };

/** The command that installs libvirt's client library here. */
export function installHint(): string {
  const systems: Readonly<Record<string, string>> = known.systems;
  const managers: Readonly<Record<string, { command: string; library: string }>> = known.managers;
  const name = systemNames()
    .map((system) => systems[system])
    .find((manager) => manager !== undefined);
  const { command, library } = managers[name ?? 'apt']!;
  return name === undefined ? `it is named like Debian's ${library}` : `${command} ${library}`;
}

/** What the system calls itself, then what it is like. */
function systemNames(): readonly string[] {
  if (process.platform !== 'linux') return [process.platform];
  let release: string;
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    return [];
  }
  const read = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? '';
  return `${read('ID')} ${read('ID_LIKE')}`.split(' ');
}
