// What a replayer has besides objects and state: contexts and drawables. A keyframe can be restored on a replayer that has
// the same ones; where they differ it is made anew.
import type { LiveContext, LiveDrawable } from '../../native.js';

export interface WorldContext {
  readonly id: number;
  /** The first context of its share group, and the one with the lowest number of those that live. */
  readonly first: number;
  readonly group: number;
  readonly request: readonly (number | boolean)[];
  readonly prepared: boolean;
}
export interface WorldDrawable {
  readonly id: number;
  readonly shape: readonly (number | boolean)[];
  /** A front buffer that was used. */
  readonly hasFront: boolean;
}
export interface World {
  readonly contexts: readonly WorldContext[];
  readonly drawables: readonly WorldDrawable[];
}

/** `firstOf`: the first context of a context's share group. */
export function worldOf(contexts: readonly LiveContext[], drawables: readonly LiveDrawable[], firstOf: (context: number) => number): World {
  return {
    contexts: contexts.map(c => ({
      id: c.id,
      first: firstOf(c.id),
      group: c.group,
      request: [c.major, c.minor, c.profile, c.flags, c.resetStrategy, c.doubleBuffered, c.buffersChosen, c.destroyed],
      prepared: c.prepared,
    })),
    drawables: drawables.map(d => ({
      id: d.id,
      shape: [d.config, d.width, d.height, d.doubleBuffered, d.kind, d.destroyed],
      hasFront: d.hasFront,
    })),
  };
}

/** No keyframe holds it: a keyframe is read and made again in a context of OpenGL, and OpenGL ES 1 has too little of that. */
export const isEs1 = ({ es, major }: Pick<LiveContext, 'es' | 'major'>): boolean => es && major < 2;

const same = (a: readonly (number | boolean)[], b: readonly (number | boolean)[]) =>
  a.length === b.length && a.every((each, i) => each === b[i]);

/** Whether a replayer that has these contexts and drawables can become as the keyframe has it. */
export function canBecome({ contexts, drawables }: World, live: readonly LiveContext[], surfaces: readonly LiveDrawable[]): boolean {
  const now = worldOf(live, surfaces, id => id);
  return (
    now.contexts.length === contexts.length &&
    now.drawables.length === drawables.length &&
    contexts.every(context => {
      const found = now.contexts.find(({ id }) => id === context.id);
      return found && found.group === context.group && found.prepared === context.prepared && same(found.request, context.request);
    }) &&
    drawables.every(drawable => {
      const found = now.drawables.find(({ id }) => id === drawable.id);
      return found && (drawable.hasFront || !found.hasFront) && same(found.shape, drawable.shape);
    })
  );
}
