// Passes of the frame: what each draws to, and which earlier pass it reads from.
import { passesOfFrame, passTitle } from '../../inspect/outline.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

function passLines(inspector: Inspector, width: number): readonly Line[] {
  const kept = inspector.analysis.passes();
  if (!kept) return [[['looking for passes …', theme.dim]]];
  if ('problem' in kept) return wrap(kept.problem, width).map(line => [[line]]);
  const { pages, call } = inspector;
  const range = pages.frame(pages.frameOf(call));
  const passes = passesOfFrame(kept.value, range);
  if (passes.length === 0) return [[[`Frame ${range.frame} has no pass: nothing is drawn, cleared, computed or copied.`, theme.dim]]];
  return passes.flatMap(pass => {
    const here = pass.firstCall <= call && call <= pass.lastCall;
    const lines: Line[] = [
      [
        [here ? '▶ ' : '  ', theme.bold],
        [passTitle(pass), here ? theme.group : theme.plain],
        [`  ${pass.firstCall}–${pass.lastCall}`, theme.dim],
      ],
    ];
    for (const { object, from } of pass.reads) lines.push([[`     reads ${object} of pass ${from}`, theme.object]]);
    return lines;
  });
}

export const passesPanel = textPanel('passes', () => 'Passes', passLines);
