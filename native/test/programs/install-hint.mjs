// Prints the install hint of a system, which the argument describes.
import { installHint } from '@libvirt/native';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { platform, release } = JSON.parse(process.argv[2]);
Object.defineProperty(process, 'platform', { value: platform });
const { readFileSync } = fs;
fs.readFileSync = (path, ...options) => {
  if (path !== '/etc/os-release') return readFileSync(path, ...options);
  if (release === null) throw new Error(`there is no ${path}`);
  return release;
};
syncBuiltinESMExports();
console.log(installHint());
