// Who makes, writes and reads an object, and which objects are never deleted: the data behind `sgl uses` and `sgl leaks`.
import type { TraceReader } from '../trace/reader.js';
import type { CallsUsing } from './callset.js';
import { frameOf } from './frames.js';
import { type ObjectId, ObjectNameError, type ObjectPattern, objectKey, objectText, Scopes } from './objects/kinds.js';
import { type AccessKind, trackObjects } from './objects/tracker.js';

export interface Use {
  readonly object: string;
  /** Context that the object belongs to, of shared objects the first of the group. */
  readonly scope: number;
  readonly call: number;
  readonly name: string;
  readonly context: number;
  /** Frame that the call belongs to; undefined after the last swap. */
  readonly frame: number | undefined;
  readonly access: AccessKind;
  /** In which role: `unit 3`, `color0, draw`, `indices`. */
  readonly as: string;
  readonly level?: number;
  readonly layer?: number;
}

export interface UsesOptions {
  /** Only these kinds of use. */
  readonly access?: ReadonlySet<AccessKind>;
  readonly progress?: (done: number, total: number) => void;
}

/** Everything that the trace does with an object, in order. Throws ObjectNameError when it never occurs. */
export function objectUses(reader: TraceReader, pattern: ObjectPattern, options: UsesOptions = {}): Use[] {
  const scopes = new Scopes(reader.contexts);
  const found: Use[] = [];
  let seen = false;
  for (const { call, context, accesses } of trackObjects(reader, options.progress)) {
    for (const { object, access, as, level, layer } of accesses) {
      if (!scopes.matches(pattern, object)) continue;
      seen = true;
      if (options.access && !options.access.has(access)) continue;
      const more = { ...(level !== undefined && { level }), ...(layer !== undefined && { layer }) };
      const frame = frameOf(reader, call.call);
      found.push({
        object: objectText(object),
        scope: object.scope,
        call: call.call,
        name: call.name,
        context,
        frame,
        access,
        as,
        ...more,
      });
    }
  }
  if (!seen) throw new ObjectNameError(`the trace never uses ${pattern.kind}:${pattern.name}`);
  return found;
}

/** For CallSelection: calls that use an object; none when it never occurs. Several objects cost one walk each. */
export function callsUsing(reader: TraceReader): CallsUsing {
  return pattern => {
    const scopes = new Scopes(reader.contexts);
    const calls = new Set<number>();
    for (const { call, accesses } of trackObjects(reader))
      if (accesses.some(({ object }) => scopes.matches(pattern, object))) calls.add(call.call);
    return calls;
  };
}

export interface Leak {
  readonly object: string;
  readonly scope: number;
  /** The call that made it; undefined when it was never made by a call of the trace (bound by a name of its own). */
  readonly madeAt: number | undefined;
  readonly madeBy: string;
  readonly frame: number | undefined;
  /** Last call that did anything with it. */
  readonly lastUsedAt: number;
  readonly lastUsedBy: string;
  /** Bytes of the data that the program sent to it. */
  readonly bytesSent: number;
  /** All contexts that it belonged to were destroyed, and so was it. */
  readonly wentWithContext: boolean;
}

export interface LeakReport {
  /** In the order in which they were made. */
  readonly objects: readonly Leak[];
  readonly made: number;
  readonly deleted: number;
  /** Undeleted ones by kind. */
  readonly byKind: Readonly<Record<string, number>>;
  /** Contexts that were never destroyed. */
  readonly contextsAlive: readonly number[];
}

const LIVES: ReadonlySet<string> = new Set(['makes', 'deletes']);

interface Life {
  readonly id: ObjectId;
  madeAt: number | undefined;
  madeBy: string;
  lastUsedAt: number;
  lastUsedBy: string;
  bytesSent: number;
}

/** Objects that are made and never deleted, up to the trace's end. Shaders and programs that were deleted while in use
 * count as deleted. Throws TraceError. */
export function traceLeaks(reader: TraceReader, progress?: (done: number, total: number) => void): LeakReport {
  const alive = new Map<string, Life>();
  const destroyedContexts = new Set<number>();
  const scopes = new Scopes(reader.contexts);
  let made = 0;
  let deleted = 0;
  for (const { call, accesses } of trackObjects(reader, progress)) {
    for (const { object, access } of accesses) {
      const key = objectKey(object);
      if (access === 'deletes') {
        if (alive.delete(key)) deleted++;
        if (object.kind === 'context') destroyedContexts.add(object.name);
        continue;
      }
      let life = alive.get(key);
      if (!life || access === 'makes') {
        // asking about a name, or detaching a deleted shader, does not bring it to life
        if (access !== 'makes' && (access !== 'binds' || object.name === 0 || object.kind === 'shader')) continue;
        if (object.kind === 'vertexArray' && object.name === 0) continue;
        life = {
          id: object,
          madeAt: access === 'makes' ? call.call : undefined,
          madeBy: call.name,
          lastUsedAt: 0,
          lastUsedBy: '',
          bytesSent: 0,
        };
        alive.set(key, life);
        made++;
      }
      life.lastUsedAt = call.call;
      life.lastUsedBy = call.name;
      if (access === 'writes' && !LIVES.has(access))
        for (const { value } of call.arguments)
          if (typeof value === 'object' && (value.kind === 'data' || value.kind === 'staged'))
            life.bytesSent += value.kind === 'data' ? value.bytes.length : value.length;
    }
  }
  const contextsAlive = reader.contexts.filter(({ id }) => !destroyedContexts.has(id)).map(({ id }) => id);
  const groupsAlive = new Set(contextsAlive.map(id => scopes.group(id)));
  const objects = [...alive.values()]
    .filter(life => life.id.kind !== 'context' && life.id.kind !== 'drawable')
    .sort((a, b) => (a.madeAt ?? -1) - (b.madeAt ?? -1) || a.id.name - b.id.name)
    .map(({ id, ...life }) => ({
      object: objectText(id),
      scope: id.scope,
      ...life,
      wentWithContext: !groupsAlive.has(id.scope) && !contextsAlive.includes(id.scope),
      frame: life.madeAt === undefined ? undefined : frameOf(reader, life.madeAt),
    }));
  const byKind: Record<string, number> = {};
  for (const { object } of objects) {
    const kind = object.slice(0, object.indexOf(':'));
    byKind[kind] = (byKind[kind] ?? 0) + 1;
  }
  return { objects, made, deleted, byKind, contextsAlive };
}
