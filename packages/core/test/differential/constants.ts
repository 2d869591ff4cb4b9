import * as core from '@libvirt/core';
import { readFileSync } from 'node:fs';

/** An exported constant, and its libvirt release. */
export interface Constant {
  readonly value: unknown;
  readonly since: number;
  /** Of macros, Python has those that are texts. */
  readonly isNumberMacro: boolean;
}

type Members = Readonly<Record<string, unknown>>;

const exported: Members = core;

/** All constants by their names in C, which only the doc comments of the source have. */
export function constants(): Map<string, Constant> {
  const found = new Map<string, Constant>();
  const add = (text: string, members: Members, pattern: RegExp, areMacros: boolean) => {
    for (const [, name, release, member] of text.matchAll(pattern)) {
      const value = members[member!];
      const isNumberMacro = areMacros && typeof value !== 'string';
      found.set(name!, { value, since: versionNumber(release!), isNumberMacro });
    }
  };
  for (const file of ['constants', 'parameters']) {
    const path = new URL(`../../src/generated/${file}.ts`, import.meta.url);
    const source = readFileSync(path, 'utf8');
    const areMacros = file === 'parameters';
    const blocks = /^(?:export const| {2}enum) (\w+) (?:= )?\{\n(.*?)^ *\}/gms;
    const member = /`(VIR_\w+)`[^`]* since libvirt ([\d.]+)\s*\*\/\n +(\w+)(?::| =)/g;
    for (const [, object, text] of source.matchAll(blocks)) {
      add(text!, exported[object!] as Members, member, areMacros);
    }
    const alone = /^\/\*\* `(VIR_\w+)`.* since libvirt ([\d.]+) \*\/\nexport const (\w+) = /gm;
    add(source, exported, alone, areMacros);
  }
  return found;
}

function versionNumber(release: string): number {
  const [major = 0, minor = 0, micro = 0] = release.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + micro;
}
