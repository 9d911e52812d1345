// A screen's worth of character cells that panels and pictures are painted on. Whatever text comes from a trace, only
// printable characters reach a cell: nothing in it can steer the terminal.

/** Colours: 0 = the terminal's own; 1 to 256 = palette entry + 1; RGB with this bit. */
const RGB_BIT = 0x1000000;
export const rgb = (red: number, green: number, blue: number): number => RGB_BIT | (red << 16) | (green << 8) | blue;
export const palette = (index: number): number => index + 1;
export const isRgb = (colour: number): boolean => (colour & RGB_BIT) !== 0;

export const ATTR = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16 } as const;

export interface Style {
  readonly fg?: number;
  readonly bg?: number;
  readonly attr?: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Second cell of a character of two. */
export const WIDE_REST = 0;
const SPACE = 0x20;
const UNPRINTABLE = 0xb7; // ·

const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Cells that a character takes: 0 for those that join the one before or are invisible. */
export function cellsOf(code: number): 0 | 1 | 2 {
  if (code < 0x300) return code === 0xad ? 0 : 1;
  if (
    code <= 0x36f ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    (code >= 0xe0000 && code <= 0xe0fff)
  )
    return 0;
  if (code < 0x1100) return 1;
  for (const [from, to] of WIDE_RANGES) if (code >= from && code <= to) return 2;
  return 1;
}

export function textCells(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellsOf(character.codePointAt(0)!);
  return cells;
}

const printable = (code: number) => (code < SPACE || (code >= 0x7f && code < 0xa0) ? UNPRINTABLE : code);

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly codes: Uint32Array;
  readonly fg: Uint32Array;
  readonly bg: Uint32Array;
  readonly attr: Uint8Array;

  constructor(width: number, height: number) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    const cells = this.width * this.height;
    this.codes = new Uint32Array(cells).fill(SPACE);
    this.fg = new Uint32Array(cells);
    this.bg = new Uint32Array(cells);
    this.attr = new Uint8Array(cells);
  }

  clear(): void {
    this.codes.fill(SPACE);
    this.fg.fill(0);
    this.bg.fill(0);
    this.attr.fill(0);
  }

  copyFrom(other: Canvas): void {
    this.codes.set(other.codes);
    this.fg.set(other.fg);
    this.bg.set(other.bg);
    this.attr.set(other.attr);
  }

  set(x: number, y: number, code: number, fg: number, bg: number, attr: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = y * this.width + x;
    this.codes[at] = code;
    this.fg[at] = fg;
    this.bg[at] = bg;
    this.attr[at] = attr;
  }

  /** The part of the canvas in a rectangle; what is painted outside of it is cut off. */
  view(rect: Rect): View {
    return new View(this, rect);
  }

  /** The characters of a row, without styles. */
  rowText(y: number): string {
    let text = '';
    for (let x = 0; x < this.width; x++) {
      const code = this.codes[y * this.width + x]!;
      if (code !== WIDE_REST) text += String.fromCodePoint(code);
    }
    return text.trimEnd();
  }
}

/** A rectangle of a canvas with coordinates of its own. */
export class View {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly #canvas: Canvas;

  constructor(canvas: Canvas, { x, y, width, height }: Rect) {
    this.#canvas = canvas;
    this.x = x;
    this.y = y;
    this.width = Math.max(0, Math.min(width, canvas.width - x));
    this.height = Math.max(0, Math.min(height, canvas.height - y));
  }

  set(x: number, y: number, code: number, fg = 0, bg = 0, attr = 0): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.#canvas.set(this.x + x, this.y + y, code, fg, bg, attr);
  }

  /** Writes text from a cell on; gives the column behind it. Text that does not fit ends with …. */
  put(x: number, y: number, text: string, { fg = 0, bg = 0, attr = 0 }: Style = {}): number {
    if (y < 0 || y >= this.height) return x;
    let at = x;
    for (const character of text) {
      const code = printable(character.codePointAt(0)!);
      const cells = cellsOf(code);
      if (cells === 0) continue;
      if (at + cells > this.width) {
        if (this.width > 0 && at > 0) this.set(Math.min(at, this.width) - 1, y, 0x2026, fg, bg, attr);
        return this.width;
      }
      this.set(at, y, code, fg, bg, attr);
      if (cells === 2) this.set(at + 1, y, WIDE_REST, fg, bg, attr);
      at += cells;
    }
    return at;
  }

  /** Pieces of text, each with its style. */
  line(x: number, y: number, pieces: readonly (readonly [string, Style?])[]): number {
    let at = x;
    for (const [text, style] of pieces) {
      if (at >= this.width && at > 0) {
        if (text !== '') this.put(this.width, y, text, style);
        break;
      }
      at = this.put(at, y, text, style);
    }
    return at;
  }

  /** Gives a whole row a style on top of what stands in it. */
  highlight(y: number, { bg, attr = 0 }: Style): void {
    if (y < 0 || y >= this.height) return;
    const { attr: attrs, bg: bgs, width } = this.#canvas;
    for (let x = 0; x < this.width; x++) {
      const at = (this.y + y) * width + this.x + x;
      attrs[at]! |= attr;
      if (bg !== undefined) bgs[at] = bg;
    }
  }

  fill(style: Style = {}, code = SPACE): void {
    for (let y = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++) this.set(x, y, code, style.fg ?? 0, style.bg ?? 0, style.attr ?? 0);
  }

  view({ x, y, width, height }: Rect): View {
    return new View(this.#canvas, {
      x: this.x + x,
      y: this.y + y,
      width: Math.min(width, this.width - x),
      height: Math.min(height, this.height - y),
    });
  }
}
