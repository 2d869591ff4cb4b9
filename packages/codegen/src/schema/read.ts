import { dirname, join } from 'node:path';
import type { NameClass, Parameters, Pattern } from './facts.js';
import { readSchemaFile, type SchemaElement } from './xml.js';

/**
 * Reads a RelaxNG schema in XML syntax, with all files that it includes, into patterns.
 *
 * A `<grammar>` is a scope of names. `<include>` adds the components of another file to the scope,
 * without those that the include itself defines again. Several components of one name are combined
 * as their `combine` says. A nested grammar has a scope of its own; `<parentRef>` refers to the outer
 * one. Every scope's names are kept apart here, as `scope/name`: merge.ts joins what is equal.
 *
 * `ns` and `datatypeLibrary` are inherited from the elements around; `externalRef` stands for the
 * pattern of another file; `mixed` is an interleave with text.
 */
export interface ReadSchema {
  readonly start: Pattern;
  readonly defines: ReadonlyMap<string, Pattern>;
}

/** Patterns of one name in one scope. */
interface Component {
  combine: 'choice' | 'interleave' | undefined;
  readonly patterns: Pattern[];
}

interface Scope {
  readonly id: string;
  readonly parent: Scope | undefined;
  readonly components: Map<string, Component>;
}

/** What an element inherits. */
interface Context {
  readonly folder: string;
  readonly scope: Scope | undefined;
  readonly namespace: string;
  readonly library: string;
}

const XSD = 'http://www.w3.org/2001/XMLSchema-datatypes';

/** Name of the start pattern among the components of a scope. */
const START = '<start>';

export function readSchema(path: string): ReadSchema {
  const defines = new Map<string, Pattern>();
  let scopes = 0;
  const files = new Map<string, SchemaElement>();
  const root = file(path);
  const start = pattern(root, {
    folder: dirname(path),
    scope: undefined,
    namespace: '',
    library: '',
  });
  return { start, defines };

  function file(name: string): SchemaElement {
    const known = files.get(name) ?? readSchemaFile(name);
    files.set(name, known);
    return known;
  }

  function pattern(element: SchemaElement, outer: Context): Pattern {
    const context = inherit(element, outer);
    switch (element.name) {
      case 'empty':
      case 'text':
      case 'notAllowed':
        return element.name;
      case 'ref':
        return reference(context.scope, element);
      case 'parentRef':
        return reference(context.scope?.parent, element);
      case 'element':
      case 'attribute':
        return named(element.name, element, context);
      case 'group':
      case 'interleave':
      case 'choice':
        return several(element.name, all(element.children, context));
      case 'optional':
      case 'zeroOrMore':
      case 'oneOrMore':
      case 'list':
        return [element.name, several('group', all(element.children, context))];
      case 'mixed':
        return several('interleave', ['text', several('group', all(element.children, context))]);
      case 'value':
        return ['value', type(element.attributes['type'] ?? 'token', context), element.text];
      case 'data':
        return data(element, context);
      case 'externalRef': {
        const target = join(context.folder, required(element, 'href'));
        return pattern(file(target), {
          folder: dirname(target),
          scope: undefined,
          namespace: context.namespace,
          library: '',
        });
      }
      case 'grammar':
        return grammar(element, context);
      default:
        throw new Error(`RelaxNG has no pattern <${element.name}>`);
    }
  }

  function all(children: readonly SchemaElement[], context: Context): Pattern[] {
    return children.map((child) => pattern(child, context));
  }

  function reference(scope: Scope | undefined, element: SchemaElement): Pattern {
    if (!scope) throw new Error(`<${element.name}> outside of a grammar`);
    return ['ref', `${scope.id}/${required(element, 'name')}`];
  }

  function named(kind: 'element' | 'attribute', element: SchemaElement, context: Context): Pattern {
    // An attribute without a prefix is in no namespace, whatever is inherited.
    const namespace = kind === 'attribute' ? (element.attributes['ns'] ?? '') : context.namespace;
    const name = element.attributes['name'];
    const [first, ...rest] = element.children;
    if (name === undefined && !first) throw new Error(`a pattern <${kind}> has no name`);
    const nameClass =
      name === undefined ? className(first!, context) : qualified(name.trim(), namespace);
    const content = all(name === undefined ? rest : element.children, context);
    if (content.length === 0) return [kind, nameClass, kind === 'attribute' ? 'text' : 'empty'];
    return [kind, nameClass, several('group', content)];
  }

  function className(element: SchemaElement, outer: Context): NameClass {
    const context = inherit(element, outer);
    const excepted = element.children
      .filter((child) => child.name === 'except')
      .flatMap((child) => child.children.map((each) => className(each, context)));
    const except = (base: string): NameClass =>
      excepted.length === 0 ? base : ['except', base, ...excepted];
    switch (element.name) {
      case 'name':
        return qualified(element.text.trim(), context.namespace);
      case 'anyName':
        return except('*');
      case 'nsName':
        return except(`{${context.namespace}}*`);
      case 'choice':
        return ['choice', ...element.children.map((child) => className(child, context))];
      default:
        throw new Error(`RelaxNG has no name class <${element.name}>`);
    }
  }

  function data(element: SchemaElement, context: Context): Pattern {
    const parameters: Parameters = element.children
      .filter((child) => child.name === 'param')
      .map((child) => [required(child, 'name'), child.text]);
    const except = element.children.find((child) => child.name === 'except');
    const name = type(required(element, 'type'), context);
    return except
      ? ['data', name, parameters, several('choice', all(except.children, context))]
      : ['data', name, parameters];
  }

  function grammar(element: SchemaElement, context: Context): Pattern {
    const scope: Scope = {
      id: String(scopes++),
      parent: context.scope,
      components: new Map(),
    };
    add(element.children, { ...context, scope }, new Set());
    for (const [name, { combine, patterns }] of scope.components) {
      if (patterns.length > 1 && !combine) {
        throw new Error(`${name} is defined more than once, without "combine"`);
      }
      defines.set(`${scope.id}/${name}`, several(combine ?? 'group', patterns));
    }
    return ['ref', `${scope.id}/${START}`];
  }

  /** Adds components to the scope of the context, but those with a name that is replaced. */
  function add(
    elements: readonly SchemaElement[],
    outer: Context,
    replaced: ReadonlySet<string>,
  ): void {
    for (const element of elements) {
      const context = inherit(element, outer);
      if (element.name === 'start' || element.name === 'define') {
        const name = componentName(element);
        if (replaced.has(name)) continue;
        const component = context.scope!.components.get(name) ?? {
          combine: undefined,
          patterns: [],
        };
        component.combine ??= element.attributes['combine'] as Component['combine'];
        component.patterns.push(several('group', all(element.children, context)));
        context.scope!.components.set(name, component);
      } else if (element.name === 'div') {
        add(element.children, context, replaced);
      } else if (element.name === 'include') {
        const target = join(context.folder, required(element, 'href'));
        const own = element.children.map(componentName);
        const included = inherit(file(target), {
          ...context,
          folder: dirname(target),
          library: '',
        });
        add(file(target).children, included, new Set([...replaced, ...own]));
        add(element.children, context, replaced);
      } else {
        throw new Error(`RelaxNG has no component <${element.name}> of a grammar`);
      }
    }
  }
}

function componentName(element: SchemaElement): string {
  return element.name === 'start' ? START : required(element, 'name');
}

function inherit(element: SchemaElement, context: Context): Context {
  return {
    ...context,
    namespace: element.attributes['ns'] ?? context.namespace,
    library: element.attributes['datatypeLibrary'] ?? context.library,
  };
}

/** `string` and `token` are of RelaxNG's own library and of XSD alike. */
function type(name: string, { library }: Context): string {
  if (library === XSD || ['string', 'token'].includes(name)) return name;
  throw new Error(`unknown data type ${name} of the library "${library}"`);
}

function qualified(name: string, namespace: string): string {
  return namespace === '' ? name : `{${namespace}}${name}`;
}

function required(element: SchemaElement, attribute: string): string {
  const value = element.attributes[attribute];
  if (value === undefined) throw new Error(`<${element.name}> lacks the attribute "${attribute}"`);
  return value.trim();
}

/** Patterns in one, without a level for a single one. */
function several(kind: 'group' | 'interleave' | 'choice', patterns: readonly Pattern[]): Pattern {
  const flat = patterns.flatMap((each) =>
    typeof each !== 'string' && each[0] === kind ? (each.slice(1) as Pattern[]) : [each],
  );
  if (flat.length === 0) return 'empty';
  return flat.length === 1 ? flat[0]! : [kind, ...flat];
}
