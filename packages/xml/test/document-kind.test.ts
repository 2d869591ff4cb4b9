import { describe, expect, it } from 'vitest';
import {
  DomainDiskXML,
  DomainXML,
  newerValue,
  XMLFormatError,
  XMLParseError,
  type DomainXML as Domain,
} from '../src/index.js';
import { canonicalize } from './support/canonical.js';

const text = `<?xml version="1.0"?>
<!-- top -->
<domain type='kvm'   id="3" foo='1' xmlns:app='urn:app' app:bar='2' xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name baz='3'>web &amp; more</name>
  <name>again</name>
  <memory unit="KiB">18446744073709551615</memory>
  <vcpu placement='static'> 007 </vcpu> <!-- seven -->
  <metadata>
    <app:x><app:y z='&lt;'/>text <b/></app:x>
  </metadata>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><target dev='vda'/></disk>
    <strange a='1'><c/></strange>
  </devices>
  stray
  <q:commandline>
    <q:arg value='-S'/>
  </q:commandline>
</domain>
<?end now?>
`;
const data = {
  type: 'kvm',
  id: 3,
  name: 'web & more',
  memory: { unit: 'KiB', value: 18446744073709551615n },
  vcpu: { placement: 'static', value: 7 },
  metadata: {
    namespaces: { app: 'urn:app' },
    children: [
      {
        name: 'app:x',
        children: [{ name: 'app:y', attributes: { z: '<' } }, 'text ', { name: 'b' }],
      },
    ],
  },
  features: { acpi: {} },
  devices: {
    disk: [{ type: 'file', device: 'disk', target: { dev: 'vda' } }],
    $unknown: {
      children: [{ name: 'strange', attributes: { a: '1' }, children: [{ name: 'c' }] }],
    },
  },
  'qemu:commandline': { 'qemu:arg': [{ value: '-S' }] },
  $unknown: {
    namespaces: { app: 'urn:app' },
    attributes: { foo: '1', 'app:bar': '2' },
    of: { name: { attributes: { baz: '3' } } },
    children: [{ name: 'name', children: ['again'] }, '\n  stray\n  '],
  },
};

describe('DomainXML.parse', () => {
  it('returns plain data by the mapping rules, with all that is unknown', () => {
    expect(DomainXML.parse(text)).toStrictEqual(data);
  });

  it.each([
    ['<domain/>', 'value', undefined],
    ['<domain><vcpu>4</vcpu></domain>', 'value', 4],
    ['<domain><vcpu> -0 </vcpu></domain>', 'value', -0],
    ['<domain><vcpu>+8</vcpu></domain>', 'value', 8],
    ['<domain><vcpu>four</vcpu></domain>', 'value', 'four'],
    ['<domain><vcpu>0x4</vcpu></domain>', 'value', '0x4'],
    ['<domain><vcpu>99999999999999999999</vcpu></domain>', 'value', '99999999999999999999'],
    ['<domain><vcpu></vcpu></domain>', 'value', undefined],
    ['<domain><vcpu><![CDATA[4]]></vcpu></domain>', 'value', 4],
    ['<domain><vcpu>1<!-- c -->2</vcpu></domain>', 'value', 12],
  ])('%s', (document, property, expected) => {
    const { vcpu } = DomainXML.parse(document) as unknown as Record<
      string,
      Record<string, unknown>
    >;
    expect(vcpu?.[property]).toBe(expected);
    expect(DomainXML.format(DomainXML.parse(document))).toBe(document);
  });

  it('keeps integers exact on both sides of 2^53', () => {
    for (const value of [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
      const document = `<domain><memory>${value}</memory></domain>`;
      const parsed = DomainXML.parse(document).memory?.value;
      expect(typeof parsed).toBe(value < 2n ** 53n ? 'number' : 'bigint');
      expect(BigInt(parsed!)).toBe(value);
    }
  });

  it('refuses another root element, and what is no string', () => {
    const refuse = (document: unknown) => () => DomainXML.parse(document as string);
    expect(refuse('\n<network/>')).toThrow(
      'line 2, column 1: the root element of DomainXML is <domain>, not <network>',
    );
    expect(refuse(`<domain xmlns='urn:x'/>`)).toThrow(XMLParseError);
    expect(refuse(undefined)).toThrow(new TypeError("DomainXML: 'text' has to be a string"));
    expect(refuse(Buffer.from('<domain/>'))).toThrow(TypeError);
  });

  it('takes names of Object.prototype for names', () => {
    const odd = `<domain __proto__='1'><constructor/><__proto__ toString='2'/></domain>`;
    const parsed = DomainXML.parse(odd);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(DomainXML.format(structuredClone(parsed))).toContain(`__proto__='1'`);
    expect(canonicalize(DomainXML.format(structuredClone(parsed)))).toContain('toString="2"');
  });
});

describe('DomainXML.format', () => {
  it('writes parsed data byte for byte', () => {
    expect(DomainXML.format(DomainXML.parse(text))).toBe(text);
  });

  it('writes copies in the order of the schema, without comments, and loses no data', () => {
    const copy = structuredClone(DomainXML.parse(text));
    expect(DomainXML.parse(DomainXML.format(copy))).toEqual(data);
    const reordered = DomainXML.format({
      devices: {},
      name: 'a',
      type: 'kvm',
    } as unknown as Domain);
    expect(reordered).toBe(`<domain type='kvm'>\n  <name>a</name>\n  <devices/>\n</domain>\n`);
  });

  it('loses no unknown part in JSON', () => {
    const small = text.replace('18446744073709551615', '1048576');
    const json = JSON.stringify(DomainXML.parse(small));
    expect(DomainXML.format(JSON.parse(json) as Domain)).toContain(`<strange a='1'>`);
    expect(DomainXML.parse(DomainXML.format(JSON.parse(json) as Domain))).toEqual(
      DomainXML.parse(small),
    );
  });

  it('indents new documents, and declares what they use', () => {
    const document = DomainXML.format({
      type: 'qemu',
      name: `<a> & 'b'`,
      memory: { unit: 'GiB', value: 2n ** 63n },
      os: { type: { arch: 'x86_64', value: 'hvm' } },
      features: { acpi: {} },
      metadata: { children: [{ name: 'app:x', namespaces: { app: 'urn:app' }, children: ['t'] }] },
      'qemu:commandline': { 'qemu:arg': [{ value: `'"\t` }] },
    });
    expect(document)
      .toBe(`<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>&lt;a&gt; &amp; 'b'</name>
  <metadata>
    <app:x xmlns:app='urn:app'>t</app:x>
  </metadata>
  <os>
    <type arch='x86_64'>hvm</type>
  </os>
  <memory unit='GiB'>9223372036854775808</memory>
  <features>
    <acpi/>
  </features>
  <qemu:commandline>
    <qemu:arg value='&apos;"&#9;'/>
  </qemu:commandline>
</domain>
`);
  });

  it('writes a part of a document as one of its own, with the namespaces around it', () => {
    const { devices } = DomainXML.parse(
      `<domain xmlns:a='urn:a'><devices><disk type='file' a:b='1'><!-- c --></disk></devices></domain>`,
    );
    expect(DomainDiskXML.format(devices!.disk![0]!)).toBe(
      `<disk type='file' a:b='1' xmlns:a='urn:a'><!-- c --></disk>\n`,
    );
  });

  it('keeps the text of parts that move into other documents', () => {
    const one = DomainXML.parse(
      `<domain><devices><disk type="file"><!-- c --></disk></devices></domain>`,
    );
    const other = DomainXML.parse(`<domain type='kvm'><name>b</name></domain>`);
    other.devices = one.devices!;
    expect(DomainXML.format(other)).toBe(
      `<domain type='kvm'><name>b</name><devices><disk type="file"><!-- c --></disk></devices></domain>`,
    );
    const prefixed = DomainXML.parse(`<domain xmlns:a='urn:1'><devices a:b='1'/></domain>`);
    const clashing = DomainXML.parse(`<domain xmlns:a='urn:2'/>`);
    clashing.devices = prefixed.devices!;
    const written = DomainXML.format(clashing);
    expect(written).toBe(
      `<domain xmlns:a='urn:2'>\n  <devices xmlns:a='urn:1' a:b='1'/>\n</domain>`,
    );
  });

  it.each([
    [5, 'domain: expected an object, not 5'],
    [null, 'domain: expected an object, not null'],
    [[], 'domain: expected an object, not an array'],
    [{ nam: 'a' }, "domain: there is no property 'nam' here"],
    [{ type: 5 }, 'domain.type: expected a string, not 5'],
    [{ name: ['a'] }, 'domain.name: expected one value, not an array'],
    [{ name: 'a\0' }, 'domain.name: XML cannot hold U+0000, which is at offset 1 of the text'],
    [{ name: '\ud800' }, 'domain.name: XML cannot hold U+D800, which is at offset 0 of the text'],
    [{ vcpu: 4 }, 'domain.vcpu: expected an object such as { value: ... }, not 4'],
    [{ vcpu: { value: true } }, 'domain.vcpu.value: expected an integer, not true'],
    [{ memory: { value: 1.5 } }, 'domain.memory.value: 1.5 is no integer'],
    [{ memory: { value: NaN } }, 'domain.memory.value: NaN is no integer'],
    [
      { memory: { value: 2 ** 60 } },
      'domain.memory.value: 1152921504606847000 is beyond 2^53, where numbers skip integers: use a bigint',
    ],
    [{ devices: new Map() }, 'domain.devices: expected an object, not a class instance'],
    [{ devices: { disk: {} } }, 'domain.devices.disk: expected an array, not an object'],
    [{ devices: { disk: [{}, null] } }, 'domain.devices.disk[1]: expected a value, not null'],
    [
      { devices: { disk: [{}, { source: { file: new Date() } }] } },
      'domain.devices.disk[1].source.file: expected a string, not a class instance',
    ],
    [
      { 'qemu:commandline': { 'qemu:arg': [{ value: 1 }] } },
      'domain["qemu:commandline"]["qemu:arg"][0].value: expected a string, not 1',
    ],
    [
      { metadata: { children: [{ name: 'a b' }] } },
      'domain.metadata.children[0]: expected a string or an object with a valid name',
    ],
    [
      { metadata: { children: [{ name: 'p:b' }] } },
      "domain.metadata.children[0]: the prefix 'p' of 'p:b' is not in 'namespaces'",
    ],
    [
      { metadata: { attributes: { xmlns: 'u' } } },
      "domain.metadata.attributes: 'xmlns' belongs to 'namespaces'",
    ],
    [
      { metadata: { namespaces: { xml: 'u' } } },
      "domain.metadata.namespaces: the prefix 'xml' cannot stand for 'u'",
    ],
    [
      { $unknown: { attributes: { type: 'kvm' } } },
      "domain.$unknown.attributes: 'type' is known here: it has a property of its own",
    ],
    [
      { $unknown: { of: { devices: {} } } },
      "domain.$unknown.of: 'devices' has no plain value here",
    ],
  ])('refuses %j', (bad, message) => {
    let error: unknown;
    try {
      DomainXML.format(bad as unknown as Domain);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(XMLFormatError);
    expect((error as XMLFormatError).message).toBe(message);
    expect(message.startsWith((error as XMLFormatError).path)).toBe(true);
  });

  it('refuses data that contains itself', () => {
    const loop = { name: 'a', children: [] as object[] };
    loop.children.push(loop);
    const looped = { metadata: { children: [loop] } } as unknown as Domain;
    expect(() => DomainXML.format(looped)).toThrow('more than 1000 elements are inside each other');
  });

  it('writes what is nested as deep as a limit allows', () => {
    const limits = { maxDepth: Infinity };
    const deep = `<domain><metadata>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</metadata></domain>`;
    expect(DomainXML.format(DomainXML.parse(deep, limits), limits)).toBe(deep);
  });
});

describe('DomainXML.edit', () => {
  const source = `<domain type='kvm'   id="3" xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>web</name>
  <vcpu placement='static'> 007 </vcpu> <!-- seven -->
  <os>
    <type arch='x86_64'>hvm</type>
  </os>
  <devices>
    <!-- disks -->
    <disk type='file' device='disk'>
      <source file="/a&amp;b"/>
    </disk>
    <disk type='network'/> <!-- b -->
    <disk type='block'>
      <target dev='vdc'/>
    </disk>
    <memballoon model='none'/>
  </devices>
  <q:commandline>
    <q:arg value='-S'/>
  </q:commandline>
</domain>
`;
  /** Lines that a change removes and adds. */
  function difference(change: (domain: Domain) => void): string[] {
    const edited = DomainXML.edit(source, change);
    const before = source.split('\n');
    const after = edited.split('\n');
    let start = 0;
    while (start < before.length && before[start] === after[start]) start += 1;
    let end = 0;
    while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    return [
      ...before.slice(start, before.length - end).map((line) => `- ${line.trim()}`),
      ...after.slice(start, after.length - end).map((line) => `+ ${line}`),
    ];
  }

  it.each<[string, (domain: Domain) => void, string[]]>([
    ['no change', () => undefined, []],
    ['the same values', (d) => Object.assign(d.vcpu!, { value: 7n }), []],
    ['a text', (d) => (d.name = 'a<b'), ['- <name>web</name>', '+   <name>a&lt;b</name>']],
    [
      'a number',
      (d) => (d.vcpu!.value = 4),
      [
        "- <vcpu placement='static'> 007 </vcpu> <!-- seven -->",
        "+   <vcpu placement='static'>4</vcpu> <!-- seven -->",
      ],
    ],
    [
      'an object in the place of another',
      (d) => (d.vcpu = { value: 4 }),
      [
        "- <vcpu placement='static'> 007 </vcpu> <!-- seven -->",
        '+   <vcpu>4</vcpu> <!-- seven -->',
      ],
    ],
    [
      'an attribute, in the quotes that are there',
      (d) => ((d.devices!.disk![0] as { source: { file: string } }).source.file = `"'`),
      ['- <source file="/a&amp;b"/>', `+       <source file="&quot;'"/>`],
    ],
    [
      'a new attribute',
      (d) => ((d.os as { type: { machine: string } }).type.machine = 'q35'),
      ["- <type arch='x86_64'>hvm</type>", "+     <type arch='x86_64' machine='q35'>hvm</type>"],
    ],
    [
      'a removed attribute',
      (d) => delete (d.devices!.disk![0] as { device?: string }).device,
      ["- <disk type='file' device='disk'>", "+     <disk type='file'>"],
    ],
    ['a new element, where the schema has it', (d) => (d.uuid = 'u'), ['+   <uuid>u</uuid>']],
    [
      'a first child',
      (d) => ((d.devices!.memballoon as { alias: object }).alias = { name: 'b' }),
      [
        "- <memballoon model='none'/>",
        "+     <memballoon model='none'>",
        "+       <alias name='b'/>",
        '+     </memballoon>',
      ],
    ],
    [
      'a new item at the end, after the comment of the line',
      (d) => {
        d.devices!.disk!.pop();
        d.devices!.disk!.push({ type: 'dir', target: { dev: 'vdd' } });
      },
      [
        "- <disk type='block'>",
        "- <target dev='vdc'/>",
        "+     <disk type='dir'>",
        "+       <target dev='vdd'/>",
      ],
    ],
    [
      'a new item at the start',
      (d) => d.devices!.disk!.unshift({ type: 'dir' } as never),
      ["+     <disk type='dir'/>"],
    ],
    [
      'a removed item, with its lines',
      (d) => d.devices!.disk!.shift(),
      ["- <disk type='file' device='disk'>", '- <source file="/a&amp;b"/>', '- </disk>'],
    ],
    ['a removed element', (d) => delete d.devices!.memballoon, ["- <memballoon model='none'/>"]],
    [
      'two items that change places',
      (d) => d.devices!.disk!.reverse(),
      [
        "- <disk type='file' device='disk'>",
        '- <source file="/a&amp;b"/>',
        '- </disk>',
        "- <disk type='network'/> <!-- b -->",
        "- <disk type='block'>",
        "- <target dev='vdc'/>",
        "+     <disk type='block'>",
        "+       <target dev='vdc'/>",
        '+     </disk>',
        "+     <disk type='network'/> <!-- b -->",
        "+     <disk type='file' device='disk'>",
        '+       <source file="/a&amp;b"/>',
      ],
    ],
    [
      'copies of items, changed',
      (d) => {
        const devices = d.devices!;
        devices.disk = devices.disk!.map((disk, index) =>
          index === 1 ? { ...disk, device: 'cdrom' } : disk,
        ) as never;
      },
      [
        "- <disk type='network'/> <!-- b -->",
        "+     <disk type='network' device='cdrom'/> <!-- b -->",
      ],
    ],
    [
      'an element of a namespace, with the prefix of the document',
      (d) => d['qemu:commandline']!['qemu:arg']!.push({ value: '-x' }),
      ["+     <q:arg value='-x'/>"],
    ],
    [
      'metadata',
      (d) =>
        (d.metadata = { children: [{ name: 'a:x', namespaces: { a: 'urn:a' }, children: ['<'] }] }),
      ['+   <metadata>', "+     <a:x xmlns:a='urn:a'>&lt;</a:x>", '+   </metadata>'],
    ],
    [
      'a value of a newer libvirt',
      (d) => (d.on_crash = newerValue('sing')),
      ['+   <on_crash>sing</on_crash>'],
    ],
  ])('%s', (_, change, expected) => {
    expect(difference(change)).toEqual(expected);
  });

  it('keeps line ends and indentation of the document', () => {
    const crlf = source.replaceAll('\n', '\r\n').replaceAll('  ', '\t');
    const edited = DomainXML.edit(crlf, (domain) => {
      domain.devices!.disk!.push({ type: 'dir', target: { dev: 'vdd' } });
    });
    expect(edited).toContain(
      `\r\n\t\t<disk type='dir'>\r\n\t\t\t<target dev='vdd'/>\r\n\t\t</disk>\r\n`,
    );
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('writes on one line what is on one line', () => {
    const edited = DomainXML.edit('<domain><devices><disk/></devices></domain>', (domain) => {
      domain.name = 'a';
      domain.devices!.disk!.push({ type: 'file' } as never);
    });
    expect(edited).toBe(
      `<domain><name>a</name><devices><disk/><disk type='file'/></devices></domain>`,
    );
  });

  it('refuses a change that is not over when it returns', () => {
    expect(() => DomainXML.edit(source, () => Promise.resolve() as unknown as undefined)).toThrow(
      "DomainXML.edit: 'change' returns a promise: it has to be synchronous",
    );
  });
});

describe('data of DomainXML.parse', () => {
  it('is plain: it can be spread, cloned, compared, printed and stored', () => {
    const parsed = DomainXML.parse(text);
    expect({ ...parsed }).toStrictEqual(data);
    expect(structuredClone(parsed)).toStrictEqual(data);
    expect(Object.isFrozen(parsed)).toBe(false);
    expect(Reflect.ownKeys(parsed).sort()).toEqual(Object.keys(data).sort());
  });
});
