import {
  canonicalVersion,
  matchPathMajor,
  ModuleTable,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import { unquote } from '../base/quote.js';
import { parseGoMod, type Retract } from './gomod.js';

/** What the go.mod of a dependency says that matters to a build. */
export interface GoModScan {
  /** The module path; empty if the file has none. */
  readonly path: string;
  /** The language version; empty if the file has none. */
  readonly goVersion: string;
  /** The modules that it requires, in the order of the file. */
  readonly require: readonly ModuleVersion[];
  /** The versions of the module itself that should not be used. */
  readonly retract: readonly Pick<Retract, 'low' | 'high' | 'rationale'>[];
  /** What its comment says after `Deprecated:`; empty when it is not deprecated. */
  readonly deprecated: string;
}

const end = '[ \\t\\r]*(?:\\/\\/[^\\n]*)?(?:\\n|$)';
const path = '([\\w.~+-]+(?:\\/[\\w.~+-]+)*)';
const emptyLine = new RegExp(`[ \\t]*${end}`, 'y');
const moduleLine = new RegExp(`module[ \\t]+${path}${end}`, 'y');
const goLine = new RegExp(`go[ \\t]+(1(?:\\.(?:0|[1-9][0-9]*)){1,2})${end}`, 'y');
const toolchainLine = new RegExp(`toolchain[ \\t]+(?:default|go1\\.[\\w.+-]+)${end}`, 'y');
const requireOpening = new RegExp(`require[ \\t]*\\(${end}`, 'y');
const requireLine = new RegExp(`require[ \\t]+([\\w.~+/-]+ v[\\w.+-]+)${end}`, 'y');
const blockLine = new RegExp(`[ \\t]*([\\w.~+/-]+ v[\\w.+-]+)${end}`, 'y');
const wholePath = new RegExp(`^${path}$`);

const closing = new RegExp(`[ \\t]*\\)${end}`, 'y');

/** What a line may be, the most likely first: in a block, and outside by its first character. */
const inBlock: readonly RegExp[] = [blockLine, closing, emptyLine];
const outside: Readonly<Record<number, readonly RegExp[]>> = {
  0x67: [goLine],
  0x6d: [moduleLine],
  0x72: [requireOpening, requireLine],
  // It concerns only a main module.
  0x74: [toolchainLine],
};
const elsewhere: readonly RegExp[] = [emptyLine];

/** Reads what is written as nearly every file is; gives up at anything else. */
function scanOrdinary(data: string, table: ModuleTable): GoModScan | undefined {
  // A module may be deprecated by a comment, of which nothing is kept here.
  if (data.includes('Deprecated:')) return undefined;
  const require: ModuleVersion[] = [];
  let modulePath = '';
  let goVersion = '';
  let isInBlock = false;

  for (let offset = 0; offset < data.length;) {
    if (isInBlock && data.charCodeAt(offset) === 0x09) {
      // A module that another file required needs no second look.
      const end = data.indexOf('\n', offset);
      const known = end < 0 ? undefined : table.find(data.slice(offset + 1, end));
      if (known !== undefined) {
        require.push(known);
        offset = end + 1;
        continue;
      }
    }
    let pattern: RegExp | undefined;
    let match: RegExpExecArray | null = null;
    for (pattern of isInBlock ? inBlock : (outside[data.charCodeAt(offset)] ?? elsewhere)) {
      pattern.lastIndex = offset;
      match = pattern.exec(data);
      if (match !== null) break;
    }
    if (match === null) return undefined;
    offset = pattern!.lastIndex;
    switch (pattern) {
      case blockLine:
      case requireLine: {
        const text = match[1]!;
        // A module that is in the table was looked at when it came there.
        const module = table.find(text) ?? parseModule(text, table);
        if (module === undefined) return undefined;
        require.push(module);
        break;
      }
      case requireOpening:
      case closing:
        isInBlock = !isInBlock;
        break;
      case moduleLine:
        if (modulePath !== '') return undefined;
        modulePath = match[1]!;
        break;
      case goLine:
        if (goVersion !== '') return undefined;
        goVersion = match[1]!;
        break;
    }
  }
  if (isInBlock) return undefined;
  return { path: modulePath, goVersion, require, retract: [], deprecated: '' };
}

function parseModule(text: string, table: ModuleTable): ModuleVersion | undefined {
  const space = text.indexOf(' ');
  const requiredPath = text.slice(0, space);
  const version = text.slice(space + 1);
  if (!wholePath.test(requiredPath) || !isCanonical(requiredPath, version)) return undefined;
  return table.get({ path: requiredPath, version });
}

/** Returns whether a version is written in full and fits the path: at a glance for most of them. */
function isCanonical(modulePath: string, version: string): boolean {
  const last = modulePath.charCodeAt(modulePath.length - 1);
  if ((last < 0x30 || last > 0x39) && isPlainRelease(version))
    return !modulePath.startsWith('gopkg.in/');
  if (canonicalVersion(version) !== version) return false;
  const { pathMajor, ok } = splitPathVersion(modulePath);
  return ok && matchPathMajor(version, pathMajor);
}

/** Returns whether a version is v0.x.y or v1.x.y with nothing after it. */
function isPlainRelease(version: string): boolean {
  const major = version.charCodeAt(1);
  if ((major !== 0x30 && major !== 0x31) || version.charCodeAt(2) !== 0x2e) return false;
  let dots = 1;
  let isStart = true;
  for (let index = 3; index < version.length; index++) {
    const code = version.charCodeAt(index);
    if (code === 0x2e) {
      if (isStart || ++dots > 2) return false;
      isStart = true;
    } else if (code >= 0x30 && code <= 0x39) {
      // No leading zeros.
      if (isStart && code === 0x30 && index + 1 < version.length) {
        if (version.charCodeAt(index + 1) !== 0x2e) return false;
      }
      isStart = false;
    } else {
      return false;
    }
  }
  return dots === 2 && !isStart;
}

/**
 * Reads the go.mod of a dependency quickly, as `parseGoMod` with `lax` does thoroughly.
 *
 * @param file - its name, as errors show it.
 * @param data - its text.
 * @param table - holds the objects of required modules, also those of other files.
 * @throws {ModFileError} with all problems of the file.
 */
export function scanGoMod(file: string, data: string, table = new ModuleTable()): GoModScan {
  const scan = scanOrdinary(data, table);
  if (scan !== undefined) return scan;
  const goMod = parseGoMod(file, data, { lax: true });
  return {
    path: goMod.module?.path ?? '',
    goVersion: goMod.go?.version ?? '',
    require: goMod.require.map((each) => table.get(each)),
    retract: goMod.retract.map(({ low, high, rationale }) => ({ low, high, rationale })),
    deprecated: goMod.module?.deprecated ?? '',
  };
}

/**
 * Returns the module path of a go.mod file, even if the rest cannot be parsed; empty if there is none.
 */
export function modulePathOf(data: string): string {
  for (const each of data.split('\n')) {
    const comment = each.indexOf('//');
    const line = (comment < 0 ? each : each.slice(0, comment)).trim();
    const match = /^module\s+(\S.*)$/.exec(line);
    if (match === null) continue;
    const text = match[1]!;
    return /^["`]/.test(text) ? (unquote(text) ?? '') : text;
  }
  return '';
}
