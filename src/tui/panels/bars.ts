// The first and the last line of the screen: where one is; the keys, a message, or what is being typed.
import type { Inspector } from '../inspector.js';
import { type KeyRow, keyTable, keyText } from '../keys.js';
import { textCells, type View } from '../terminal/canvas.js';
import { theme } from '../theme.js';

export function paintTitle(view: View, inspector: Inspector): void {
  const { reader, pages, survey } = inspector;
  view.fill(theme.bar);
  const name = reader.file.slice(reader.file.lastIndexOf('/') + 1);
  const end = view.line(0, 0, [
    [` ${name} `, { attr: theme.bar.attr | theme.bold.attr }],
    [` ${inspector.place} `, { attr: theme.bar.attr | theme.bold.attr }],
    [` ${reader.frames} frames, ${pages.calls} calls`, theme.bar],
  ]);
  const { live } = inspector;
  const parts: string[] = live ? [`LIVE ${live.text}`] : [];
  if (live?.recording !== undefined) parts.push(`REC since f${live.recording}`);
  if (survey.errors.length > 0) parts.push(`! ${survey.errors.length} GL error${survey.errors.length === 1 ? '' : 's'}`);
  if (survey.losses.length > 0) parts.push('! calls are missing');
  if (!survey.done) parts.push(`reading ${Math.floor(survey.progress * 100)} %`);
  if (!reader.complete && !live) parts.push('not closed');
  if (inspector.busy !== '') parts.push(inspector.busy);
  // the first are what matters most
  while (parts.length > 1 && end + textCells(parts.join(' · ')) + 2 > view.width) parts.pop();
  const text = parts.length === 0 ? '' : `${parts.join(' · ')} `;
  const at = view.width - textCells(text);
  if (at > end + 1) view.put(at, 0, text, theme.bar);
}

/** The keys that fit: those with a short text, two of opposite directions together (`n/p call`). */
export function footerKeys(panel: KeyRow['panel'], live = false): { readonly keys: string; readonly text: string }[] {
  const items: { keys: string; text: string }[] = [];
  // what a live program can be told comes first
  const rows = live ? [...keyTable.filter(row => row.live), ...keyTable.filter(row => !row.live)] : keyTable.filter(row => !row.live);
  for (const row of rows) {
    if (row.panel !== undefined && row.panel !== panel) continue;
    if (row.short === undefined) continue;
    const last = items.at(-1);
    if (row.short === '' && last) last.keys += `/${keyText(row.keys[0]!)}`;
    else items.push({ keys: keyText(row.keys[0]!), text: row.short });
  }
  return items;
}

/** Where a live program stands these are its steps. */
const keysThatStep = (['next-call', 'next-draw', 'next-frame'] as const).map(id => keyTable.find(row => row.id === id)!.keys[0]).join(' ');

export function paintBottom(view: View, inspector: Inspector, panel: KeyRow['panel']): void {
  const { prompt, chord, message } = inspector;
  if (prompt) {
    const { label, text, at } = prompt;
    const characters = [...text];
    // The end that is being typed stays visible.
    const room = Math.max(4, view.width - textCells(label) - 2);
    const from = Math.max(0, at - room);
    const shown = characters.slice(from, from + room + 1);
    const x = view.put(0, 0, label, theme.bold);
    const end = view.put(x, 0, shown.slice(0, at - from).join(''));
    const behind = view.put(end, 0, shown[at - from] ?? ' ', theme.bar);
    view.put(behind, 0, shown.slice(at - from + 1).join(''));
    return;
  }
  if (chord) {
    view.put(0, 0, chord.label, theme.bold);
    return;
  }
  if (message) {
    view.line(0, 0, [
      [message.kind === 'problem' ? '! ' : '', theme.changed],
      [message.text, message.kind === 'problem' ? theme.bold : theme.plain],
    ]);
    return;
  }
  const { live } = inspector;
  const items = footerKeys(panel, live !== undefined).map(item =>
    item.text === 'pause' && live && !live.running ? { ...item, text: 'to where it stands' } : item,
  );
  // `?` and `q` always fit.
  const fixed = items.filter(({ text }) => text === 'help' || text === 'quit');
  const width = ({ keys, text }: { keys: string; text: string }) => textCells(keys) + textCells(text) + 3;
  const state = live ? ` ${live.text}${inspector.atNow ? `, ${keysThatStep} step` : ''} ` : '';
  let room = view.width - fixed.reduce((sum, item) => sum + width(item), 0) - 1 - textCells(state);
  const shown = items.filter(item => {
    if (fixed.includes(item)) return true;
    if (room < width(item)) return false;
    room -= width(item);
    return true;
  });
  let x = view.put(0, 0, state, theme.bar) + 1;
  for (const { keys, text } of shown) {
    x = view.put(x, 0, keys, theme.key);
    x = view.put(x + 1, 0, text, theme.dim) + 2;
  }
}
