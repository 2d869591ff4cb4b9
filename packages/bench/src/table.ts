/** Returns the lines of a table, with numbers aligned to the right. */
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

/** Returns a table in Markdown; all columns but the first are aligned to the right. */
export function formatMarkdown(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const alignment = titles.map((_, column) => (column === 0 ? '---' : '--:'));
  return [titles, alignment, ...rows].map(line).join('');
}
