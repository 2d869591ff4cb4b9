import { describe, expect, it } from 'vitest';
import { XMLParseError } from '../src/syntax/error.js';
import type { Node } from '../src/syntax/nodes.js';
import { parseDocument } from '../src/syntax/parser.js';

/** What a text is refused with: rule, line and column. */
function refusal(text: string, limits = {}): string {
  try {
    parseDocument(text, limits);
  } catch (error) {
    if (!(error instanceof XMLParseError)) throw error;
    expect(error.name).toBe('XMLParseError');
    expect(error.message).toMatch(new RegExp(`^line ${error.line}, column ${error.column}: .`));
    return `${error.rule} ${error.line}:${error.column}`;
  }
  return 'accepted';
}

/** A tree in a line, each node with the part of the text that it stands for. */
function outline(text: string, node: Node): string {
  const at = `[${node.start},${node.end}]`;
  if (node.kind !== 'element') return `${node.kind}${at}${JSON.stringify(node.value)}`;
  const attributes = node.attributes.map(
    ({ name, value, start, valueEnd }) =>
      `${name}=${JSON.stringify(value)}[${start},${valueEnd + 1}]`,
  );
  const children = node.children.map((child) => outline(text, child));
  return `${node.name}${at}(${[...attributes, ...children].join(' ')})`;
}

describe('parseDocument: what it reads', () => {
  it.each([
    ['<a/>', 'a[0,4]()'],
    ['\ufeff<a></a>', 'a[1,8]()'],
    [`<?xml version='1.0' encoding="UTF-8" standalone='no' ?>\n<a />\n`, 'a[56,61]()'],
    [`<a b='1' c = "2"/>`, 'a[0,18](b="1"[3,8] c="2"[9,16])'],
    [`<a b='"' c="'>"/>`, `a[0,17](b="\\""[3,8] c="'>"[9,15])`],
    ['<a>x<b/> y</a >', 'a[0,15](text[3,4]"x" b[4,8]() text[8,10]" y")'],
    ['<a><!-- - x --></a>', 'a[0,19](comment[3,15]" - x ")'],
    ['<a><![CDATA[<&]]]]></a>', 'a[0,23](cdata[3,19]"<&]]")'],
    ['<a><?p  x?y ?></a>', 'a[0,18](instruction[3,14]"p x?y ")'],
    ['<a><?p?></a>', 'a[0,12](instruction[3,8]"p ")'],
    ['<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F600;</a>', 'a[0,46](text[3,42]"<>&\'\\"A\u{1f600}")'],
    ['<a>\r\n\r&#13;</a>', 'a[0,15](text[3,11]"\\n\\n\\r")'],
    ["<a b='\r\n\t&#10;&#9;'/>", 'a[0,21](b="  \\n\\t"[3,19])'],
    ['<é.1-·/>', 'é.1-·[0,8]()'],
    ['<\u{10000}a/>', '\u{10000}a[0,6]()'],
    [`<a>]] ></a>`, 'a[0,11](text[3,7]"]] >")'],
  ])('%j', (text, expected) => {
    expect(outline(text, parseDocument(text).root)).toBe(expected);
  });

  it('keeps comments and instructions around the root', () => {
    const { before, after } = parseDocument('<?p 1?>\n<!--2--><a/><!--3--> <?p 4?>');
    expect(before.map(({ value }) => value)).toEqual(['p 1', '2']);
    expect(after.map(({ value }) => value)).toEqual(['3', 'p 4']);
  });

  it('resolves namespaces', () => {
    const { root } = parseDocument(
      `<a xmlns='d' xmlns:p='u' p:x='1' x='2' xml:lang='en'><p:b xmlns:p='v'/><p:b/><c xmlns=''/></a>`,
    );
    expect(root.namespace).toBe('d');
    expect(root.attributes.map(({ local, namespace }) => [local, namespace])).toEqual([
      ['xmlns', 'http://www.w3.org/2000/xmlns/'],
      ['p', 'http://www.w3.org/2000/xmlns/'],
      ['x', 'u'],
      ['x', ''],
      ['lang', 'http://www.w3.org/XML/1998/namespace'],
    ]);
    const children = root.children.filter((child) => child.kind === 'element');
    expect(children.map(({ local, namespace }) => [local, namespace])).toEqual([
      ['b', 'v'],
      ['b', 'u'],
      ['c', ''],
    ]);
    expect(children.map(({ parent }) => parent)).toEqual([root, root, root]);
  });
});

describe('parseDocument: what it refuses', () => {
  it.each([
    ['', 'root 1:1'],
    ['  \n', 'root 2:1'],
    ['text', 'root 1:1'],
    ['<a/>text', 'root 1:5'],
    ['<a/><b/>', 'root 1:5'],
    ['<a/>&#32;', 'root 1:5'],
    ['<a>', 'end-tag 1:4'],
    ['<a><b></a>', 'end-tag 1:7'],
    ['<a></ab>', 'end-tag 1:4'],
    ['<ab></a>', 'end-tag 1:5'],
    ['<a></a b>', 'end-tag 1:8'],
    ['<a>\n  </b>', 'end-tag 2:3'],
    ['<a>\r\n\r</b>', 'end-tag 3:1'],
    ['<', 'tag 1:2'],
    ['< a/>', 'tag 1:2'],
    ['<1/>', 'tag 1:2'],
    ['<a', 'tag 1:3'],
    ['<a/ >', 'tag 1:4'],
    [`<a b='1'c='2'/>`, 'tag 1:9'],
    ['<a ?/>', 'attribute 1:4'],
    ['<a b/>', 'attribute 1:5'],
    ['<a b=1/>', 'attribute 1:6'],
    [`<a b='1/>`, 'attribute 1:6'],
    [`<a b='<'/>`, 'attribute 1:7'],
    [`<a b='' c='' b=''/>`, 'attribute-twice 1:14'],
    [`<a b='&'/>`, 'reference 1:7'],
    [`<a b='\r\n&amp; &x;'/>`, 'reference 2:7'],
    ['<a>\r\n\r\n &x;</a>', 'reference 3:2'],
    ['<a>&amp &lt;</a>', 'reference 1:4'],
    ['<a>&nbsp;</a>', 'reference 1:4'],
    ['<a>&toString;</a>', 'reference 1:4'],
    ['<a>&#;</a>', 'reference 1:4'],
    ['<a>&#X41;</a>', 'reference 1:4'],
    ['<a>&#0;</a>', 'reference 1:4'],
    ['<a>&#xD800;</a>', 'reference 1:4'],
    ['<a>&#xFFFE;</a>', 'reference 1:4'],
    ['<a>&#x110000;</a>', 'reference 1:4'],
    ['<a>&#99999999999999999999;</a>', 'reference 1:4'],
    ['<a>]]></a>', 'content 1:4'],
    ['<a><!x></a>', 'content 1:4'],
    ['<a><!-- -- --></a>', 'comment 1:9'],
    ['<a><!-- ---></a>', 'comment 1:9'],
    ['<a><!-- ', 'comment 1:4'],
    ['<a><![CDATA[ ]]</a>', 'cdata 1:4'],
    ['<a><?p x></a>', 'instruction 1:4'],
    ['<a><? x?></a>', 'instruction 1:6'],
    ['<a><?p+x?></a>', 'instruction 1:7'],
    ['<a><?p:q x?></a>', 'namespace 1:6'],
    [' <?xml version="1.0"?><a/>', 'declaration 1:2'],
    ['<?xml?><a/>', 'declaration 1:1'],
    ['<?xml version="2.0"?><a/>', 'declaration 1:1'],
    ['<?xml version="1.0" encoding="é"?><a/>', 'declaration 1:1'],
    ['<?xml version="1.0" standalone="maybe"?><a/>', 'declaration 1:1'],
    ['<?xml encoding="UTF-8"?><a/>', 'declaration 1:1'],
    ['<?XML version="1.0"?><a/>', 'declaration 1:1'],
    ['<!DOCTYPE a><a/>', 'doctype 1:1'],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'doctype 1:1'],
    ['<a>\0</a>', 'character 1:4'],
    ['<a>\n\x0b</a>', 'character 2:1'],
    ['<a b="\ud800"/>', 'character 1:7'],
    ['<a>\udc00\ud800</a>', 'character 1:4'],
    ['<a>\uffff</a>', 'character 1:4'],
    ['<:a/>', 'name 1:2'],
    ['<a:/>', 'name 1:2'],
    ['<a:b:c/>', 'name 1:2'],
    ['<a:1/>', 'name 1:2'],
    ['<p:a/>', 'namespace 1:2'],
    [`<a p:b=''/>`, 'namespace 1:4'],
    [`<a><b xmlns:p='u'/><p:c/></a>`, 'namespace 1:21'],
    [`<xmlns:a/>`, 'namespace 1:2'],
    [`<a xmlns:p=''/>`, 'namespace 1:4'],
    [`<a xmlns:xmlns='u'/>`, 'namespace 1:4'],
    [`<a xmlns:xml='u'/>`, 'namespace 1:4'],
    [`<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>`, 'namespace 1:4'],
    [`<a xmlns='http://www.w3.org/2000/xmlns/'/>`, 'namespace 1:4'],
    [`<a xmlns:p='u' xmlns:q='u' p:x='' q:x=''/>`, 'attribute-twice 1:35'],
  ])('%j', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it('one of many attributes that is there twice', () => {
    const names = Array.from({ length: 100 }, (_, index) => `a${index}='' `).join('');
    expect(refusal(`<a ${names} a50=''/>`)).toMatch(/^attribute-twice/);
  });

  it('documents beyond the limits', () => {
    expect(refusal('<a><b/></a>', { maxLength: 10 })).toBe('length 1:11');
    expect(refusal('<a><b/></a>', { maxLength: 11 })).toBe('accepted');
    expect(refusal('<a><b/></a>', { maxDepth: 1 })).toBe('depth 1:4');
    expect(refusal('<a>'.repeat(1001))).toBe('depth 1:3001');
    expect(refusal('<a>'.repeat(1000) + '</a>'.repeat(1000))).toBe('accepted');
    expect(refusal(`<a>${'x'.repeat(1 << 24)}</a>`)).toBe('length 1:16777217');
  });
});

describe('parseDocument: large documents', () => {
  const limits = { maxLength: Infinity, maxDepth: Infinity };

  it('of 50 MiB', () => {
    const disk = `<disk type='file'>\n  <source file='/var/lib/a&amp;b.img'/>\n</disk>\n`;
    const count = Math.ceil((50 << 20) / disk.length);
    const { root } = parseDocument(`<devices>${disk.repeat(count)}</devices>`, limits);
    expect(root.children).toHaveLength(2 * count);
  });

  it('with a million attributes on one element', () => {
    const attributes = Array.from({ length: 1_000_000 }, (_, index) => `a${index}=''`).join(' ');
    expect(parseDocument(`<a ${attributes}/>`, limits).root.attributes).toHaveLength(1_000_000);
  });

  it('nested 200,000 deep, each level with a namespace of its own', () => {
    const count = 200_000;
    const tags = Array.from({ length: count }, (_, index) => `<a xmlns:p${index}='u'>`).join('');
    const { root } = parseDocument(`${tags}${'</a>'.repeat(count)}`, limits);
    expect(root.end).toBe(tags.length + 4 * count);
  });
});
