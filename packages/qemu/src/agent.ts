import type { CallOptions, Domain } from '@libvirt/core';
import { handleOf, isCalledByUsers, native, renaming, settle } from '@libvirt/core/internal';
import { DomainQemuAgentCommandTimeoutValues } from './generated/constants.js';
import { fromText, toText, type QMPCommand } from './json.js';

/**
 * Gives the agent in the guest a command as text, and returns the reply as text: JSON both. The
 * domain needs a channel for the agent, and the agent has to run.
 *
 * Since libvirt 0.10.0. C: `virDomainQemuAgentCommand`.
 * @param domain a running domain of QEMU
 * @param command the command
 * @param timeout how long to wait for the reply: seconds, or one of
 *   {@link DomainQemuAgentCommandTimeoutValues}; by default as long as libvirt's own (5 seconds)
 * @param flags none are defined
 * @throws {LibvirtError} when the agent refuses, does not answer in time (`VIR_ERR_AGENT_UNRESPONSIVE`),
 *   or is not there
 */
export async function qemuAgentCommand(
  domain: Domain,
  command: string,
  timeout?: DomainQemuAgentCommandTimeoutValues,
  flags?: number,
  options?: CallOptions,
): Promise<string>;
/**
 * Gives the agent in the guest a command as an object.
 *
 * Since libvirt 0.10.0. C: `virDomainQemuAgentCommand`.
 * @param domain a running domain of QEMU
 * @param command the command, such as `{ execute: 'guest-get-time' }`
 * @param timeout as in the other form
 * @param flags none are defined
 * @returns what the agent returns for it. Numbers beyond 2^53 are not exact; give such a command as
 *   text
 */
export async function qemuAgentCommand(
  domain: Domain,
  command: QMPCommand,
  timeout?: DomainQemuAgentCommandTimeoutValues,
  flags?: number,
  options?: CallOptions,
): Promise<unknown>;
export async function qemuAgentCommand(
  domain: Domain,
  command: string | QMPCommand,
  timeout: DomainQemuAgentCommandTimeoutValues = DomainQemuAgentCommandTimeoutValues.DEFAULT,
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
