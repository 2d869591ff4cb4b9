/** Text in the making. What is copied from one stretch of a source is copied as one. */
export class Output {
  readonly #chunks: string[] = [];
  #text = '';
  #from = 0;
  #to = 0;

  /** Adds a part of a source. */
  copy(text: string, from: number, to: number): void {
    if (from >= to) return;
    if (from !== this.#to || text !== this.#text) {
      this.#flush();
      this.#text = text;
      this.#from = from;
    }
    this.#to = to;
  }

  /** Adds a text. */
  write(text: string): void {
    this.#flush();
    this.#chunks.push(text);
  }

  /** Reserves a place for a text that is known later, and returns its number. */
  reserve(): number {
    this.#flush();
    return this.#chunks.push('') - 1;
  }

  /** Fills a reserved place. */
  fill(place: number, text: string): void {
    this.#chunks[place] = text;
  }

  toString(): string {
    this.#flush();
    return this.#chunks.join('');
  }

  #flush(): void {
    if (this.#from < this.#to) this.#chunks.push(this.#text.slice(this.#from, this.#to));
    this.#text = '';
    this.#from = 0;
    this.#to = 0;
  }
}
