import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { calledBy } from '../annotations.js';
import { PARTS } from '../facts.js';

/** A public method or function: what its docstring names, and what it calls. */
export interface Member {
  /** `Domain.create`, or `getVersion`. */
  readonly name: string;
  /** The C functions that its docstring names. */
  readonly documented: readonly string[];
  /** The release that its docstring names. */
  readonly since?: string;
  /** The raw functions that it calls, directly or through other functions. */
  readonly reached: ReadonlySet<string>;
  /** File and line. */
  readonly at: string;
}

/** The public API of the packages, read from their sources. */
export interface PublicAPI {
  readonly members: readonly Member[];
  readonly classes: ReadonlySet<string>;
  /** By name of an exported interface or class: its properties. */
  readonly properties: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The packages that export the API over the raw functions. */
const PACKAGES = ['packages/core', ...PARTS.map((part) => `packages/${part}`)];

/** Programs of these packages that run in another process. */
const PROGRAMS = ['packages/lxc/src/helper.ts'];

/** The source of each import, so that the packages need not be built. */
const SOURCES: Readonly<Record<string, string>> = {
  '@libvirt/native': 'native/lib/index.ts',
  '@libvirt/core': 'packages/core/src/index.ts',
  '@libvirt/core/internal': 'packages/core/src/internal.ts',
};

/** Reads the sources of the public packages of a repository. */
export function readPublicAPI(root: string): PublicAPI {
  const entries = PACKAGES.map((folder) => join(root, folder, 'src/index.ts')).filter(existsSync);
  const programs = PROGRAMS.map((path) => join(root, path)).filter(existsSync);
  const program = ts.createProgram([...entries, ...programs], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    paths: Object.fromEntries(
      Object.entries(SOURCES).map(([name, path]) => [name, [join(root, path)]]),
    ),
  });
  const reader = new Reader(program, root);
  for (const entry of entries) reader.read(entry);
  return reader;
}

const ASSIGNMENTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

class Reader implements PublicAPI {
  readonly members: Member[] = [];
  readonly classes = new Set<string>();
  readonly properties = new Map<string, ReadonlySet<string>>();
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  readonly #root: string;
  readonly #native: ts.Symbol;
  readonly #publicClasses = new Set<ts.Node>();
  /** By property or interface method: the code that is assigned to it or implements it. */
  readonly #assigned = new Map<ts.Node, ts.Node[]>();

  constructor(program: ts.Program, root: string) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#root = root;
    const exported = this.#exportsOf(join(root, SOURCES['@libvirt/native'] ?? ''));
    const native = exported.find(({ name }) => name === 'native');
    if (!native) throw new Error('no source of the public packages imports @libvirt/native');
    this.#native = this.#resolve(native);
    for (const file of program.getSourceFiles()) {
      if (this.#isOurs(file)) this.#collectAssigned(file);
    }
  }

  read(entry: string): void {
    const found = this.#exportsOf(entry).flatMap((exported) => {
      const symbol = this.#resolve(exported);
      const [declaration] = symbol.declarations ?? [];
      return declaration ? [{ exported, symbol, declaration }] : [];
    });
    for (const { declaration } of found) {
      if (ts.isClassDeclaration(declaration)) this.#publicClasses.add(declaration);
    }
    for (const { exported, symbol, declaration } of found) {
      if (ts.isFunctionDeclaration(declaration)) {
        this.#add(exported.name, symbol, this.#reachedFrom([...(symbol.declarations ?? [])]));
      } else if (ts.isClassDeclaration(declaration)) {
        this.#readClass(exported.name, symbol, declaration);
      }
      if (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) {
        const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
        this.properties.set(
          exported.name,
          new Set(type.getProperties().map((property) => property.name)),
        );
      }
    }
  }

  #readClass(name: string, symbol: ts.Symbol, declaration: ts.ClassDeclaration): void {
    this.classes.add(name);
    const instance = this.#checker.getDeclaredTypeOfSymbol(symbol).getProperties();
    const statics = this.#checker.getTypeOfSymbol(symbol).getProperties();
    for (const member of [...instance, ...statics]) {
      const declarations = (member.declarations ?? []).filter((each) => this.#isPublic(each));
      const [first] = declarations;
      if (!first) continue;
      const isInherited = first.parent !== declaration;
      this.#add(
        `${name}.${member.name}`,
        member,
        this.#reachedFrom([
          ...declarations,
          // The methods of a parent class use what its constructor received.
          ...(isInherited ? superArguments(declaration) : []),
        ]),
      );
    }
  }

  #add(name: string, symbol: ts.Symbol, reached: ReadonlySet<string>): void {
    const declarations = symbol.declarations ?? [];
    const text = declarations.map(commentOf).join('\n');
    const named = /\bC: ((?:`\w+`(?:,\s+|\s+and\s+)?)+)/.exec(text)?.[1] ?? '';
    const since = /\bSince libvirt (\d+\.\d+\.\d+)/.exec(text)?.[1];
    this.members.push({
      name,
      documented: [...named.matchAll(/`(\w+)`/g)].map(([, each = '']) => each),
      ...(since !== undefined && { since }),
      reached,
      at: declarations[0] ? this.#placeOf(declarations[0]) : '',
    });
  }

  /** Returns the raw functions that code calls, directly or through what it uses. */
  #reachedFrom(starts: readonly ts.Node[]): ReadonlySet<string> {
    const reached = new Set<string>();
    const visited = new Set<ts.Node>();
    const visit = (node: ts.Node): void => {
      if (ts.isTypeNode(node)) return;
      if (ts.isPropertyAccessExpression(node) && this.#isNative(node.expression)) {
        reached.add(node.name.text);
        for (const other of calledBy.get(node.name.text) ?? []) reached.add(other);
        return;
      }
      const started = this.#programOf(node);
      if (started) start(started);
      if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
        const meanings = this.#meaningsOf(node);
        meanings.flatMap((each) => this.#bodiesOf(each)).forEach(start);
      }
      ts.forEachChild(node, visit);
    };
    const start = (node: ts.Node) => {
      if (visited.has(node)) return;
      visited.add(node);
      visit(node);
    };
    starts.forEach(start);
    return reached;
  }

  /** Returns the program that `new URL('helper.js', import.meta.url)` names, which will be started. */
  #programOf(node: ts.Node): ts.SourceFile | undefined {
    if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined;
    const [name] = node.arguments ?? [];
    if (!name || !ts.isStringLiteral(name)) return undefined;
    const path = join(dirname(node.getSourceFile().fileName), name.text);
    return this.#program.getSourceFile(path.replace(/\.js$/, '.ts'));
  }

  /** Returns the code that runs when a declared name is used. */
  #bodiesOf(declaration: ts.Declaration): readonly ts.Node[] {
    if (ts.isClassDeclaration(declaration)) {
      // The methods of a public class are checked on their own.
      return this.#publicClasses.has(declaration)
        ? []
        : declaration.members.filter(
            (each) => ts.isConstructorDeclaration(each) || ts.isPropertyDeclaration(each),
          );
    }
    const isCode =
      ts.isFunctionLike(declaration) ||
      ts.isVariableDeclaration(declaration) ||
      ts.isPropertyDeclaration(declaration);
    return [...(isCode ? [declaration] : []), ...(this.#assigned.get(declaration) ?? [])];
  }

  /** Collects code like `this.#end = end`, or `{ end() {} }` where the type has an `end()`. */
  #collectAssigned(node: ts.Node): void {
    if (ts.isBinaryExpression(node) && ASSIGNMENTS.has(node.operatorToken.kind)) {
      if (ts.isPropertyAccessExpression(node.left)) {
        this.#assign(this.#meaningsOf(node.left.name), node.right);
      }
    } else if (ts.isObjectLiteralExpression(node)) {
      const type = this.#checker.getContextualType(node);
      for (const property of node.properties) {
        const name = property.name && ts.isIdentifier(property.name) ? property.name.text : '';
        this.#assign(type?.getProperty(name)?.declarations ?? [], property);
      }
    } else if (ts.isClassDeclaration(node)) {
      for (const clause of node.heritageClauses ?? []) {
        for (const parent of clause.types) {
          const type = this.#checker.getTypeAtLocation(parent);
          for (const member of node.members) {
            const name = member.name && ts.isIdentifier(member.name) ? member.name.text : '';
            this.#assign(type.getProperty(name)?.declarations ?? [], member);
          }
        }
      }
    }
    ts.forEachChild(node, (child) => this.#collectAssigned(child));
  }

  #assign(declarations: readonly ts.Node[], code: ts.Node): void {
    for (const declaration of declarations) {
      this.#assigned.set(declaration, [...(this.#assigned.get(declaration) ?? []), code]);
    }
  }

  #isNative(node: ts.Node): boolean {
    const symbol = this.#checker.getSymbolAtLocation(node);
    if (symbol !== undefined && this.#resolve(symbol) === this.#native) return true;
    // The functions of another engine.
    return this.#checker.getTypeAtLocation(node).getSymbol()?.name === 'RawFunctions';
  }

  /** Returns the declarations of a name in these packages. */
  #meaningsOf(node: ts.Node): ts.Declaration[] {
    const symbol = this.#checker.getSymbolAtLocation(node);
    const declarations = symbol ? (this.#resolve(symbol).declarations ?? []) : [];
    return declarations.filter((each) => this.#isOurs(each));
  }

  #isOurs(node: ts.Node): boolean {
    const path = relative(this.#root, node.getSourceFile().fileName);
    return PACKAGES.some((folder) => path.startsWith(join(folder, 'src')));
  }

  #isPublic(node: ts.Declaration): boolean {
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    const name = ts.getNameOfDeclaration(node);
    return (
      this.#isOurs(node) &&
      ts.isClassElement(node) &&
      (ts.getCombinedModifierFlags(node) & hidden) === 0 &&
      !(name && ts.isPrivateIdentifier(name))
    );
  }

  #exportsOf(path: string): ts.Symbol[] {
    const file = this.#program.getSourceFile(path);
    const module = file && this.#checker.getSymbolAtLocation(file);
    return module ? this.#checker.getExportsOfModule(module) : [];
  }

  #resolve(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #placeOf(node: ts.Node): string {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    return `${relative(this.#root, file.fileName)}:${line + 1}`;
  }
}

function superArguments(declaration: ts.ClassDeclaration): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      found.push(...node.arguments);
    } else ts.forEachChild(node, visit);
  };
  declaration.members.filter(ts.isConstructorDeclaration).forEach(visit);
  return found;
}

function commentOf(declaration: ts.Declaration): string {
  return ts
    .getJSDocCommentsAndTags(declaration)
    .filter((each) => ts.isJSDoc(each))
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join('\n');
}
