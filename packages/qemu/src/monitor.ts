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

/** Result of {@link qemuMonitorCommandWithFiles}. */
export interface QemuMonitorReply<Result> {
  /** The reply as text for a command as text; the `return` value for a command as an object. */
  readonly result: Result;
  /** File descriptors that QEMU sent. The caller closes them. */
  readonly files: FileDescriptors;
}

/**
 * Sends a command as text to QEMU's monitor and returns its reply as text. This bypasses libvirt:
 * it does not know of changes that the command makes, and a command that changes what libvirt
 * manages can break the domain.
 *
 * Text is sent and returned unchanged: JSON for QMP, plain text with the flag `HMP`. If QEMU
 * refuses the command, that is a reply too, and not an error.
 *
 * Since libvirt 0.8.3. C: `virDomainQemuMonitorCommand`.
 * @param domain A running QEMU domain.
 * @param command The command: JSON text, or with the flag `HMP` a line such as `info status`.
 * @param flags {@link DomainQemuMonitorCommandFlags}; `HMP` for a command of the human monitor, 0
 *   for QMP.
 * @param options An abort signal.
 * @throws {TypeError} When an argument has the wrong type.
 * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running;
 *   `VIR_ERR_NO_SUPPORT` when the connection is not one to QEMU.
 */
export async function qemuMonitorCommand(
  domain: Domain,
  command: string,
  flags?: DomainQemuMonitorCommandFlags,
  options?: CallOptions,
): Promise<string>;
/**
 * Sends a QMP command as an object to QEMU's monitor and returns its result. This bypasses libvirt:
 * it does not know of changes that the command makes.
 *
 * Since libvirt 0.8.3. C: `virDomainQemuMonitorCommand`.
 * @param domain A running QEMU domain.
 * @param command The command, such as `{ execute: 'query-status' }`.
 * @param flags Pass 0: the flag `HMP` needs a command as text.
 * @param options An abort signal.
 * @returns The `return` value of the reply. Numbers beyond 2^53 lose precision; send such a command
 *   as text.
 * @throws {QMPError} When QEMU refuses the command.
 * @throws {TypeError} When an argument has the wrong type, or the flag `HMP` is set.
 * @throws {RangeError} When the command contains a `bigint` that is not a safe integer.
 * @throws {LibvirtError} As for a command as text.
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
 * Sends a command as text and an open file to QEMU's monitor, and returns its reply as text. Needs
 * a connection over a UNIX socket, on the host itself.
 *
 * Since libvirt 8.2.0. C: `virDomainQemuMonitorCommandWithFiles`.
 * @param domain A running QEMU domain.
 * @param command The command as text, as for {@link qemuMonitorCommand}.
 * @param files File descriptors to pass to QEMU; libvirt's driver accepts at most one per command.
 *   The caller's stay open.
 * @param flags As for {@link qemuMonitorCommand}.
 * @param options An abort signal. If it is aborted, files that arrive later are closed.
 * @returns The reply, and the file descriptors that QEMU sent.
 * @throws {LibvirtError} `VIR_ERR_INVALID_ARG` when there is more than one file; otherwise as for
 *   {@link qemuMonitorCommand}.
 */
export async function qemuMonitorCommandWithFiles(
  domain: Domain,
  command: string,
  files: readonly number[],
  flags?: DomainQemuMonitorCommandFlags,
  options?: CallOptions,
): Promise<QemuMonitorReply<string>>;
/**
 * Sends a QMP command as an object and an open file to QEMU's monitor, and returns its result.
 * Needs a connection over a UNIX socket, on the host itself.
 *
 * Since libvirt 8.2.0. C: `virDomainQemuMonitorCommandWithFiles`.
 * @param domain A running QEMU domain.
 * @param command The command as an object, as for {@link qemuMonitorCommand}.
 * @param files File descriptors to pass to QEMU; libvirt's driver accepts at most one per command.
 *   The caller's stay open.
 * @param flags Pass 0: the flag `HMP` needs a command as text.
 * @param options As for a command as text.
 * @returns The `return` value of the reply, and the file descriptors that QEMU sent.
 * @throws {QMPError} When QEMU refuses the command. Files that it sent are closed.
 * @throws {RangeError} When the command contains a `bigint` that is not a safe integer.
 * @throws {LibvirtError} As for a command as text.
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
 * Attaches libvirt to a QEMU process that was started without libvirt, and returns it as a domain.
 * libvirt's QEMU driver no longer supports this since libvirt 5.5.0.
 *
 * Since libvirt 0.9.4. C: `virDomainQemuAttach`.
 * @param conn A connection to QEMU.
 * @param pid Process ID, at least 1.
 * @param flags Unused; pass 0.
 * @param options An abort signal.
 * @throws {TypeError} When an argument has the wrong type.
 * @throws {RangeError} When `pid` is negative or larger than 32 bits.
 * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` when the driver cannot attach to processes, as QEMU's since
 *   libvirt 5.5.0.
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
