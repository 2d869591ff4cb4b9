import type { Command } from './command.js';

/** The verbs, each loaded when it is called. */
export const verbs: ReadonlyMap<string, () => Promise<Command>> = new Map<
  string,
  () => Promise<Command>
>([
  ['build', async () => (await import('./build.js')).build],
  ['clean', async () => (await import('./clean.js')).clean],
  ['consumable', async () => (await import('./consumable.js')).consumable],
  ['env', async () => (await import('./env.js')).env],
  ['explain', async () => (await import('./explain.js')).explain],
  ['get', async () => (await import('./get.js')).get],
  ['graph', async () => (await import('./explain.js')).graph],
  ['help', async () => (await import('./help.js')).help],
  ['install', async () => (await import('./build.js')).install],
  ['list', async () => (await import('./list.js')).list],
  ['mod', async () => (await import('./mod2018.js')).mod2018],
  ['mod download', async () => (await import('./mod.js')).download],
  ['mod edit', async () => (await import('./modedit.js')).edit],
  ['mod graph', async () => (await import('./mod.js')).graph],
  ['mod init', async () => (await import('./mod.js')).init],
  ['mod tidy', async () => (await import('./mod.js')).tidy],
  ['mod vendor', async () => (await import('./mod.js')).vendor],
  ['mod verify', async () => (await import('./mod.js')).verify],
  ['mod why', async () => (await import('./mod.js')).why],
  ['run', async () => (await import('./build.js')).run],
  ['test', async () => (await import('./build.js')).test],
  ['version', async () => (await import('./version.js')).version],
  ['vet', async () => (await import('./build.js')).vet],
  ['work edit', async () => (await import('./modedit.js')).workEdit],
  ['work init', async () => (await import('./work.js')).init],
  ['work sync', async () => (await import('./work.js')).sync],
  ['work use', async () => (await import('./work.js')).use],
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
