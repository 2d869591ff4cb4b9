import type { Environment } from '../base/environment.js';
import { messageOf, ModloadError } from '../base/errors.js';
import { quote } from '../base/quote.js';
import { hasPathPrefix } from '../module/pattern.js';
import { matchesPrefix } from '../module/prefix-patterns.js';
import type { Security, Web } from './web.js';

/** Where the code of a module is. */
export interface CodeRoot {
  /** `git`, another version control system, or `mod` for a module proxy. */
  readonly vcs: string;
  /** The address of the repository or proxy. */
  readonly url: string;
  /** The import path of its root. */
  readonly root: string;
}

const systems = ['hg', 'git', 'svn', 'bzr', 'fossil'];
/** How git can be reached, in the order in which that is tried. */
const gitSchemes = ['git', 'https', 'http', 'git+ssh', 'ssh'];
const secureGitSchemes = ['https', 'git+ssh', 'ssh'];

/** A site whose import paths say by themselves where the code is. */
interface Site {
  readonly prefix: string;
  readonly pattern: RegExp;
  readonly vcs: string;
  /** Whether the repository must not be called by the ending of a version control system. */
  readonly refusesSuffix: boolean;
}

const word = '[A-Za-z0-9_.\\-]+';
const site = (
  prefix: string,
  root: string,
  rest = '',
  vcs = 'git',
  refusesSuffix = false,
): Site => ({
  prefix,
  pattern: new RegExp(`^(?<root>${prefix.replaceAll('.', '\\.')}/${root})${rest}(?:/${word})*$`),
  vcs,
  refusesSuffix,
});

const sites: readonly Site[] = [
  site('github.com', `${word}/${word}`, '', 'git', true),
  site('bitbucket.org', `${word}/${word}`, '', 'git', true),
  site('hub.jazz.net/git', `[a-z0-9]+/${word}`, '', 'git', true),
  site('git.apache.org', '[a-z0-9_.\\-]+\\.git'),
  site('git.openstack.org', `${word}/${word}`, '(?:\\.git)?'),
  {
    prefix: 'chiselapp.com',
    pattern: new RegExp(`^(?<root>chiselapp\\.com/user/[A-Za-z0-9]+/repository/${word})$`),
    vcs: 'fossil',
    refusesSuffix: false,
  },
];

/** A path that names its version control system: `example.com/repo.git/directory`. */
const explicit =
  /(?<root>(?<repo>(?:[a-z0-9.-]+\.)+[a-z0-9.-]+(?::[0-9]+)?(?:\/~?[A-Za-z0-9_.-]+)+?)\.(?<vcs>bzr|fossil|git|hg|svn))(?:\/~?[A-Za-z0-9_.-]+)*$/;

interface GovcsRule {
  readonly pattern: string;
  readonly allowed: readonly string[];
}

const defaultRules: readonly GovcsRule[] = [
  { pattern: 'private', allowed: ['all'] },
  { pattern: 'public', allowed: ['git', 'hg'] },
];

/**
 * Reads a GOVCS setting.
 *
 * @throws {ModloadError} if it is malformed.
 */
export function parseGovcs(setting: string): GovcsRule[] {
  const rules: GovcsRule[] = [];
  if (setting.trim() === '') return rules;
  const invalid = (text: string) => new ModloadError('ERR_MODLOAD_DISCOVERY', text);
  const seen = new Map<string, string>();
  for (const item of setting.split(',').map((each) => each.trim())) {
    if (item === '') throw invalid('empty entry in GOVCS');
    const colon = item.indexOf(':');
    if (colon < 0) throw invalid(`malformed entry in GOVCS (missing colon): ${quote(item)}`);
    const pattern = item.slice(0, colon).trim();
    const list = item.slice(colon + 1).trim();
    if (pattern === '') throw invalid(`empty pattern in GOVCS: ${quote(item)}`);
    if (list === '') throw invalid(`empty VCS list in GOVCS: ${quote(item)}`);
    if (/^\.\.?(?:\/|$)/.test(pattern)) {
      throw invalid(`relative pattern not allowed in GOVCS: ${quote(pattern)}`);
    }
    const old = seen.get(pattern);
    if (old !== undefined) {
      throw invalid(`unreachable pattern in GOVCS: ${quote(item)} after ${quote(old)}`);
    }
    seen.set(pattern, item);
    const allowed = list.split('|').map((each) => each.trim());
    if (allowed.includes('')) throw invalid(`empty VCS name in GOVCS: ${quote(item)}`);
    rules.push({ pattern, allowed });
  }
  return rules;
}

interface MetaImport {
  readonly prefix: string;
  readonly vcs: string;
  readonly url: string;
}

/** What a page said, and where it was. */
interface Page {
  readonly url: string;
  readonly imports: readonly MetaImport[];
}

/** Finds out where the code of modules is: by the path alone, or by what its page on the web says. */
export class Discovery {
  readonly #environment: Environment;
  readonly #web: Pick<Web, 'get'>;
  readonly #reaches: (url: string) => Promise<boolean>;
  readonly #pages = new Map<string, Promise<Page>>();
  #rules: readonly GovcsRule[] | undefined;

  /**
   * Makes no request yet. `reaches` returns whether a git repository answers at a URL.
   */
  constructor(
    environment: Environment,
    web: Pick<Web, 'get'>,
    reaches: (url: string) => Promise<boolean>,
  ) {
    this.#environment = environment;
    this.#web = web;
    this.#reaches = reaches;
  }

  /** Finds the repository that has a module. Rejects when none can be found, or GOVCS forbids it. */
  async find(path: string): Promise<CodeRoot> {
    const isInsecure = matchesPrefix(this.#environment.GOINSECURE, path);
    const security = isInsecure ? 'insecure' : 'secure-only';
    const known = await this.#findByPath(path, security);
    if (known !== undefined) return known;
    let found: CodeRoot;
    try {
      found = await this.#findByPage(path, security);
    } catch (error) {
      const launchpad = this.#findOnLaunchpad(path);
      if (launchpad !== undefined) return launchpad;
      throw new ModloadError(
        'ERR_MODLOAD_NOT_FOUND',
        `unrecognized import path ${quote(path)}: ${messageOf(error)}`,
        error,
      );
    }
    if (path.includes('...') && found.root.includes('...')) {
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', `cannot expand ... in ${quote(path)}`);
    }
    return found;
  }

  async #findByPath(path: string, security: Security): Promise<CodeRoot | undefined> {
    // Reserved example names are never looked up.
    if (hasPathPrefix(path, 'example.net')) {
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', 'no modules on example.net');
    }
    if (path === 'rsc.io')
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', 'rsc.io is not a module');
    const prefixed = /^https?:/.exec(path)?.[0];
    if (prefixed !== undefined) {
      throw new ModloadError(
        'ERR_MODLOAD_INVALID_PATH',
        `${quote(`${prefixed}//`)} not allowed in import path`,
      );
    }
    for (const { prefix, pattern, vcs, refusesSuffix } of sites) {
      if (!hasPathPrefix(path, prefix)) continue;
      const root = pattern.exec(path)?.groups?.['root'];
      if (root === undefined) {
        throw new ModloadError(
          'ERR_MODLOAD_INVALID_PATH',
          `invalid ${prefix} import path ${quote(path)}`,
        );
      }
      if (refusesSuffix && systems.some((each) => root.endsWith(`.${each}`))) {
        throw new ModloadError(
          'ERR_MODLOAD_INVALID_PATH',
          `invalid version control suffix in ${prefix}/ path`,
        );
      }
      this.#demandAllowed(vcs, root);
      return { vcs, url: `https://${root}`, root };
    }
    const match = explicit.exec(path)?.groups;
    if (match === undefined) return undefined;
    const { root = '', repo = '', vcs = '' } = match;
    this.#demandAllowed(vcs, root);
    const scheme = vcs === 'git' ? await this.#findGitScheme(repo, security) : 'https';
    return { vcs, url: `${scheme}://${repo}`, root };
  }

  /** The first scheme under which a repository answers. */
  async #findGitScheme(repo: string, security: Security): Promise<string> {
    const allowed = this.#environment.get('GIT_ALLOW_PROTOCOL');
    const secure = allowed === '' ? secureGitSchemes : allowed.split(':');
    for (const scheme of gitSchemes) {
      if (security === 'secure-only' && !secure.includes(scheme)) continue;
      if (await this.#reaches(`${scheme}://${repo}`)) return scheme;
    }
    return gitSchemes[0]!;
  }

  #findOnLaunchpad(path: string): CodeRoot | undefined {
    const pattern = new RegExp(
      `^(?<root>launchpad\\.net/(?:${word}(?:/${word})?|~${word}/(?:\\+junk|${word})/${word}))(?:/${word})*$`,
    );
    const root = pattern.exec(path)?.groups?.['root'];
    if (root === undefined) return undefined;
    this.#demandAllowed('bzr', root);
    return { vcs: 'bzr', url: `https://${root}`, root };
  }

  async #findByPage(path: string, security: Security): Promise<CodeRoot> {
    const page = await this.#read(path, security, (error) => {
      const scheme = security === 'insecure' ? 'http/https' : 'https';
      return `${scheme} fetch: ${messageOf(error)}`;
    });
    const found = pickImport(page.imports, path, page.url);
    if (found.prefix !== path) {
      // The page of a project may claim to be part of another one. That one must agree.
      const root = await this.#readRoot(found.prefix, security);
      const address = `https://${found.prefix}?go-get=1`;
      const disagree = () =>
        new ModloadError(
          'ERR_MODLOAD_NOT_FOUND',
          `${page.url} and ${address} disagree about go-import for ${found.prefix}`,
        );
      let confirmed: MetaImport;
      try {
        confirmed = pickImport(root.imports, path, root.url);
      } catch {
        throw disagree();
      }
      const isSame =
        confirmed.prefix === found.prefix &&
        confirmed.vcs === found.vcs &&
        confirmed.url === found.url;
      if (!isSame) throw disagree();
    }
    const problem = addressProblem(found.url);
    if (problem !== undefined) {
      throw new ModloadError(
        'ERR_MODLOAD_DISCOVERY',
        `${page.url}: invalid repo root ${quote(found.url)}: ${problem}`,
      );
    }
    if (found.vcs !== 'mod' && !systems.includes(found.vcs)) {
      throw new ModloadError('ERR_MODLOAD_VCS', `${page.url}: unknown vcs ${quote(found.vcs)}`);
    }
    this.#demandAllowed(found.vcs, found.prefix);
    return { vcs: found.vcs, url: found.url, root: found.prefix };
  }

  #readRoot(prefix: string, security: Security): Promise<Page> {
    let page = this.#pages.get(prefix);
    if (page === undefined) {
      page = this.#read(
        prefix,
        security,
        (error) => `fetching ${prefix}: ${messageOf(error)}`,
      ).then((answer) => {
        if (answer.imports.length > 0) return answer;
        throw new ModloadError(
          'ERR_MODLOAD_NOT_FOUND',
          `fetching ${prefix}: no go-import meta tag found in ${answer.url}`,
        );
      });
      this.#pages.set(prefix, page);
    }
    return page;
  }

  async #read(
    path: string,
    security: Security,
    describe: (error: unknown) => string,
  ): Promise<Page> {
    const slash = path.indexOf('/');
    const host = slash < 0 ? path : path.slice(0, slash);
    if (!host.includes('.')) {
      throw new ModloadError(
        'ERR_MODLOAD_INVALID_PATH',
        'import path does not begin with hostname',
      );
    }
    let response;
    try {
      response = await this.#web.get(
        `${host}${slash < 0 ? '/' : path.slice(slash)}?go-get=1`,
        security,
      );
    } catch (error) {
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', describe(error), error);
    }
    // Pages that say that they do not exist may still say where the code is.
    const content = await response.bytes(maxPage);
    const imports = parseImports(content.toString());
    if (imports.length === 0 && response.statusCode !== 200) throw response.failure(content);
    return { url: response.url, imports };
  }

  /** Throws when GOVCS does not allow a system for a repository. */
  #demandAllowed(vcs: string, root: string): void {
    if (vcs === 'mod') return;
    this.#rules ??= [...parseGovcs(this.#environment.GOVCS), ...defaultRules];
    const isPrivate = matchesPrefix(this.#environment.GOPRIVATE, root);
    const rule = this.#rules.find(({ pattern }) => {
      if (pattern === 'private') return isPrivate;
      if (pattern === 'public') return !isPrivate;
      return matchesPrefix(pattern, root);
    });
    if (rule?.allowed.some((each) => each === vcs || each === 'all')) return;
    const what = isPrivate ? 'private' : 'public';
    throw new ModloadError(
      'ERR_MODLOAD_LOOKUP_DISABLED',
      `GOVCS disallows using ${vcs} for ${what} ${root}; see 'go help vcs'`,
    );
  }
}

/** The most that is read of a page, in bytes. */
const maxPage = 4 << 20;

function addressProblem(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)
      ? `parse ${quote(text)}: invalid URL`
      : 'no scheme';
  }
  return url.protocol === 'file:' ? 'file scheme disallowed' : undefined;
}

/**
 * Picks the one `<meta>` that is about a path.
 *
 * @throws {ModloadError} if there is none, or several.
 */
function pickImport(imports: readonly MetaImport[], path: string, url: string): MetaImport {
  const [first, second] = imports.filter(({ prefix }) => hasPathPrefix(path, prefix));
  if (first === undefined) {
    const others = imports.map(
      ({ prefix }) => `meta tag ${prefix} did not match import path ${path}`,
    );
    throw new ModloadError(
      'ERR_MODLOAD_NOT_FOUND',
      `parse ${url}: no go-import meta tags (${others.join(', ')})`,
    );
  }
  const isDecided = second === undefined || (first.vcs === 'mod' && second.vcs !== 'mod');
  if (isDecided) return first;
  throw new ModloadError(
    'ERR_MODLOAD_DISCOVERY',
    `parse ${url}: multiple meta tags match import path ${quote(path)}`,
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? all;
      const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}

/** Returns what the head of a page says of repositories. A `mod` entry replaces all others of its prefix. */
export function parseImports(html: string): MetaImport[] {
  const found: MetaImport[] = [];
  const tag =
    /<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?\]\]>|<(\/?)([A-Za-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
  for (const [, slash, name = '', attributes = ''] of html.matchAll(tag)) {
    const lower = name.toLowerCase();
    if (lower === 'body' && slash === '') break;
    if (lower === 'head' && slash === '/') break;
    if (lower !== 'meta' || slash !== '') continue;
    const values = new Map<string, string>();
    for (const match of attributes.matchAll(
      /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/>]+))/g,
    )) {
      const key = match[1]!.toLowerCase();
      const value = match[2] ?? match[3] ?? match[4] ?? '';
      if (!values.has(key)) values.set(key, decodeEntities(value));
    }
    if (values.get('name') !== 'go-import') continue;
    const words = (values.get('content') ?? '').split(/\s+/).filter(Boolean);
    if (words.length === 3) found.push({ prefix: words[0]!, vcs: words[1]!, url: words[2]! });
  }
  const modules = found.filter(({ vcs }) => vcs === 'mod');
  const superseded = new Set(modules.map(({ prefix }) => prefix));
  const others = found.filter(({ vcs, prefix }) => vcs !== 'mod' && !superseded.has(prefix));
  return [...modules, ...others];
}
