import type { Spread } from './statistics.js';

/** A bar chart. Each group of bars has its own scale. */
export interface Chart {
  readonly groups: readonly {
    /** The quantity, with its unit. */
    readonly name: string;
    readonly bars: readonly (Spread & { readonly name: string })[];
  }[];
}

const WIDTH = 880;
const LABELS = 260;
const VALUES = 190;
const BAR = 16;
const STEP = 22;
const HEADING = 34;
const COLORS: Readonly<Record<string, string>> = {
  C: '#8d99ae',
  '@libvirt/core': '#2a9d8f',
  Go: '#00add8',
  Python: '#e9c46a',
  '@unraid/libvirt': '#e76f51',
};

/** Draws a chart as SVG: bars show medians, the lines on them the range from minimum to maximum. */
export function drawChart(title: string, { groups }: Chart): string {
  const shapes: string[] = [];
  let top = 40;
  for (const { name, bars } of groups) {
    shapes.push(text(10, top + 20, name, 'font-weight="bold"'));
    top += HEADING;
    const most = Math.max(...bars.map(({ max }) => max), Number.MIN_VALUE);
    const scale = (value: number) => (Math.max(0, value) / most) * (WIDTH - LABELS - VALUES);
    for (const bar of bars) {
      const middle = top + BAR / 2;
      const [left, right] = [LABELS + scale(bar.min), LABELS + scale(bar.max)];
      shapes.push(
        text(LABELS - 8, middle + 4, bar.name, 'text-anchor="end"'),
        `<rect x="${LABELS}" y="${top}" width="${scale(bar.median).toFixed(1)}" height="${BAR}" fill="${COLORS[bar.name] ?? '#2a9d8f'}"/>`,
        `<path d="M${left.toFixed(1)} ${middle}H${right.toFixed(1)}" stroke="#222"/>`,
        text(right + 8, middle + 4, formatBar(bar)),
      );
      top += STEP;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top + 16}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${text(10, 26, title, 'font-size="16"')}
${shapes.join('\n')}
</svg>
`;
}

function formatBar({ median, min, max }: Spread): string {
  const [middle, least, most] = [median, min, max].map((value) =>
    String(Number(value.toPrecision(3))),
  );
  return `${middle} (${least}..${most})`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replace(/[&<]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped}</text>`;
}
