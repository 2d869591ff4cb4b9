import { nameError } from '../base/errors.js';
import type { Variables } from '../base/environment.js';

/** What a command needs of the process that runs it. */
export interface Host {
  /** The working directory. */
  readonly cwd: string;
  readonly env: Variables;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether standard error is a terminal, for progress. */
  readonly isTerminal?: boolean;
}

/** Ends a command: the text goes to standard error, the status is the process's. */
export class CommandError extends Error {
  static {
    nameError(this, 'CommandError');
  }

  readonly status: number;

  constructor(text: string, status = 1) {
    super(text);
    this.status = status;
  }
}

/** Ends a command with the list of verbs and exit status 2. */
export class HelpRequested extends Error {
  /** The first word of the verbs to list, as `mod`; empty for all verbs. */
  readonly group: string;

  constructor(group = '') {
    super(`help requested for '${group}'`);
    this.group = group;
  }
}
