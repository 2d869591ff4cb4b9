// Looks for links within the built site that lead nowhere: to a page or file that does not exist, or to an
// anchor that the page does not have. VitePress itself looks at pages only.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

/** Returns a line for each link of a built site that leads nowhere. */
export function brokenLinks(folder: string, base: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const pages = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const anchors = new Map(pages.map((page) => [page, new Set<string>()]));
  const links: { from: string; link: string }[] = [];
  for (const page of pages) {
    const html = readFileSync(join(folder, page), 'utf8');
    for (const [, id = ''] of html.matchAll(/ id="([^"]+)"/g)) anchors.get(page)?.add(decode(id));
    for (const [, link = ''] of html.matchAll(/<a\b[^>]* href="([^"]+)"/g)) {
      if (!/^(?:[a-z]+:|\/\/)/.test(link)) links.push({ from: page, link: decode(link) });
    }
  }
  const leadsNowhere = ({ from, link }: { from: string; link: string }) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? from : targetOf(from, path, base);
    if (!anchors.has(target)) return !existsSync(join(folder, target));
    return anchor !== undefined && anchor !== '' && !anchors.get(target)?.has(anchor);
  };
  const broken = links.filter(leadsNowhere).map(({ from, link }) => `${from}: ${link}`);
  return [...new Set(broken)];
}

function targetOf(from: string, path: string, base: string): string {
  const full = path.startsWith(base)
    ? path.slice(base.length)
    : posix.join(posix.dirname(from), path);
  if (full === '' || full.endsWith('/')) return `${full}index.html`;
  return posix.extname(full) === '' ? `${full}.html` : full;
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('&amp;', '&'));
}
