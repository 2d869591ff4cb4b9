import { nodeModule } from './node-modules.js';
import known from './package-managers.json' with { type: 'json' };

/** The command that installs libvirt's client library here. */
export function installHint(): string {
  const systems = new Map(Object.entries(known.systems));
  const managers = new Map(Object.entries(known.managers));
  for (const system of systemNames()) {
    const manager = managers.get(systems.get(system) ?? '');
    if (manager) return `${manager.command} ${manager.library}`;
  }
  return `it is named like Debian's ${known.managers.apt.library}`;
}

/** What the system calls itself, then what it is like. */
function systemNames(): readonly string[] {
  if (process.platform !== 'linux') return [process.platform];
  let release: string;
  try {
    release = nodeModule('node:fs').readFileSync('/etc/os-release', 'utf8');
  } catch {
    return [];
  }
  const read = (key: string) => new RegExp(`^${key}=["']?([^"'\n]*)`, 'm').exec(release)?.[1] ?? '';
  return `${read('ID')} ${read('ID_LIKE')}`.split(' ');
}
