// What stands around the calls of a frame: debug groups, glBegin … glEnd, display lists; as spans of calls that nest. The
// tree of an inspector is made of them, without a row for each call anywhere.
import type { Dictionary } from '../trace/dictionary.js';
import type { CallPages, FrameRange } from './call_pages.js';
import type { DataValue } from './decode.js';

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
