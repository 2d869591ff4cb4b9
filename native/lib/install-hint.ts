import { nodeModule } from './node-modules.js';
import packageManagers from './package-managers.json' with { type: 'json' };

/** Returns the command that installs libvirt's client library on this system. */
export function installHint(): string {
  const systems = new Map(Object.entries(packageManagers.systems));
  const managers = new Map(Object.entries(packageManagers.managers));
  for (const system of systemNames()) {
    const manager = managers.get(systems.get(system) ?? '');
    if (manager) return `${manager.command} ${manager.library}`;
  }
  return `the package is named like Debian's ${packageManagers.managers.apt.library}`;
}

/** The names of the system, then of the systems that it is like, as os-release has them. */
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
