/** The lines of a table: titles first, numbers to the right. */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isNumeric = titles.map((_, column) =>
    rows.every((row) => /^(\d.*)?$/.test(row[column] ?? '')),
  );
  return [titles, ...rows].map((row) =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** A table in Markdown: what the rows are about first, numbers to the right. */
export function formatMarkdown(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const alignment = titles.map((_, column) => (column === 0 ? '---' : '--:'));
  return [titles, alignment, ...rows].map(line).join('');
}
