import type { Verb, Verbs } from './command.js';

const moduleVerbs = () => import('./module-verbs.js');

/** The verbs of the command line, of one word or two. */
export const verbs: Verbs = new Map<string, Verb>([
  [
    'build',
    {
      about: 'load and resolve packages as a build would, without compiling them',
      load: async () => (await moduleVerbs()).build,
    },
  ],
  [
    'clean',
    {
      about: 'remove the module cache, or files that a build left beside packages',
      load: async () => (await moduleVerbs()).clean,
    },
  ],
  [
    'consumable',
    {
      about: 'show what a Go consumer would make of a tag',
      load: async () => (await moduleVerbs()).consumable,
    },
  ],
  [
    'env',
    { about: "print, set or unset Go's variables", load: async () => (await moduleVerbs()).env },
  ],
  [
    'explain',
    { about: 'show why a module has its version', load: async () => (await moduleVerbs()).explain },
  ],
  [
    'get',
    { about: 'add, change or remove requirements', load: async () => (await moduleVerbs()).get },
  ],
  [
    'graph',
    {
      about: 'print the module graph as text, JSON, DOT or Mermaid',
      load: async () => (await moduleVerbs()).graph,
    },
  ],
  [
    'help',
    { about: 'show how to use a command', load: async () => (await import('./help.js')).help },
  ],
  [
    'install',
    {
      about: 'load and resolve packages as an installation would, without compiling them',
      load: async () => (await moduleVerbs()).install,
    },
  ],
  ['list', { about: 'list packages or modules', load: async () => (await moduleVerbs()).list }],
  [
    'mod',
    {
      about:
        'the commands below with their flags of 2018: -init, -sync, -vendor, -verify, -graph, -fix, -packages',
      load: async () => (await moduleVerbs()).mod2018,
    },
  ],
  [
    'mod download',
    {
      about: 'download modules to the module cache',
      load: async () => (await moduleVerbs()).modDownload,
    },
  ],
  ['mod edit', { about: 'edit go.mod', load: async () => (await moduleVerbs()).modEdit }],
  [
    'mod graph',
    {
      about: 'print which module requires which',
      load: async () => (await moduleVerbs()).modGraph,
    },
  ],
  [
    'mod init',
    { about: 'create a go.mod in this directory', load: async () => (await moduleVerbs()).modInit },
  ],
  [
    'mod tidy',
    {
      about: 'make go.mod and go.sum match the source',
      load: async () => (await moduleVerbs()).modTidy,
    },
  ],
  [
    'mod vendor',
    {
      about: 'copy the packages of other modules to the vendor directory',
      load: async () => (await moduleVerbs()).modVendor,
    },
  ],
  [
    'mod verify',
    {
      about: 'check that the module cache holds what was downloaded',
      load: async () => (await moduleVerbs()).modVerify,
    },
  ],
  [
    'mod why',
    {
      about: 'show which imports need a package or a module',
      load: async () => (await moduleVerbs()).modWhy,
    },
  ],
  [
    'run',
    {
      about: 'load and resolve a program as running it would, without compiling it',
      load: async () => (await moduleVerbs()).run,
    },
  ],
  [
    'test',
    {
      about: 'load and resolve packages with their tests, without compiling them',
      load: async () => (await moduleVerbs()).test,
    },
  ],
  [
    'version',
    { about: 'print the version', load: async () => (await import('./version.js')).version },
  ],
  [
    'vet',
    {
      about: 'load and resolve packages, without looking at their code',
      load: async () => (await moduleVerbs()).vet,
    },
  ],
  ['work edit', { about: 'edit go.work', load: async () => (await moduleVerbs()).workEdit }],
  [
    'work init',
    {
      about: 'create a go.work in this directory',
      load: async () => (await moduleVerbs()).workInit,
    },
  ],
  [
    'work sync',
    {
      about: 'raise requirements of the modules of a workspace to its build list',
      load: async () => (await moduleVerbs()).workSync,
    },
  ],
  [
    'work vendor',
    {
      about: 'copy the packages that a workspace needs to its vendor directory',
      load: async () => (await moduleVerbs()).workVendor,
    },
  ],
  [
    'work use',
    { about: 'add modules to a workspace', load: async () => (await moduleVerbs()).workUse },
  ],
]);

/** Every flag of any verb, those of Go's that do nothing here included: GOFLAGS may name them. */
export const knownFlags: ReadonlySet<string> = new Set(
  (
    'a asan asmflags benchmem bench benchtime blockprofile buildmode buildvcs c cache compat compiler compiled ' +
    'count cover covermode coverpkg coverprofile cpu cpuprofile d deps diff dropgodebug dropignore droprequire dropexclude ' +
    'dropreplace dropretract droptool dropuse e exclude exec export f failfast find fix fmt fuzz fuzzcache fuzzminimizetime fuzztime ' +
    'gccgoflags gcflags go godebug i ignore insecure installsuffix json ldflags linkshared list m memprofile ' +
    'memprofilerate mod modcache modcacherw modfile module msan mutexprofile n o outputdir overlay p parallel ' +
    'pkgdir print race reuse replace require retract retracted r run short shuffle t tags test testcache ' +
    'timeout tool toolchain toolexec trace trimpath u use v vendor versions vet vettool w work x'
  ).split(' '),
);
