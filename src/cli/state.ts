// `sgl state`: OpenGL's state after a call: contexts and all objects.
import { placeName } from '../inspect/place.js';
import { diffSnapshots } from '../inspect/state/diff.js';
import { diffJson, type SetBy, snapshotJson } from '../inspect/state/json.js';
import { StateLog } from '../inspect/state/log.js';
import type { StateSnapshot } from '../inspect/state/snapshot.js';
import { diffText, snapshotText } from '../inspect/state/text.js';
import type { StateParams } from '../replay/operations/state.js';
import { ReplaySession } from '../replay/session.js';
import { stateLog } from '../replay/state/log_store.js';
import { objectTables, type StateObjectKind } from '../spec/state/index.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { printJson } from './output.js';
import { callAt, placeNote } from './places.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'state',
  summary: "Shows OpenGL's state after a call: all contexts and all objects.",
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'PLACE', help: 'after which call: 1234, f60:draw3, or f60 for what frame 60 ended with' },
    { long: 'diff', value: 'PLACE', help: 'show what differs there instead' },
    { long: 'object', value: 'NAME', help: 'only this object (texture:3), or all of a kind (texture)' },
    { long: 'context', value: 'ID', help: 'only this context and what it shares' },
    { long: 'changed', help: 'only values that are not those of a new context or object' },
    { long: 'quick', help: 'without the calls that set the values: these need a pass over the trace, the first time' },
    { long: 'limits', help: 'what the implementation can do, too (--json always has it)' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [placeNote],
  examples: [
    ['sgl state a.pb --at 247', 'all state, and which call set it'],
    ['sgl state a.pb --at 247 --diff 246', 'what call 247 changed'],
    ['sgl state a.pb --at f3 --object texture:1', 'one object'],
  ],
  async run(args) {
    const file = args.single('trace');
    const at = args.text('at');
    if (at === undefined) throw new UsageError('after which call? --at 1234, for example');
    const object = objectOf(args.text('object'));
    const context = args.number('context', { least: 1, most: 0xffffffff });
    const other = args.text('diff');
    const {
      call,
      place,
      second,
      there: otherPlace,
    } = await withTrace(args, trace => {
      const call = callAt(trace, at, '--at');
      const second = other === undefined ? undefined : callAt(trace, other, '--diff');
      const there = second === undefined ? undefined : placeName(trace, second);
      return { call, place: placeName(trace, call), second, there };
    });
    const progress = stepProgress('replaying');
    const session = new ReplaySession(file, { onProgress: progress.step });
    try {
      const log =
        args.has('quick') || second !== undefined
          ? undefined
          : stateLog(file, { onProgress: progress.step }).catch((error: Error) => error);
      const ask = async (at: number) => only(await session.do('state', { call: at, ...(object && { object }) }), context);
      const first = await ask(call);
      if (second !== undefined) {
        const there = await ask(second);
        progress.clear();
        const changes = diffSnapshots(first, there).filter(({ owner }) => !object || owner.kind === object.kind);
        if (args.has('json'))
          printJson({ trace: file, from: call, fromPlace: place, to: second, toPlace: otherPlace, changes: diffJson(changes) });
        else process.stdout.write(diffText(changes));
        return changes.length === 0 ? exitCode.fine : exitCode.difference;
      }
      const made = await log;
      progress.clear();
      if (made instanceof Error) process.stderr.write(`sgl: no calls that set the values: ${made.message}\n`);
      print(
        args,
        file,
        { call, place },
        object === undefined ? first : onlyObjects(first),
        object,
        made instanceof StateLog ? made.setBy(call) : undefined,
      );
      return exitCode.fine;
    } finally {
      progress.clear();
      session.close();
    }
  },
};

function print(
  args: Arguments,
  trace: string,
  { call, place }: { readonly call: number; readonly place: string },
  snapshot: StateSnapshot,
  object: StateParams['object'],
  setBy: SetBy | undefined,
): void {
  if (object?.names && !hasObjects(snapshot))
    throw new UsageError(`there is no ${objectTables[object.kind].label}:${object.names[0]} after call ${call}`);
  if (args.has('json')) printJson({ trace, call, place, ...snapshotJson(snapshot, setBy) });
  else
    process.stdout.write(
      snapshotText(snapshot, {
        changed: args.has('changed'),
        limits: args.has('limits'),
        texts: object?.names !== undefined,
        ...(setBy && { setBy }),
      }),
    );
}

function hasObjects({ contexts, groups }: StateSnapshot): boolean {
  return contexts.some(({ objects }) => objects.length > 0) || groups.some(({ objects }) => objects.length > 0);
}

/** Without the variables of contexts. */
function onlyObjects(snapshot: StateSnapshot): StateSnapshot {
  return { ...snapshot, contexts: snapshot.contexts.map(context => ({ ...context, values: new Map() })) };
}

function only(snapshot: StateSnapshot, context: number | undefined): StateSnapshot {
  if (context === undefined) return snapshot;
  const contexts = snapshot.contexts.filter(({ id }) => id === context);
  if (contexts.length === 0) {
    const there = snapshot.contexts.map(({ id }) => id).join(', ');
    throw new UsageError(
      `there is no context ${context} after call ${snapshot.position - 1}; there ${there === '' ? 'is none' : `are ${there}`}`,
    );
  }
  return { ...snapshot, contexts, groups: snapshot.groups.filter(group => group.contexts.includes(context)) };
}

const labels = new Map((Object.keys(objectTables) as StateObjectKind[]).map(kind => [objectTables[kind].label, kind]));

function objectOf(text: string | undefined): StateParams['object'] {
  if (text === undefined) return undefined;
  const [label, name, ...rest] = text.split(':');
  const kind = labels.get(label ?? '');
  if (!kind || rest.length > 0)
    throw new UsageError(`--object ${text}: a kind with a name, like texture:3; kinds: ${[...labels.keys()].join(', ')}`);
  if (name === undefined) return { kind };
  if (!/^\d{1,10}$/.test(name)) throw new UsageError(`--object ${text}: the name is a number, as in ${label}:3`);
  return { kind, names: [Number(name)] };
}
