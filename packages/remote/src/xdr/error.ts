/** Error of a message that does not follow the protocol. The connection is closed. */
export class ProtocolError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ProtocolError' });
  }
}
