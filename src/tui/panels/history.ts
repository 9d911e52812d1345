// The history of the pixel under the cross, for which `h` asked: each call of the frame that may have changed it.
import type { PixelValue } from '../../replay/look/history.js';
import type { Inspector } from '../inspector.js';
import { SIGN, theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

const number = (value: number) => String(Number(value.toPrecision(4)));

function valueText({ color, depth, stencil }: PixelValue): string {
  const parts = [
    color ? color.map(number).join(' ') : '',
    depth === null ? '' : `depth ${number(depth)}`,
    stencil === null ? '' : `stencil ${stencil}`,
  ];
  return parts.filter(Boolean).join(', ') || '(cannot be read)';
}

function historyLines(inspector: Inspector, width: number): readonly Line[] {
  const { looking, call } = inspector;
  const asked = looking.history;
  if (!asked) return [[['h asks for the history of the pixel under the cross, up to this call.', theme.dim]]];
  const kept = looking.questions.ask('history', asked);
  if (!kept) return [[[`executing the frame call by call for ${asked.x},${asked.y} …`, theme.dim]]];
  if ('problem' in kept) return wrap(kept.problem, width).map(line => [[line]]);
  const { events, looked } = kept.value;
  const lines: Line[] = [[[`${looked} calls were looked at, ${events.length} cover the pixel`, theme.dim]]];
  for (const event of events) {
    const here = event.call === call;
    lines.push([
      [here ? '▶ ' : '  ', theme.bold],
      [event.changed ? SIGN.changed : ' ', theme.changed],
      [` ${event.call} `, theme.dim],
      [event.name, here ? theme.bold : theme.plain],
    ]);
    if (event.changed) {
      const [before, after] = [valueText(event.before), valueText(event.after)];
      // both in a line where they fit
      if (before.length + after.length + 10 <= width) lines.push([['      '], [before, theme.dim], [' -> '], [after, theme.changed]]);
      else lines.push([['      '], [before, theme.dim]], [['   -> '], [after, theme.changed]]);
    }
    for (const refusal of event.refused)
      lines.push([
        ['      refused: ', theme.dim],
        [refusal, theme.bold],
      ]);
  }
  if (events.some(({ changed }) => changed)) lines.push([['']], [['W goes to the calls that changed it, the last first', theme.dim]]);
  return lines;
}

export const historyPanel = textPanel(
  'history',
  ({ looking: { history } }) => (history ? `History of ${history.x},${history.y} up to ${history.at}` : 'Pixel history'),
  historyLines,
);
