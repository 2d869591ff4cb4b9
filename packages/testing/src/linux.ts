import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../linux-image.sh', import.meta.url));
const kernel = join(process.env['LIBVIRT_CACHE_DIR'] ?? '/var/cache/libvirt-node', 'guest-kernel');

/** Returns why no Linux guest can be made here; `undefined` if one can. */
export function whyNoLinux(): string | undefined {
  if (!existsSync(kernel))
    return `there is no kernel for guests in ${kernel}: vagrant/provision.sh`;
  const isMissing = spawnSync('syslinux', ['--version']).error !== undefined;
  return isMissing ? 'syslinux is not installed: vagrant/provision.sh' : undefined;
}

/**
 * Makes the image of a disk with a small Linux, in the format qcow2. It takes an address by DHCP and
 * runs the script that is the `user-data` of a cloud-init seed; `linux-image.sh` has more.
 */
export function makeLinuxImage(file: string): void {
  execFileSync(script, [kernel, file], { stdio: ['ignore', 'ignore', 'inherit'] });
}
