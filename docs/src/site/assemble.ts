// Makes the folder from which VitePress builds the site: the pages of `pages.ts`, the reference, and what
// language models read (https://llmstxt.org).
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compatibility } from './compatibility.js';
import { FILES, MENU, pageOf, textOf, titleOf } from './pages.js';
import { writeReference } from './reference.js';
import { ROOT } from './root.js';

/** The folder of the assembled pages. */
export const PAGES = join(ROOT, 'docs/.site');

const SITE = 'https://libvirt-node.github.io/libvirt-node';

/** Assembles the pages of the site. */
export async function assemble(): Promise<void> {
  rmSync(PAGES, { recursive: true, force: true });
  for (const file of FILES) write(`${pageOf(file)}.md`, contentOf(file));
  write('public/llms.txt', list());
  write('public/llms-full.txt', everything());
  await writeReference(join(PAGES, 'reference'));
}

function write(path: string, text: string): void {
  const target = join(PAGES, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function contentOf(file: string): string {
  const text = textOf(file);
  return file === 'docs/compatibility.md' ? text + compatibility() : text;
}

/** The first paragraph of a page: no heading, list, table or code. */
function summaryOf(file: string): string {
  const paragraphs = textOf(file).split(/\n{2,}/);
  const first = paragraphs.find((text) => /^(?!```)[A-Z`@[]/.test(text)) ?? '';
  return first.replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

function list(): string {
  const sections = MENU.map(({ title, files }) => {
    const links = files.map(
      (file) => `- [${titleOf(file)}](${SITE}/${pageOf(file)}.html): ${summaryOf(file)}`,
    );
    return `## ${title}\n\n${links.join('\n')}\n`;
  });
  return `# libvirt for Node.js\n\n> ${summaryOf('README.md')}\n\n${sections.join('\n')}`;
}

function everything(): string {
  const files = MENU.flatMap((section) => section.files);
  return files.map((file) => `<!-- ${file} -->\n\n${contentOf(file)}`).join('\n');
}
