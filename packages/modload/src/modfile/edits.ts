import type { ModuleVersion } from '../module/module.js';
import {
  autoQuote,
  type Exclude,
  type Godebug,
  type PathDirective,
  type Replace,
} from './directives.js';
import { removeLine, updateLine, type FileSyntax, type Line } from './syntax.js';

/** Removes the lines of the elements that a condition holds for. Returns the other elements. */
export function drop<D extends { readonly syntax: Line }>(
  list: readonly D[],
  condition: (element: D) => boolean,
): D[] {
  return list.filter((element) => {
    const isDropped = condition(element);
    if (isDropped) removeLine(element.syntax);
    return !isDropped;
  });
}

/** Sets a runtime setting in a list and its file. */
export function addGodebug(syntax: FileSyntax, list: Godebug[], key: string, value: string): void {
  const tokens = ['godebug', `${key}=${value}`];
  const existing = list.find((each) => each.key === key);
  if (existing === undefined) {
    list.push({ key, value, syntax: syntax.addLine(tokens) });
  } else {
    existing.value = value;
    updateLine(existing.syntax, tokens);
  }
}

/** Sets a replacement in a list and its file. Returns the list that results. */
export function addReplace(
  syntax: FileSyntax,
  list: readonly Replace[],
  old: ModuleVersion,
  replacement: ModuleVersion,
): Replace[] {
  const tokens = ['replace', autoQuote(old.path)];
  if (old.version !== '') tokens.push(old.version);
  tokens.push('=>', autoQuote(replacement.path));
  if (replacement.version !== '') tokens.push(replacement.version);

  const samePath = list.filter((each) => each.old.path === old.path);
  const [first, ...others] = samePath.filter(
    (each) => old.version === '' || each.old.version === old.version,
  );
  if (first === undefined) {
    const line = syntax.addLine(tokens, samePath.at(-1)?.syntax);
    return [...list, { old, new: replacement, syntax: line }];
  }
  first.new = replacement;
  first.old = old;
  updateLine(first.syntax, tokens);
  return drop(list, (each) => others.includes(each));
}

/** Removes duplicates: the last replacement and the first of other lines remain. */
export function removeDuplicates(
  syntax: FileSyntax,
  lists: {
    exclude?: Exclude[];
    replace: Replace[];
    tool?: PathDirective[];
    ignore?: PathDirective[];
  },
): void {
  const duplicates = new Set<Line>();
  const keepFirst = <D extends { readonly syntax: Line }>(
    list: D[],
    key: (element: D) => string,
  ) => {
    const seen = new Set<string>();
    return list.filter((element) => {
      const isNew = !seen.has(key(element));
      seen.add(key(element));
      if (!isNew) duplicates.add(element.syntax);
      return isNew;
    });
  };
  const moduleAt = ({ path, version }: ModuleVersion) => `${path}@${version}`;
  if (lists.exclude !== undefined) lists.exclude = keepFirst(lists.exclude, moduleAt);
  lists.replace = keepFirst([...lists.replace].reverse(), ({ old }) => moduleAt(old)).reverse();
  if (lists.tool !== undefined) lists.tool = keepFirst(lists.tool, ({ path }) => path);
  if (lists.ignore !== undefined) lists.ignore = keepFirst(lists.ignore, ({ path }) => path);
  if (duplicates.size > 0 || syntax.statements.some(isEmptyBlock)) syntax.removeLines(duplicates);
}

function isEmptyBlock(statement: FileSyntax['statements'][number]): boolean {
  return statement.kind === 'block' && statement.lines.length === 0;
}
