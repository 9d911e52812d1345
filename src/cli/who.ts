// `sgl who`: which call set a value, what it was before, and what changes it next.

import { CallSelection, parseCallSet } from '../inspect/callset.js';
import { callText } from '../inspect/format.js';
import { placeName } from '../inspect/place.js';
import type { CellEntry } from '../inspect/state/log.js';
import { cellType, plainValue, valueText } from '../inspect/state/lookup.js';
import { type CellHistory, ownedBy, parseStateName, whoSet } from '../inspect/state/who.js';
import { walkCalls } from '../inspect/walk.js';
import { stateLog } from '../replay/state/log_store.js';
import { objectTables } from '../spec/state/index.js';
import type { TraceReader } from '../trace/reader.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { printJson } from './output.js';
import { callAt, placeNote } from './places.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'who',
  summary: 'Tells which call set a value of the state, what it was before, and what changes it next.',
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'PLACE', help: 'after which call: 1234, f60:draw3, or f60 for what frame 60 ended with' },
    {
      long: 'state',
      value: 'NAME',
      help: 'as `sgl state` names it: blend.enabled, light[0].position, texture:3.min_filter; blend, texture:3 for all of it',
    },
    { long: 'context', value: 'ID', help: 'in this context (default: the one that is current at the call)' },
    { long: 'json', help: 'print an array instead' },
  ],
  notes: [
    'The first question to a trace replays it once (without drawing) and keeps a log in the cache folder; the next are answered from it.',
    placeNote,
  ],
  examples: [['sgl who a.pb --at 247 --state blend.enabled', 'who set it']],
  async run(args) {
    const file = args.single('trace');
    const [at, name] = [args.text('at'), args.text('state')];
    if (at === undefined) throw new UsageError('after which call? --at 1234, for example');
    if (name === undefined) throw new UsageError('who set what? --state blend.enabled, for example');
    const wanted = parseStateName(name);
    if (!wanted) {
      const labels = Object.values(objectTables).map(({ label }) => label);
      throw new UsageError(
        `--state ${name}: a variable like blend.enabled, or a property like texture:3.min_filter; kinds of objects: ${labels.join(', ')}`,
      );
    }
    const asked = args.number('context', { least: 1, most: 0xffffffff });
    const progress = stepProgress('replaying');
    const log = await stateLog(file, { onProgress: progress.step }).finally(() => progress.clear());
    return withTrace(args, trace => {
      const call = callAt(trace, at, '--at');
      if (call >= log.calls) throw new UsageError(`--at ${at}: the log ends before call ${log.calls}, where the replay could not go on`);
      const context = asked ?? contextAt(trace, call);
      const found = whoSet(log, wanted, call, context === undefined ? () => true : ownedBy(trace.contexts, context));
      if (found.length === 0)
        throw new UsageError(`--state ${name}: nothing of that name in context ${context ?? '?'}; \`sgl state\` lists what there is`);
      const texts = callTexts(trace, found);
      if (args.has('json')) printJson(found.map(each => json(each, texts, by => placeName(trace, by))));
      else process.stdout.write(found.map(each => text(each, call, texts, by => placeName(trace, by))).join(''));
      return exitCode.fine;
    });
  },
};

/** The context that is current at a call; undefined: none. */
function contextAt(trace: TraceReader, call: number): number | undefined {
  for (const walked of walkCalls(
    trace,
    new CallSelection(
      parseCallSet(String(call), () => ''),
      trace,
    ),
  ))
    return walked.context || undefined;
  return undefined;
}

const MANY = 64;

/** Texts of the calls that histories name; of the first ones where there are many. */
function callTexts(trace: TraceReader, histories: readonly CellHistory[]): Map<number, string> {
  const calls = new Set(
    histories
      .slice(0, MANY)
      .flatMap(({ set, changed, before, next }) => [set, changed, before, next].flatMap(each => (each ? [each.call] : []))),
  );
  const texts = new Map<number, string>();
  if (calls.size === 0) return texts;
  const selection = new CallSelection(
    parseCallSet([...calls].join(','), () => ''),
    trace,
  );
  for (const { call, reply } of walkCalls(trace, selection)) texts.set(call.call, callText(call, reply, trace.dictionary));
  return texts;
}

function nameOf({ owner, path }: CellHistory): string {
  return owner.kind === undefined ? path : `${objectTables[owner.kind].label}:${owner.name}.${path}`;
}

function json(history: CellHistory, texts: ReadonlyMap<number, string>, place: (call: number) => string): unknown {
  const { owner, path, set, changed, before, next } = history;
  const type = cellType(owner.kind, path);
  const entry = (each: CellEntry | undefined) =>
    each === undefined
      ? null
      : {
          call: each.call,
          place: place(each.call),
          text: texts.get(each.call),
          value: plainValue(type, each.value),
          initial: each.initial,
          same: each.same,
        };
  return {
    state: nameOf(history),
    ...(owner.scope === 'context' ? { context: owner.id } : { share_group: owner.id }),
    value: set === undefined ? null : plainValue(type, set.value),
    set_by: entry(set),
    changed_by: entry(changed ?? set),
    before: entry(before),
    next: entry(next),
  };
}

function text(history: CellHistory, call: number, texts: ReadonlyMap<number, string>, place: (call: number) => string): string {
  const { owner, path, set, changed, before, next } = history;
  const type = cellType(owner.kind, path);
  const where = owner.scope === 'context' ? ` of context ${owner.id}` : '';
  const line = (what: string, { call: by, initial, value }: CellEntry, showValue: boolean) =>
    `  ${what.padEnd(12)}${initial ? `nobody: as it was when it came into being, call ${by}` : `${texts.get(by) ?? `call ${by}`}  (${place(by)})`}${showValue ? `: ${valueText(type, value)}` : ''}\n`;
  if (!set) return `${nameOf(history)}${where} is not there yet after call ${call}\n${next ? line('begins', next, true) : ''}`;
  return [
    `${nameOf(history)}${where} is ${valueText(type, set.value)} after call ${call}\n`,
    line('set by', set, false),
    changed ? line('changed by', changed, false) : '',
    before ? line('before', before, true) : '',
    next ? line('next', next, true) : '  never changed after it\n',
  ].join('');
}
