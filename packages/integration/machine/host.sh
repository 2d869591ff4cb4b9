#!/bin/bash
# Runs a command on a host of the machine: a network namespace with an address on the switch, and
# libvirt's directories below one directory, which every user can read.
#
#   host.sh <name> <address> <directory> <mounts> [<target> <source>...] <command> [argument...]
#
# where <mounts> is the number of pairs of directories that follow.
set -euo pipefail

name=$1 address=$2 directory=$3
shift 3

"$(dirname "$0")/connect.sh" "$name" "$address"

mkdir -p "$directory"/{etc,lib,log,cache,run/lock,cgroup}

# `ip netns exec` would do the same, but hides the cgroups.
exec nsenter --net="/run/netns/$name" unshare --mount --uts -- bash -euo pipefail -c '
  name=$1 directory=$2 mounts=$3
  shift 3
  hostname "$name"

  # The devices of the network namespace that this is now, and the cgroups of the machine.
  mount --rbind /sys/fs/cgroup "$directory/cgroup"
  mount -t sysfs sysfs /sys
  mount --rbind "$directory/cgroup" /sys/fs/cgroup
  umount --recursive "$directory/cgroup"
  # If version 2 is mounted beside version 1, libvirt cannot use it, and starts no container.
  if mountpoint --quiet /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi

  for pair in etc:/etc/libvirt lib:/var/lib/libvirt log:/var/log/libvirt cache:/var/cache/libvirt; do
    mkdir -p "${pair#*:}"
    mount --bind "$directory/${pair%%:*}" "${pair#*:}"
  done
  mount --bind "$directory/run" /run
  for ((; mounts > 0; mounts--)); do
    mkdir -p "$1"
    mount --bind "$2" "$1"
    shift 2
  done
  exec "$@"
' host "$name" "$directory" "$@"
