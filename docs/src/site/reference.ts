// Writes the reference from the docstrings: one page for each class, function, interface, type and object
// of constants.
//
// TypeDoc reads the sources and typedoc-plugin-markdown writes the pages. Three things it cannot know are added
// before it writes:
//
// - the members of the objects of constants, which their type takes from an enum that is not exported,
// - the page of libvirt's own reference for each C function that a docstring names,
// - which constructors are for callers; those of most classes are not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import {
  Application,
  Comment,
  type CommentDisplayPart,
  type Context,
  Converter,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
} from 'typedoc';
import { newestFacts } from './data.js';
import { ROOT } from './root.js';

/** The packages with a public API, in the order of the menu. */
export const PACKAGES = [
  'core',
  'qemu',
  'lxc',
  'fleet',
  'remote',
  'xml',
  'admin',
  'modload',
] as const;

/** Writes the reference of all packages as Markdown into a folder. */
export async function writeReference(folder: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: PACKAGES.map((name) => join(ROOT, `packages/${name}/src/index.ts`)),
    tsconfig: join(ROOT, 'docs/tsconfig.reference.json'),
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    skipErrorChecking: true,
    treatWarningsAsErrors: true,
    sort: ['source-order'],
    out: folder,
    ...({
      router: 'member',
      entryFileName: 'index',
      hidePageHeader: true,
      hideBreadcrumbs: true,
      hideGroupHeadings: true,
      useCodeBlocks: true,
      expandParameters: true,
      parametersFormat: 'table',
      typeDeclarationFormat: 'list',
      publicPath: '/reference/',
    } as object),
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context: Context) => {
    const { project } = context;
    nameModules(project);
    removeNestedElements(context);
    removeInternalConstructors(project);
    addMembersOfConstants(project);
    linkFunctions(project);
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc could not read the packages');
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error('TypeDoc has found mistakes; they are listed above');
  }
}

function nameModules(project: ProjectReflection): void {
  for (const module of project.children ?? []) module.name = module.name.replace(/\/src$/, '');
}

/**
 * Keeps the documents of @libvirt/xml and what handles them: the types of their elements are more than a
 * thousand, follow from the rules of the package and are described by libvirt's own pages.
 */
function removeNestedElements(context: Context): void {
  const { project } = context;
  const module = project.getChildByName(['xml']) as DeclarationReflection;
  const isGenerated = (each: DeclarationReflection) =>
    context
      .getSymbolFromReflection(each)
      ?.declarations?.some((node) => node.getSourceFile().fileName.includes('/generated/'));
  const documents = new Set(
    module.getChildrenByKind(ReflectionKind.Variable).map(({ name }) => name),
  );
  const types = module.getChildrenByKind(ReflectionKind.Interface | ReflectionKind.TypeAlias);
  for (const type of types) {
    if (isGenerated(type) && !documents.has(type.name)) project.removeReflection(type);
  }
}

function removeInternalConstructors(project: ProjectReflection): void {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Constructor)) {
    if (!reflection.isDeclaration()) continue;
    const text = Comment.combineDisplayParts(reflection.signatures?.[0]?.comment?.summary);
    if (text.startsWith('Called by ')) project.removeReflection(reflection);
  }
}

interface Member {
  readonly name: string;
  readonly value: string;
  readonly text: string;
}

/** Reads the enums of a file of generated constants, by name. */
function enumsOf(file: string): ReadonlyMap<string, readonly Member[]> {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const enums = new Map<string, readonly Member[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isEnumDeclaration(node)) enums.set(node.name.text, membersOf(node));
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return enums;
}

function membersOf(node: ts.EnumDeclaration): Member[] {
  return node.members
    .filter(({ initializer }) => initializer !== undefined)
    .map((member) => {
      const [comment] = ts.getJSDocCommentsAndTags(member);
      const text = ts.getTextOfJSDocComment(comment?.comment) ?? '';
      return {
        name: member.name.getText(),
        value: member.initializer!.getText(),
        text: text
          .replace(/\s+/g, ' ')
          .replace(/\{@link ([^ }|]+)[^}]*\}/g, '`$1`')
          .replaceAll('|', '\\|'),
      };
    });
}

function addMembersOfConstants(project: ProjectReflection): void {
  for (const module of project.children ?? []) {
    const file = join(ROOT, `packages/${module.name}/src/generated/constants.ts`);
    if (!ts.sys.fileExists(file)) continue;
    const enums = enumsOf(file);
    for (const variable of module.getChildrenByKind(ReflectionKind.Variable)) {
      const members = enums.get(variable.name);
      if (!members) continue;
      const rows = members.map(({ name, value, text }) => `| \`${name}\` | ${value} | ${text} |`);
      const table = ['', '', '| constant | value | meaning |', '| --- | --- | --- |', ...rows].join(
        '\n',
      );
      variable.comment ??= new Comment();
      variable.comment.summary.push({ kind: 'text', text: table });
    }
  }
}

function linkFunctions(project: ProjectReflection): void {
  const headers = new Map(newestFacts().functions.map(({ name, header }) => [name, header]));
  const link = (part: CommentDisplayPart): CommentDisplayPart => {
    const name = part.kind === 'code' ? part.text.slice(1, -1) : '';
    const header = headers.get(name);
    if (header === undefined) return part;
    const url = `https://libvirt.org/html/libvirt-${header}.html#${name}`;
    return { kind: 'text', text: `[\`${name}\`](${url})` };
  };
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.comment) reflection.comment.summary = reflection.comment.summary.map(link);
  }
}
