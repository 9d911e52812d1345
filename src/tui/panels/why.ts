// Why a draw, or a pixel of it, does not show: the answer of `sgl why`, for which `i` and `I` asked.
import { type Trial, trialText, type WhyWithCalls } from '../../inspect/why.js';
import { withCalls } from '../../replay/why.js';
import type { Piece } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

/** The answer to what was asked, with the calls to blame as far as the change log is there. */
export function whyAnswer(inspector: Inspector): WhyWithCalls | { readonly problem: string } | undefined {
  const { looking, who, reader } = inspector;
  if (!looking.why) return undefined;
  const kept = looking.questions.ask('why', looking.why);
  if (!kept || 'problem' in kept) return kept;
  if (kept.value.causes.some(({ state }) => state.length > 0)) who.load();
  return withCalls(kept.value, reader, who.log);
}

/** Calls that the answer blames, without repetition. */
export function blamed(why: WhyWithCalls): number[] {
  return [...new Set(why.setBy.flat().flatMap(({ call }) => (call === null ? [] : [call])))];
}

function whyLines(inspector: Inspector, width: number): readonly Line[] {
  const { looking, who, busy, call: here } = inspector;
  if (!inspector.settings.pictures) return [[['This needs a replay, which is turned off (pictures = false).', theme.dim]]];
  if (!looking.why)
    return wrap('i asks why the draw under the cursor does not show, I why the pixel under the cross does not.', width).map(line => [
      [line, theme.dim],
    ]);
  const why = whyAnswer(inspector);
  if (!why) return [[[busy === '' ? 'executing the draw again and again …' : busy, theme.dim]]];
  if ('problem' in why) return wrap(why.problem, width).map(line => [[line]]);
  const lines: Line[] = [
    [
      [`${why.call} ${why.name}`, theme.bold],
      [why.target === '' ? '' : ` into ${why.target}`, theme.object],
      [why.pixel ? `, pixel ${why.pixel.x},${why.pixel.y}` : '', theme.dim],
    ],
    ...wrap(why.verdict, width).map((line): Line => [[line, why.shows ? theme.plain : theme.changed]]),
  ];
  why.causes.forEach((cause, i) => {
    lines.push([['']], [[cause.id, theme.group]]);
    // the verdict has the words of the first
    if (i > 0) lines.push(...wrap(cause.text, width - 2).map((line): Line => [['  '], [line]]));
    const calls = why.setBy[i] ?? [];
    if (calls.length === 0 && cause.state.length > 0 && !who.log) lines.push([['  reading who set it …', theme.dim]]);
    for (const { state, value, call, text } of calls) {
      if (state !== '') lines.push([['  '], [state, theme.object], [' = '], [value, theme.bold]]);
      const mark: Piece = [call === here ? '    ▶ ' : '      ', theme.bold];
      lines.push(call === null ? [mark, ['nobody set it: so it began', theme.dim]] : [mark, [text, theme.plain]]);
    }
  });
  if (blamed(why).length > 0) lines.push([['']], [['W goes to the calls to blame', theme.dim]]);
  if (why.tried.length > 0) lines.push([['']], [['executed again', theme.group]]);
  lines.push(...triedLines(why.tried, width));
  return lines;
}

/** What was executed and what came of it: in two columns where they fit. */
function triedLines(tried: readonly Trial[], width: number): Line[] {
  const shown = tried.map(trial => ({ what: trial.change === '' ? 'as it is' : trial.change, made: trialText(trial) }));
  const column = Math.max(0, ...shown.map(({ what }) => what.length)) + 4;
  const fits = shown.every(({ made }) => column + made.length <= width);
  return shown.flatMap(({ what, made }): Line[] =>
    fits ? [[[`  ${what}`.padEnd(column)], [made, theme.bold]]] : [[[`  ${what}`]], [['      '], [made, theme.bold]]],
  );
}

export const whyPanel = textPanel(
  'why',
  ({ looking: { why } }) => (why ? `Why ${why.pixel ? `${why.pixel.x},${why.pixel.y} of ` : ''}draw ${why.call}` : 'Why it does not show'),
  whyLines,
);
