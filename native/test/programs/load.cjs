// As load.mjs, for CommonJS; and both have the same functions.
const { native } = require('@libvirt/native');

import('@libvirt/native').then((module) => {
  if (module.native !== native) throw new Error('ESM and CommonJS have an addon each');
  const files = Object.keys(require.cache).filter((path) => path.endsWith('.node'));
  console.log(JSON.stringify({ files, functions: Object.keys(native) }));
});
