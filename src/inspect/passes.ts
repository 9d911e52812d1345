// Render passes: runs of draws, clears, dispatches and copies with the same targets, and which pass reads what another
// one wrote. The data behind `sgl passes`.

import { FLAG } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import type { CallSelection } from './callset.js';
import { frameOf } from './frames.js';
import { type ObjectId, objectKey, objectText } from './objects/kinds.js';
import { type Access, trackObjects } from './objects/tracker.js';
import { placeName } from './place.js';

export interface PassTarget {
  readonly object: string;
  /** `color0`, `depth`, `window`, `storage` … */
  readonly as: string;
  readonly level: number;
  /** -1: all, or there are none. */
  readonly layer: number;
}

export interface Pass {
  readonly pass: number;
  readonly kind: 'render' | 'compute' | 'copy';
  readonly context: number;
  readonly frame: number | undefined;
  readonly firstCall: number;
  readonly lastCall: number;
  /** Of its first call, as it is passed on: `f12:call5`. */
  readonly place: string;
  /** 0: the window's. */
  readonly framebuffer: number;
  readonly targets: readonly PassTarget[];
  readonly draws: number;
  readonly clears: number;
  readonly dispatches: number;
  readonly copies: number;
  /** Programs that ran; none: fixed function. */
  readonly programs: readonly number[];
  /** What it reads that some pass wrote, and which one. */
  readonly reads: readonly { readonly object: string; readonly from: number }[];
}

const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch | FLAG.copy;
/** What counts as the result of a pass: pictures and buffers that the GPU wrote. */
const RESULTS: ReadonlySet<string> = new Set(['texture', 'renderbuffer', 'drawable', 'buffer']);

interface Open {
  readonly key: string;
  readonly kind: Pass['kind'];
  readonly context: number;
  readonly framebuffer: number;
  readonly firstCall: number;
  lastCall: number;
  readonly targets: Map<string, PassTarget>;
  readonly counts: { draws: number; clears: number; dispatches: number; copies: number };
  readonly programs: Set<number>;
  readonly reads: Map<string, { object: string; from: number }>;
  readonly wrote: Set<string>;
}

function targetOf({ object, as, level = 0, layer = -1 }: Access): PassTarget {
  const role = object.kind === 'drawable' ? 'window' : (/^[^,]*/.exec(as)?.[0] ?? as);
  return { object: objectText(object), as: role, level, layer };
}

function kindOf(flags: number): Pass['kind'] {
  return flags & FLAG.dispatch ? 'compute' : flags & (FLAG.draw | FLAG.clear) ? 'render' : 'copy';
}

/** Passes with a call in the selection. The whole trace is walked, since what they read may have been written before. */
export function tracePasses(reader: TraceReader, selection: CallSelection, progress?: (done: number, total: number) => void): Pass[] {
  const passes: Pass[] = [];
  const lastWriter = new Map<string, number>();
  let number = 0;
  let open: Open | undefined;
  const close = () => {
    if (!open) return;
    for (const key of open.wrote) lastWriter.set(key, number);
    if (selection.touches(open.firstCall, open.lastCall)) {
      const { key: _, wrote: _w, counts, targets, programs, reads, ...rest } = open;
      const frame = frameOf(reader, open.lastCall);
      passes.push({
        pass: number,
        ...rest,
        frame,
        place: placeName(reader, open.firstCall),
        ...counts,
        targets: [...targets.values()],
        programs: [...programs],
        reads: [...reads.values()],
      });
    }
    number++;
    open = undefined;
  };
  const resultKey = (id: ObjectId) => objectKey(id);
  for (const { call, context, accesses, state, frame } of trackObjects(reader, progress)) {
    const flags = call.command?.flags ?? 0;
    if (flags & WORK && accesses.length > 0) {
      const kind = kindOf(flags);
      const isRender = kind === 'render';
      const named = /^glClear(Named|Tex)/.test(call.name);
      const key = isRender && !named ? `render ${state.context} ${state.drawFramebuffer || `window ${state.drawDrawable}`}` : kind;
      if (open?.key !== key || open.context !== context) {
        close();
        open = {
          key,
          kind,
          context,
          framebuffer: isRender ? state.drawFramebuffer : 0,
          firstCall: call.call,
          lastCall: call.call,
          targets: new Map(),
          counts: { draws: 0, clears: 0, dispatches: 0, copies: 0 },
          programs: new Set(),
          reads: new Map(),
          wrote: new Set(),
        };
      }
      open.lastCall = call.call;
      if (flags & FLAG.draw) open.counts.draws++;
      if (flags & FLAG.clear) open.counts.clears++;
      if (flags & FLAG.dispatch) open.counts.dispatches++;
      if (flags & FLAG.copy) open.counts.copies++;
      for (const access of accesses) {
        const { object } = access;
        if (object.kind === 'program') open.programs.add(object.name);
        if (!RESULTS.has(object.kind)) continue;
        const objectId = resultKey(object);
        if (access.access !== 'writes' && !open.wrote.has(objectId)) {
          const from = lastWriter.get(objectId);
          if (from !== undefined) open.reads.set(`${objectId} ${from}`, { object: objectText(object), from });
        }
        if (access.access === 'writes' || access.access === 'reads and writes') {
          const target = targetOf(access);
          open.targets.set(`${target.object} ${target.as} ${target.level} ${target.layer}`, target);
          open.wrote.add(objectId);
        }
      }
    } else {
      // what the program itself sends or reads back between is no pass, but it is what a later one reads
      for (const { object, access } of accesses)
        if (RESULTS.has(object.kind) && access === 'writes') {
          if (open?.wrote.has(objectKey(object))) close();
          lastWriter.delete(objectKey(object));
        }
    }
    if (frame) close();
  }
  close();
  return passes;
}

const targetText = ({ object, as, level, layer }: PassTarget) =>
  `${as === 'window' ? '' : `${as} `}${object}${level > 0 ? ` level ${level}` : ''}${layer >= 0 ? ` layer ${layer}` : ''}`;

/** One paragraph a pass: what it draws to, and what it reads from which pass. */
export function* passLines(passes: readonly Pass[]): Generator<string> {
  let frame: number | undefined = -1;
  for (const pass of passes) {
    if (pass.frame !== frame) {
      frame = pass.frame;
      yield frame === undefined ? 'after the last frame' : `frame ${frame}`;
    }
    const counts = (['draws', 'clears', 'dispatches', 'copies'] as const)
      .filter(what => pass[what] > 0)
      .map(what => `${pass[what]} ${pass[what] === 1 ? singular[what] : what}`);
    yield `  pass ${pass.pass}  ${pass.kind}, calls ${pass.firstCall}-${pass.lastCall} (${pass.place}): ${counts.join(', ')}${programText(pass)}`;
    if (pass.targets.length > 0) yield `    into ${pass.targets.map(targetText).join(', ')}`;
    for (const { object, from } of pass.reads) yield `    reads ${object} of pass ${from}`;
  }
}
const singular = { draws: 'draw', clears: 'clear', dispatches: 'dispatch', copies: 'copy' } as const;

function programText({ programs }: Pass): string {
  if (programs.length === 0) return '';
  return `, program${programs.length > 1 ? 's' : ''} ${programs.join(', ')}`;
}

/** The graph for Graphviz: passes as nodes, results as edges. */
export function* passGraph(passes: readonly Pass[]): Generator<string> {
  const shown = new Set(passes.map(({ pass }) => pass));
  yield 'digraph passes {';
  yield '  rankdir=LR; node [shape=box];';
  for (const pass of passes) {
    const text = [`pass ${pass.pass} (${pass.kind})`, `calls ${pass.firstCall}-${pass.lastCall}`, ...pass.targets.map(targetText)].join(
      '\\n',
    );
    yield `  p${pass.pass} [label="${text}"];`;
  }
  for (const pass of passes)
    for (const { object, from } of pass.reads) if (shown.has(from)) yield `  p${from} -> p${pass.pass} [label="${object}"];`;
  yield '}';
}
