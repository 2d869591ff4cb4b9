import '@libvirt/core';
