import { Domain, type CallOptions, type Connect } from '@libvirt/core';
import {
  FileDescriptors,
  handleOf,
  isCalledByUsers,
  native,
  one,
  renaming,
  settle,
  typeError,
} from '@libvirt/core/internal';
import { DomainQemuMonitorCommandFlags } from './generated/constants.js';
import { fromText, toText, type QMPCommand } from './json.js';

/** What a monitor command with files gives back. */
export interface QemuMonitorReply<Result> {
  /** The reply: as text where the command was text, otherwise the value that it returns. */
  readonly result: Result;
  /** The file descriptors that QEMU sent. They are yours to close. */
  readonly files: FileDescriptors;
}

/**
 * Gives QEMU's monitor a command, past libvirt's own control of the domain: libvirt does not know
 * what it changes.
 *
 * As text, a command is sent as it is, and the reply comes back as it is: JSON in QEMU's machine
 * protocol, or plain text with the flag `HMP`. A refusal by QEMU is then a reply like any other.
 * As an object, it is of the machine protocol; see the other form.
 *
 * Since libvirt 0.8.3. C: `virDomainQemuMonitorCommand`.
 * @param domain a running domain of QEMU
 * @param command the command, such as `info status` with the flag `HMP`
 * @param flags `HMP` for a command in the language of people; none for the machine protocol
 */
export async function qemuMonitorCommand(
  domain: Domain,
  command: string,
  flags?: DomainQemuMonitorCommandFlags,
  options?: CallOptions,
): Promise<string>;
/**
 * Gives QEMU's monitor a command of the machine protocol as an object.
 *
 * Since libvirt 0.8.3. C: `virDomainQemuMonitorCommand`.
 * @param domain a running domain of QEMU
 * @param command the command, such as `{ execute: 'query-status' }`
 * @param flags none but the default
 * @returns what QEMU returns for it. Numbers beyond 2^53 are not exact; give such a command as text
 * @throws {QMPError} when QEMU refuses
 */
export async function qemuMonitorCommand(
  domain: Domain,
  command: QMPCommand,
  flags?: DomainQemuMonitorCommandFlags,
  options?: CallOptions,
): Promise<unknown>;
export async function qemuMonitorCommand(
  domain: Domain,
  command: string | QMPCommand,
  flags: DomainQemuMonitorCommandFlags = 0,
  options?: CallOptions,
): Promise<unknown> {
  const text = textOf(command, flags);
  const reply = await settle(
    renaming({ cmd: 'command' }, () =>
      native.virDomainQemuMonitorCommand(handleOf(domain), text, flags),
    ),
    options,
  );
  return typeof command === 'string' ? reply : fromText(reply);
}

/**
 * Gives QEMU's monitor a command, and open files along with it. Only on the host itself, over a
 * Unix socket.
 *
 * Since libvirt 8.2.0. C: `virDomainQemuMonitorCommandWithFiles`.
 * @param domain a running domain of QEMU
 * @param command the command as text, as for {@link qemuMonitorCommand}
 * @param files file descriptors for QEMU, which the command names by their order; they stay open
 *   here
 * @param flags as for {@link qemuMonitorCommand}
 */
export async function qemuMonitorCommandWithFiles(
  domain: Domain,
  command: string,
  files: readonly number[],
  flags?: DomainQemuMonitorCommandFlags,
  options?: CallOptions,
): Promise<QemuMonitorReply<string>>;
/**
 * Gives QEMU's monitor a command as an object, and open files along with it.
 *
 * Since libvirt 8.2.0. C: `virDomainQemuMonitorCommandWithFiles`.
 * @param domain a running domain of QEMU
 * @param command the command as an object, as for {@link qemuMonitorCommand}
 * @param files file descriptors for QEMU; they stay open here
 * @param flags none but the default
 * @throws {QMPError} when QEMU refuses
 */
export async function qemuMonitorCommandWithFiles(
  domain: Domain,
  command: QMPCommand,
  files: readonly number[],
  flags?: DomainQemuMonitorCommandFlags,
  options?: CallOptions,
): Promise<QemuMonitorReply<unknown>>;
export async function qemuMonitorCommandWithFiles(
  domain: Domain,
  command: string | QMPCommand,
  files: readonly number[],
  flags: DomainQemuMonitorCommandFlags = 0,
  options?: CallOptions,
): Promise<QemuMonitorReply<unknown>> {
  const text = textOf(command, flags);
  const [numbers, reply] = await settle(
    renaming({ cmd: 'command', infiles: 'files' }, () =>
      native.virDomainQemuMonitorCommandWithFiles(handleOf(domain), text, files, flags),
    ),
    options,
    ([late]) => new FileDescriptors(late).close(),
  );
  const received = new FileDescriptors(numbers);
  if (typeof command === 'string') return { result: reply, files: received };
  try {
    return { result: fromText(reply), files: received };
  } catch (error) {
    await received.close();
    throw error;
  }
}

/**
 * Lets libvirt manage a QEMU process that was started by somebody else. libvirt's own QEMU driver
 * no longer does so since libvirt 5.5.0, and refuses with `VIR_ERR_NO_SUPPORT`.
 *
 * Since libvirt 0.9.4. C: `virDomainQemuAttach`.
 * @param conn a connection to QEMU
 * @param pid the process, from 1
 * @param flags none are defined
 */
export async function domainQemuAttach(
  conn: Connect,
  pid: number,
  flags = 0,
  options?: CallOptions,
): Promise<Domain> {
  return await one(
    Domain,
    conn,
    renaming({ pid_value: 'pid' }, () => native.virDomainQemuAttach(handleOf(conn), pid, flags)),
    options,
  );
}

function textOf(command: string | QMPCommand, flags: DomainQemuMonitorCommandFlags): string {
  if (typeof command === 'object' && (flags & DomainQemuMonitorCommandFlags.HMP) !== 0) {
    throw typeError('command must be a string with the flag HMP');
  }
  return toText(command);
}

isCalledByUsers(qemuMonitorCommand, qemuMonitorCommandWithFiles, domainQemuAttach);
