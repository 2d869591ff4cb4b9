require('@libvirt/core');
