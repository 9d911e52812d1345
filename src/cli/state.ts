// `sgl state`: OpenGL's state after a call: contexts and all objects.
import { diffSnapshots } from '../inspect/state/diff.js';
import { diffJson, type SetBy, snapshotJson } from '../inspect/state/json.js';
import { StateLog } from '../inspect/state/log.js';
import type { StateSnapshot } from '../inspect/state/snapshot.js';
import { diffText, snapshotText } from '../inspect/state/text.js';
import type { StateParams } from '../replay/operations/state.js';
import { ReplaySession } from '../replay/session.js';
import { stateLog } from '../replay/state/log_store.js';
import { objectTables, type StateObjectKind } from '../spec/state/index.js';
import type { TraceReader } from '../trace/reader.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { printJson } from './output.js';
import { selectCalls, stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'state',
  summary: "Shows OpenGL's state after a call: all contexts and all objects.",
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'CALL', help: 'after which call: a number, or f60 for what frame 60 ended with' },
    { long: 'diff', value: 'CALL', help: 'show what differs there instead' },
    { long: 'object', value: 'NAME', help: 'only this object (texture:3), or all of a kind (texture)' },
    { long: 'context', value: 'ID', help: 'only this context and what it shares' },
    { long: 'changed', help: 'only values that are not those of a new context or object' },
    { long: 'quick', help: 'without the calls that set the values: these need a pass over the trace, the first time' },
    { long: 'limits', help: 'what the implementation can do, too (--json always has it)' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: callSetNotes,
  async run(args) {
    const file = args.single('trace');
    const at = args.text('at');
    if (at === undefined) throw new UsageError('after which call? --at 1234, for example');
    const object = objectOf(args.text('object'));
    const context = args.number('context', { least: 1, most: 0xffffffff });
    const other = args.text('diff');
    const [call, second] = await withTrace(args, trace => [
      lastCall(at, 'at', trace),
      other === undefined ? undefined : lastCall(other, 'diff', trace),
    ]);
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
        if (args.has('json')) printJson({ trace: file, from: call, to: second, changes: diffJson(changes) });
        else process.stdout.write(diffText(changes));
        return changes.length === 0 ? exitCode.fine : exitCode.difference;
      }
      const made = await log;
      progress.clear();
      if (made instanceof Error) process.stderr.write(`sgl: no calls that set the values: ${made.message}\n`);
      print(
        args,
        file,
        call,
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
  call: number,
  snapshot: StateSnapshot,
  object: StateParams['object'],
  setBy: SetBy | undefined,
): void {
  if (object?.names && !hasObjects(snapshot))
    throw new UsageError(`there is no ${objectTables[object.kind].label}:${object.names[0]} after call ${call}`);
  if (args.has('json')) printJson({ trace, call, ...snapshotJson(snapshot, setBy) });
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

/** The last call of a call set: `1234`, `f60`. */
export function lastCall(text: string, option: string, trace: TraceReader): number {
  if (/^\d+$/.test(text)) {
    const call = Number(text);
    if (call >= trace.calls) throw new UsageError(`--${option} ${text}: the trace has calls 0 to ${trace.calls - 1}`);
    return call;
  }
  const frame = /^f(\d+)$/.exec(text);
  const mark = frame ? trace.frame(Number(frame[1])) : undefined;
  if (mark) return mark.call;
  selectCalls(text, trace);
  throw new UsageError(
    `--${option} ${text}: one call or one frame, like 1234 or f60${frame ? `; the trace has ${trace.frames} frames` : ''}`,
  );
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
