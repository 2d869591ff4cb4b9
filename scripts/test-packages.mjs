// Debian's packages that tests need, and do without where they cannot be installed.

/** The description of libvirt's API. */
export const apiPackages = ['libvirt-dev'];

/** Libvirt's daemon, another binding to compare with, and a compiler for stand-ins of libvirt. */
export const addonPackages = ['libvirt-daemon', 'python3-libvirt', 'gcc', 'libc6-dev', 'binutils'];

/** What all unit tests need: also Go with its tests and binding, and what makes certificates. */
export const testPackages = [
  ...addonPackages,
  ...apiPackages,
  ...['golang-go', 'golang-github-libvirt-libvirt-go-dev', 'pkg-config', 'openssl'],
];
