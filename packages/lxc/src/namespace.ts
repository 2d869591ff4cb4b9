import type { CallOptions, Domain } from '@libvirt/core';
import { FileDescriptors, handleOf, isCalledByUsers, native, settle } from '@libvirt/core/internal';

/**
 * Opens the namespaces of a container: those of its first process. Each file descriptor stands for
 * one of them, and can be given to programs such as `nsenter`; `readlink /proc/self/fd/N` tells
 * its kind. Only on the host itself, over a Unix socket. To run something inside, see
 * {@link lxcSpawn}. A container that has just been started may refuse with
 * `VIR_ERR_OPERATION_INVALID` for a moment, until libvirt knows its first process.
 *
 * Since libvirt 1.0.2. C: `virDomainLxcOpenNamespace`.
 * @param domain a running container
 * @param flags none are defined
 * @returns the file descriptors, which are yours to close
 */
export async function lxcOpenNamespace(
  domain: Domain,
  flags = 0,
  options?: CallOptions,
): Promise<FileDescriptors> {
  return new FileDescriptors(
    await settle(
      () => native.virDomainLxcOpenNamespace(handleOf(domain), flags),
      options,
      (late) => new FileDescriptors(late).close(),
    ),
  );
}

isCalledByUsers(lxcOpenNamespace);
