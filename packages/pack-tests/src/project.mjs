// Empty projects of a user without a compiler, in which npm runs no scripts.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { root } from '../../../scripts/steps.mjs';

const programs = join(root, 'packages/pack-tests/programs');

/** The only commands on the PATH besides Node.js. */
const COMMANDS = ['sh', 'npm', 'npx', 'uname', 'ldd'];

function which(command) {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  return stdout.trim();
}

export class Project {
  #parent = mkdtempSync(join(tmpdir(), 'libvirt-project-'));
  folder = join(this.#parent, 'project');
  #bin = join(this.#parent, 'bin');

  /**
   * @param node the Node.js on the PATH
   * @param registry the URL of the registry with @libvirt/*
   */
  constructor({ node = process.execPath, registry = inject('registry') } = {}) {
    mkdirSync(this.folder);
    mkdirSync(this.#bin);
    symlinkSync(node, join(this.#bin, 'node'));
    for (const command of COMMANDS) symlinkSync(which(command), join(this.#bin, command));
    this.write('package.json', JSON.stringify({ name: 'project', private: true }));
    this.write('.npmrc', `@libvirt:registry=${registry}\nignore-scripts=true\n`);
  }

  write(file, text) {
    writeFileSync(join(this.folder, file), text);
  }

  /** Copies programs of `programs` into the project. */
  add(...names) {
    for (const name of names) cpSync(join(programs, name), join(this.folder, name));
  }

  /** Runs a command in the project. Throws if it fails, unless `mayFail`. */
  run(command, commandArguments = [], { mayFail = false, env = {} } = {}) {
    const { error, status, stdout, stderr } = spawnSync(command, commandArguments, {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        HOME: process.env.HOME,
        PATH: this.#bin,
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_update_notifier: 'false',
        ...env,
      },
    });
    if (error) throw error;
    if (status !== 0 && !mayFail) {
      throw new Error(
        `${[command, ...commandArguments].join(' ')} (${status}):\n${stdout}${stderr}`,
      );
    }
    return { status, stdout, stderr };
  }

  remove() {
    rmSync(this.#parent, { recursive: true });
  }
}
