import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A parameter in the API report. */
export interface Parameter {
  readonly name: string;
  /** Its type as text, without `undefined` of an optional parameter. */
  readonly type: string;
  readonly optional: boolean;
}

/** A public method or function in the API report. */
export interface Signature {
  /** The class; `undefined` for a function. */
  readonly owner: string | undefined;
  readonly name: string;
  readonly isStatic: boolean;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
}

/** Reads the public methods and functions of a package from its API report. */
export function signaturesOf(report: URL): readonly Signature[] {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(report, 'utf8'))!;
  const source = ts.createSourceFile('report.ts', code!, ts.ScriptTarget.Latest, true);
  const exported = new Set(
    Array.from(code!.matchAll(/^export .*?(?:class|function) (\w+)/gm), ([, name]) => name!),
  );
  const read = (
    node: ts.MethodDeclaration | ts.FunctionDeclaration,
    owner?: string,
  ): Signature => ({
    owner,
    name: node.name!.getText(),
    isStatic:
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false,
    parameters: node.parameters.map((each) => ({
      name: each.name.getText(),
      type: each.type!.getText().replace(/\s+/g, ' '),
      optional: each.questionToken !== undefined,
    })),
    returns: node.type?.getText() ?? '',
  });
  return source.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement) && exported.has(statement.name!.text))
      return [read(statement)];
    if (!ts.isClassDeclaration(statement)) return [];
    const owner = statement.name!.text;
    const isPublic = exported.has(owner) || owner.startsWith('ConnectEvent');
    if (!isPublic) return [];
    // The base classes of `Connect` are not exported; `Connect` inherits their methods.
    const name = exported.has(owner) ? owner : 'Connect';
    return statement.members
      .filter(ts.isMethodDeclaration)
      .filter(
        (member) =>
          !ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.ProtectedKeyword),
      )
      .map((member) => read(member, name));
  });
}
