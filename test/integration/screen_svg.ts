// Screens of a terminal as one SVG that shows them in turn: what README shows is what a test has seen.

import { escapeHtml } from '../../src/inspect/html.js';
import { canvasOf } from '../../src/tui/terminal/ansi.js';
import { ATTR, type Canvas, isRgb, WIDE_REST } from '../../src/tui/terminal/canvas.js';

const CELL = { width: 8, height: 17, baseline: 13 } as const;
const GROUND = '#16181d';
const TEXT = '#d8dade';
/** xterm's 16 colours, a little softer. */
const PALETTE = [
  ...['#000000', '#d16969', '#8fbf6f', '#d9b55f', '#6aa0e0', '#c586c0', '#5fc0c0', '#d8dade'],
  ...['#7a7f87', '#f08a8a', '#b5e08f', '#f0d58a', '#92c0f5', '#e0a5dd', '#8ae0e0', '#ffffff'],
];

const hex = (value: number) => value.toString(16).padStart(2, '0');

function colour(code: number, otherwise: string): string {
  if (code === 0) return otherwise;
  if (isRgb(code)) return `#${hex((code >> 16) & 255)}${hex((code >> 8) & 255)}${hex(code & 255)}`;
  const index = code - 1;
  if (index < 16) return PALETTE[index]!;
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  return `#${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step => hex(level(step))).join('')}`;
}

/** A screen as tmux gives it with its styles: those go on from line to line. */
export function screenCanvas(styled: string, width: number, height: number): Canvas {
  let pending = '';
  const lines = styled
    .replaceAll('␛', '\u001b')
    .split('\n')
    .map(line => {
      const whole = pending + line;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
      const codes = whole.match(/\u001b\[[0-9;:]*m/g) ?? [];
      // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
      const reset = codes.findLastIndex(code => /^\u001b\[0?m$/.test(code));
      pending = codes.slice(reset + 1).join('');
      return whole;
    });
  return canvasOf(lines.join('\n'), width, height);
}

interface Cell {
  readonly text: string;
  readonly fg: string;
  readonly bg: string;
  readonly bold: boolean;
}

function cell(canvas: Canvas, x: number, y: number): Cell {
  const at = y * canvas.width + x;
  const attr = canvas.attr[at]!;
  const code = canvas.codes[at]!;
  const [fg, bg] = [colour(canvas.fg[at]!, attr & ATTR.dim ? '#8a9099' : TEXT), colour(canvas.bg[at]!, GROUND)];
  const text = code === WIDE_REST ? '' : String.fromCodePoint(code);
  return { text, fg: attr & ATTR.inverse ? bg : fg, bg: attr & ATTR.inverse ? fg : bg, bold: (attr & ATTR.bold) !== 0 };
}

/** Runs of cells with the same value. */
function* runs<T>(cells: readonly T[], same: (a: T, b: T) => boolean): Generator<{ readonly from: number; readonly cells: readonly T[] }> {
  for (let from = 0; from < cells.length; ) {
    let end = from + 1;
    while (end < cells.length && same(cells[from]!, cells[end]!)) end++;
    yield { from, cells: cells.slice(from, end) };
    from = end;
  }
}

/** Rectangles by colour: one path for each is a fifth of as many elements. */
class Rectangles {
  readonly #paths = new Map<string, string>();

  add(x: number, y: number, columns: number, fill: string, half?: 'upper' | 'lower'): void {
    const [top, height] = half === undefined ? [0, CELL.height] : [half === 'upper' ? 0 : CELL.height / 2, CELL.height / 2];
    const width = columns * CELL.width;
    this.#paths.set(fill, `${this.#paths.get(fill) ?? ''}M${x * CELL.width} ${y * CELL.height + top}h${width}v${height}h-${width}z`);
  }

  get text(): string {
    return [...this.#paths].map(([fill, d]) => `<path fill="${fill}" d="${d}"/>`).join('');
  }
}

function screenParts(canvas: Canvas): string {
  const [grounds, blocks] = [new Rectangles(), new Rectangles()];
  const texts: string[] = [];
  for (let y = 0; y < canvas.height; y++) {
    const cells = Array.from({ length: canvas.width }, (_, x) => cell(canvas, x, y));
    for (const { from, cells: run } of runs(cells, (a, b) => a.bg === b.bg))
      if (run[0]!.bg !== GROUND) grounds.add(from, y, run.length, run[0]!.bg);
    // half blocks are drawn: fonts leave gaps between them
    for (const { from, cells: run } of runs(cells, (a, b) => a.text === b.text && a.fg === b.fg)) {
      const { text, fg } = run[0]!;
      if (text === '▀' || text === '▄') blocks.add(from, y, run.length, fg, text === '▀' ? 'upper' : 'lower');
    }
    for (const { from, cells: run } of runs(cells, (a, b) => a.fg === b.fg && a.bold === b.bold)) {
      const text = run.map(each => (each.text === '▀' || each.text === '▄' ? ' ' : each.text)).join('');
      const shown = text.trim();
      if (shown === '') continue;
      const { fg, bold } = run[0]!;
      const x = (from + text.length - text.trimStart().length) * CELL.width;
      const place = `x="${x}" y="${y * CELL.height + CELL.baseline}" textLength="${[...shown].length * CELL.width}"`;
      texts.push(`<text ${place} fill="${fg}"${bold ? ' font-weight="bold"' : ''}>${escapeHtml(shown)}</text>`);
    }
  }
  return grounds.text + blocks.text + texts.join('');
}

/** Shows each screen for so many seconds, over and over. */
export function animatedSvg(screens: readonly Canvas[], seconds: number): string {
  const [first] = screens;
  if (!first) throw new Error('no screens');
  const [width, height] = [first.width * CELL.width, first.height * CELL.height];
  const whole = seconds * screens.length;
  const share = 100 / screens.length;
  const groups = screens.map((canvas, i) => `<g class="s" style="animation-delay:${i * seconds}s">${screenParts(canvas)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 ${width + 16} ${height + 16}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13">`,
    '<title>sgl inspect</title>',
    `<style>text{white-space:pre}.s{visibility:hidden;animation:s ${whole}s step-end infinite}@keyframes s{0%{visibility:visible}${share.toFixed(3)}%{visibility:hidden}}`,
    '@media (prefers-reduced-motion:reduce){.s{animation:none}.s:first-of-type{visibility:visible}}</style>',
    `<rect x="-8" y="-8" width="${width + 16}" height="${height + 16}" rx="6" fill="${GROUND}"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}
