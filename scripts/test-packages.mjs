// Debian packages for the tests. Where they cannot be installed, some tests are skipped.

/** libvirt's API description. */
export const apiPackages = ['libvirt-dev'];

/** libvirt's daemon, the Python binding to compare with, and a compiler for stand-ins of libvirt. */
export const addonPackages = ['libvirt-daemon', 'python3-libvirt', 'gcc', 'libc6-dev', 'binutils'];

/**
 * For all unit tests: also Go with its tests and binding, OpenSSL for certificates, an SSH server, a
 * validator of XML to compare with, what unpacks libvirt's sources, and NATS for an example.
 */
export const testPackages = [
  ...addonPackages,
  ...apiPackages,
  ...['golang-go', 'golang-github-libvirt-libvirt-go-dev', 'pkg-config', 'openssl'],
  ...['openssh-server', 'libxml2-utils', 'xz-utils', 'nats-server'],
];
