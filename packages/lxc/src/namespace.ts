import type { CallOptions, Domain } from '@libvirt/core';
import { FileDescriptors, handleOf, isCalledByUsers, native, settle } from '@libvirt/core/internal';

/**
 * Opens the namespaces of a container, those of its init process, and returns one file descriptor
 * per namespace. Programs such as `nsenter` accept them; `readlink /proc/self/fd/N` shows which
 * namespace it is. Needs a connection over a UNIX socket, on the host itself. To run a program in
 * the container, use {@link lxcSpawn}.
 *
 * Since libvirt 1.0.2. C: `virDomainLxcOpenNamespace`.
 * @param domain A running container.
 * @param flags Unused; pass 0.
 * @param options An abort signal. If it is aborted, descriptors that arrive later are closed.
 * @returns The file descriptors. The caller closes them.
 * @throws {TypeError} When an argument has the wrong type.
 * @throws {LibvirtError} `VIR_ERR_INVALID_DOMAIN` when the object has been freed; `VIR_ERR_OPERATION_INVALID` when the container is not running, or has
 *   started so recently that libvirt does not know its init process yet; `VIR_ERR_NO_SUPPORT` when
 *   the connection is not one to LXC.
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
