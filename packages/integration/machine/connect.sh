#!/bin/bash
# Makes a network namespace with an address on the switch, unless it exists.
#
#   connect.sh <name> <address>
set -euo pipefail

name=$1 address=$2
if [ -e "/run/netns/$name" ]; then exit; fi

ip netns add "$name"
ip link add name "$name" type veth peer name eth0 netns "$name"
ip link set dev "$name" master switch up
ip -n "$name" link set lo up
ip -n "$name" address add "$address/24" dev eth0
ip -n "$name" link set eth0 up
