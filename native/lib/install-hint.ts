import { readFileSync } from 'node:fs';
import commands from './install-commands.json' with { type: 'json' };

/** The command that installs libvirt's client library here. */
export function installHint(): string {
  const known: Readonly<Record<string, string>> = commands;
  for (const id of systemIds()) {
    const command = known[id];
    if (command !== undefined) return command;
  }
  return Object.values(known)
    .filter((command, index, all) => all.indexOf(command) === index)
    .join(', or ');
}

/** What the system calls itself, the most exact name first. */
function systemIds(): readonly string[] {
  if (process.platform !== 'linux') return [process.platform];
  let release: string;
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    return [];
  }
  return [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)]
    .sort((a, b) => a[0].length - b[0].length)
    .flatMap((match) => (match[1] ?? '').split(' '));
}
