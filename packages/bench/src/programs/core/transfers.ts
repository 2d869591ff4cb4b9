import { Connect, type StorageVol } from '@libvirt/core';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Measurement, number, text } from '../told.js';

const PIECE = 2 ** 20;

async function findVolume(): Promise<StorageVol> {
  const conn = await Connect.open(text('uri'));
  const pool = await conn.lookupStoragePoolByName(text('pool'));
  return await pool.lookupStorageVolByName(text('volume'));
}

export async function upload(): Promise<void> {
  const data = Buffer.alloc(PIECE);
  const volume = await findVolume();
  const bytes = number('bytes');
  const pieces = function* () {
    for (let left = bytes; left > 0; left -= PIECE) yield data.subarray(0, left);
  };
  const measurement = new Measurement();
  await pipeline(Readable.from(pieces()), volume.createWriteStream());
  measurement.stop().tell(1, bytes);
}

export async function download(): Promise<void> {
  const volume = await findVolume();
  let bytes = 0;
  const counter = new Writable({
    write(piece: Uint8Array, _encoding, callback) {
      bytes += piece.length;
      callback();
    },
  });
  const measurement = new Measurement();
  await pipeline(volume.createReadStream(), counter);
  measurement.stop().tell(1, bytes);
}
