import { describe, expect, it } from 'vitest';
import { canonicalize } from './support/canonical.js';

// From the rules of Canonical XML 1.0, section 1.1.
describe('canonicalize', () => {
  it.each([
    ['<?xml version="1.0"?>\n<?p  x?>\n<a/>\n<!--c-->', '<?p x?>\n<a></a>\n<!--c-->'],
    [`<a z='1' b="2"  a='"'/>`, '<a a="&quot;" b="2" z="1"></a>'],
    [
      `<a xmlns:z='u' xmlns:b='v' z:x='1' b:x='2' x='3'/>`,
      '<a xmlns:b="v" xmlns:z="u" x="3" z:x="1" b:x="2"></a>',
    ],
    [`<a xmlns='u'><b xmlns='u'/><c xmlns=''/></a>`, '<a xmlns="u"><b></b><c xmlns=""></c></a>'],
    [`<a xmlns=''/>`, '<a></a>'],
    ['<a><![CDATA[<&>]]>&#13;\r\n</a>', '<a>&lt;&amp;&gt;&#xD;\n</a>'],
    [`<a b='&#9;&#10;&#13;\t&gt;'/>`, '<a b="&#x9;&#xA;&#xD; >"></a>'],
    ['<a><?p?></a>', '<a><?p?></a>'],
  ])('%j', (text, expected) => {
    expect(canonicalize(text)).toBe(expected);
  });
});
