// Parses, formats and edits documents with one library.
import { readFileSync } from 'node:fs';
import { Measurement, number, runOperation, text } from '../protocol.js';
import { libraries, type Library } from './libraries.js';

const texts = JSON.parse(readFileSync(text('documents'), 'utf8')) as string[];

/** Times passes over all inputs, once the compiler has seen enough of them; counts in the last. */
function measure<Input, Output>(
  inputs: readonly Input[],
  work: (input: Input) => Output,
  count: (output: Output) => number,
): void {
  const passes = number('count');
  const run = () => {
    for (const input of inputs) work(input);
  };
  for (let pass = 0; pass < number('warm_up'); pass += 1) run();
  const measurement = new Measurement();
  for (let pass = 0; pass < passes; pass += 1) run();
  measurement.stop();
  const seen = inputs.reduce((sum, input) => sum + count(work(input)), 0);
  measurement.report(passes, seen);
}

const countTags = (output: string) => output.match(/<disk\b/g)?.length ?? 0;

/** Runs the operation of this process with a library. */
async function runWith<Data>(library: Library<Data>): Promise<void> {
  const { parse, format, copy, countDisks, setCPUs } = library;
  await runOperation({
    parse() {
      measure(texts, parse, countDisks);
    },
    format() {
      measure(texts.map(parse), format, countTags);
    },
    'format-new'() {
      const data = texts.map(parse);
      measure(copy === undefined ? data : data.map(copy), format, countTags);
    },
    edit() {
      const edit = (each: string) => {
        const data = parse(each);
        setCPUs(data, 4);
        return format(data);
      };
      measure(texts, edit, (output) => (output.includes('>4</vcpu>') ? 1 : 0));
    },
  });
}

const library = libraries[text('library') as keyof typeof libraries];
await runWith(library as Library<unknown>);
