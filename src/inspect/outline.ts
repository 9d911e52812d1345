// What stands around the calls of a frame: debug groups, glBegin … glEnd, display lists; as spans of calls that nest. The
// tree of an inspector is made of them, without a row for each call anywhere.
import type { Dictionary } from '../trace/dictionary.js';
import type { CallPages, FrameRange } from './call_pages.js';
import type { DataValue } from './decode.js';
import type { Pass } from './passes.js';

export interface Span {
  readonly kind: 'group' | 'begin' | 'list' | 'pass';
  /** Both inclusive; a span that the frame does not close ends with the frame. */
  readonly first: number;
  readonly last: number;
  /** 0 = directly in the frame. */
  readonly depth: number;
  /** Its first call is the heading; else (passes) it has a row of its own before that call. */
  readonly title: string;
}

interface SpanNames {
  readonly kind: 'group' | 'begin' | 'list';
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}
const SPAN_NAMES: readonly SpanNames[] = [
  {
    kind: 'group',
    opens: ['glPushDebugGroup', 'glPushDebugGroupKHR', 'glPushGroupMarkerEXT'],
    closes: ['glPopDebugGroup', 'glPopDebugGroupKHR', 'glPopGroupMarkerEXT'],
  },
  { kind: 'begin', opens: ['glBegin'], closes: ['glEnd'] },
  { kind: 'list', opens: ['glNewList'], closes: ['glEndList'] },
];

interface Bracket {
  readonly kind: 'group' | 'begin' | 'list';
  readonly opens: boolean;
}

/** Opcodes that open or close a span. */
export function spanOpcodes(dictionary: Dictionary): ReadonlyMap<number, Bracket> {
  const byName = new Map<string, Bracket>();
  for (const { kind, opens, closes } of SPAN_NAMES) {
    for (const name of opens) byName.set(name, { kind, opens: true });
    for (const name of closes) byName.set(name, { kind, opens: false });
  }
  const found = new Map<number, Bracket>();
  for (const { opcode, name } of dictionary.commands.values()) {
    const bracket = byName.get(name);
    if (bracket) found.set(opcode, bracket);
  }
  return found;
}

function titleOf(pages: CallPages, call: number, kind: Span['kind']): string {
  if (kind !== 'group') return '';
  const message = pages.at(call)?.call.arguments.find(({ parameter }) => parameter.kind === 'in')?.value as DataValue | undefined;
  return message?.kind === 'data' ? new TextDecoder().decode(message.bytes).replace(/\0.*$/s, '') : '';
}

/** The spans of a frame in order of their first call. Streams (threads) have brackets of their own; where those of two
 * streams cross, the inner one ends with the outer. */
export function frameSpans(pages: CallPages, { first, last }: FrameRange): Span[] {
  const brackets = spanOpcodes(pages.reader.dictionary);
  const spans: { kind: Span['kind']; first: number; last: number; depth: number; title: string; stream: number }[] = [];
  if (brackets.size === 0) return spans;
  const open: typeof spans = [];
  for (let at = first - 1; ; ) {
    const next = pages.nearest(at, 1, opcode => brackets.has(opcode), last - at + 1);
    if (next === undefined) break;
    at = next;
    const { kind, opens } = brackets.get(pages.opcode(at))!;
    const stream = pages.stream(at);
    if (opens) {
      const span = { kind, first: at, last, depth: open.length, title: titleOf(pages, at, kind), stream };
      spans.push(span);
      open.push(span);
    } else {
      const index = open.findLastIndex(span => span.kind === kind && span.stream === stream);
      if (index >= 0) for (const span of open.splice(index)) span.last = at;
    }
  }
  return spans;
}

/** Passes with a call in a frame, in their order. */
export function passesOfFrame(passes: readonly Pass[], { first, last }: FrameRange): Pass[] {
  let low = 0;
  let high = passes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes[middle]!.lastCall < first) low = middle + 1;
    else high = middle;
  }
  const found: Pass[] = [];
  for (let i = low; i < passes.length && passes[i]!.firstCall <= last; i++) found.push(passes[i]!);
  return found;
}

const several = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : what === 'copy' ? '' : 's'}`]);

/** `pass 12 render → color0 texture:2, depth renderbuffer:1: 3 draws, 1 clear`. */
export function passTitle({ pass, kind, targets, draws, clears, dispatches }: Pass): string {
  const to = targets.map(({ object, as }) => (as === 'window' ? `window ${object.split(':')[1]}` : `${as} ${object}`)).join(', ');
  const work = [...several(draws, 'draw'), ...several(clears, 'clear'), ...several(dispatches, 'dispatch')].join(', ');
  return `pass ${pass} ${kind}${to === '' ? '' : ` → ${to}`}${work === '' ? '' : `: ${work}`}`;
}

/** Spans of a frame with its passes among them. A pass that begins in one span and ends in another cannot stand in the
 * tree and is left out; one that ends within glBegin or a list ends with it. */
export function withPasses(spans: readonly Span[], passes: readonly Pass[], { first, last }: FrameRange): Span[] {
  const added = passes.map((pass): Span => {
    let end = Math.min(last, pass.lastCall);
    for (const span of spans)
      if (span.kind !== 'group' && span.first >= pass.firstCall && span.first <= end && span.last > end) end = span.last;
    return { kind: 'pass', first: Math.max(first, pass.firstCall), last: end, depth: 0, title: passTitle(pass) };
  });
  const all = [...spans, ...added].sort((a, b) => a.first - b.first || (a.kind === 'pass' ? -1 : b.kind === 'pass' ? 1 : b.last - a.last));
  const nested: Span[] = [];
  const open: Span[] = [];
  for (const span of all) {
    while (open.length > 0 && open.at(-1)!.last < span.first) open.pop();
    const crossing = open.find(each => each.last < span.last);
    if (crossing) {
      // The pass goes, whichever of the two it is.
      if (span.kind === 'pass') continue;
      const at = open.findIndex(each => each.kind === 'pass' && each.last < span.last);
      if (at >= 0) nested.splice(nested.indexOf(open.splice(at, 1)[0]!), 1);
    }
    nested.push(span);
    open.push(span);
  }
  const around: Span[] = [];
  return nested.map(span => {
    while (around.length > 0 && around.at(-1)!.last < span.first) around.pop();
    around.push(span);
    return { ...span, depth: around.length - 1 };
  });
}
