import type { Paint, Style } from './style.js';

/** One column of a table of `Row`s. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  text(row: Row): string;
  style?(row: Row): Style | undefined;
}

/** The lines of a table, titles first. */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
): string[] {
  const widths = columns.map((column) => widthOf(column, rows));
  const line = (
    cell: (column: Column<Row>) => string,
    style: (column: Column<Row>) => Style | undefined,
  ) =>
    columns
      .map((column, index) => paint(style(column), pad(cell(column), widths[index]!, column.align)))
      .join('  ')
      .trimEnd();
  return [
    line(
      (column) => column.title,
      () => 'bold',
    ),
    ...rows.map((row) =>
      line(
        (column) => column.text(row),
        (column) => column.style?.(row),
      ),
    ),
  ];
}

function widthOf<Row>(column: Column<Row>, rows: readonly Row[]): number {
  return rows.reduce((width, row) => Math.max(width, column.text(row).length), column.title.length);
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}
