import { nameError, ModloadError } from '../base/errors.js';

/**
 * How go.mod is treated: it may be changed (`mod`), it must say everything already (`readonly`), or the
 * vendor directory stands in for all other modules (`vendor`).
 */
export interface Mode {
  readonly kind: 'mod' | 'readonly' | 'vendor';
  /** Whether it was asked for. */
  readonly isExplicit: boolean;
  /** Why it is this one, where that was not asked for. */
  readonly reason: string;
}

/** The go.mod must be changed, and it must not be. */
export class GoModDirtyError extends ModloadError {
  static {
    nameError(this, 'GoModDirtyError');
  }

  /** Created by this package. */
  constructor({ kind, isExplicit, reason }: Mode) {
    const disabled = isExplicit
      ? `, disabled by -mod=${kind}; to update it:`
      : reason
        ? `, disabled by -mod=${kind}\n\t(${reason})\n\tto update it:`
        : '; to update it:';
    super('ERR_MODLOAD_GO_MOD_DIRTY', `updates to go.mod needed${disabled}\n\tgo mod tidy`);
  }
}
