// Everything that the terminal shows: what Ink lays out and writes (borders, titles, prompts), over it what panels paint
// into the places that Ink keeps free for them. Only cells that changed are written.
//
// Ink composes a whole screen for each change, 15 to 60 ms for 300×80; panels that follow the cursor paint straight into
// cells, which takes one.
import { EventEmitter } from 'node:events';
import { difference, type Encoding, paintAnsi } from './ansi.js';
import { Canvas, type Rect, type View } from './canvas.js';
import type { Terminal } from './terminal.js';

/** Paints one place. What it gives back is written after the cells (pictures of the kitty protocol). */
export type Painter = (view: View) => void;

const SYNC_BEGIN = '\u001b[?2026h';
const SYNC_END = '\u001b[?2026l';

/** What Ink writes to, in place of the terminal. */
export class InkOutput extends EventEmitter {
  columns: number;
  rows: number;
  readonly isTTY = true;
  readonly #take: (text: string) => void;

  constructor(columns: number, rows: number, take: (text: string) => void) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#take = take;
  }

  write(text: string): boolean {
    this.#take(text);
    return true;
  }
}

export class Screen {
  readonly ink: InkOutput;
  readonly #terminal: Terminal;
  readonly #places = new Map<string, Rect>();
  readonly #encoding: Encoding;
  readonly #paintAll: (screen: Screen) => string;
  #base: Canvas;
  #next: Canvas;
  #shown: Canvas | undefined;
  #scheduled = false;

  /** `paint` paints the places (view()) whenever something changed; what it gives is written behind the cells. */
  constructor(terminal: Terminal, encoding: Encoding, paint: (screen: Screen) => string) {
    this.#terminal = terminal;
    this.#encoding = encoding;
    this.#paintAll = paint;
    const { columns, rows } = terminal;
    this.#base = new Canvas(columns, rows);
    this.#next = new Canvas(columns, rows);
    this.ink = new InkOutput(columns, rows, text => {
      this.#base.clear();
      paintAnsi(text, this.#base);
      this.changed();
    });
  }

  get columns(): number {
    return this.#base.width;
  }
  get rows(): number {
    return this.#base.height;
  }

  /** The terminal's size changed. */
  resize(): void {
    const { columns, rows } = this.#terminal;
    this.#base = new Canvas(columns, rows);
    this.#next = new Canvas(columns, rows);
    this.#shown = undefined;
    this.ink.columns = columns;
    this.ink.rows = rows;
    this.ink.emit('resize');
    this.changed();
  }

  /** Somebody else wrote to the terminal: write every cell. */
  repaint(): void {
    this.#shown = undefined;
    this.changed();
  }

  /** Where a place of the layout is. */
  place(name: string, rect: Rect | undefined): void {
    const known = this.#places.get(name);
    if (!rect) this.#places.delete(name);
    else this.#places.set(name, rect);
    if (known?.x !== rect?.x || known?.y !== rect?.y || known?.width !== rect?.width || known?.height !== rect?.height) this.changed();
  }

  rect(name: string): Rect | undefined {
    return this.#places.get(name);
  }

  /** The place's part of the picture that is being painted. */
  view(name: string): View | undefined {
    const rect = this.#places.get(name);
    return rect && rect.width > 0 && rect.height > 0 ? this.#next.view(rect) : undefined;
  }

  whole(): View {
    return this.#next.view({ x: 0, y: 0, width: this.#next.width, height: this.#next.height });
  }

  placeAt(x: number, y: number): { readonly name: string; readonly x: number; readonly y: number } | undefined {
    for (const [name, rect] of this.#places)
      if (x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height) return { name, x: x - rect.x, y: y - rect.y };
    return undefined;
  }

  /** Something that is shown changed: paints once all input that is there was handled. */
  changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (!this.#terminal.ready) {
      // A slow line: what changes meanwhile is written in one go.
      this.#terminal.whenReady(() => this.changed());
      return;
    }
    const next = this.#next;
    next.copyFrom(this.#base);
    const extra = this.#paintAll(this);
    const changes = difference(this.#shown, next, this.#encoding) + extra;
    if (changes !== '') this.#terminal.write(SYNC_BEGIN + changes + SYNC_END);
    this.#next =
      this.#shown?.width === next.width && this.#shown.height === next.height ? this.#shown : new Canvas(next.width, next.height);
    this.#shown = next;
  }
}
