// OpenGL's state after the call: first what differs from the call before (the draw before, a mark), then all of it.

import { placeText } from '../../inspect/place.js';
import { diffText } from '../../inspect/state/text.js';
import { FLAG } from '../../trace/dictionary.js';
import type { Inspector } from '../inspector.js';
import { SIGN, theme } from '../theme.js';
import { type Line, type Panel, textPanel, wrap } from './panel.js';

const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch;
const BASE_WORDS = { call: 'the call before', draw: 'the draw before', mark: 'the mark' } as const;

/** The call whose state is compared with; undefined when there is none. */
function baseCall({ looking, pages, call }: Inspector): number | undefined {
  switch (looking.state.base) {
    case 'call':
      return call > 0 ? call - 1 : undefined;
    case 'draw':
      return pages.nearestFlag(call, -1, WORK);
    case 'mark':
      return looking.marked;
  }
}

function stateLines(inspector: Inspector, width: number): readonly Line[] {
  const { looking, call, settings, pages } = inspector;
  if (!settings.pictures) return [[['State needs a replay, which is turned off (pictures = false).', theme.dim]]];
  const { base } = looking.state;
  const from = baseCall(inspector);
  // The earlier one first: going forwards costs least.
  const before = from === undefined ? undefined : looking.questions.ask('state', { call: from });
  const waiting: Line = [[inspector.busy === '' ? 'asking the driver …' : inspector.busy, theme.dim]];
  if (from !== undefined && !before) return [waiting];
  if (before && 'problem' in before) return [...wrap(before.problem, width), '', 'r tries again'].map(line => [[line]]);
  const here = looking.questions.ask('state', { call });
  if (!here) return [waiting];
  if ('problem' in here) return [...wrap(here.problem, width), '', 'r tries again'].map(line => [[line]]);
  const now = here.value;
  const then = before?.value;
  const lines: Line[] = [];
  if (then && from !== undefined) {
    const text = diffText(looking.state.changes(then, now)).trimEnd().split('\n');
    lines.push([
      [`since ${BASE_WORDS[base]} (${placeText(pages, from)}, ${from})`, theme.group],
      ['  s: another', theme.dim],
    ]);
    if (text[0] === 'no difference') lines.push([['  nothing changed', theme.dim]]);
    else
      for (const line of text)
        lines.push(line.startsWith(' ') ? [[`${SIGN.changed}${line.slice(1)}`, theme.changed]] : [[`${SIGN.changed} ${line}`, theme.bold]]);
  } else
    lines.push([
      [base === 'mark' ? 'no mark is chosen: d chooses one' : `there is no ${base} before this`, theme.dim],
      ['  s: another', theme.dim],
    ]);
  lines.push(
    [['']],
    [
      [looking.state.all ? 'all state' : 'what is not as in a new context', theme.group],
      ['  S: the other', theme.dim],
    ],
  );
  for (const line of looking.state.lines(now)) lines.push([[line, line.startsWith(' ') ? theme.plain : theme.bold]]);
  return lines;
}

export const statePanel: Panel = { ...textPanel('state', ({ call }) => `State after ${call}`, stateLines), asksDriver: true };
