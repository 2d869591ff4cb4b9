import { open } from './connection.js';
import type { StorageVol } from '@libvirt/core';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Measurement, number, text } from '../protocol.js';

const CHUNK = 2 ** 20;

async function findVolume(): Promise<StorageVol> {
  const conn = await open();
  const pool = await conn.lookupStoragePoolByName(text('pool'));
  return await pool.lookupStorageVolByName(text('volume'));
}

export async function upload(): Promise<void> {
  const data = Buffer.alloc(CHUNK);
  const volume = await findVolume();
  const bytes = number('bytes');
  const chunks = function* () {
    for (let left = bytes; left > 0; left -= CHUNK) yield data.subarray(0, left);
  };
  const measurement = new Measurement();
  await pipeline(Readable.from(chunks()), volume.createWriteStream());
  measurement.stop().report(1, bytes);
}

export async function download(): Promise<void> {
  const volume = await findVolume();
  let bytes = 0;
  const counter = new Writable({
    write(chunk: Uint8Array, _encoding, callback) {
      bytes += chunk.length;
      callback();
    },
  });
  const measurement = new Measurement();
  await pipeline(volume.createReadStream(), counter);
  measurement.stop().report(1, bytes);
}
