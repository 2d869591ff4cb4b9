/** Data that cannot be written as XML, or that the schema has no place for. */
export class XMLFormatError extends Error {
  /** Where it is in the data: `domain.devices.disk[0].type`. */
  readonly path: string;

  static {
    this.prototype.name = 'XMLFormatError';
  }

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}
