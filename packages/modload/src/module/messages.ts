/** Messages of the go command that differ among its releases in their words alone. */

import { isGoVersionBefore } from './goversion.js';

/** Each message: the releases from which on it has certain words, oldest first. */
const messages = {
  graphUsage: [
    ['1.11', 'go mod graph [-go=version]'],
    ['1.21', 'go mod graph [-go=version] [-x]'],
  ],
  noModuleLine: [
    ['1.11', 'no module declaration in go.mod'],
    ['1.21', 'error reading go.mod: missing module declaration'],
  ],
  outsideWorkspace: [
    ['1.18', 'You can add the module to the workspace using '],
    ['1.21', 'You can add the module to the workspace using:\n\t'],
  ],
  thisDirectory: [
    ['1.11', 'directory .'],
    ['1.21', 'current directory'],
  ],
} as const satisfies Record<string, readonly (readonly [since: string, text: string])[]>;

/** Returns a message in the words of a release of Go. */
export function messageOfRelease(name: keyof typeof messages, goVersion: string): string {
  const known = messages[name].filter(([since]) => !isGoVersionBefore(goVersion, since));
  return (known.at(-1) ?? messages[name][0])[1];
}
