// What can be looked at wherever a program's calls stand still: at a call of a replay, and in a live program that was
// stopped. One row a look. Results pass over Node's channel (structured clone) and over sockets (src/renderer/live_wire.ts).
import type { RawImage } from '../inspect/raw_image.js';
import type { StateSnapshot } from '../inspect/state/snapshot.js';
import type { Pixels } from '../native.js';
import type { Asker } from './asker.js';
import { type ImageWanted, imageOf } from './look/image.js';
import { type DrawAsked, type Mesh, type MeshOptions, meshOf } from './look/mesh.js';
import { type ProgramView, programView } from './look/program.js';
import { LookError } from './look/questions.js';
import { type StateWanted, snapshotOptions } from './operations/state.js';
import { ProbedNames } from './state/name_source.js';
import { StateReader } from './state/snapshot.js';

/** Params and result by name. */
export interface Looks {
  /** The picture in the back buffer of a drawable; without one, of what is being drawn to. */
  readonly picture: { readonly params: { readonly drawable?: number }; readonly result: Pixels };
  readonly image: { readonly params: ImageWanted; readonly result: RawImage };
  readonly mesh: { readonly params: MeshOptions & { readonly draw: DrawAsked }; readonly result: Mesh };
  /** The program in use without a name. */
  readonly program: { readonly params: { readonly program?: number }; readonly result: ProgramView };
  readonly state: { readonly params: StateWanted; readonly result: StateSnapshot };
}
export type LookName = keyof Looks;

/** An asker, and where the program stands in front of it. */
export interface Here {
  readonly asker: Asker;
  /** The call that comes next. */
  readonly call: number;
  /** The thread that makes it. */
  readonly stream: number;
}

type Table = { readonly [Name in LookName]: (here: Here, params: Looks[Name]['params']) => Looks[Name]['result'] };

/** The context that is current in the thread. Throws LookError when there is none. */
function contextOf({ asker, stream }: Here): number {
  const context = asker.contexts().find(each => each.stream === stream)?.id;
  if (context === undefined) throw new LookError('no context is current here');
  return context;
}

const readers = new WeakMap<Asker, StateReader>();

function stateReader(asker: Asker): StateReader {
  let reader = readers.get(asker);
  if (!reader) {
    reader = new StateReader(asker, new ProbedNames(asker));
    readers.set(asker, reader);
  }
  return reader;
}

export const looks: Table = {
  picture: ({ asker }, { drawable }) => asker.pixels(drawable),
  image: (here, wanted) => imageOf(here.asker, contextOf(here), wanted),
  mesh: (here, { draw, ...options }) => meshOf(here.asker, contextOf(here), draw, options),
  program: (here, { program }) => programView(here.asker, contextOf(here), program),
  state: ({ asker, call }, { object }) => stateReader(asker).snapshot(call, snapshotOptions(object)),
};
