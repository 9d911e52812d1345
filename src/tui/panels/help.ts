// What `?` shows: all keys and commands, from their tables, in as many columns as fit.
import { colonCommands } from '../colon.js';
import type { Inspector } from '../inspector.js';
import { BEGINNINGS, GROUP_TITLES, type KeyGroup, keyTable, keyText } from '../keys.js';
import type { View } from '../terminal/canvas.js';
import { theme } from '../theme.js';
import { wrap } from './panel.js';

interface HelpLine {
  readonly keys: string;
  readonly text: string;
  readonly title?: boolean;
}

const COLUMN = 62;
const KEY_COLUMN = 15;

/** The blocks of help, each a title and its lines. */
function blocks(width: number): HelpLine[][] {
  const text = (keys: string, help: string): HelpLine[] => {
    const wrapped = wrap(help, Math.max(16, width - KEY_COLUMN - 1));
    return wrapped.map((part, i) => ({ keys: i === 0 ? keys : '', text: part }));
  };
  const groups = Object.entries(GROUP_TITLES).map(([group, title]) => [
    { keys: '', text: title, title: true },
    ...keyTable
      .filter(row => row.group === (group as KeyGroup))
      .flatMap(row => text(row.keys.map(keyText).join(' '), row.panel ? `${row.help} (${PANEL_WORDS[row.panel]})` : row.help)),
  ]);
  const commands = [
    { keys: '', text: 'Commands', title: true },
    ...colonCommands.flatMap(({ name, operand, help }) => text(`:${name}${operand === '' ? '' : ` ${operand}`}`, help)),
  ];
  const signs = [
    { keys: '', text: 'Signs', title: true },
    { keys: '◆ ◇ ▣', text: 'a draw or dispatch, a clear, the end of a frame' },
    { keys: '!', text: 'the call raised a GL error' },
    { keys: '▾ ▸', text: 'open and closed' },
    { keys: 'a ✎ ●', text: 'a mark, a note, a breakpoint' },
    { keys: '≠', text: 'changed' },
  ];
  const beginnings = [{ keys: '', text: 'Where to begin', title: true }, ...BEGINNINGS.flatMap(([what, how]) => text(what, how))];
  return [beginnings, ...groups, commands, signs];
}

const PANEL_WORDS = { calls: 'calls', picture: 'picture', text: 'text' } as const;

export function paintHelp(view: View, inspector: Inspector): void {
  view.fill();
  const columns = Math.max(1, Math.min(4, Math.floor(view.width / COLUMN)));
  const width = Math.floor((view.width - 2) / columns) - 1;
  const all = blocks(width);
  const total = all.reduce((sum, block) => sum + block.length + 1, 0);
  // Blocks stay whole; a column is full once it has its share.
  const parts: HelpLine[][] = Array.from({ length: columns }, () => []);
  let column = 0;
  for (const block of all) {
    const part = parts[column]!;
    part.push(...block, { keys: '', text: '' });
    if (part.length >= total / columns && column < columns - 1) column++;
  }
  const height = view.height - 2;
  const longest = Math.max(...parts.map(part => part.length));
  const from = Math.max(0, Math.min(inspector.scroll.get('help') ?? 0, longest - height));
  inspector.scroll.set('help', from);
  view.put(1, 0, 'sgl inspect: keys', theme.bold);
  parts.forEach((part, i) => {
    const place = view.view({ x: 1 + i * (width + 1), y: 1, width, height });
    part.slice(from, from + height).forEach(({ keys, text, title }, y) => {
      if (title) place.put(0, y, text, theme.group);
      else {
        const end = place.put(0, y, keys, theme.key);
        place.put(Math.max(KEY_COLUMN, end + 1), y, text);
      }
    });
  });
  const more = longest - from - height;
  view.put(1, view.height - 1, `${more > 0 ? `${more} lines more: ↓ scrolls · ` : ''}any other key goes back`, theme.dim);
}
