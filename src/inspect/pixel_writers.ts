// Which calls may have changed a picture up to a call: draws, clears, copies and uploads into one target. Pure.
import { FLAG } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import { GL } from './objects/bindings.js';
import { type ObjectId, objectText } from './objects/kinds.js';
import { trackObjects } from './objects/tracker.js';

export interface PixelTarget {
  /** `drawable:1`, `texture:3` … */
  readonly object: string;
  readonly kind: 'drawable' | 'texture' | 'renderbuffer';
  readonly name: number;
  readonly level: number;
  readonly layer: number;
}

export interface PixelWriter {
  readonly call: number;
  /** Where it begins: of immediate mode the glBegin. */
  readonly first: number;
  readonly name: string;
  readonly context: number;
  readonly isDraw: boolean;
  /** Attachment it is written as, when it is: `color0`. */
  readonly as: string;
}

export interface PixelWriters {
  readonly target: PixelTarget;
  readonly writers: readonly PixelWriter[];
}

interface Candidate extends PixelWriter {
  readonly key: string;
}

const keyOf = (id: ObjectId, level: number, layer: number) => `${objectText(id)}@${id.scope} ${level} ${layer}`;

export interface WriterRange {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

/** What call `at` draws to (its colour attachment `index`), and the calls of a range that write it. Undefined: nothing is
 * drawn to there. */
export function pixelWriters(
  reader: TraceReader,
  at: number,
  { from, to }: WriterRange,
  index: number,
  progress?: (done: number, total: number) => void,
): PixelWriters | undefined {
  const candidates: Candidate[] = [];
  const begun = new Map<number, number>();
  let found: { target: PixelTarget; key: string } | undefined;
  for (const { call, context, accesses, state } of trackObjects(reader, progress)) {
    const number = call.call;
    if (number > Math.max(at, to)) break;
    if (call.name === 'glBegin') begun.set(context, number);
    const flags = call.command?.flags ?? 0;
    if (number >= from && number <= to)
      for (const { object, access, as, level = 0, layer = -1 } of accesses) {
        if (access !== 'writes' && access !== 'reads and writes') continue;
        if (!['drawable', 'texture', 'renderbuffer'].includes(object.kind)) continue;
        const first = call.name === 'glEnd' ? (begun.get(context) ?? number) : number;
        const role = object.kind === 'drawable' ? 'color0' : (/^color\d+/.exec(as)?.[0] ?? '');
        if (/^(depth|stencil)/.test(as)) continue;
        const isDraw = (flags & FLAG.draw) !== 0;
        candidates.push({
          call: number,
          first,
          name: call.name,
          context: state.context,
          isDraw,
          as: role,
          key: keyOf(object, level, layer),
        });
      }
    if (number === at) {
      const attached = state.framebufferNamed(state.drawFramebuffer)?.attachments.get(GL.COLOR_ATTACHMENT0 + index);
      const scopeOf = (kind: string, name: number): ObjectId | undefined =>
        accesses.find(({ object }) => object.kind === kind && object.name === name)?.object;
      if (state.drawFramebuffer === 0) {
        const name = state.drawDrawable;
        if (name !== 0)
          found = { target: { object: `drawable:${name}`, kind: 'drawable', name, level: 0, layer: -1 }, key: `drawable:${name}@0 0 -1` };
      } else if (attached) {
        const { kind, name, level, layer } = attached;
        const id = scopeOf(kind, name);
        const prefix = `${kind}:${name}@`;
        const key = id
          ? keyOf(id, level, layer)
          : (candidates.find(each => each.key.startsWith(prefix) && each.key.endsWith(` ${level} ${layer}`))?.key ?? prefix);
        found = { target: { object: `${kind}:${name}`, kind, name, level, layer }, key };
      }
    }
  }
  if (!found) return undefined;
  const { target, key } = found;
  return { target, writers: candidates.filter(each => each.key === key).map(({ key: _, ...writer }) => writer) };
}
