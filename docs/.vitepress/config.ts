import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defineConfig, type DefaultTheme, type MarkdownRenderer } from 'vitepress';
import { PAGES } from '../src/site/assemble.js';
import { FILES, MENU, pageOf, resolveLink, titleOf } from '../src/site/pages.js';
import { PACKAGES } from '../src/site/reference.js';
import { SEARCH } from '../src/site/search.js';

const fileOf = new Map(FILES.map((file) => [`${pageOf(file)}.md`, file]));

/** Lets links between files of the repository lead to their pages. */
function linkPages(md: MarkdownRenderer): void {
  md.core.ruler.push('link-pages', ({ tokens, env }) => {
    const { path } = env as { path?: string };
    const file = path === undefined ? undefined : fileOf.get(relative(PAGES, path));
    if (file === undefined) return;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== 'link_open') continue;
      token.attrSet('href', resolveLink(file, token.attrGet('href') ?? ''));
    }
  });
}

function guides(): DefaultTheme.SidebarItem[] {
  return MENU.map(({ title, files }) => ({
    text: title,
    collapsed: false,
    items: files.map((file) => ({ text: titleOf(file), link: `/${pageOf(file)}` })),
  }));
}

/** One menu for each package: every page carries its menu, and one of all packages would be longer than most. */
function references(): Record<string, DefaultTheme.SidebarItem[]> {
  const packages = PACKAGES.map((name) => ({
    text: `@libvirt/${name}`,
    link: `/reference/${name}/`,
  }));
  const menus = PACKAGES.map((name) => {
    const kinds = { Classes: 'classes', Functions: 'functions' };
    const members = Object.entries(kinds).map(([text, kind]) => ({
      text,
      items: membersOf(`reference/${name}/${kind}`),
    }));
    return [
      `/reference/${name}/`,
      [{ text: 'Reference', items: packages }, ...members.filter(({ items }) => items.length > 0)],
    ];
  });
  return Object.fromEntries(menus) as Record<string, DefaultTheme.SidebarItem[]>;
}

function membersOf(folder: string): DefaultTheme.SidebarItem[] {
  let names: string[];
  try {
    names = readdirSync(join(PAGES, folder));
  } catch {
    return [];
  }
  return names
    .map((file) => file.replace(/\.md$/, ''))
    .map((name) => ({ text: name, link: `/${folder}/${name}` }));
}

/** The headings of parts of a method, a function or a class. */
const PARTS =
  /<h[2-6](?=[^>]*>(?:Call Signature|Extended by|Extends|Get Signature|Implementation of|Implements|Inherited from|Overrides|Parameters|Returns|See|Since|Throws|Type Parameters)\b)/g;

export default defineConfig({
  title: 'libvirt for Node.js',
  description:
    'Virtual machines and containers from TypeScript: the whole libvirt API, with promises, events and streams',
  lang: 'en',
  base: process.env['LIBVIRT_DOCS_BASE'] ?? '/',
  srcDir: '.site',
  outDir: './dist',
  cacheDir: './dist/.cache',
  cleanUrls: false,
  metaChunk: true,
  markdown: { config: linkPages },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: { searchOptions: SEARCH },
        // What is below a method, such as its parameters, is found as a part of the method.
        _render(source, env, md) {
          const html = md.render(source, env);
          return html.replace(PARTS, '<p');
        },
      },
    },
    nav: [
      { text: 'Getting started', link: '/start' },
      { text: 'Guide', link: '/guide' },
      { text: 'virsh', link: '/virsh' },
      { text: 'Reference', link: '/reference/core/' },
    ],
    sidebar: { '/': guides(), ...references() },
    socialLinks: [{ icon: 'github', link: 'https://github.com/libvirt-node/libvirt-node' }],
    footer: { message: 'MIT licensed. libvirt itself is under the LGPL 2.1 or later.' },
  },
});
