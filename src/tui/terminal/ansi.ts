// Cells as bytes for a terminal, and text with SGR sequences (what Ink writes) as cells.
import { ATTR, Canvas, cellsOf, isRgb, palette, rgb, WIDE_REST } from './canvas.js';

/** How many colours the terminal shows: none (NO_COLOR), 16, 256 or all. */
export type ColourDepth = 0 | 16 | 256 | 16777216;

const LEVELS = [0, 95, 135, 175, 215, 255] as const;

/** The entry of the 256-colour palette (6×6×6 cube and greys) nearest to a colour. */
export function nearest256(red: number, green: number, blue: number): number {
  const step = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40)));
  const [r, g, b] = [step(red), step(green), step(blue)];
  const cube = distance(red, green, blue, LEVELS[r]!, LEVELS[g]!, LEVELS[b]!);
  const grey = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const level = 8 + grey * 10;
  return distance(red, green, blue, level, level, level) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b;
}

const distance = (r1: number, g1: number, b1: number, r2: number, g2: number, b2: number) =>
  (r1 - r2) ** 2 + (g1 - g2) ** 2 + (b1 - b2) ** 2;

const BASE: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [170, 0, 0],
  [0, 170, 0],
  [170, 85, 0],
  [0, 0, 170],
  [170, 0, 170],
  [0, 170, 170],
  [170, 170, 170],
  [85, 85, 85],
  [255, 85, 85],
  [85, 255, 85],
  [255, 255, 85],
  [85, 85, 255],
  [255, 85, 255],
  [85, 255, 255],
  [255, 255, 255],
];

function nearest16(red: number, green: number, blue: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  BASE.forEach(([r, g, b], i) => {
    const far = distance(red, green, blue, r, g, b);
    if (far < least) [best, least] = [i, far];
  });
  return best;
}

function colourCode(colour: number, depth: ColourDepth, background: boolean): string {
  if (colour === 0 || depth === 0) return '';
  const [wide, base, bright] = background ? [48, 40, 100] : [38, 30, 90];
  let index = colour - 1;
  if (isRgb(colour)) {
    const [red, green, blue] = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
    if (depth === 16777216) return `;${wide};2;${red};${green};${blue}`;
    index = depth === 256 ? nearest256(red, green, blue) : nearest16(red, green, blue);
  }
  if (index < 8) return `;${base + index}`;
  if (index < 16) return `;${bright + index - 8}`;
  return depth === 16 ? '' : `;${wide};5;${index}`;
}

const ATTR_CODES: readonly (readonly [number, number])[] = [
  [ATTR.bold, 1],
  [ATTR.dim, 2],
  [ATTR.italic, 3],
  [ATTR.underline, 4],
  [ATTR.inverse, 7],
];

export function sgr(fg: number, bg: number, attr: number, depth: ColourDepth): string {
  let codes = '0';
  for (const [bit, code] of ATTR_CODES) if ((attr & bit) !== 0) codes += `;${code}`;
  return `\u001b[${codes}${colourCode(fg, depth, false)}${colourCode(bg, depth, true)}m`;
}

/** For terminals without UTF-8. */
const PLAIN: Readonly<Record<string, string>> = {
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '╭': '+',
  '╮': '+',
  '╰': '+',
  '╯': '+',
  '├': '+',
  '┤': '+',
  '▶': '>',
  '▸': '>',
  '▾': 'v',
  '◆': '*',
  '◇': 'o',
  '▣': '#',
  '●': '*',
  '▀': '#',
  '█': '#',
  '▁': '_',
  '…': '~',
  '·': '.',
  '×': 'x',
  '≠': '!',
  '→': '>',
  '✎': '"',
  '▔': '-',
};

/** Text for where only ASCII shows; line breaks stay. */
export function asPlainText(text: string): string {
  return text.replace(/[^\n -~]/gu, character => PLAIN[character] ?? '?');
}

export interface Encoding {
  readonly depth: ColourDepth;
  readonly utf8: boolean;
}

/** What brings a terminal that shows `before` (undefined: anything) to `now`. */
export function difference(before: Canvas | undefined, now: Canvas, { depth, utf8 }: Encoding): string {
  let out = '';
  let style = '';
  const { width, height } = now;
  for (let y = 0; y < height; y++) {
    let at = -1;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const code = now.codes[i]!;
      if (before && code === before.codes[i] && now.fg[i] === before.fg[i] && now.bg[i] === before.bg[i] && now.attr[i] === before.attr[i])
        continue;
      if (code === WIDE_REST) continue; // written with its first half, which changed too
      if (at !== x) out += `\u001b[${y + 1};${x + 1}H`;
      const wanted = sgr(now.fg[i]!, now.bg[i]!, now.attr[i]!, depth);
      if (wanted !== style) {
        out += wanted;
        style = wanted;
      }
      const text = String.fromCodePoint(code);
      out += utf8 || code < 0x7f ? text : (PLAIN[text] ?? '?');
      at = x + (cellsOf(code) === 2 ? 2 : 1);
    }
  }
  return out === '' ? '' : `${out}\u001b[0m`;
}

/** Paints text with SGR sequences; all others are left out. */
export function paintAnsi(text: string, canvas: Canvas): void {
  const all = canvas.view({ x: 0, y: 0, width: canvas.width, height: canvas.height });
  text.split('\n').forEach((line, y) => {
    let [x, fg, bg, attr] = [0, 0, 0, 0];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this is about
    for (const part of line.split(/(\u001b\[[0-9;:]*[A-Za-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\))/)) {
      if (!part.startsWith('\u001b')) {
        x = all.put(x, y, part, { fg, bg, attr });
        continue;
      }
      if (!part.endsWith('m')) continue;
      const codes = part.slice(2, -1).split(/[;:]/).map(Number);
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i]!;
        if (code === 0) [fg, bg, attr] = [0, 0, 0];
        else if (code === 22) attr &= ~(ATTR.bold | ATTR.dim);
        else if (code === 23) attr &= ~ATTR.italic;
        else if (code === 24) attr &= ~ATTR.underline;
        else if (code === 27) attr &= ~ATTR.inverse;
        else if (code === 39) fg = 0;
        else if (code === 49) bg = 0;
        else if (code === 38 || code === 48) {
          const colour = codes[i + 1] === 2 ? rgb(codes[i + 2] ?? 0, codes[i + 3] ?? 0, codes[i + 4] ?? 0) : palette(codes[i + 2] ?? 0);
          if (code === 38) fg = colour;
          else bg = colour;
          i += codes[i + 1] === 2 ? 4 : 2;
        } else if (code >= 30 && code <= 37) fg = palette(code - 30);
        else if (code >= 40 && code <= 47) bg = palette(code - 40);
        else if (code >= 90 && code <= 97) fg = palette(code - 82);
        else if (code >= 100 && code <= 107) bg = palette(code - 92);
        else attr |= ATTR_CODES.find(([, each]) => each === code)?.[0] ?? 0;
      }
    }
  });
}

/** A canvas with the text painted on it: for tests and for plain output. */
export function canvasOf(text: string, width: number, height: number): Canvas {
  const canvas = new Canvas(width, height);
  paintAnsi(text, canvas);
  return canvas;
}
