// Looks for each public class, function and method by its name in the search of the built site.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import MiniSearch from 'minisearch';
import { SEARCH } from './search.js';

/** As the theme of VitePress reads its index. */
const INDEX = {
  fields: ['title', 'titles', 'text'],
  storeFields: ['title', 'titles'],
  searchOptions: SEARCH,
};

/** As many results as are seen without scrolling. */
const SEEN = 10;

/** Returns the names of classes, functions and methods that a search by name does not find. */
export async function missingNames(folder: string): Promise<string[]> {
  const chunks = join(folder, 'assets/chunks');
  const file = readdirSync(chunks).find((name) => name.startsWith('@localSearchIndex'));
  if (file === undefined) throw new Error('the site has no search index');
  const { default: json } = (await import(pathToFileURL(join(chunks, file)).href)) as {
    default: string;
  };
  const index = MiniSearch.loadJSON(json, INDEX);
  const { documentIds, storedFields } = JSON.parse(json) as {
    documentIds: Record<string, string>;
    storedFields: Record<string, { title: string }>;
  };
  const wanted = Object.entries(documentIds).flatMap(([key, id]) => {
    const name = nameIn(id, storedFields[key]?.title ?? '');
    return name === undefined ? [] : [{ id, name }];
  });
  if (wanted.length === 0) throw new Error('the search index has no page of the reference');
  const isFound = ({ id, name }: { id: string; name: string }) =>
    index
      .search(name)
      .slice(0, SEEN)
      .some((result) => result.id === id);
  return wanted.filter((each) => !isFound(each)).map(({ id, name }) => `${name} (${id})`);
}

/** Returns the name that a section of the reference is about: of a class, a function, or a method and its class. */
function nameIn(id: string, title: string): string | undefined {
  const page = /^\/reference\/\w+\/(?:classes|functions)\/(\w+)\.html#/.exec(id)?.[1];
  if (page === undefined) return undefined;
  if (/^(?:Abstract )?(?:Class|Function):/.test(title)) return page;
  const method = /^(\w+)\(\)$/.exec(title)?.[1];
  return method === undefined ? undefined : `${page} ${method}`;
}
