import { nameError, messageOf, RequireError } from './errors.js';

/** Something that happened while modules were loaded. */
export type LoadEvent =
  /** What is being done, as Go tells on standard error: `go: finding module for package …`. */
  | { readonly kind: 'note'; readonly text: string }
  /** What went wrong without being the end of it. */
  | { readonly kind: 'warning'; readonly text: string }
  /** What went wrong: the operation rejects with everything of this kind. */
  | { readonly kind: 'error'; readonly text: string }
  /** A file is being fetched. */
  | { readonly kind: 'download'; readonly text: string }
  /** How much of a long download is there, in bytes; the total where the server tells it. */
  | {
      readonly kind: 'progress';
      readonly text: string;
      readonly received: number;
      readonly total: number | undefined;
    }
  /** A request or a command that was started, as `-x` shows them. */
  | { readonly kind: 'trace'; readonly text: string };

/** Receives what happens while modules are loaded. */
export type LoadListener = (event: LoadEvent) => void;

/** An operation failed with errors of which the listener was told already. */
export class ReportedError extends RequireError {
  static {
    nameError(this, 'ReportedError');
  }
}

/**
 * What an operation has to say while it goes on. Errors are collected, so that one operation can tell
 * of several; it ends with the first `throwIfFailed` after one.
 */
export class Report {
  readonly #listener: LoadListener | undefined;
  #errors: Error[] = [];

  constructor(listener?: LoadListener) {
    this.#listener = listener;
  }

  /** Hands on what somebody else has to tell. */
  emit(event: LoadEvent): void {
    this.#listener?.(event);
  }

  /** Tells what is being done. */
  note(text: string): void {
    this.#listener?.({ kind: 'note', text });
  }

  /** Tells of something wrong that does not make the operation fail. */
  warning(text: string): void {
    this.#listener?.({ kind: 'warning', text });
  }

  /** Tells of an error, and remembers it. */
  error(error: unknown, text = messageOf(error)): void {
    this.#errors.push(error instanceof Error ? error : new Error(text));
    this.#listener?.({ kind: 'error', text });
  }

  /** Whether errors were reported that were not thrown yet. */
  get hasFailed(): boolean {
    return this.#errors.length > 0;
  }

  /** Makes the operation fail without another word. */
  fail(error: Error): void {
    this.#errors.push(error);
  }

  /**
   * Ends the operation when errors were reported.
   *
   * @throws {ReportedError} with all of them.
   */
  throwIfFailed(): void {
    if (this.#errors.length === 0) return;
    const errors = this.#errors;
    this.#errors = [];
    throw new ReportedError(errors);
  }

  /** Forgets the errors: somebody else decided about them. */
  takeErrors(): Error[] {
    const errors = this.#errors;
    this.#errors = [];
    return errors;
  }
}
