// What a panel is: a place on the screen with a title, painted from the model.

import type { Piece } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import type { KeyRow } from '../keys.js';
import type { View } from '../terminal/canvas.js';

export interface Panel {
  /** In the border. */
  title(inspector: Inspector): string;
  /** What it shows is asked of the driver: where a live program stands, of its own. */
  readonly asksDriver?: true;
  /** Keys of its own; `text` scrolls. */
  readonly keys: KeyRow['panel'];
  /** Gives what is to be said in the border below: how much more there is. */
  paint(view: View, inspector: Inspector, focused: boolean): string | undefined;
}

/** A line of a panel that only shows text; one that costs something to make is made when it shows. */
export type Line = readonly Piece[] | (() => readonly Piece[]);

/** A panel of lines that scrolls. `lines` is asked once for each painting. */
export function textPanel(
  id: string,
  title: (inspector: Inspector) => string,
  lines: (inspector: Inspector, width: number) => readonly Line[],
): Panel {
  return {
    title,
    keys: 'text',
    paint(view, inspector) {
      const all = lines(inspector, view.width);
      const most = Math.max(0, all.length - view.height);
      const from = Math.min(inspector.scroll.get(id) ?? 0, most);
      if (from !== (inspector.scroll.get(id) ?? 0)) inspector.scroll.set(id, from);
      all.slice(from, from + view.height).forEach((line, y) => {
        view.line(0, y, typeof line === 'function' ? line() : line);
      });
      if (most === 0) return undefined;
      const below = all.length - from - view.height;
      return below > 0 ? `${below} more lines` : 'end';
    },
  };
}

/** Breaks text at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}
