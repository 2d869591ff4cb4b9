import type { Command } from './command.js';

const moduleVerbs = () => import('./module-verbs.js');

/** The verbs, each loaded when it is called. */
export const verbs: ReadonlyMap<string, () => Promise<Command>> = new Map<
  string,
  () => Promise<Command>
>([
  ['build', async () => (await moduleVerbs()).build],
  ['clean', async () => (await moduleVerbs()).clean],
  ['consumable', async () => (await moduleVerbs()).consumable],
  ['env', async () => (await moduleVerbs()).env],
  ['explain', async () => (await moduleVerbs()).explain],
  ['get', async () => (await moduleVerbs()).get],
  ['graph', async () => (await moduleVerbs()).graph],
  ['help', async () => (await import('./help.js')).help],
  ['install', async () => (await moduleVerbs()).install],
  ['list', async () => (await moduleVerbs()).list],
  ['mod', async () => (await moduleVerbs()).mod2018],
  ['mod download', async () => (await moduleVerbs()).modDownload],
  ['mod edit', async () => (await moduleVerbs()).modEdit],
  ['mod graph', async () => (await moduleVerbs()).modGraph],
  ['mod init', async () => (await moduleVerbs()).modInit],
  ['mod tidy', async () => (await moduleVerbs()).modTidy],
  ['mod vendor', async () => (await moduleVerbs()).modVendor],
  ['mod verify', async () => (await moduleVerbs()).modVerify],
  ['mod why', async () => (await moduleVerbs()).modWhy],
  ['run', async () => (await moduleVerbs()).run],
  ['test', async () => (await moduleVerbs()).test],
  ['version', async () => (await import('./version.js')).version],
  ['vet', async () => (await moduleVerbs()).vet],
  ['work edit', async () => (await moduleVerbs()).workEdit],
  ['work init', async () => (await moduleVerbs()).workInit],
  ['work sync', async () => (await moduleVerbs()).workSync],
  ['work use', async () => (await moduleVerbs()).workUse],
]);

/** Every flag of any verb, those of Go's that do nothing here included: GOFLAGS may name them. */
export const knownFlags: ReadonlySet<string> = new Set(
  (
    'a asan asmflags benchmem bench benchtime blockprofile buildmode buildvcs c cache compat compiler compiled ' +
    'count cover covermode coverpkg coverprofile cpu cpuprofile d deps droprequire dropexclude dropreplace ' +
    'dropretract dropuse e exclude exec export f failfast find fix fmt fuzz fuzzcache fuzzminimizetime fuzztime ' +
    'gccgoflags gcflags go i i insecure installsuffix json ldflags linkshared list m memprofile ' +
    'memprofilerate mod modcache modcacherw modfile module msan mutexprofile n o outputdir overlay p parallel ' +
    'pkgdir print race reuse replace require retract retracted r run short shuffle t tags test testcache ' +
    'timeout toolexec trace trimpath u use v vendor versions vet vettool w work x'
  ).split(' '),
);

/** What the program says of itself when it is asked for nothing. */
export function overview(group: string): string {
  const names = [...verbs.keys()].filter((name) => !group || name.startsWith(`${group} `));
  const title = group ? `gomodload ${group}` : 'gomodload';
  return [
    'gomodload loads Go modules without a Go toolchain.',
    '',
    'Usage:',
    '',
    `\t${title} <command> [arguments]`,
    '',
    'The commands are:',
    '',
    ...names.filter((name) => name !== 'mod').map((name) => `\t${name}`),
    '',
  ].join('\n');
}
