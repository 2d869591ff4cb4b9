// Where this machine keeps what is slow to fetch or to make, for every checkout.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder of the cache. LIBVIRT_CACHE_DIR moves the whole of it. */
export function cacheFolder(...names) {
  const { LIBVIRT_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  const usual =
    process.getuid?.() === 0 ? '/var/cache' : (XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return join(LIBVIRT_CACHE_DIR ?? join(usual, 'libvirt-node'), ...names);
}
