import { nameError, messageOf, RequireError } from './errors.js';

/** Something that happened while modules were loaded. */
export type LoadEvent =
  /** A note, as Go prints it to standard error: `go: finding module for package …`. */
  | { readonly kind: 'note'; readonly text: string }
  /** A problem that does not end the operation. */
  | { readonly kind: 'warning'; readonly text: string }
  /** A problem; the operation rejects with all problems of this kind. */
  | { readonly kind: 'error'; readonly text: string }
  /** A file is being fetched. */
  | { readonly kind: 'download'; readonly text: string }
  /** Progress of a long download, in bytes; the total if the server sends it. */
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

/** An operation failed with errors that were already emitted as events. */
export class ReportedError extends RequireError {
  static {
    nameError(this, 'ReportedError');
  }
}

/**
 * Emits the events of an operation. Errors are collected, so that one operation can report several; it
 * ends with the next call of `throwIfFailed`.
 */
export class Report {
  readonly #listener: LoadListener | undefined;
  readonly #warned = new Set<string>();
  #errors: Error[] = [];

  constructor(listener?: LoadListener) {
    this.#listener = listener;
  }

  /** Emits an event of another component. */
  emit(event: LoadEvent): void {
    this.#listener?.(event);
  }

  /** Emits what is being done. */
  note(text: string): void {
    this.#listener?.({ kind: 'note', text });
  }

  /** Emits a warning; the operation continues. */
  warning(text: string): void {
    this.#listener?.({ kind: 'warning', text });
  }

  /** Emits a warning unless it was emitted before. */
  warnOnce(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.warning(text);
  }

  /** Emits an error and collects it. */
  error(error: unknown, text = messageOf(error)): void {
    this.#errors.push(error instanceof Error ? error : new Error(text));
    this.#listener?.({ kind: 'error', text });
  }

  /** Returns whether there are collected errors. */
  get hasFailed(): boolean {
    return this.#errors.length > 0;
  }

  /** Collects an error without emitting it. */
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

  /** Returns the collected errors and clears them. */
  takeErrors(): Error[] {
    const errors = this.#errors;
    this.#errors = [];
    return errors;
  }
}
