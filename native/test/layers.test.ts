import { readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** The folders of src, each with those that its files may include beside their own. */
const layers: Readonly<Record<string, readonly string[]>> = {
  runtime: [],
  libvirt: ['runtime', 'generated'],
  marshal: ['runtime', 'libvirt', 'generated'],
  call: ['runtime', 'libvirt', 'marshal', 'generated'],
  handwritten: ['runtime', 'libvirt', 'marshal', 'call', 'generated'],
  // Its headers declare the C API, and its tables make calls.
  generated: ['libvirt', 'marshal', 'call'],
};

test('the folders of native/src include each other in one direction', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(cc|h)$/.test(file) && file.includes('/'),
  );
  expect(new Set(files.map((file) => dirname(file)))).toEqual(new Set(Object.keys(layers)));
  const wrong = files.flatMap((file) => {
    const folder = dirname(file);
    const text = readFileSync(`${source}/${file}`, 'utf8');
    return [...text.matchAll(/^#include "(\w+)\//gm)]
      .filter(([, other]) => other !== folder && !layers[folder]!.includes(other!))
      .map(([line]) => `${file}: ${line}`);
  });
  expect(wrong).toEqual([]);
});
