import { native } from '@libvirt/native';
import { settle, type CallOptions } from './call.js';
import { isCalledByUsers } from './stack.js';

/**
 * Returns the version of the loaded libvirt as major * 1,000,000 + minor * 1,000 + release.
 *
 * Since libvirt 0.0.3. C: `virGetVersion`.
 * @throws {LibraryNotFoundError} if libvirt is not installed
 */
export async function getVersion(options?: CallOptions): Promise<number> {
  return Number(await settle(() => native.virGetVersion(), options));
}

isCalledByUsers(getVersion);
