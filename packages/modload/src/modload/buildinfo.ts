import type { ModuleInfo } from './list-modules.js';
import { firstText } from '../base/text.js';

/** The marks between which a Go program keeps what it says of its modules. */
const start = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const end = Buffer.from('f932433186182072008242104116d8f2', 'hex');

/** A module of a program, with its hash as go.sum has it. */
export interface BuiltModule extends Pick<ModuleInfo, 'path' | 'version' | 'replace'> {
  readonly sum?: string;
}

/**
 * Returns what a Go program made of these modules says of itself: the path of its package, its main module, and
 * the modules of the packages that it needs, one a line.
 */
export function packageBuildInfo(
  path: string,
  main: BuiltModule,
  dependencies: readonly BuiltModule[],
): string {
  const lines = [`path\t${path}\n`];
  const add = (word: string, { path: modulePath, version, replace, sum = '' }: BuiltModule) => {
    const shown = firstText(version, '(devel)');
    if (!replace) {
      lines.push(`${word}\t${modulePath}\t${shown}\t${sum}\n`);
      return;
    }
    lines.push(`${word}\t${modulePath}\t${shown}\n`);
    lines.push(`=>\t${replace.path}\t${replace.version ?? ''}\t${sum}\n`);
  };
  add('mod', main);
  const sorted = [...dependencies].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const each of sorted) add('dep', each);
  return lines.join('');
}

/** The bytes by which a program carries {@link packageBuildInfo} in itself. */
export function moduleInfoData(info: string): Buffer {
  return Buffer.concat([start, Buffer.from(info), end]);
}

/** The Go source by which gccgo puts the information into a program. */
export function moduleInfoProgram(info: string): string {
  const literal = [...moduleInfoData(info)]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
  return `package main
import _ "unsafe"
func __set_debug_modinfo__(string)
func init() { __set_debug_modinfo__("${literal}") }
`;
}
