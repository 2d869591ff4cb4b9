import type { CallOptions } from '@libvirt/core';
import { isCalledByUsers, native, settle } from '@libvirt/core/internal';

/**
 * Returns the version of the loaded libvirt-admin as major * 1,000,000 + minor * 1,000 + release.
 * {@link AdmConnect.getLibVersion} returns the daemon's.
 *
 * Since libvirt 2.0.0. C: `virAdmGetVersion`.
 * @throws {LibraryNotFoundError} if libvirt is not installed
 */
export async function admGetVersion(options?: CallOptions): Promise<number> {
  return Number(await settle(() => native.virAdmGetVersion(), options));
}

isCalledByUsers(admGetVersion);
