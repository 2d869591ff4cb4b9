import { getVersion } from '@libvirt/core';

const version = await getVersion();
console.log(
  [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.trunc).join('.'),
);
