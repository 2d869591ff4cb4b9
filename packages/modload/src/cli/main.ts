#!/usr/bin/env node
import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { run } from './run.js';

// A program that soon ends wants little memory rather than few collections: the room for new objects
// stays as small as it begins. That saves a quarter of the peak, and no time is lost.
setFlagsFromString('--semi-space-growth-factor=1');

/** Returns whether a path is that of the working directory: then its symbolic links are kept, as Go keeps them. */
function isHere(path: string): boolean {
  const given = statSync(path, { throwIfNoEntry: false });
  const here = statSync('.');
  return given?.dev === here.dev && given.ino === here.ino;
}

const workingDirectory = process.env['PWD'];
let output = '';
process.exitCode = await run(process.argv.slice(2), {
  cwd: workingDirectory && isHere(workingDirectory) ? workingDirectory : process.cwd(),
  env: process.env,
  // Written at once in the end: thousands of lines are thousands of system calls otherwise.
  stdout: (text) => {
    output += text;
    if (output.length > 1 << 16) flush();
  },
  stderr: (text) => {
    flush();
    process.stderr.write(text);
  },
  isTerminal: process.stderr.isTTY,
});
flush();

function flush(): void {
  if (output !== '') process.stdout.write(output);
  output = '';
}
