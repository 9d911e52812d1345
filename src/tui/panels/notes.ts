// Marks and notes of the trace, in order of their places.
import { placeText } from '../../inspect/place.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

function noteLines(inspector: Inspector, width: number): readonly Line[] {
  const { notes, pages, call } = inspector;
  const calls = [...new Set([...notes.marks.values(), ...notes.notes.keys()])].filter(at => at < pages.calls).sort((a, b) => a - b);
  if (calls.length === 0)
    return [
      [['No marks and no notes yet.']],
      [
        ['m and a letter marks a place, ', theme.dim],
        [':note TEXT', theme.key],
        [' writes one.', theme.dim],
      ],
    ];
  return calls.flatMap(at => {
    const letters = notes.marksAt(at);
    const note = notes.notes.get(at);
    return [
      [
        [at === call ? '▶ ' : '  ', theme.bold],
        [letters === '' ? ' ' : letters, theme.mark],
        [` ${placeText(pages, at)} `, theme.bold],
        [`${at} ${pages.name(at)}`, theme.dim],
      ] as Line,
      ...(note === undefined ? [] : wrap(note, Math.max(10, width - 4)).map(line => [['    '], [line]] as Line)),
    ];
  });
}

export const notesPanel = textPanel('notes', () => 'Notes', noteLines);
