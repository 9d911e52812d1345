// Differences between the calls of two traces, or of two places of one: aligned first by whole calls, then by name
// where only arguments differ. The data behind `sgl diff`.
import { FLAG } from '../../trace/dictionary.js';
import type { TraceReader } from '../../trace/reader.js';
import { CallSelection } from '../callset.js';
import { callText, valueText } from '../format.js';
import { walkCalls } from '../walk.js';
import { alignSequences } from './align.js';
import { type CallRange, Interned, type Signatures, signaturesOf } from './signatures.js';

export type CallDifference =
  | { readonly kind: 'removed'; readonly a: number; readonly text: string; readonly name: string }
  | { readonly kind: 'added'; readonly b: number; readonly text: string; readonly name: string }
  | {
      readonly kind: 'changed';
      readonly a: number;
      readonly b: number;
      readonly name: string;
      readonly text: string;
      readonly other: string;
      readonly arguments: readonly { readonly name: string; readonly a: string; readonly b: string }[];
    };

export interface CallDiff {
  /** How many calls were compared. */
  readonly a: number;
  readonly b: number;
  readonly same: number;
  readonly removed: number;
  readonly added: number;
  readonly changed: number;
  /** The first draw after the first difference that both have: where its consequences show. */
  readonly drawAfter: { readonly a: number; readonly b: number } | null;
  /** The first of them; counts above are of all. */
  readonly differences: readonly CallDifference[];
}

/** A call that has no partner, or one with other arguments; -1: none on that side. */
export interface DiffStep {
  readonly kind: 'removed' | 'added' | 'changed';
  readonly a: number;
  readonly b: number;
}

/** Pairs by name what the first alignment left between two runs; gives how many of them are the same after all. */
function steps(a: Signatures, b: Signatures, a0: number, a1: number, b0: number, b1: number, out: DiffStep[]): number {
  let same = 0;
  const pairs = alignSequences(a.names.subarray(a0, a1), b.names.subarray(b0, b1));
  let [i, j] = [a0, b0];
  const apart = (toA: number, toB: number) => {
    for (; i < toA; i++) out.push({ kind: 'removed', a: a.calls[i]!, b: -1 });
    for (; j < toB; j++) out.push({ kind: 'added', a: -1, b: b.calls[j]! });
  };
  for (const { a: atA, b: atB, length } of pairs) {
    apart(a0 + atA, b0 + atB);
    for (let k = 0; k < length; k++, i++, j++) {
      if (a.loose[i] === b.loose[j]) same++;
      else out.push({ kind: 'changed', a: a.calls[i]!, b: b.calls[j]! });
    }
  }
  apart(a1, b1);
  return same;
}

export interface CallDiffOptions {
  /** Differences that are described (default: 200). */
  readonly most?: number;
  readonly rangeA?: CallRange;
  readonly rangeB?: CallRange;
}

const everything: CallRange = { first: 0, last: Number.POSITIVE_INFINITY };

export interface AlignedCalls {
  readonly diff: CallDiff;
  /** All that differ, in the order of both traces. */
  readonly steps: readonly DiffStep[];
}

/** Throws TraceError when a trace is damaged. */
export function diffCalls(left: TraceReader, right: TraceReader, options: CallDiffOptions = {}): CallDiff {
  return alignCalls(left, right, options).diff;
}

/** The same with every call that differs. */
export function alignCalls(left: TraceReader, right: TraceReader, options: CallDiffOptions = {}): AlignedCalls {
  const names = new Interned();
  const hashes = new Interned();
  const a = signaturesOf(left, names, hashes, options.rangeA ?? everything);
  const b = signaturesOf(right, names, hashes, options.rangeB ?? everything);
  const found: DiffStep[] = [];
  let same = 0;
  let [i, j] = [0, 0];
  let drawAfter: CallDiff['drawAfter'] = null;
  const draws = drawNames(left, names);
  for (const run of alignSequences(a.whole, b.whole)) {
    same += steps(a, b, i, run.a, j, run.b, found) + run.length;
    for (let k = 0; k < run.length && found.length > 0 && !drawAfter; k++)
      if (draws.has(a.names[run.a + k]!)) drawAfter = { a: a.calls[run.a + k]!, b: b.calls[run.b + k]! };
    [i, j] = [run.a + run.length, run.b + run.length];
  }
  same += steps(a, b, i, a.calls.length, j, b.calls.length, found);
  const count = (kind: DiffStep['kind']) => found.reduce((sum, step) => sum + (step.kind === kind ? 1 : 0), 0);
  const shown = found.slice(0, options.most ?? 200);
  const textsA = describe(
    left,
    shown.flatMap(step => (step.a >= 0 ? [step.a] : [])),
  );
  const textsB = describe(
    right,
    shown.flatMap(step => (step.b >= 0 ? [step.b] : [])),
  );
  const diff: CallDiff = {
    a: a.calls.length,
    b: b.calls.length,
    same,
    removed: count('removed'),
    added: count('added'),
    changed: count('changed'),
    drawAfter: drawAfter ?? changedDraw(found, left),
    differences: shown.map(step => difference(step, textsA, textsB)),
  };
  return { diff, steps: found };
}

function drawNames(reader: TraceReader, names: Interned): Set<number> {
  const found = new Set<number>();
  for (const command of reader.dictionary.commands.values())
    if (command.flags & FLAG.draw || command.name === 'glBegin') found.add(names.number(command.name));
  // at the glEnd, which draws, OpenGL answers nothing yet
  return found;
}

/** A draw that is itself what differs. */
function changedDraw(found: readonly DiffStep[], reader: TraceReader): CallDiff['drawAfter'] {
  const isDraw = (call: number) => {
    const name = reader.callName(call);
    return [...reader.dictionary.commands.values()].some(command => command.name === name && (command.flags & FLAG.draw) !== 0);
  };
  const step = found.slice(0, 1000).find(each => each.kind === 'changed' && isDraw(each.a));
  return step ? { a: step.a, b: step.b } : null;
}

interface Described {
  readonly name: string;
  readonly text: string;
  readonly values: ReadonlyMap<string, string>;
}

function describe(reader: TraceReader, calls: readonly number[]): Map<number, Described> {
  const found = new Map<number, Described>();
  if (calls.length === 0) return found;
  const items = calls.map(call => ({ text: String(call), unit: 'calls' as const, first: call, last: call, filters: [] }));
  const sorted = [...items].sort((x, y) => x.first - y.first);
  for (const { call, reply } of walkCalls(reader, new CallSelection(sorted, reader))) {
    const values = new Map(call.arguments.map(argument => [argument.parameter.name, valueText(argument, reader.dictionary)] as const));
    found.set(call.call, { name: call.name, text: callText(call, reply, reader.dictionary), values });
  }
  return found;
}

function difference(
  { kind, a, b }: DiffStep,
  textsA: ReadonlyMap<number, Described>,
  textsB: ReadonlyMap<number, Described>,
): CallDifference {
  const [left, right] = [textsA.get(a), textsB.get(b)];
  if (kind === 'removed') return { kind, a, text: left?.text ?? '', name: left?.name ?? '' };
  if (kind === 'added') return { kind, b, text: right?.text ?? '', name: right?.name ?? '' };
  const names = [...(left?.values.keys() ?? [])];
  const differing = names
    .map(name => ({ name, a: left?.values.get(name) ?? '', b: right?.values.get(name) ?? '' }))
    .filter(each => each.a !== each.b);
  // the same texts: data behind a pointer differs
  return { kind, a, b, name: left?.name ?? '', text: left?.text ?? '', other: right?.text ?? '', arguments: differing };
}
