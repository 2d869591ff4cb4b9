#!/bin/bash
# Makes the image of a disk with a small Linux, for guests that need more than the boot sector: a kernel
# of Debian and busybox. As cloud-init does, it takes an address by DHCP and runs the script that is the
# `user-data` of a volume with the label `cidata`. Without such a script it writes `waiting`.
#
#   linux-image.sh <kernel> <image>
#
# where <kernel> is a folder with the files of a kernel's package.
set -euo pipefail

kernel=$1 image=$2
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/root/{bin,dev,proc,sys,seed,tmp,modules} "$work/modules/lib"

# The modules with those that they need, in the order in which they have to be loaded. Newer packages
# have them below /usr.
for lib in "$kernel"/lib/modules "$kernel"/usr/lib/modules; do
  if [ -d "$lib" ]; then cp -r "$lib" "$work/modules/lib/"; fi
done
version=$(ls "$work/modules/lib/modules")
depmod --basedir "$work/modules" "$version"
load=()
for module in virtio_pci virtio_blk virtio_net isofs; do
  while read -r action file _; do
    # Others are part of the kernel.
    if [ "$action" != insmod ]; then continue; fi
    name=$(basename "$file")
    case $file in
      *.xz) xz --decompress --stdout "$file" >"$work/root/modules/${name%.xz}" ;;
      *) cp "$file" "$work/root/modules/" ;;
    esac
    load+=("${name%.xz}")
  done < <(modprobe --dirname "$work/modules" --set-version "$version" --show-depends "$module")
done

cp /bin/busybox "$work/root/bin/"
ln -s busybox "$work/root/bin/sh"
cat >"$work/root/dhcp" <<'END'
#!/bin/sh
if [ "$1" = bound ]; then ip address add "$ip/$mask" dev "$interface"; fi
END
cat >"$work/root/init" <<END
#!/bin/sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
for module in ${load[*]}; do insmod /modules/\$module 2>/dev/null; done
ip link set lo up
if [ -e /sys/class/net/eth0 ]; then
  ip link set eth0 up
  udhcpc -i eth0 -q -s /dhcp
fi
seed=\$(findfs LABEL=cidata) && mount -o ro "\$seed" /seed
if [ "\$(head -c 2 /seed/user-data)" = '#!' ]; then sh /seed/user-data; fi
echo waiting
while :; do sleep 3600; done
END
chmod 755 "$work/root/init" "$work/root/dhcp"
(cd "$work/root" && find . | cpio --quiet --create --format newc) | gzip -1 >"$work/initrd"

cat >"$work/syslinux.cfg" <<'END'
DEFAULT linux
LABEL linux
KERNEL /linux
INITRD /initrd
APPEND console=ttyS0 quiet panic=-1
END
truncate --size 32M "$work/disk"
mkfs.vfat -n GUEST "$work/disk" >/dev/null
mcopy -i "$work/disk" "$kernel"/boot/vmlinuz-* ::/linux
mcopy -i "$work/disk" "$work/initrd" "$work/syslinux.cfg" ::/
syslinux --install "$work/disk"
qemu-img convert -f raw -O qcow2 "$work/disk" "$image"
