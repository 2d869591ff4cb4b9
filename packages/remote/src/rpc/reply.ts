import type { Connection } from '../connection.js';
import { XdrReader } from '../xdr/reader.js';

/** The payload of a message from a daemon. The handles in it belong to the connection. */
export class Reply extends XdrReader {
  readonly connection: Connection;

  constructor(connection: Connection, bytes: Buffer, start: number, end: number) {
    super(bytes, start, end);
    this.connection = connection;
  }
}
