import { describe, expect, it, test } from 'vitest';
import { Template } from '../src/cli/template.js';
import { moduleShape } from '../src/cli/json-fields.js';
import { encodeJson, Struct, Time, type GoValue } from '../src/cli/go-values.js';

const info = {
  path: 'example.com/m',
  version: 'v1.2.3',
  versions: ['v1.0.0', 'v1.2.3'],
  time: '2018-02-14T15:44:20Z',
  indirect: true,
  replace: { path: '../m' },
  error: { message: 'bad <thing>' },
};
const value = new Struct(moduleShape, info);
const render = (text: string, data: GoValue = value) =>
  new Template(text, {
    join: (list = [], separator = '') => (list as string[]).join(separator as string),
  }).execute(data);

describe('Template', () => {
  test.each([
    ['{{.Path}}@{{.Version}}', 'example.com/m@v1.2.3'],
    ['{{.String}}', 'example.com/m v1.2.3 => ../m'],
    ['{{.}}', 'example.com/m v1.2.3 => ../m'],
    ['{{with .Replace}}{{.Path}}{{.Version}}{{end}}', '../m'],
    ['{{with .Update}}{{.Version}}{{else}}none{{end}}', 'none'],
    ['{{range .Versions}}[{{.}}]{{end}}', '[v1.0.0][v1.2.3]'],
    ['{{range $i, $v := .Versions}}{{$i}}={{$v}} {{end}}', '0=v1.0.0 1=v1.2.3 '],
    ['{{range .Retracted}}x{{else}}empty{{end}}', 'empty'],
    ['{{range .Versions}}{{.}}{{break}}{{end}}', 'v1.0.0'],
    ['{{if and .Indirect (not .Main)}}yes{{end}}', 'yes'],
    ['{{if .Main}}a{{else if .Indirect}}b{{else}}c{{end}}', 'b'],
    ['{{len .Versions}} {{index .Versions 1}}', '2 v1.2.3'],
    [
      '{{printf "%s|%q|%5s|%-5s|%d%%" .Path .Version "a" "b" 7}}',
      'example.com/m|"v1.2.3"|    a|b    |7%',
    ],
    ['{{join .Versions ", "}}', 'v1.0.0, v1.2.3'],
    ['{{.Versions | len | printf "%d"}}', '2'],
    ['{{$x := .Path}}{{with .Replace}}{{$x}}{{end}}{{$.Version}}', 'example.com/mv1.2.3'],
    ['a  {{- /* nothing */ -}}  b', 'ab'],
    ['{{.Versions}} {{.Update}} {{.Main}}', '[v1.0.0 v1.2.3] <nil> false'],
    ['{{.Time.Format "Jan 2, 2006 at 3:04pm (MST)"}}', 'Feb 14, 2018 at 3:44pm (UTC)'],
    ['{{.Time}}', '2018-02-14 15:44:20 +0000 UTC'],
    ['{{.Error.Err}} {{.Error}}', 'bad <thing> {bad <thing>}'],
    ['{{define "x"}}<{{.}}>{{end}}{{template "x" .Path}}', '<example.com/m>'],
    ['{{eq .Version "v1.2.3"}} {{ne 1 2}} {{lt "a" "b"}}', 'true true true'],
    ['{{"\\t"}}{{`\\t`}}', '\t\\t'],
  ])('%s', async (text, expected) => {
    expect(await render(text)).toBe(expected);
  });

  it('reports what it cannot evaluate', async () => {
    await expect(render('{{.Nothing}}')).rejects.toThrow(
      "can't evaluate field Nothing in type *modinfo.ModulePublic",
    );
    await expect(render('{{.Update.Path}}')).rejects.toThrow('nil pointer evaluating');
  });

  it.each([
    ['{{.Path', 'unclosed action'],
    ['{{if .Main}}', 'unexpected EOF'],
    ['{{end}}', 'unexpected {{end}}'],
    ['{{nothing .}}', 'function "nothing" not defined'],
    ['{{if}}{{end}}', 'missing value for if'],
  ])('refuses %s', (text, problem) => {
    expect(() => new Template(text)).toThrow(problem);
  });
});

describe('encodeJson', () => {
  it('keeps field order, omits empty fields, and escapes as Go does', () => {
    expect(encodeJson(value)).toBe(`{
\t"Path": "example.com/m",
\t"Version": "v1.2.3",
\t"Versions": [
\t\t"v1.0.0",
\t\t"v1.2.3"
\t],
\t"Replace": {
\t\t"Path": "../m"
\t},
\t"Time": "2018-02-14T15:44:20Z",
\t"Indirect": true,
\t"Error": {
\t\t"Err": "bad \\u003cthing\\u003e"
\t}
}`);
  });

  it('writes maps sorted', () => {
    expect(
      encodeJson(
        new Map([
          ['b', '1'],
          ['a', '2'],
        ]),
      ),
    ).toBe('{\n\t"a": "2",\n\t"b": "1"\n}');
  });
});

test('encodeJson: keeps the offset and fraction of times', () => {
  const time = new Time('2020-01-02T03:04:05.0670-07:00');
  expect(time.toString()).toBe('2020-01-02 03:04:05.067 -0700 -0700');
  expect(time.format('2006-01-02T15:04:05Z07:00')).toBe('2020-01-02T03:04:05-07:00');
});
