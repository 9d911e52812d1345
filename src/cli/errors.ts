// `sgl errors`: the calls that raised GL errors.
import { type ErrorRecord, errorRecords } from '../inspect/find.js';
import { exitCode, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { DETAILS, type Judgement, judgementOptions, tellJudgement } from './judgement.js';
import { printJson } from './output.js';
import { selectCalls, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'errors',
  summary: 'Lists the calls that raised GL errors, and how often each function did.',
  operands: 'TRACE',
  options: [
    { long: 'calls', value: 'CALLSET', help: 'where to look (default: *)' },
    { long: 'check', help: 'exit code 1 when there is one' },
    ...judgementOptions,
    { long: 'json', help: 'print an array instead' },
  ],
  notes: callSetNotes,
  examples: [
    ['sgl errors a.pb', 'which calls raised GL errors'],
    ['sgl errors a.pb --check --junit errors.xml', 'for CI: exit code 1 and a report when there is one'],
  ],
  async run(args) {
    const errors = await withTrace(args.single('trace'), trace => [...errorRecords(trace, selectCalls(args.text('calls') ?? '*', trace))]);
    tellJudgement(args, () => judged(args.single('trace'), errors));
    if (args.has('json')) printJson(errors.map(({ error, frame, record }) => ({ ...record, error, frame })));
    else process.stdout.write(text(errors));
    return args.has('check') && errors.length > 0 ? exitCode.difference : exitCode.fine;
  },
};

/** A case for each function and error; one that is fine when there is none. */
function judged(file: string, errors: readonly ErrorRecord[]): Judgement {
  const groups = new Map<string, ErrorRecord[]>();
  for (const each of errors) {
    const key = `${each.record.name}: ${each.error}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const cases = [...groups].map(([name, list]) => ({
    name,
    failure: `${list.length} ${list.length === 1 ? 'call' : 'calls'}, first ${list[0]!.text}`,
    details: list.slice(1, DETAILS).map(({ record, text }) => `${record.place}: ${text}`),
    place: list[0]!.record.place,
  }));
  return { suite: 'errors', file, cases: cases.length > 0 ? cases : [{ name: 'GL errors' }] };
}

function text(errors: readonly ErrorRecord[]): string {
  if (errors.length === 0) return 'no call raised a GL error\n';
  const width = Math.max(...errors.map(({ record }) => record.place.length));
  const lines = errors.map(({ error, text, record }) => `${record.place.padEnd(width)}  ${error}: ${text}`);
  const counts = new Map<string, number>();
  for (const { error, record } of errors) {
    const key = `${record.name} ${error}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const totals = [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => `${String(count).padStart(8)}  ${key}`);
  return [...lines, '', `${errors.length} errors`, ...totals, ''].join('\n');
}
