import { rangeError, typeError } from '@libvirt/core/internal';

/** A command of QEMU's machine protocol, or of the guest agent, as an object. */
export interface QMPCommand {
  /** Which command: `query-status`, `guest-get-time`. */
  readonly execute: string;
  /** What it takes, by name. A bigint is written as a number. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** QEMU understood a command that was given as an object, and refused it. */
export class QMPError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'QMPError' });
  }

  /** The class of the error, such as `CommandNotFound` or, most often, `GenericError`. */
  readonly errorClass: string;

  /** Made from QEMU's reply. */
  constructor(errorClass: string, description: string) {
    super(description);
    this.errorClass = errorClass;
  }
}

/** What QEMU or the agent sends back: one of the two. */
interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** The text of a command; what is no command is passed on, for the raw function to refuse. */
export function toText(command: string | QMPCommand): string {
  const given: unknown = command;
  if (typeof given !== 'object' || given === null) return command as string;
  if (typeof (given as Partial<QMPCommand>).execute !== 'string') {
    throw typeError('command.execute must be a string');
  }
  return JSON.stringify(command, (_, value: unknown) => {
    if (typeof value !== 'bigint') return value;
    if (!Number.isSafeInteger(Number(value))) {
      throw rangeError(`command has the number ${value}, which only a command as text can hold`);
    }
    return Number(value);
  });
}

/** What a reply says, as a value. */
export function fromText(text: string): unknown {
  const reply = JSON.parse(text) as Reply;
  if (reply.error) throw new QMPError(reply.error.class, reply.error.desc);
  return reply.return;
}
