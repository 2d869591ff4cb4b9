import { describe, expect, test } from 'vitest';
import { resolveEnvironment } from '../src/base/environment.js';
import { Discovery, parseGovcs, parseImports } from '../src/modfetch/discovery.js';
import type { Security } from '../src/modfetch/web.js';
import { Web } from '../src/modfetch/web.js';
import { serve, type Answer } from './support/server.js';
import { failureOf } from './support/workspace.js';

const meta = (content: string) => `<meta name="go-import" content="${content}">`;

/** A web in which every host is one server on loopback. */
async function open(
  pages: Readonly<Record<string, Answer>>,
  variables: Readonly<Record<string, string>> = {},
  reachable: readonly string[] = [],
) {
  const server = await serve((path) => pages[path.slice(1).replace('?go-get=1', '')]);
  const environment = resolveEnvironment(variables);
  const web = new Web({ environment });
  const asked: Security[] = [];
  const get = (address: string | URL, security: Security = 'default') => {
    asked.push(security);
    return web.get(`${server.url}/${String(address)}`);
  };
  const tried: string[] = [];
  const discovery = new Discovery(environment, { get }, (url) => {
    tried.push(url);
    return Promise.resolve(reachable.includes(url));
  });
  const find = async (path: string) => {
    const { vcs, url, root } = await discovery.find(path);
    return `${vcs} ${url} ${root}`;
  };
  return { find, server, asked, tried };
}

describe('Discovery', () => {
  test.each([
    ['github.com/o/r', 'git https://github.com/o/r github.com/o/r'],
    ['github.com/o/r/sub/v2', 'git https://github.com/o/r github.com/o/r'],
    ['bitbucket.org/o/r/x', 'git https://bitbucket.org/o/r bitbucket.org/o/r'],
    ['hub.jazz.net/git/u/p/x', 'git https://hub.jazz.net/git/u/p hub.jazz.net/git/u/p'],
    ['git.apache.org/a.git/b', 'git https://git.apache.org/a.git git.apache.org/a.git'],
    [
      'git.openstack.org/o/r.git/b',
      'git https://git.openstack.org/o/r.git git.openstack.org/o/r.git',
    ],
  ])('follows from a path such as %s', async (path, expected) => {
    const { find, server } = await open({});
    expect(await find(path)).toBe(expected);
    expect(server.requests).toEqual([]);
  });

  test.each([
    ['github.com/o', 'invalid github.com import path "github.com/o"'],
    ['github.com/o/r.git', 'invalid version control suffix in github.com/ path'],
    ['http:/example.com', '"http://" not allowed in import path'],
    ['example.net/x', 'no modules on example.net'],
    ['rsc.io', 'rsc.io is not a module'],
    ['nodots/x', 'unrecognized import path "nodots/x": import path does not begin with hostname'],
    [
      'example.com/x',
      'unrecognized import path "example.com/x": reading http://127.0.0.1:PORT/example.com/x?go-get=1: 404 Not Found',
    ],
    [
      'chiselapp.com/user/u/repository/r',
      "GOVCS disallows using fossil for public chiselapp.com/user/u/repository/r; see 'go help vcs'",
    ],
    [
      'example.com/r.svn/x',
      "GOVCS disallows using svn for public example.com/r.svn; see 'go help vcs'",
    ],
  ])('is not told by %s', async (path, expected) => {
    const { find } = await open({});
    expect((await failureOf(find(path))).replace(/:\d+\//, ':PORT/')).toBe(expected);
  });

  test('takes the VCS from a path suffix and probes schemes', async () => {
    const ssh = await open({}, {}, ['ssh://example.com/a/r']);
    expect(await ssh.find('example.com/a/r.git/sub')).toBe(
      'git ssh://example.com/a/r example.com/a/r.git',
    );
    expect(ssh.tried).toEqual([
      'https://example.com/a/r',
      'git+ssh://example.com/a/r',
      'ssh://example.com/a/r',
    ]);
    const open_ = await open({}, { GOINSECURE: 'example.com' }, ['http://example.com/a/r']);
    expect(await open_.find('example.com/a/r.git')).toBe(
      'git http://example.com/a/r example.com/a/r.git',
    );
  });

  test('reads the go-import tag of the page', async () => {
    const { find, server, asked } = await open({
      'example.com/m': `<head>${meta('example.com/m git https://git.example.com/m.git')}</head>`,
    });
    expect(await find('example.com/m')).toBe('git https://git.example.com/m.git example.com/m');
    expect(server.requests).toEqual(['/example.com/m?go-get=1']);
    expect(asked).toEqual(['secure-only']);
  });

  test('reads the go-import tag of an error page', async () => {
    const { find } = await open({
      'example.com/m': (response) =>
        response.writeHead(404).end(meta('example.com/m mod https://proxy.example.com')),
    });
    expect(await find('example.com/m')).toBe('mod https://proxy.example.com example.com/m');
  });

  test('requires the page of the root to agree', async () => {
    const sub = meta('example.com/m git https://git.example.com/m');
    const agreed = await open({ 'example.com/m/sub': sub, 'example.com/m': sub });
    expect(await agreed.find('example.com/m/sub')).toBe(
      'git https://git.example.com/m example.com/m',
    );
    const claimed = await open({
      'example.com/m/sub': meta('example.com/m git https://evil.example.com/m'),
      'example.com/m': sub,
    });
    expect(await failureOf(claimed.find('example.com/m/sub'))).toMatch(
      /disagree about go-import for example.com\/m$/,
    );
    const silent = await open({ 'example.com/m/sub': sub, 'example.com/m': 'nothing' });
    expect(await failureOf(silent.find('example.com/m/sub'))).toMatch(
      /fetching example.com\/m: no go-import meta tag found in/,
    );
  });

  test.each([
    [
      meta('example.org/x git https://a'),
      /no go-import meta tags \(meta tag example.org\/x did not match import path example.com\/m\)$/,
    ],
    [
      meta('example.com/m git https://a') + meta('example.com git https://b'),
      /multiple meta tags match import path "example.com\/m"$/,
    ],
    [
      meta('example.com/m git file:///etc'),
      /invalid repo root "file:\/\/\/etc": file scheme disallowed$/,
    ],
    [meta('example.com/m git noscheme'), /invalid repo root "noscheme": no scheme$/],
    [meta('example.com/m cvs https://a'), /unknown vcs "cvs"$/],
    ['', /no go-import meta tags \(\)$/],
  ])('is not told by a page such as %j', async (page, expected) => {
    const { find } = await open({ 'example.com/m': page });
    expect(await failureOf(find('example.com/m'))).toMatch(expected);
  });

  test('rejects repositories that GOVCS disallows', async () => {
    const pages = { 'example.com/m': meta('example.com/m hg https://hg.example.com') };
    const allowed = await open(pages);
    expect(await allowed.find('example.com/m')).toContain('hg ');
    const gitOnly = await open(pages, { GOVCS: 'example.com:git' });
    expect(await failureOf(gitOnly.find('example.com/m'))).toContain(
      "GOVCS disallows using hg for public example.com/m; see 'go help vcs'",
    );
    const privately = await open(pages, { GOVCS: 'public:off', GOPRIVATE: 'example.com' });
    expect(await privately.find('example.com/m')).toContain('hg ');
    const nothing = await open(pages, { GOVCS: 'private:off', GOPRIVATE: 'example.com' });
    expect(await failureOf(nothing.find('example.com/m'))).toContain('for private example.com/m');
  });
});

describe('GOVCS', () => {
  test('parses a list of patterns and VCS names', () => {
    expect(parseGovcs(' a.com: git | hg , private:all ')).toEqual([
      { pattern: 'a.com', allowed: ['git', 'hg'] },
      { pattern: 'private', allowed: ['all'] },
    ]);
  });

  test.each([
    ['a:git,', 'empty entry in GOVCS'],
    ['git', 'malformed entry in GOVCS (missing colon): "git"'],
    [':git', 'empty pattern in GOVCS: ":git"'],
    ['a:', 'empty VCS list in GOVCS: "a:"'],
    ['./a:git', 'relative pattern not allowed in GOVCS: "./a"'],
    ['a:git,a:hg', 'unreachable pattern in GOVCS: "a:hg" after "a:git"'],
    ['a:git||hg', 'empty VCS name in GOVCS: "a:git||hg"'],
  ])('cannot be %j', (setting, expected) => {
    expect(() => parseGovcs(setting)).toThrow(expected);
  });
});

describe('Discovery page parser', () => {
  const parse = (html: string) =>
    parseImports(html).map(({ prefix, vcs, url }) => [prefix, vcs, url].join(' '));

  test.each([
    ['<META NAME="go-import" CONTENT="a git b">', ['a git b']],
    ["<meta content='a git b' name='go-import'/>", ['a git b']],
    ['<meta name=go-import content="a  git\n b">', ['a git b']],
    ['<meta name="go-import" content="a git b?x=1&amp;y=2">', ['a git b?x=1&y=2']],
    ['<meta name="go-import" content="a git">', []],
    ['<meta name="go-source" content="a git b">', []],
    [`<!-- ${meta('a git b')} -->`, []],
    [`<body>${meta('a git b')}`, []],
    [`<head></head>${meta('a git b')}`, []],
    [`${meta('a git b')}${meta('a mod c')}${meta('d git e')}`, ['a mod c', 'd git e']],
    ['<meta name="go-import" content="a git b"', []],
    ['not <a page', []],
  ])('%j tells %j', (html, expected) => {
    expect(parse(html)).toEqual(expected);
  });

  test('parses unbalanced quotation marks in linear time', () => {
    expect(parse(`<meta ${'"'.repeat(100_000)}`)).toEqual([]);
    expect(parse('<'.repeat(100_000))).toEqual([]);
    expect(parse('<meta a="'.repeat(20_000))).toEqual([]);
  });
});
