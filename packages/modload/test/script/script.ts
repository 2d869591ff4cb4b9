import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArchive } from './archive.js';
import { expand, parseCommandLine, type CommandLine, type Wanted } from './command-line.js';
import { findProgram, holds } from './conditions.js';
import { goRegExp, quoteMeta } from './go-regexp.js';

/** Where a script runs. */
export interface ScriptPlace {
  /** A folder for the script alone, which it calls $WORK. */
  readonly work: string;
  /** The folder within it where the script's files are and where it begins. */
  readonly folder: string;
  /** All of its environment, but for what tells of these folders. */
  readonly variables: Readonly<Record<string, string>>;
  /** The file that it knows as `go`. */
  readonly go: string;
  /** What that does, to be done in this process rather than in one of its own. */
  readonly run?: RunGo | undefined;
  /** Conditions that hold here although they usually do not, such as `net`. */
  readonly conditions?: ReadonlySet<string> | undefined;
}

/** Runs `go` with these arguments in a folder, and resolves to its exit code. */
export type RunGo = (args: readonly string[], host: GoHost) => Promise<number>;

export interface GoHost {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** What became of a script. */
export interface ScriptResult {
  readonly outcome: 'pass' | 'skip' | 'fail';
  /** Why it was skipped or failed. */
  readonly reason: string;
  /** What the commands of the last phase printed. */
  readonly log: string;
}

/** The longest that a command may take before it is killed and its script fails. */
const COMMAND_TIMEOUT = 120_000;

interface Running {
  readonly wanted: Wanted;
  readonly command: string;
  readonly ended: Promise<Ended>;
  readonly kill: () => void;
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** How it failed. */
  readonly failure: string | undefined;
}

class Stop extends Error {}
class Skip extends Error {}
class Failure extends Error {}

/**
 * Runs a script of Go's test suite, and leaves behind what the script made.
 * @param file a text archive: the script, then the files that it finds
 */
export async function runScript(file: string, place: ScriptPlace): Promise<ScriptResult> {
  const script = new Script(place);
  try {
    const outcome = await script.run(file);
    return { ...outcome, log: script.log };
  } finally {
    script.killBackground();
  }
}

class Script {
  log = '';
  readonly #work: string;
  readonly #go: string;
  readonly #runGo: RunGo | undefined;
  readonly #variables: Map<string, string>;
  #folder: string;
  #stdout = '';
  #stderr = '';
  #background: Running[] = [];
  readonly #conditions: ReadonlySet<string>;

  constructor({ work, folder, variables, go, run, conditions }: ScriptPlace) {
    this.#runGo = run;
    this.#conditions = conditions ?? new Set();
    this.#work = work;
    this.#go = go;
    this.#folder = join(work, folder);
    const places = { WORK: work, PWD: this.#folder, TMPDIR: join(work, 'tmp') };
    this.#variables = new Map(Object.entries({ ...variables, ...places }));
  }

  async run(file: string): Promise<{ outcome: ScriptResult['outcome']; reason: string }> {
    const archive = parseArchive(readFileSync(file));
    mkdirSync(join(this.#work, 'tmp'), { recursive: true });
    mkdirSync(this.#folder, { recursive: true });
    for (const { name, data } of archive.files) {
      const path = this.#absolute(expand(name, this.#lookup));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, data);
    }
    let number = 0;
    try {
      for (const line of archive.comment.split('\n')) {
        number += 1;
        if (line.startsWith('#')) this.log = '';
        this.log += `${line}\n`;
        if (!line.startsWith('#')) await this.#runLine(line);
      }
      await this.#wait();
      return { outcome: 'pass', reason: '' };
    } catch (error) {
      const reason = (error as Error).message;
      if (error instanceof Skip) return { outcome: 'skip', reason };
      if (error instanceof Stop) return { outcome: 'pass', reason };
      if (error instanceof Failure || 'syscall' in (error as Error)) {
        return { outcome: 'fail', reason: `line ${number}: ${reason}` };
      }
      throw new Error(`${basename(file)}:${number}: ${reason}`, { cause: error });
    } finally {
      this.log = this.log.replaceAll(this.#work, '$WORK');
    }
  }

  killBackground(): void {
    for (const { kill } of this.#background) kill();
  }

  readonly #lookup = (variable: string): string => {
    if (variable === '/' || variable === ':') return variable;
    return this.#variables.get(variable) ?? '';
  };

  async #runLine(line: string): Promise<void> {
    const command = parseCommandLine(line, (variable, inExpression) => {
      const value = this.#lookup(variable);
      // The texts that expressions are compared with have the folder abbreviated too.
      return inExpression ? quoteMeta(value.replaceAll(this.#work, '$WORK')) : value;
    });
    if (command.name === '') return;
    const isMet = (name: string) => this.#conditions.has(name) || holds(name);
    if (command.conditions.some((condition) => isMet(condition.name) !== condition.holds)) return;
    const run = this.#commands[command.name];
    if (run === undefined) throw new Error(`unknown command ${command.name}`);
    await run(command);
  }

  readonly #commands: Readonly<Record<string, (command: CommandLine) => Promise<void> | void>> = {
    addcrlf: ({ args }) => {
      for (const file of args.map(this.#absolute)) {
        writeFileSync(file, readFileSync(file, 'latin1').replaceAll('\n', '\r\n'), 'latin1');
      }
    },
    cat: ({ args }) => {
      this.#stdout = args.map((file) => readFileSync(this.#absolute(file), 'utf8')).join('');
    },
    cd: ({ args: [folder] }) => {
      const path = this.#absolute(folder!);
      if (!existsSync(path)) throw new Failure(`directory ${path} does not exist`);
      if (!statSync(path).isDirectory()) throw new Failure(`${path} is not a directory`);
      this.#folder = path;
      this.#variables.set('PWD', path);
    },
    at: ({ args: [time] }) => {
      this.#variables.set('GIT_AUTHOR_DATE', time!);
      this.#variables.set('GIT_COMMITTER_DATE', time!);
    },
    chmod: ({ args: [mode, ...files] }) => {
      for (const file of files) chmodSync(this.#absolute(file), parseInt(mode!, 8));
    },
    cmp: (command) => this.#compare(command, (text) => text),
    cmpenv: (command) => this.#compare(command, (text) => expand(text, this.#lookup)),
    cp: ({ args }) => {
      const target = this.#absolute(args.at(-1)!);
      const intoFolder = existsSync(target) && statSync(target).isDirectory();
      for (const source of args.slice(0, -1)) {
        const output = this.#output(source);
        const path = this.#absolute(source);
        const file = intoFolder ? join(target, basename(path)) : target;
        if (output !== undefined) writeFileSync(file, output);
        else writeFileSync(file, readFileSync(path), { mode: statSync(path).mode & 0o777 });
      }
    },
    echo: ({ args }) => {
      this.#stdout = `${args.join(' ')}\n`;
    },
    env: ({ args }) => {
      const escape = args[0] === '-r' ? quoteMeta : (text: string) => text;
      const rest = args[0] === '-r' ? args.slice(1) : args;
      const shown: string[] = [];
      for (const argument of rest.length > 0 ? rest : this.#variables.keys()) {
        const [, name, value] = /^([^=]*)=([^]*)$/.exec(argument) ?? [];
        if (name === undefined) shown.push(`${argument}=${this.#lookup(argument)}\n`);
        else this.#variables.set(name, escape(value!));
      }
      this.#stdout = shown.join('');
      this.log += this.#stdout;
    },
    exec: ({ wanted, args }) => this.#execute(wanted, args),
    exists: ({ wanted, args }) => {
      const files = args.filter((argument) => argument !== '-readonly' && argument !== '-exec');
      for (const file of files) {
        const status = statSync(this.#absolute(file), { throwIfNoEntry: false });
        if (wanted === 'failure') {
          if (status !== undefined) throw new Failure(`${file} unexpectedly exists`);
          continue;
        }
        if (status === undefined) throw new Failure(`${file} does not exist`);
        if (args.includes('-readonly') && (status.mode & 0o222) !== 0) {
          throw new Failure(`${file} exists but is writable`);
        }
        if (args.includes('-exec') && (status.mode & 0o111) === 0) {
          throw new Failure(`${file} exists but is not executable`);
        }
      }
    },
    git: ({ wanted, args }) => this.#execute(wanted, ['git', ...args]),
    go: ({ wanted, args }) => this.#execute(wanted, [this.#go, ...args]),
    grep: ({ wanted, args }) => {
      const file = args.at(-1)!;
      const text = readFileSync(this.#absolute(file), 'utf8');
      this.#match(wanted, args.slice(0, -1), text, file);
    },
    handle: ({ args: [system] }) => {
      if (system !== 'git') throw new Skip(`${system!} is not served`);
    },
    mkdir: ({ args }) => {
      for (const folder of args) mkdirSync(this.#absolute(folder), { recursive: true });
    },
    mv: ({ args: [from, to] }) => renameSync(this.#absolute(from!), this.#absolute(to!)),
    replace: ({ args }) => {
      const file = this.#absolute(args.at(-1)!);
      let text = readFileSync(file, 'utf8');
      for (let at = 0; at + 1 < args.length - 1; at += 2) {
        text = text.replaceAll(unquote(args[at]!), unquote(args[at + 1]!));
      }
      writeFileSync(file, text);
    },
    rm: ({ args }) => {
      for (const file of args) removeAll(this.#absolute(file));
    },
    skip: async ({ args }) => {
      await this.#wait();
      throw new Skip(args.join(' '));
    },
    sleep: async ({ args: [duration] }) => {
      const [, count, unit] = /^([\d.]+)(ms|s)$/.exec(duration!)!;
      await sleep(Number(count) * (unit === 's' ? 1000 : 1));
    },
    stale: async ({ wanted, args }) => {
      const not = wanted === 'failure' ? '' : 'not ';
      const template =
        '{{if .Error}}{{.ImportPath}}: {{.Error.Err}}{{else}}' +
        `{{if ${not}.Stale}}{{.ImportPath}}: {{.StaleReason}}{{end}}{{end}}`;
      await this.#execute('success', [this.#go, 'list', '-e', `-f=${template}`, ...args]);
      if (this.#stdout !== '')
        throw new Failure(`stale or not against expectation: ${this.#stdout}`);
    },
    stderr: ({ wanted, args }) => this.#match(wanted, args, this.#stderr, 'stderr'),
    stdout: ({ wanted, args }) => this.#match(wanted, args, this.#stdout, 'stdout'),
    stop: async ({ args }) => {
      await this.#wait();
      throw new Stop(args.join(' '));
    },
    symlink: ({ args: [file, arrow, target] }) => {
      if (arrow !== '->') throw new Error('usage: symlink file -> target');
      symlinkSync(target!, this.#absolute(file!));
    },
    unquote: ({ args: [text] }) => {
      this.#stdout = unquote(text!);
    },
    wait: () => this.#wait(),
  };

  readonly #absolute = (file: string): string =>
    isAbsolute(file) ? file : resolve(this.#folder, file);

  #output(name: string): string | undefined {
    if (name === 'stdout') return this.#stdout;
    return name === 'stderr' ? this.#stderr : undefined;
  }

  #compare({ wanted, args }: CommandLine, change: (text: string) => string): void {
    const [first, second] = args.filter((argument) => argument !== '-q') as [string, string];
    const [one, other] = [first, second].map((name) =>
      change(this.#output(name) ?? readFileSync(this.#absolute(name), 'latin1')),
    ) as [string, string];
    // The streams are texts, the files bytes.
    const same = Buffer.from(one, this.#encoding(first)).equals(
      Buffer.from(other, this.#encoding(second)),
    );
    if (wanted === 'failure' && same) throw new Failure(`${first} and ${second} do not differ`);
    if (wanted === 'success' && !same) {
      this.log += `[${first}]\n${one}[${second}]\n${other}`;
      throw new Failure(`${first} and ${second} differ`);
    }
  }

  #encoding(name: string): BufferEncoding {
    return this.#output(name) === undefined ? 'latin1' : 'utf8';
  }

  #match(wanted: Wanted, args: readonly string[], whole: string, name: string): void {
    const pattern = args.at(-1)!;
    const wantedCount = args.map((argument) => /^-count=(\d+)$/.exec(argument)?.[1]).find(Boolean);
    const text = whole.replaceAll(this.#work, '$WORK');
    const expression = goRegExp(pattern);
    const found = text.match(new RegExp(expression.source, `${expression.flags}g`)) ?? [];
    if (wanted === 'failure' && found.length > 0) {
      throw new Failure(`unexpected match for ${pattern} in ${name}: ${found[0]!}`);
    }
    if (wanted === 'success' && found.length === 0) {
      if (args[0] !== '-q') this.log += name.startsWith('std') ? '' : `[${name}]\n${text}`;
      throw new Failure(`no match for ${pattern} in ${name}`);
    }
    if (wantedCount !== undefined && Number(wantedCount) !== found.length) {
      throw new Failure(`${found.length} matches for ${pattern} in ${name}, not ${wantedCount}`);
    }
  }

  async #execute(wanted: Wanted, args: readonly string[]): Promise<void> {
    const background = args.at(-1) === '&';
    const running = this.#start(wanted, background ? args.slice(0, -1) : args);
    if (background) {
      this.#background.push(running);
      this.#stdout = '';
      this.#stderr = '';
    } else {
      await this.#end([running]);
    }
  }

  #start(wanted: Wanted, [program, ...args]: readonly string[]): Running {
    const words = [program, ...args].join(' ');
    if (program === this.#go && this.#runGo !== undefined) {
      return {
        wanted,
        command: words,
        ended: this.#runHere(this.#runGo, args),
        kill: () => undefined,
      };
    }
    const command = program!.includes('/')
      ? this.#absolute(program!)
      : findProgram(program!, this.#lookup('PATH'));
    if (command === undefined) throw new Failure(`${program!} is not in the search path`);
    const child = spawn(command, args, {
      cwd: this.#folder,
      env: Object.fromEntries(this.#variables),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, to be killed with what it started.
      detached: true,
    });
    const kill = () => {
      // Once the child has been waited for, its number may be somebody else's.
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Its group has no process left that may be killed.
      }
    };
    const ended = new Promise<Ended>((resolve) => {
      let stdout = '';
      let stderr = '';
      let failure: string | undefined;
      const timer = setTimeout(() => {
        failure = `killed after ${COMMAND_TIMEOUT} ms`;
        kill();
      }, COMMAND_TIMEOUT);
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', (error) => (failure ??= error.message));
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        if (code !== 0) failure ??= signal ?? `exit status ${code}`;
        resolve({ stdout, stderr, failure });
      });
    });
    return { wanted, command: words, ended, kill };
  }

  async #runHere(run: RunGo, args: readonly string[]): Promise<Ended> {
    let stdout = '';
    let stderr = '';
    const code = await run(args, {
      cwd: this.#folder,
      env: { ...Object.fromEntries(this.#variables), PWD: this.#folder },
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
    });
    return { stdout, stderr, failure: code === 0 ? undefined : `exit status ${code}` };
  }

  async #wait(): Promise<void> {
    const running = this.#background;
    this.#background = [];
    await this.#end(running);
  }

  async #end(running: readonly Running[]): Promise<void> {
    const all = await Promise.all(running.map(({ ended }) => ended));
    this.#stdout = all.map(({ stdout }) => stdout).join('');
    this.#stderr = all.map(({ stderr }) => stderr).join('');
    for (const [index, { stdout, stderr, failure }] of all.entries()) {
      if (stdout !== '') this.log += `[stdout]\n${stdout}`;
      if (stderr !== '') this.log += `[stderr]\n${stderr}`;
      if (failure !== undefined) this.log += `[${failure}]\n`;
      const { wanted, command } = running[index]!;
      if (wanted === 'success' && failure !== undefined) {
        throw new Failure(`unexpected failure of ${command}: ${failure}`);
      }
      if (wanted === 'failure' && failure === undefined) {
        throw new Failure(`unexpected success of ${command}`);
      }
    }
  }
}

/** Removes what may hold folders that nobody may write to, as those in the module cache are. */
export function removeAll(path: string): void {
  const makeWritable = (folder: string) => {
    if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    chmodSync(folder, 0o755);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) makeWritable(join(folder, entry.name));
    }
  };
  makeWritable(path);
  rmSync(path, { recursive: true, force: true });
}

/** Reads Go's escapes in what may stand between double quotes. */
function unquote(text: string): string {
  const quoted = text.replace(/^"|"$/g, '').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return JSON.parse(`"${quoted}"`) as string;
}
