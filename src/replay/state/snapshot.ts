// A snapshot of all OpenGL state at the place where a player is: every context, and every object whether bound or not.
import { ObjectNames } from '../../inspect/object_names.js';
import type { ContextState, ObjectState, ShareGroupState, StateSnapshot } from '../../inspect/state/snapshot.js';
import type { LiveContext } from '../../native.js';
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import type { Player } from '../player.js';
import { type ContextKind, ContextPlan } from './context_state.js';
import { type AskingContext, objectStates } from './object_state.js';
import { Questions } from './questions.js';

export interface SnapshotOptions {
  /** Only objects of these kinds, and these names where given; all without it. */
  readonly objects?: ReadonlyMap<StateObjectKind, readonly number[] | undefined>;
}

const KINDS = Object.keys(objectTables) as StateObjectKind[];

/** Takes snapshots of one trace; keeps what never changes between them. */
export class StateReader {
  readonly #player: Player;
  readonly #plans = new Map<number, ContextPlan>();
  #names: ObjectNames | undefined;

  constructor(player: Player) {
    this.#player = player;
  }

  get names(): ObjectNames {
    this.#names ??= new ObjectNames(this.#player.reader);
    return this.#names;
  }

  snapshot({ objects }: SnapshotOptions = {}): StateSnapshot {
    const player = this.#player;
    const position = player.position;
    const wanted = (kind: StateObjectKind) => objects === undefined || objects.has(kind);
    const kinds = KINDS.filter(wanted);
    const live = player.contexts();
    for (const id of this.#plans.keys()) if (!live.some(context => context.id === id)) this.#plans.delete(id);
    const asking = new Map<number, AskingContext>();
    const contexts = live.map((context): ContextState => {
      const described = this.#describe(context);
      if (described.silent !== undefined) return described;
      const kind: ContextKind = { core: context.core, es: context.es };
      let plan = this.#plans.get(context.id);
      if (!plan) {
        plan = new ContextPlan(player, context.id, kind);
        this.#plans.set(context.id, plan);
      }
      const values = plan.read();
      const asker: AskingContext = { player, id: context.id, kind, limits: plan.limits, values };
      asking.set(context.id, asker);
      const own = kinds.filter(each => objectTables[each].scope === 'context');
      return {
        ...described,
        values,
        objects: own.flatMap(each => this.#objects(asker, each, owner => owner === context.id, objects)),
      };
    });
    const groups = [...new Set(contexts.map(context => context.group))].map((id): ShareGroupState => {
      const members = contexts.filter(context => context.group === id);
      const asker = members.map(context => asking.get(context.id)).find(each => each !== undefined);
      const shared = asker ? kinds.filter(each => objectTables[each].scope === 'shared') : [];
      return {
        id,
        contexts: members.map(context => context.id),
        objects: shared.flatMap(each => this.#objects(asker!, each, owner => this.names.groupOf(owner) === id, objects)),
      };
    });
    return { position, contexts, groups };
  }

  #objects(
    asker: AskingContext,
    kind: StateObjectKind,
    owns: (context: number) => boolean,
    only: SnapshotOptions['objects'],
  ): ObjectState[] {
    const named = this.names.before(this.#player.position, kind, owns);
    const chosen = only?.get(kind);
    return objectStates(asker, kind, chosen ? named.filter(name => chosen.includes(name)) : named);
  }

  #describe(context: LiveContext): ContextState {
    const { id, core, es, draw, read, pendingError, stream } = context;
    const base: ContextState = {
      id,
      api: es ? 'OpenGL ES' : 'OpenGL',
      profile: es ? 'es' : core ? 'core' : 'compatibility',
      version: '',
      group: this.names.groupOf(id),
      ...(stream !== undefined && { stream }),
      draw,
      read,
      pendingError,
      values: new Map(),
      objects: [],
    };
    if (!context.prepared) return { ...base, silent: 'it was never current' };
    if (context.destroyed) return { ...base, silent: 'the program destroyed it' };
    let version = '';
    let inside = true;
    const questions = new Questions(this.#player, id);
    const get = (pname: string) => ({
      query: { command: 'glGetIntegerv' as const, args: [pname, '$out'] },
      kind: 'int' as const,
      count: 1,
    });
    questions.row(get('GL_MAJOR_VERSION'), major => {
      version = String(major);
      inside = false;
    });
    questions.row(get('GL_MINOR_VERSION'), minor => {
      version += `.${minor}`;
    });
    questions.row(get('GL_MAX_TEXTURE_SIZE'), () => {
      inside = false;
    });
    questions.ask();
    if (inside) return { ...base, silent: 'between glBegin and glEnd OpenGL answers nothing' };
    return { ...base, version };
  }
}
