import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const otherSystems = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js nacl netbsd openbsd plan9 solaris ' +
    'wasip1 windows zos'
  ).split(' '),
);
const otherArchitectures = new Set(
  (
    '386 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le ppc ppc64 ppc64le riscv ' +
    'riscv64 s390 s390x sparc sparc64 wasm amd64'
  ).split(' '),
);

/** GOARCH of this machine. */
export const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** Those of the conditions that hold on every machine on which the scripts run. */
const always = new Set(['linux', 'gc', 'cgo', 'link', 'symlink', 'case-sensitive', 'race', 'fuzz']);
/** Those that never do: no public network, no test cut short, and Go's own peculiar builds. */
const never = new Set(
  (
    'net short verbose gccgo msan asan cgolinkext fuzz-instrumented trimpath mismatched-goroot ' +
    'abscc cross GODEBUG GOEXPERIMENT go-builder git-sha256'
  ).split(' '),
);

/** Whether a condition of a script holds here. */
export function holds(condition: string): boolean {
  const [kind, value] = split(condition);
  if (kind === 'exec') return findProgram(value, process.env['PATH'] ?? '') !== undefined;
  if (kind === 'GOOS') return value === 'linux';
  if (kind === 'GOARCH') return value === architecture;
  if (kind === 'compiler') return value === 'gc';
  if (kind === 'buildmode') return true;
  if (condition === 'git') return holds('exec:git');
  if (condition === 'root') return process.getuid?.() === 0;
  if (condition === architecture || always.has(condition)) return true;
  if (never.has(kind) || otherSystems.has(kind) || otherArchitectures.has(kind)) return false;
  throw new Error(`unknown condition ${condition}`);
}

function split(condition: string): [kind: string, value: string] {
  const at = condition.indexOf(':');
  return at < 0 ? [condition, ''] : [condition.slice(0, at), condition.slice(at + 1)];
}

/** The file that `name` stands for: an absolute path, or a name in a search path. */
export function findProgram(name: string, path: string): string | undefined {
  const folders = isAbsolute(name) ? [''] : path.split(delimiter);
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}
