/** A text archive, the format in which Go's tests keep a tree of files in one: a comment, then files. */
export interface Archive {
  readonly comment: string;
  readonly files: readonly ArchiveFile[];
}

export interface ArchiveFile {
  readonly name: string;
  readonly data: Buffer;
}

const marker = /^-- (.*) --\r?$/;

/** Reads a text archive. A file's last line gets the line end that it may lack. */
export function parseArchive(data: Buffer): Archive {
  // One character a byte, so that files may hold anything.
  const lines = data.toString('latin1').split(/(?<=\n)/);
  const sections: { name: string; lines: string[] }[] = [{ name: '', lines: [] }];
  for (const line of lines) {
    const name = marker.exec(line.replace(/\n$/, ''))?.[1]?.trim();
    if (name) sections.push({ name: Buffer.from(name, 'latin1').toString('utf8'), lines: [] });
    else sections.at(-1)!.lines.push(line);
  }
  const [comment, ...files] = sections.map(({ name, lines }) => {
    const text = lines.join('');
    const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return { name, data: Buffer.from(ended, 'latin1') };
  });
  return { comment: comment!.data.toString('utf8'), files };
}
