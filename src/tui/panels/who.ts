// Who set a value of the state, what it was before, what changes it next.
import type { Inspector } from '../inspector.js';
import { theme } from '../theme.js';
import type { WhoCall } from '../who.js';
import { type Line, textPanel, wrap } from './panel.js';

const MOST = 200;

function whoLines(inspector: Inspector, width: number): readonly Line[] {
  const { who, call, pages } = inspector;
  if (who.name === '') return [[['w asks who set a value: blend.enabled, texture:3.min_filter, blend for all of it.', theme.dim]]];
  if (who.problem !== '') return wrap(who.problem, width).map(line => [[line]]);
  const found = who.at(call);
  if (!found) return [[[inspector.busy === '' ? 'reading the change log …' : inspector.busy, theme.dim]]];
  if (found.length === 0) return wrap(`Nothing is named ${who.name} here; the state page shows names.`, width).map(line => [[line]]);
  const entry = (what: string, each: WhoCall, withValue: boolean): Line => [
    [`  ${what.padEnd(8)}`, theme.dim],
    each.initial ? ['nobody: so it began', theme.dim] : [`${each.call} ${pages.name(each.call)}`, theme.bold],
    [withValue ? `  ${each.value}` : '', theme.dim],
  ];
  return found
    .slice(0, MOST)
    .flatMap(({ name, value, set, before, next }) => [
      [[name, theme.group], [' is '], [value, theme.bold]] as Line,
      ...(set ? [entry('set by', set, false)] : []),
      ...(before ? [entry('before', before, true)] : []),
      next ? entry('next', next, true) : ([['  never changed after this', theme.dim]] as Line),
    ]);
}

export const whoPanel = textPanel('who', ({ who, call }) => `Who set ${who.name === '' ? 'it' : who.name} (at ${call})`, whoLines);
