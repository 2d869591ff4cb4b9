import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What libvirt's client configuration says about opening. */
export interface ClientConfig {
  readonly aliases: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
}

export const isRoot = (): boolean => process.geteuid?.() === 0;

/** Reads `libvirt.conf` where libvirt does: for root in /etc, for others in their own folder. */
export function readConfig(): ClientConfig {
  const file = isRoot()
    ? '/etc/libvirt/libvirt.conf'
    : join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'libvirt/libvirt.conf');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { aliases: new Map(), settings: new Map() };
  }
  return parseConfig(text);
}

/** Parses settings that are strings or lists of strings. */
export function parseConfig(text: string): ClientConfig {
  const aliases = new Map<string, string>();
  const settings = new Map<string, string>();
  const code = text.replace(/("[^"]*"|'[^']*')|#[^\n]*/g, (_, quoted?: string) => quoted ?? '');
  const strings = /"([^"]*)"|'([^']*)'/g;
  for (const [, name = '', value = ''] of code.matchAll(
    /^\s*(\w+)\s*=\s*(\[[^\]]*\]|"[^"]*"|'[^']*')/gm,
  )) {
    const values = Array.from(
      value.matchAll(strings),
      ([, double, single]) => double ?? single ?? '',
    );
    if (!value.startsWith('[')) {
      settings.set(name, values[0] ?? '');
    } else if (name === 'uri_aliases') {
      for (const entry of values) {
        const [alias = '', uri = ''] = entry.split(/=(.*)/s);
        aliases.set(alias, uri);
      }
    }
  }
  return { aliases, settings };
}
