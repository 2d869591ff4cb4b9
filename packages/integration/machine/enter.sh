#!/bin/bash
# Runs a command on a machine within the machine: namespaces of its own for processes, mounts, the
# network and the host's name. When it ends, even by SIGKILL, the kernel ends everything in it.
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

# Hides the sockets and pid files of the outer machine's daemons.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/netns

# The checkout at a path that every user may read, even if it is in a private home directory.
mkdir /run/checkout
mount --bind "$(dirname "$0")/../../.." /run/checkout

# The switch between the hosts. This end of it is the user's own machine.
ip link set lo up
ip link add name switch type bridge
ip address add 10.77.0.254/24 dev switch
ip link set switch up

# Not exec: process 1 has to reap the orphans of daemons, and a shell does.
"$@" &
child=$!
trap 'kill -TERM $child' TERM INT
wait $child || status=$?
# A signal ends the first wait, the child's end the second one.
wait $child || status=$?
exit "${status-0}"
