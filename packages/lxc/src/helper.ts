// The helper process: runs one file in a container, forwards signals to it, and ends with the same
// exit code or signal. Its argument is the file descriptor of the channel to the parent process,
// which follows the descriptors for the container.
import { native } from '@libvirt/core/internal';
import { closeSync, readSync, writeSync } from 'node:fs';
import type { Answer, Request } from './message.js';

const channel = Number(process.argv[2]);

/** Reads a line; blocks until the parent process has written it. */
function readLine(): string {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  do {
    const size = readSync(channel, chunk);
    // The parent has closed the channel: it no longer wants the file to run.
    if (size === 0) process.exit();
    chunks.push(Buffer.from(chunk.subarray(0, size)));
  } while (!chunks.at(-1)?.includes('\n'));
  return Buffer.concat(chunks).toString();
}

function answer(message: Answer): void {
  writeSync(channel, `${JSON.stringify(message)}\n`);
  closeSync(channel);
}

const request = JSON.parse(readLine()) as Request;
try {
  native.virDomainLxcEnterNamespace(
    request.uri,
    request.uuid,
    request.file,
    request.args,
    request.env,
    request.cwd,
    request.uid,
    request.gid,
    request.stdio,
    () => answer({}),
  );
} catch (failure) {
  answer({ failure: failure as never });
  process.exitCode = 1;
}
