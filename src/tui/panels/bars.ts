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
  const parts: string[] = [];
  if (survey.errors.length > 0) parts.push(`! ${survey.errors.length} GL error${survey.errors.length === 1 ? '' : 's'}`);
  if (survey.losses.length > 0) parts.push('! calls are missing');
  if (!survey.done) parts.push(`reading ${Math.floor(survey.progress * 100)} %`);
  if (!reader.complete) parts.push('not closed');
  if (inspector.busy !== '') parts.push(inspector.busy);
  const text = parts.length === 0 ? '' : `${parts.join(' · ')} `;
  const at = view.width - textCells(text);
  if (at > end + 1) view.put(at, 0, text, theme.bar);
}

/** The keys that fit: those with a short text, two of opposite directions together (`n/p call`). */
export function footerKeys(panel: KeyRow['panel']): { readonly keys: string; readonly text: string }[] {
  const items: { keys: string; text: string }[] = [];
  for (const row of keyTable) {
    if (row.panel !== undefined && row.panel !== panel) continue;
    if (row.short === undefined) continue;
    const last = items.at(-1);
    if (row.short === '' && last) last.keys += `/${keyText(row.keys[0]!)}`;
    else items.push({ keys: keyText(row.keys[0]!), text: row.short });
  }
  return items;
}

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
  const items = footerKeys(panel);
  // `?` and `q` always fit.
  const fixed = items.filter(({ text }) => text === 'help' || text === 'quit');
  const width = ({ keys, text }: { keys: string; text: string }) => textCells(keys) + textCells(text) + 3;
  let room = view.width - fixed.reduce((sum, item) => sum + width(item), 0) - 1;
  const shown = items.filter(item => {
    if (fixed.includes(item)) return true;
    if (room < width(item)) return false;
    room -= width(item);
    return true;
  });
  let x = 1;
  for (const { keys, text } of shown) {
    x = view.put(x, 0, keys, theme.key);
    x = view.put(x + 1, 0, text, theme.dim) + 2;
  }
}
