import { nameError, ChecksumError, ModloadError } from '../base/errors.js';
import type { ModuleVersion } from '../module/module.js';

/** Decides whether a version may be selected: rejects with a {@link DisallowedError} when not. */
export type Allowed = (module: ModuleVersion) => void | Promise<void>;

/** A version must not be selected. */
export class DisallowedError extends ModloadError {
  static {
    nameError(this, 'DisallowedError');
  }
}

/** The go.mod of the main module excludes a version. */
export class ExcludedError extends DisallowedError {
  static {
    nameError(this, 'ExcludedError');
  }

  /** Created by this package. */
  constructor() {
    super('ERR_MODLOAD_EXCLUDED', 'excluded by go.mod');
  }
}

/** The author of a module says that a version should not be used. */
export class RetractedError extends DisallowedError {
  static {
    nameError(this, 'RetractedError');
  }

  /** Why, as far as the author says. */
  readonly rationale: readonly string[];

  /** Created by this package. */
  constructor(rationale: readonly string[]) {
    const first = rationale[0];
    const plain = 'retracted by module author';
    super(
      'ERR_MODLOAD_RETRACTED',
      first === undefined ? plain : `${plain}: ${shortMessage(first, plain)}`,
    );
    this.rationale = rationale;
  }
}

/** The first error of a kind among an error and what led to it. */
export function findCause<E extends Error>(
  error: unknown,
  kind: abstract new (...values: never[]) => E,
): E | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof kind) return each;
  }
  return undefined;
}

/**
 * Rethrows a checksum mismatch, which must never be treated as a mere absence.
 */
export function rethrowForgery(error: unknown): void {
  const forged = findCause(error, ChecksumError);
  if (forged && /^verifying \S+@\S+: checksum mismatch/.test(forged.message)) throw forged;
}

/** Returns whether an error, or one that led to it, says that a version must not be selected. */
export const isDisallowed = (error: unknown) => findCause(error, DisallowedError) !== undefined;

/** The first line of what an author wrote, unless it is too long or cannot be printed. */
export function shortMessage(message: string, whenEmpty: string): string {
  const line = message.split('\n', 1)[0]!.trim();
  if (line === '') return whenEmpty;
  if (Buffer.byteLength(line) > 500) return '(message omitted: too long)';
  return /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\s]/u.test(line)
    ? '(message omitted: contains non-printable characters)'
    : line;
}
