import { descriptions } from '../descriptions/index.js';
import { versionNumber, type CEnum, type CEnumValue, type CMacro } from '../facts.js';

const WIDTH = 110;

/** Returns the docstring of an enum's constants. */
export function enumComment(each: CEnum): string {
  return comment(descriptions[each.name]?.about, note(each), 0);
}

/** Returns the docstring of an enum's type. */
export function enumTypeComment(each: CEnum): string {
  return `/** A value of \`${each.name}\`; any other number is accepted too. */`;
}

/** Returns the docstring of one value of an enum, indented by `indent` columns. */
export function valueComment(each: CEnum, value: CEnumValue, indent: number): string {
  return comment(descriptions[each.name]?.values[value.name], note(value, value.value), indent);
}

/** Returns the docstring of a macro. */
export function macroComment(macro: CMacro): string {
  return comment(undefined, note(macro), 0);
}

interface Noted {
  readonly name: string;
  readonly since: string;
}

/** Returns the C name, the value if given, and the release. */
function note({ name, since }: Noted, value?: number): string {
  const known = value === undefined ? `\`${name}\`` : `\`${name}\` (${value})`;
  return versionNumber(since) === 0 ? known : `${known}, since libvirt ${since}`;
}

/** Returns one line if it fits; otherwise a block whose last line is the note. */
function comment(text: string | undefined, note: string, indent: number): string {
  const line = `/** ${text === undefined ? '' : `${text} `}${note} */`;
  if (text === undefined || indent + line.length <= WIDTH) return line;
  const margin = `\n${' '.repeat(indent)} `;
  return `/**${[...wrap(text, WIDTH - indent - 3), note].map((each) => `${margin}* ${each}`).join('')}${margin}*/`;
}

function wrap(text: string, width: number): string[] {
  // A link or a code span stays on one line.
  const words = text.match(/(?:\{@link [^}]*\}|`[^`]*`|\S)+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
