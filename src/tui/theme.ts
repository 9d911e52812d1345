// What things look like. The terminal's own sixteen colours, so that they fit its background; blue, yellow and magenta
// rather than red against green, and never colour alone: each is there with a sign or a word.
import { ATTR, palette, type Style } from './terminal/canvas.js';

const [YELLOW, MAGENTA, CYAN] = [palette(3), palette(5), palette(6)];
const BRIGHT_BLUE = palette(12);

export const theme = {
  plain: {},
  dim: { attr: ATTR.dim },
  bold: { attr: ATTR.bold },
  title: { attr: ATTR.bold },
  bar: { attr: ATTR.inverse },
  /** Under the cursor, in the panel that has the keys. */
  cursor: { attr: ATTR.inverse },
  /** Under the cursor, elsewhere. */
  cursorElsewhere: { attr: ATTR.underline },
  call: {},
  draw: { fg: CYAN, attr: ATTR.bold },
  frame: { attr: ATTR.bold },
  group: { fg: BRIGHT_BLUE, attr: ATTR.bold },
  enum: { fg: BRIGHT_BLUE },
  number: {},
  object: { fg: MAGENTA },
  label: { fg: MAGENTA, attr: ATTR.italic },
  error: { fg: YELLOW, attr: ATTR.bold | ATTR.inverse },
  changed: { fg: YELLOW, attr: ATTR.bold },
  mark: { fg: YELLOW, attr: ATTR.bold },
  key: { attr: ATTR.bold },
} as const satisfies Readonly<Record<string, Style>>;

/** Signs that stand in front of calls; a colour only repeats what they say. */
export const SIGN = {
  draw: '◆',
  clear: '◇',
  dispatch: '◆',
  frame: '▣',
  error: '!',
  open: '▾',
  closed: '▸',
  note: '✎',
  breakpoint: '●',
  changed: '≠',
} as const;
