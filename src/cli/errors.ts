// `sgl errors`: the calls that raised GL errors.
import { type ErrorRecord, errorRecords } from '../inspect/find.js';
import { exitCode, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { printJson } from './output.js';
import { selectCalls, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'errors',
  summary: 'Lists the calls that raised GL errors, and how often each function did.',
  operands: 'TRACE',
  options: [
    { long: 'calls', value: 'CALLSET', help: 'where to look (default: *)' },
    { long: 'check', help: 'exit code 1 when there is one' },
    { long: 'json', help: 'print an array instead' },
  ],
  notes: callSetNotes,
  async run(args) {
    const errors = await withTrace(args.single('trace'), trace => [...errorRecords(trace, selectCalls(args.text('calls') ?? '*', trace))]);
    if (args.has('json')) printJson(errors.map(({ error, frame, record }) => ({ ...record, error, frame })));
    else process.stdout.write(text(errors));
    return args.has('check') && errors.length > 0 ? exitCode.difference : exitCode.fine;
  },
};

function text(errors: readonly ErrorRecord[]): string {
  if (errors.length === 0) return 'no call raised a GL error\n';
  const lines = errors.map(({ error, frame, text }) => `${error} in ${frame === undefined ? 'no frame' : `frame ${frame}`}: ${text}`);
  const counts = new Map<string, number>();
  for (const { error, record } of errors) {
    const key = `${record.name} ${error}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const totals = [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => `${String(count).padStart(8)}  ${key}`);
  return [...lines, '', `${errors.length} errors`, ...totals, ''].join('\n');
}
