#!/bin/bash
# Runs a command on a machine within the machine: namespaces of its own for processes, mounts, the
# network and the host's name. Whatever ends it, however hard, the kernel ends everything in it.
#
#   enter.sh <command> [argument...]
set -euo pipefail

# Without this a SIGKILL of the caller would leave the machine running.
if [ "${LIBVIRT_INTEGRATION_INSIDE-}" = '' ]; then
  export LIBVIRT_INTEGRATION_INSIDE=yes
  exec setpriv --pdeathsig KILL -- \
    unshare --mount --net --uts --pid --fork --kill-child --mount-proc -- "$0" "$@"
fi

mount --make-rprivate /

# What a booted machine has in /run: sockets and pid files of daemons that are none of ours.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/netns

# The checkout where every user may read it, also when it is in a home that is closed to others.
mkdir /run/checkout
mount --bind "$(dirname "$0")/../../.." /run/checkout

# The switch between the hosts. This end of it stands for the user's own machine.
ip link set lo up
ip link add name switch type bridge
ip address add 10.77.0.254/24 dev switch
ip link set switch up

# Not exec: process 1 has to reap what daemons leave behind, and a shell does.
"$@" &
child=$!
trap 'kill -TERM $child' TERM INT
wait $child || status=$?
# A signal ends the first wait, the child's end the second one.
wait $child || status=$?
exit "${status-0}"
