import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { kinds } from '../src/schema/annotations.js';
import { root } from './facts.js';

const folder = join(root, 'packages/core/src');

interface Method {
  readonly name: string;
  readonly comment: string;
}

/** Public methods that have or return a document: by the name of a parameter, or by their own. */
function methodsWithDocuments(): readonly Method[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
      return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) =>
        declaration.members.filter(ts.isMethodDeclaration).flatMap((member): Method[] => {
          const name = `${declaration.name?.text ?? ''}.${member.name.getText(source)}`;
          const parameters = member.parameters.map((each) => each.name.getText(source));
          const hasDocument =
            parameters.some((each) => /xml/i.test(each)) ||
            /XMLDesc$|Capabilities$|Sysinfo$/.test(name);
          if (!hasDocument || !text.slice(member.pos, member.end).includes('/**')) return [];
          return [{ name, comment: text.slice(member.pos, member.getStart(source)) }];
        }),
      );
    });
}

/** Methods whose document is of no one kind. */
const exceptions: Readonly<Record<string, string>> = {
  'Network.update': 'One element of a network, such as a DHCP host, has no kind of its own.',
};

describe('the docstrings of @libvirt/core', () => {
  const methods = methodsWithDocuments();
  const names = new Set(kinds.map(({ name }) => name));

  test('are of every method with a document', () => {
    const found = methods.map(({ name }) => name);
    expect(found).toContain('Domain.attachDeviceFlags');
    expect(found).toContain('Connect.domainDefineXML');
    expect(found).toContain('Secret.getXMLDesc');
    expect(found.length).toBeGreaterThan(50);
    expect(Object.keys(exceptions).filter((name) => !found.includes(name))).toEqual([]);
  });

  test.each(methods)('$name names the type of @libvirt/xml', ({ name, comment }) => {
    if (name in exceptions) return;
    expect(comment).toContain('`@libvirt/xml`');
    const named = [...comment.matchAll(/`([A-Z]\w*XML)`/g)].map(([, type]) => type!);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((type) => !names.has(type))).toEqual([]);
  });
});
