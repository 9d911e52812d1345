// The tree of calls: frames, groups, calls, each with its signs: what it does, errors, marks, notes.
import type { Span } from '../../inspect/outline.js';
import { FLAG } from '../../trace/dictionary.js';
import { callPieces, type Piece } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import type { Style, View } from '../terminal/canvas.js';
import { SIGN, theme } from '../theme.js';
import type { Row } from '../tree.js';
import type { Panel } from './panel.js';

const INDENT_MOST = 8;

function counted(span: Span): string {
  const calls = span.last - span.first + (span.kind === 'pass' ? 1 : -1);
  return `${calls} call${calls === 1 ? '' : 's'}`;
}

function sign(flags: number): string {
  if ((flags & FLAG.frame) !== 0) return SIGN.frame;
  if ((flags & FLAG.draw) !== 0) return SIGN.draw;
  if ((flags & FLAG.clear) !== 0) return SIGN.clear;
  return (flags & FLAG.dispatch) !== 0 ? SIGN.dispatch : ' ';
}

function nameStyle(flags: number): Style {
  if ((flags & FLAG.frame) !== 0) return theme.frame;
  return (flags & (FLAG.draw | FLAG.clear | FLAG.dispatch)) !== 0 ? theme.draw : theme.call;
}

/** Marks and notes of a call, in two columns. */
function gutter(inspector: Inspector, call: number): Piece {
  const letters = inspector.notes.marksAt(call).slice(0, 1);
  const isStop = inspector.breakpoints.isStop(call);
  return [`${letters || (inspector.notes.notes.has(call) ? SIGN.note : ' ')}${isStop ? SIGN.breakpoint : ' '}`, theme.mark];
}

function frameRow(inspector: Inspector, row: Row & { kind: 'frame' }): Piece[] {
  const { first, last, mark } = inspector.pages.frame(row.frame);
  const work = inspector.survey.work(row.frame);
  return [
    gutter(inspector, last),
    [`${inspector.list.tree.isOpen(row) ? SIGN.open : SIGN.closed} `],
    [mark ? `f${row.frame}` : `f${row.frame} (not finished)`, theme.frame],
    [`  ${last - first + 1} calls${work === undefined ? '' : `, ${work} draw${work === 1 ? '' : 's'}`}`, theme.dim],
  ];
}

function callRow(inspector: Inspector, row: Row & { kind: 'call' }, digits: number): Piece[] {
  const { pages, survey, list } = inspector;
  const walked = pages.at(row.call);
  const number = String(row.call).padStart(digits);
  if (!walked) return [['  '], [number, theme.dim], ['   (this call is missing from the trace)', theme.error]];
  const indent = ' '.repeat(Math.min(INDENT_MOST, list.tree.depth(row) - 1) * 2);
  const span = list.tree.spanOf(row);
  const open = span ? (list.tree.isOpen(row) ? SIGN.open : SIGN.closed) : ' ';
  const flags = pages.flags(row.call);
  const head: Piece[] = [gutter(inspector, row.call), [number, theme.dim]];
  if (walked.error) head.push([SIGN.error, theme.error]);
  else head.push([' ']);
  head.push([sign(flags), nameStyle(flags)], [indent]);
  if (span) head.push([`${open} `, theme.group]);
  else head.push([' ']);
  if (span?.kind === 'group') return [...head, [span.title || '(a group without a name)', theme.group], [`  ${counted(span)}`, theme.dim]];
  const pieces = callPieces(walked, pages, survey, nameStyle(flags));
  if (span && !list.tree.isOpen(row)) pieces.push([`  ${counted(span)}`, theme.dim]);
  return [...head, ...pieces];
}

function spanRow(inspector: Inspector, row: Row & { kind: 'span' }, digits: number): Piece[] {
  const open = inspector.list.tree.isOpen(row) ? SIGN.open : SIGN.closed;
  const indent = ' '.repeat(Math.min(INDENT_MOST, row.span.depth) * 2);
  return [
    [`  ${' '.repeat(digits)}  ${indent}${open} `, theme.group],
    [row.span.title, theme.group],
    [`  ${counted(row.span)}`, theme.dim],
  ];
}

export const callsPanel: Panel = {
  title: inspector => `Calls ${inspector.pages.calls === 0 ? '' : `${inspector.call} of ${inspector.pages.calls}`}`,
  keys: 'calls',
  paint(view: View, inspector: Inspector, focused: boolean) {
    const { list, pages } = inspector;
    if (pages.calls === 0) {
      view.put(0, 0, inspector.live ? 'No calls yet.' : 'The trace has no calls.', theme.dim);
      return undefined;
    }
    const digits = String(pages.calls - 1).length;
    const { rows, cursor } = list.visible(view.height);
    rows.forEach((row, y) => {
      const pieces =
        row.kind === 'frame'
          ? frameRow(inspector, row)
          : row.kind === 'span'
            ? spanRow(inspector, row, digits)
            : callRow(inspector, row, digits);
      view.line(0, y, pieces);
      if (y === cursor) view.highlight(y, focused ? theme.cursor : theme.cursorElsewhere);
    });
    const { live } = inspector;
    if (!live?.where) return undefined;
    // in its place where there is one, else in the border
    const last = rows.at(-1);
    if (last?.kind !== 'call' || last.call !== pages.calls - 1 || rows.length >= view.height) return `next: ${live.next}`;
    view.put(2, rows.length, `${live.next} comes next`, theme.dim);
    return undefined;
  },
};
