#!/bin/sh
# Installs what the integration suite needs, on Debian and Ubuntu as root; elsewhere it prints what is
# needed. Quick if everything is installed.
set -eu

# - libvirt with its QEMU and LXC drivers, and the users, groups and directories that these need, which
#   only libvirt-daemon-system creates;
# - the programs that the storage, network, node device and interface drivers run;
# - certificates, users and permissions for remote access;
# - the programs that the tests run themselves, and those that make the disk of a small Linux.
packages='
  libvirt0 libvirt-daemon libvirt-daemon-system
  libvirt-daemon-driver-qemu libvirt-daemon-driver-lxc
  qemu-system-x86 qemu-utils seabios
  lvm2 parted dmsetup open-iscsi nfs-common e2fsprogs
  dnsmasq-base iproute2 iptables ebtables kmod udev mdevctl dmidecode
  gnutls-bin libsasl2-modules libsasl2-modules-db sasl2-bin polkitd dbus
  openssh-client dropbear-bin util-linux mount busybox-static
  cpio dosfstools mtools syslinux xorriso xz-utils'

# The files of the kernel for that Linux. Its package is only unpacked: installed, it would become the
# kernel of this machine. Ubuntu has no such package; tests that need it are skipped there.
kernel="${LIBVIRT_CACHE_DIR:-/var/cache/libvirt-node}/guest-kernel"

# Parts of libvirt-daemon that Debian 13 and later have as separate packages.
parts='common|lock|log|driver-(interface|network|nodedev|nwfilter|secret|storage(-(disk|iscsi|logical|mpath|scsi))?)'

# Lists those that this system has.
list_parts() {
  apt-cache pkgnames libvirt-daemon- | grep -xE "libvirt-daemon-($parts)" || true
}

# Lists the packages among the arguments that are not installed.
list_missing() {
  # shellcheck disable=SC2016 # dpkg-query's own variables
  installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p')
  for package in "$@"; do
    echo "$installed" | grep -qxF "$package" || echo "$package"
  done
}

# Keeps the packages from starting services: the suite starts its own daemons.
forbid_services() {
  policy=/usr/sbin/policy-rc.d
  [ ! -e $policy ] || return 0
  trap 'rm -f $policy' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
}

install_packages() {
  # shellcheck disable=SC2086 # one word for each package
  apt-get -o DPkg::Lock::Timeout=600 install -qq -y --no-install-recommends $1
}

has_kernel() {
  [ -e "$kernel" ] || ! apt-cache show linux-image-cloud-amd64 >/dev/null 2>&1
}

unpack_kernel() {
  folder=$(mktemp -d)
  package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-\)/\1/p')
  (cd "$folder" && apt-get -qq download "$package" && dpkg-deb --extract ./*.deb tree)
  mkdir -p "$(dirname "$kernel")"
  mv "$folder/tree" "$kernel"
  rm -r "$folder"
}

has_node() {
  command -v node >/dev/null &&
    node -e 'process.exit(process.versions.node.localeCompare("20.5", "en", { numeric: true }) < 0 ? 1 : 0)'
}

if ! command -v apt-get >/dev/null; then
  echo "This installs packages on Debian and Ubuntu only. There the integration suite needs:$packages" >&2
  exit 1
fi

# shellcheck disable=SC2086,SC2046
missing=$(list_missing $packages $(list_parts))
if [ -z "$missing" ] && has_kernel && has_node; then exit 0; fi

if [ "$(id -u)" != 0 ]; then
  echo 'Run this as root. It installs Node.js, unless 20.5 or newer is installed, and:' $missing >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
forbid_services
apt-get -o DPkg::Lock::Timeout=600 update -qq
# Listed again, because a new machine knows no packages before the update.
# shellcheck disable=SC2046
install_packages "$missing $(list_missing $(list_parts))"
has_kernel || unpack_kernel

# Debian 12 has an older Node.js, which suffices to install a newer one.
if ! has_node; then
  install_packages 'nodejs npm'
  has_node || npm install --global --silent node@22 npm@11
fi
