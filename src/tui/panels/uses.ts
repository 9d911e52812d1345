// What the trace does with the object under the cursor: who makes, binds, writes, reads and deletes it.
import type { Piece } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

function useLines(inspector: Inspector, width: number): readonly Line[] {
  const { objectShown: object, call, pages } = inspector;
  if (object === undefined)
    return [
      [['This call names no object.']],
      [
        ['u shows the uses of one that is named, ', theme.dim],
        [':uses texture:3', theme.key],
        [' of any.', theme.dim],
      ],
    ];
  const kept = inspector.analysis.uses(object);
  if (!kept) return [[[`looking for uses of ${object} …`, theme.dim]]];
  if ('problem' in kept) return wrap(kept.problem, width).map(line => [[line]]);
  const uses = kept.value;
  const lines: Line[] = [];
  // Only what is around the cursor can be seen at once; the list is scrolled so that it is in view.
  for (const use of uses) {
    const here = use.call === call;
    lines.push(() => {
      const pieces: Piece[] = [
        [here ? '▶ ' : '  ', theme.bold],
        [use.frame === undefined ? '' : `f${use.frame} `.padEnd(6), theme.dim],
        [String(use.call).padStart(String(pages.calls).length), theme.dim],
        [` ${use.access.padEnd(9)} `, use.access === 'writes' || use.access === 'reads and writes' ? theme.changed : theme.plain],
        [use.name, here ? theme.bold : theme.plain],
      ];
      if (use.as !== '') pieces.push([`  ${use.as}`, theme.dim]);
      return pieces;
    });
  }
  return lines;
}

const panel = textPanel('uses', inspector => `Uses${inspector.objectShown === undefined ? '' : ` of ${inspector.objectShown}`}`, useLines);

export const usesPanel = {
  ...panel,
  paint(view, inspector, focused) {
    // Follows the cursor until it is scrolled by hand.
    const kept = inspector.objectShown === undefined ? undefined : inspector.analysis.uses(inspector.objectShown);
    if (kept && 'value' in kept && inspector.scroll.get('uses') === undefined) {
      const at = kept.value.findIndex(use => use.call >= inspector.call);
      inspector.scroll.set('uses', Math.max(0, (at < 0 ? kept.value.length : at) - Math.floor(view.height / 2)));
    }
    return panel.paint(view, inspector, focused);
  },
} satisfies typeof panel;
