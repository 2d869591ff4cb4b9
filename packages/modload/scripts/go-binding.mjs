// What Go would make of the tag with which libvirt's Go binding follows the same release. That binding and
// this one stand for the same API, and their versions have to be told apart by rules of different kinds: npm
// lets a calendar version be, and Go takes each new year for a module of another path.
import { tsImport } from 'tsx/esm/api';

/** The module that the binding has been since it gave its calendar versions up. */
const path = 'libvirt.org/go/libvirt';
const goMod = `module ${path}\n\ngo 1.11\n`;

/** 12.9.1 as a version of major 1, which is how the Go binding numbers it: v1.12009.1. */
export function goTagOf(version) {
  const [, major, minor, rest] = /^(\d+)\.(\d+)\.(.*)$/.exec(version);
  return `v1.${1000 * Number(major) + Number(minor)}.${rest}`;
}

/**
 * Judges the tags that the Go binding may have for a version: its own, and the calendar version with and
 * without a go.mod.
 */
export async function judgeGoTags(version) {
  const { consumable, MemorySource } = await tsImport('../src/pure.ts', import.meta.url);
  const judge = (tag, text) =>
    consumable(path, tag, new MemorySource({}), { planned: { goMod: text } });
  return {
    own: await judge(goTagOf(version), goMod),
    calendar: await judge(`v${version}`, goMod),
    calendarWithoutGoMod: await judge(`v${version}`, undefined),
  };
}
