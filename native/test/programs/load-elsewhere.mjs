// Prints which file the addon was loaded from, or the message with which the first call fails.
import { createRequire } from 'node:module';

const { native } = await import('@libvirt/native');
const files = Object.keys(createRequire(import.meta.url).cache);
const file = files.find((path) => path.endsWith('.node'));
if (file === undefined) {
  try {
    native.virGetVersion();
  } catch (error) {
    console.log(error.message);
  }
} else {
  console.log(`loaded ${file}`);
}
