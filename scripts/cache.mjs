// The cache of this machine: what is slow to download or to make, for all checkouts.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the path of a folder in the cache. LIBVIRT_CACHE_DIR sets where the cache is. */
export function cacheFolder(...names) {
  const { LIBVIRT_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  const usual =
    process.getuid?.() === 0 ? '/var/cache' : (XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return join(LIBVIRT_CACHE_DIR ?? join(usual, 'libvirt-node'), ...names);
}
