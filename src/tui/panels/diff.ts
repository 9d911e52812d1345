// What differs in the other trace: calls, those around the cursor, and the state at the call there that stands for this one.
import type { CallDifference } from '../../inspect/diff/calls.js';
import { diffText } from '../../inspect/state/text.js';
import type { Inspector } from '../inspector.js';
import type { OtherTrace } from '../other_trace.js';
import { SIGN, theme } from '../theme.js';
import { type Line, textPanel, wrap } from './panel.js';

/** Differences before the one at the cursor that show. */
const BEFORE = 2;
const AFTER = 8;

function differenceLines(difference: CallDifference, here: boolean): Line[] {
  const mark = here ? '▶ ' : '  ';
  switch (difference.kind) {
    case 'removed':
      return [[[mark, theme.bold], ['only in A  ', theme.changed], [difference.text]]];
    case 'added':
      return [[[mark, theme.bold], ['only in B  ', theme.changed], [difference.text]]];
    case 'changed':
      return [
        [[mark, theme.bold], ['A  ', theme.dim], [difference.text]],
        [['  '], ['B  ', theme.dim], [difference.other]],
        ...difference.arguments.map(
          ({ name, a, b }): Line => [
            [`     ${SIGN.changed} ${name} `, theme.changed],
            [`${a} -> ${b}`, theme.bold],
          ],
        ),
      ];
  }
}

/** Where a difference is in A: a call that only B has stands before the next that both have. */
function callLines(other: OtherTrace, call: number): Line[] {
  const { aligned, map } = other;
  if (!aligned || !map || 'problem' in aligned) return [];
  const { differences } = aligned.value.diff;
  let at = differences.findIndex(each => each.kind !== 'added' && each.a >= call);
  if (at < 0) at = differences.length;
  const first = Math.max(0, at - BEFORE);
  return differences
    .slice(first, at + AFTER)
    .flatMap((each, i) => differenceLines(each, first + i === at && each.kind !== 'added' && each.a === call));
}

function stateLines(inspector: Inspector, other: OtherTrace, there: number): Line[] {
  const { looking, call } = inspector;
  const [here, that] = [looking.questions.ask('state', { call }), other.questions.ask('state', { call: there })];
  if (!here || !that) return [[['asking the driver …', theme.dim]]];
  for (const each of [here, that]) if ('problem' in each) return [[[each.problem]]];
  const changes = looking.otherState.changes((here as { value: never }).value, (that as { value: never }).value);
  const text = diffText(changes).trimEnd().split('\n');
  if (text[0] === 'no difference') return [[['  the same', theme.dim]]];
  return text.map(line =>
    line.startsWith(' ') ? [[`${SIGN.changed}${line.slice(1)}`, theme.changed]] : [[`${SIGN.changed} ${line}`, theme.bold]],
  );
}

function diffLines(inspector: Inspector, width: number): readonly Line[] {
  const { other, call, file } = inspector;
  if (!other) return wrap(':diff FILE compares with another trace; so does sgl inspect A B.', width).map(line => [[line, theme.dim]]);
  const { aligned, map } = other;
  if (!aligned) return [[['comparing the calls of both traces …', theme.dim]]];
  if ('problem' in aligned) return wrap(aligned.problem, width).map(line => [[line]]);
  const { removed, added, changed, same } = aligned.value.diff;
  const differing = removed + added + changed;
  const counts =
    differing === 0
      ? `all ${same} calls are the same`
      : `${removed} only in A, ${added} only in B, ${changed} with other arguments; ${same} the same`;
  const lines: Line[] = [
    [
      ['A ', theme.bold],
      [file, theme.dim],
    ],
    [
      ['B ', theme.bold],
      [other.file, theme.dim],
    ],
    ...wrap(counts, width).map((line): Line => [[line]]),
  ];
  if (differing > 0)
    lines.push(
      [['']],
      [
        ['calls', theme.group],
        ['  } and { go from one to the next', theme.dim],
      ],
      ...callLines(other, call),
    );
  const there = other.callFor(call);
  if (!map || there === undefined) return lines;
  const name = map.isOnlyInA(call) ? `to B after ${there}: it has no such call` : `to B after ${there} ${other.pages.name(there)}`;
  lines.push(
    [['']],
    [
      ['state', theme.group],
      [`  from A after ${call}`, theme.dim],
    ],
  );
  lines.push(...wrap(name, width - 7).map((line): Line => [[`       ${line}`, theme.dim]]));
  lines.push(...stateLines(inspector, other, there));
  return lines;
}

export const diffPanel = textPanel('diff', ({ other }) => (other ? 'A and B' : 'Another trace'), diffLines);
