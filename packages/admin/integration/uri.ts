import type { TestContext } from 'vitest';

/** The URI of the administration of a real daemon, as root on this host, or the test skips itself. */
export function uriOf({ skip }: TestContext): string {
  const uri = process.env['LIBVIRT_INTEGRATION_ADMIN_URI'];
  if (uri === undefined) skip('LIBVIRT_INTEGRATION_ADMIN_URI names no daemon');
  return uri!;
}
