import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLinks } from '../src/site/check-links.js';
import { compatibility } from '../src/site/compatibility.js';
import { FILES, pageOf, resolveLink, titleOf } from '../src/site/pages.js';

describe('pageOf', () => {
  test.each([
    ['README.md', 'overview'],
    ['docs/index.md', 'index'],
    ['docs/guide.md', 'guide'],
    ['CONTRIBUTING.md', 'contributing'],
    ['packages/core/README.md', 'packages/core'],
    ['packages/core/CHANGELOG.md', 'packages/core/changelog'],
    ['native/README.md', 'packages/native'],
  ])('puts %s at %s', (file, page) => {
    expect(pageOf(file)).toBe(page);
  });

  test('gives each file a page of its own, and each file has a title', () => {
    expect(new Set(FILES.map(pageOf)).size).toBe(FILES.length);
    for (const file of FILES.slice(1)) expect(titleOf(file)).not.toBe('');
  });
});

describe('resolveLink', () => {
  test.each([
    ['docs/guide.md', 'errors.md', '/errors'],
    ['docs/guide.md', '../README.md#versions', '/overview#versions'],
    ['README.md', 'docs/guide.md', '/guide'],
    ['README.md', '#versions', '#versions'],
    ['README.md', 'https://libvirt.org', 'https://libvirt.org'],
    [
      'packages/integration/README.md',
      '../../vagrant/provision.sh',
      'https://github.com/libvirt-node/libvirt-node/blob/main/vagrant/provision.sh',
    ],
  ])('in %s, lets %s lead to %s', (from, link, target) => {
    expect(resolveLink(from, link)).toBe(target);
  });

  test('throws for a file that does not exist', () => {
    expect(() => resolveLink('README.md', 'docs/nothing.md')).toThrow(
      'README.md links to docs/nothing.md, which does not exist',
    );
  });
});

describe('brokenLinks', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'libvirt-site-'));
    const pages = {
      'index.html': '<h1 id="top"></h1><a href="/base/a/one.html#here"></a><a href="/base/"></a>',
      'a/one.html': `<h2 id="here"></h2><a href="./two.html#there"></a><a href="#here"></a>
        <a class="x" href="/base/file.txt"></a><a href="https://libvirt.org/#nothing"></a>`,
      'a/two.html': `<h2 id="elsewhere"></h2><a href="/base/a/three.html"></a><a href="#no"></a>
        <a href="/base/nothing.txt"></a>`,
      'file.txt': '',
    };
    for (const [name, text] of Object.entries(pages)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('names missing pages, files and anchors, and nothing else', () => {
    expect(brokenLinks(folder, '/base/').sort()).toEqual([
      'a/one.html: ./two.html#there',
      'a/two.html: #no',
      'a/two.html: /base/a/three.html',
      'a/two.html: /base/nothing.txt',
    ]);
  });
});

test('compatibility lists the functions of a release, newest first, without those that all releases have', () => {
  const page = compatibility();
  const setGroup = page.indexOf('virDomainSetThrottleGroup');
  expect(setGroup).toBeGreaterThan(0);
  expect(page.indexOf('virConnectGetAllDomainStats')).toBeGreaterThan(setGroup);
  expect(page).toContain('libvirt-libvirt-domain.html#virConnectGetAllDomainStats');
  expect(page).not.toContain('#virDomainCreate)');
});
