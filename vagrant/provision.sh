#!/bin/sh
# Installs what the integration suite needs, on Debian and Ubuntu as root; elsewhere it tells.
# Quick when all is there.
set -eu

# libvirt with its QEMU and LXC drivers; certificates, users and rights for remote access; what
# libvirt starts for networks and storage; what the tests look at them with.
packages='
  libvirt0 libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-driver-lxc
  qemu-system-x86 qemu-utils seabios
  gnutls-bin libsasl2-modules libsasl2-modules-db sasl2-bin polkitd dbus
  dnsmasq-base iproute2 iptables ebtables dmidecode e2fsprogs parted
  util-linux mount busybox'

is_installed() {
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v apt-get >/dev/null; then
  echo "The integration suite is provisioned on Debian and Ubuntu. There it needs:$packages" >&2
  exit 1
fi

missing=''
for package in $packages; do
  is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  echo "Run this as root. It installs:$missing" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
# Nothing that is installed here shall start by itself.
apt-get -o DPkg::Lock::Timeout=600 update -qq
# shellcheck disable=SC2086 # one word for each package
apt-get -o DPkg::Lock::Timeout=600 install -qq -y --no-install-recommends $missing
