import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from './workspace.js';

/** Git repositories on disk that git finds where `https://github.com/` would be. */
export class GitHost {
  readonly directory: string;
  #seconds = Date.UTC(2020, 0, 1) / 1000;

  constructor(directory: string) {
    this.directory = join(directory, 'repositories');
    mkdirSync(this.directory, { recursive: true });
  }

  /** What lets git, and whatever starts it, find the repositories. */
  get variables(): Record<string, string> {
    return {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.file://${this.directory}/.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://github.com/',
      GOPROXY: 'direct',
    };
  }

  /** Makes a repository, which `github.com/<name>` then is. */
  repository(name: string): Repository {
    const directory = join(this.directory, name);
    mkdirSync(directory, { recursive: true });
    return new Repository(directory, () => (this.#seconds += 3600));
  }
}

/** A git repository in which each commit is an hour after the one before. */
export class Repository {
  readonly #directory: string;
  readonly #tick: () => number;

  constructor(directory: string, tick: () => number) {
    this.#directory = directory;
    this.#tick = tick;
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  }

  /** Runs git in the repository; returns what it prints. */
  git(...parameters: string[]): string {
    const date = `${this.#tick()} +0000`;
    return execFileSync('git', parameters, {
      cwd: this.#directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.#directory,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Gopher',
        GIT_AUTHOR_EMAIL: 'gopher@example.com',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: 'Gopher',
        GIT_COMMITTER_EMAIL: 'gopher@example.com',
        GIT_COMMITTER_DATE: date,
      },
    }).trim();
  }

  /** Commits files, and the removal of those that are null; returns the hash. */
  commit(files: Readonly<Record<string, string | null>>, ...tags: string[]): string {
    for (const [name, content] of Object.entries(files)) {
      if (content === null) rmSync(join(this.#directory, name));
      else writeFiles(this.#directory, { [name]: content });
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'Change');
    for (const tag of tags) this.git('tag', tag);
    return this.git('rev-parse', 'HEAD');
  }
}
