import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from './script.js';

/**
 * The repositories that newer releases of Go keep as scripts which build them, commit by commit.
 * They are built when a script speaks of them, and git is configured to find them in place of the host
 * that they are said to be on.
 */
export class Repositories {
  readonly #scripts: string;
  readonly #folder: string;
  readonly #built = new Map<string, Promise<void>>();
  /** What lets git find them. */
  readonly variables: Readonly<Record<string, string>>;

  /**
   * @param scripts the folder of the scripts; it may be absent, then there are no repositories
   * @param folder where the repositories are to be
   */
  constructor(scripts: string, folder: string) {
    this.#scripts = scripts;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    const configuration = join(folder, 'gitconfig');
    const host = 'https://vcs-test.golang.org/git/';
    writeFileSync(configuration, `[url "file://${folder}/"]\n\tinsteadOf = ${host}\n`);
    this.variables = { GIT_CONFIG_GLOBAL: configuration };
  }

  /** Builds those that a script speaks of. */
  async prepare(script: string): Promise<void> {
    const text = readFileSync(script, 'utf8');
    for (const [, name] of text.matchAll(/vcs-test\.golang\.org\/git\/([\w-]+)/g)) {
      let built = this.#built.get(name!);
      if (built === undefined) this.#built.set(name!, (built = this.#build(name!)));
      await built;
    }
  }

  async #build(name: string): Promise<void> {
    const script = join(this.#scripts, `${name}.txt`);
    if (!existsSync(script)) return;
    const { outcome, reason, log } = await runScript(script, {
      work: join(this.#folder, name),
      folder: '.',
      go: 'go',
      variables: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.#folder,
        USER: 'gopher',
        GIT_CONFIG_NOSYSTEM: '1',
      },
    });
    if (outcome === 'fail')
      throw new Error(`cannot build the repository ${name}: ${reason}\n${log}`);
  }
}
