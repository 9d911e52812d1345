// A snapshot of all OpenGL state where a program's calls stand still: every context, and every object whether bound or not.
import type { ContextState, ObjectState, ShareGroupState, StateSnapshot } from '../../inspect/state/snapshot.js';
import type { LiveContext } from '../../native.js';
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import type { Asker } from '../asker.js';
import { type ContextKind, ContextPlan } from './context_state.js';
import type { NameSource } from './name_source.js';
import { type AskingContext, objectStates } from './object_state.js';
import { Questions } from './questions.js';

export interface SnapshotOptions {
  /** Only objects of these kinds, and these names where given; all without it. */
  readonly objects?: ReadonlyMap<StateObjectKind, readonly number[] | undefined>;
}

const KINDS = Object.keys(objectTables) as StateObjectKind[];

/** Takes snapshots of one program; keeps what never changes between them. */
export class StateReader {
  readonly #asker: Asker;
  readonly #names: NameSource;
  readonly #plans = new Map<number, ContextPlan>();

  constructor(asker: Asker, names: NameSource) {
    this.#asker = asker;
    this.#names = names;
  }

  /** `position`: the call that comes next. */
  snapshot(position: number, { objects }: SnapshotOptions = {}): StateSnapshot {
    const wanted = (kind: StateObjectKind) => objects === undefined || objects.has(kind);
    const kinds = KINDS.filter(wanted);
    const live = this.#asker.contexts().sort((a, b) => a.id - b.id);
    for (const id of this.#plans.keys()) if (!live.some(context => context.id === id)) this.#plans.delete(id);
    const asking = new Map<number, AskingContext>();
    const contexts = live.map((context): ContextState => {
      const described = this.#describe(context);
      if (described.silent !== undefined) return described;
      const kind: ContextKind = { core: context.core, es: context.es };
      let plan = this.#plans.get(context.id);
      if (!plan) {
        plan = new ContextPlan(this.#asker, context.id, kind);
        this.#plans.set(context.id, plan);
      }
      const values = plan.read();
      const asks: AskingContext = { asker: this.#asker, id: context.id, kind, limits: plan.limits, values };
      asking.set(context.id, asks);
      const own = kinds.filter(each => objectTables[each].scope === 'context');
      return {
        ...described,
        values,
        objects: own.flatMap(each => this.#objects(asks, each, owner => owner === context.id, objects)),
      };
    });
    const groups = [...new Set(contexts.map(context => context.group))].map((id): ShareGroupState => {
      const members = contexts.filter(context => context.group === id);
      const asks = members.map(context => asking.get(context.id)).find(each => each !== undefined);
      const shared = asks ? kinds.filter(each => objectTables[each].scope === 'shared') : [];
      return {
        id,
        contexts: members.map(context => context.id),
        objects: shared.flatMap(each => this.#objects(asks!, each, owner => this.#names.groupOf(owner) === id, objects)),
      };
    });
    return { position, contexts, groups };
  }

  #objects(
    asks: AskingContext,
    kind: StateObjectKind,
    owns: (context: number) => boolean,
    only: SnapshotOptions['objects'],
  ): ObjectState[] {
    const named = this.#names.names(kind, owns, asks.id);
    const chosen = only?.get(kind);
    return objectStates(asks, kind, chosen ? named.filter(name => chosen.includes(name)) : named);
  }

  #describe(context: LiveContext): ContextState {
    const { id, core, es, draw, read, pendingError, stream } = context;
    const base: ContextState = {
      id,
      api: es ? 'OpenGL ES' : 'OpenGL',
      profile: es ? 'es' : core ? 'core' : 'compatibility',
      version: '',
      group: this.#names.groupOf(id),
      ...(stream !== undefined && { stream }),
      draw,
      read,
      pendingError,
      values: new Map(),
      objects: [],
    };
    if (!context.prepared) return { ...base, silent: 'it was never current' };
    if (context.destroyed) return { ...base, silent: 'the program destroyed it' };
    // a question would be an error there, found behind glEnd as one of the program's
    const unasked = 'between glBegin and glEnd OpenGL answers nothing';
    if (context.insideBegin) return { ...base, silent: unasked };
    let version = '';
    let inside = true;
    const questions = new Questions(this.#asker, id);
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
    if (inside) return { ...base, silent: unasked };
    return { ...base, version };
  }
}
