import { rangeError, typeError } from '@libvirt/core/internal';

/** A command of the QEMU Machine Protocol (QMP), or of the guest agent, as an object. */
export interface QMPCommand {
  /** Name of the command, such as `query-status` or `guest-get-time`. */
  readonly execute: string;
  /** Arguments by name. A `bigint` is sent as a number; it must be a safe integer. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** QEMU or the guest agent refused a command that was sent as an object. The message is its description. */
export class QMPError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'QMPError' });
  }

  /** QEMU's class of the error: `GenericError` for most, or one such as `CommandNotFound`. */
  readonly errorClass: string;

  /** Called with class and description from QEMU's reply. */
  constructor(errorClass: string, description: string) {
    super(description);
    this.errorClass = errorClass;
  }
}

/** A reply of QEMU or the agent; it has one of the two properties. */
interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/**
 * Encodes a command as JSON text. Anything but an object is returned unchanged; the native function
 * checks it.
 * @throws {TypeError} if `execute` is not a string
 * @throws {RangeError} if a `bigint` is not a safe integer
 */
export function toText(command: string | QMPCommand): string {
  const given: unknown = command;
  if (typeof given !== 'object' || given === null) return command as string;
  if (typeof (given as Partial<QMPCommand>).execute !== 'string') {
    throw typeError('command.execute must be a string');
  }
  return JSON.stringify(command, (_, value: unknown) => {
    if (typeof value !== 'bigint') return value;
    if (!Number.isSafeInteger(Number(value))) {
      throw rangeError(`command must have safe integers, not ${value}: pass it as text instead`);
    }
    return Number(value);
  });
}

/** Decodes a reply and returns its result; throws {@link QMPError} for a refusal. */
export function fromText(text: string): unknown {
  const reply = JSON.parse(text) as Reply;
  if (reply.error) throw new QMPError(reply.error.class, reply.error.desc);
  return reply.return;
}
