import type { DomainFacts, EventFacts } from './facts.js';
import { moodOf, type Paint } from './style.js';
import { formatTable, type Column } from './table.js';
import { formatDuration, formatMemory, formatTime } from './units.js';

/** Shows the results. */
export interface Reporter {
  /** An explanation, for people. */
  note(text: string): void;
  domains(domains: readonly DomainFacts[]): void;
  /** The source of a call that is about to be made. */
  call(source: string): void;
  event(event: EventFacts): void;
}

type Print = (line: string) => void;

const COLUMNS: readonly Column<DomainFacts>[] = [
  { title: 'ID', align: 'right', text: ({ id }) => String(id ?? '-') },
  { title: 'NAME', align: 'left', text: ({ name }) => name },
  {
    title: 'STATE',
    align: 'left',
    text: ({ state }) => String(state),
    style: ({ state }) => moodOf(state),
  },
  { title: 'VCPUS', align: 'right', text: ({ vcpus }) => String(vcpus) },
  { title: 'MEMORY', align: 'right', text: ({ memoryKiB }) => formatMemory(memoryKiB) },
  {
    title: 'CPU TIME',
    align: 'right',
    text: ({ cpuTimeNanoseconds }) => formatDuration(cpuTimeNanoseconds),
  },
  { title: 'UUID', align: 'left', text: ({ uuid }) => uuid },
];

/** For people. */
export class TextReporter implements Reporter {
  readonly #print: Print;
  readonly #paint: Paint;
  #hasPrinted = false;

  constructor(print: Print, paint: Paint) {
    this.#print = print;
    this.#paint = paint;
  }

  note(text: string): void {
    this.#paragraph([text]);
  }

  domains(domains: readonly DomainFacts[]): void {
    this.#paragraph(
      domains.length > 0 ? formatTable(COLUMNS, domains, this.#paint) : ['No domains.'],
    );
  }

  call(source: string): void {
    this.#print(this.#paint('dim', source));
  }

  event({ time, name, event, detail }: EventFacts): void {
    const happened = this.#paint(moodOf(event), String(event));
    this.#print(`  ${this.#paint('dim', formatTime(time))}  ${name}  ${happened} (${detail})`);
  }

  /** Separated from the lines above. */
  #paragraph(lines: readonly string[]): void {
    if (this.#hasPrinted) this.#print('');
    for (const line of lines) this.#print(line);
    this.#hasPrinted = true;
  }
}

/** For programs: one JSON object on each line, and nothing else. */
export class JsonReporter implements Reporter {
  readonly #print: Print;

  constructor(print: Print) {
    this.#print = print;
  }

  note(): void {
    // Notes are for people.
  }

  call(): void {
    // Calls are, too.
  }

  domains(domains: readonly DomainFacts[]): void {
    for (const domain of domains) this.#printObject({ type: 'domain', ...domain });
  }

  event(event: EventFacts): void {
    this.#printObject({ type: 'event', ...event });
  }

  #printObject(object: object): void {
    this.#print(JSON.stringify(object, bigintAsText));
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
