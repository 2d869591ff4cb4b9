import type { CallOptions, Domain, DomainAgentResponseTimeoutValues } from '@libvirt/core';
import { handleOf, isCalledByUsers, native, renaming, settle } from '@libvirt/core/internal';
import { DomainQemuAgentCommandTimeoutValues } from './generated/constants.js';
import { fromText, toText, type QMPCommand } from './json.js';

/**
 * Sends a command as JSON text to the guest agent and returns its reply as JSON text. The domain
 * needs a channel for the agent, and the agent has to run in the guest.
 *
 * Since libvirt 0.10.0. C: `virDomainQemuAgentCommand`.
 * @param domain A running QEMU domain.
 * @param command The command as JSON text, such as `{"execute":"guest-ping"}`.
 * @param timeout Seconds to wait for the reply, or one of
 *   {@link DomainQemuAgentCommandTimeoutValues}. Default: `DEFAULT`, libvirt's own timeout, 5
 *   seconds.
 * @param flags Unused; pass 0.
 * @param options An abort signal.
 * @throws {LibvirtError} `VIR_ERR_OPERATION_INVALID` when the domain is not running;
 *   `VIR_ERR_ARGUMENT_UNSUPPORTED` when it has no channel for an agent;
 *   `VIR_ERR_AGENT_UNRESPONSIVE` when the agent is not connected or does not answer in time, since
 *   libvirt 11.2.0 `VIR_ERR_AGENT_COMMAND_TIMEOUT` when only the command takes too long;
 *   `VIR_ERR_AGENT_COMMAND_FAILED`, before libvirt 11.2.0 `VIR_ERR_INTERNAL_ERROR`, when the agent
 *   refuses the command.
 */
export async function qemuAgentCommand(
  domain: Domain,
  command: string,
  timeout?: DomainQemuAgentCommandTimeoutValues | DomainAgentResponseTimeoutValues,
  flags?: number,
  options?: CallOptions,
): Promise<string>;
/**
 * Sends a command as an object to the guest agent and returns its result. The domain needs a
 * channel for the agent, and the agent has to run in the guest.
 *
 * Since libvirt 0.10.0. C: `virDomainQemuAgentCommand`.
 * @param domain A running QEMU domain.
 * @param command The command, such as `{ execute: 'guest-get-time' }`.
 * @param timeout As for a command as text.
 * @param flags Unused; pass 0.
 * @param options An abort signal.
 * @returns The `return` value of the reply. Numbers beyond 2^53 lose precision; send such a command
 *   as text.
 * @throws {TypeError} When an argument has the wrong type.
 * @throws {RangeError} When the command contains a `bigint` that is not a safe integer.
 * @throws {LibvirtError} As for a command as text.
 */
export async function qemuAgentCommand(
  domain: Domain,
  command: QMPCommand,
  timeout?: DomainQemuAgentCommandTimeoutValues | DomainAgentResponseTimeoutValues,
  flags?: number,
  options?: CallOptions,
): Promise<unknown>;
export async function qemuAgentCommand(
  domain: Domain,
  command: string | QMPCommand,
  timeout:
    | DomainQemuAgentCommandTimeoutValues
    | DomainAgentResponseTimeoutValues = DomainQemuAgentCommandTimeoutValues.DEFAULT,
  flags = 0,
  options?: CallOptions,
): Promise<unknown> {
  const text = toText(command);
  const reply = await settle(
    renaming({ cmd: 'command' }, () =>
      native.virDomainQemuAgentCommand(handleOf(domain), text, timeout, flags),
    ),
    options,
  );
  return typeof command === 'string' ? reply : fromText(reply);
}

isCalledByUsers(qemuAgentCommand);
