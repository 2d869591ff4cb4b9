// The program of the helper process: it runs one file inside a container, hands signals on to it,
// and ends as it ends. It is given a channel, after the files that are for the container.
import { native } from '@libvirt/core/internal';
import { closeSync, readSync, writeSync } from 'node:fs';
import type { Answer, Request } from './message.js';

const channel = Number(process.argv[2]);

/** A line, which whoever started this process may take its time to write. */
function readLine(): string {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  do {
    const size = readSync(channel, chunk);
    // Nobody wants it any more.
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
