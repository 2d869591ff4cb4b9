// Prints which file the addon was loaded from, or the message with which loading fails.
import { createRequire } from 'node:module';

try {
  await import('@libvirt/native');
  const files = Object.keys(createRequire(import.meta.url).cache);
  console.log(`loaded ${files.find((path) => path.endsWith('.node'))}`);
} catch (error) {
  console.log(error.message);
}
