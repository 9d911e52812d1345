// `sgl dump`: the calls of a trace as text, or as one JSON object a line.
import { dumpLines, dumpRecords } from '../inspect/dump.js';
import { exitCode, type Verb } from './command.js';
import { jsonText, writeLines } from './output.js';
import { selectCalls, withTrace } from './trace_input.js';

export const callSetNotes: readonly string[] = [
  [
    'A CALLSET is a call (4), a range (10-20, 100-), the calls of a frame (f12, f10-f20), * or @FILE, several parted by',
    'commas, each with filters behind a slash: */draw, 0-1000/glTex*, */error, */GL_INVALID_ENUM, f3/texture:3 (calls that use',
    'it, through bindings too), */frame/10 (every tenth). Places do, too: f12:draw3, end.',
  ].join('\n'),
];

export const verb: Verb = {
  name: 'dump',
  summary: 'Prints the calls of a trace.',
  operands: 'TRACE',
  options: [
    { long: 'calls', value: 'CALLSET', help: 'which calls (default: *)' },
    { long: 'json', help: 'print one object a line instead' },
  ],
  notes: callSetNotes,
  examples: [
    ['sgl dump a.pb --calls f30', 'the calls of frame 30'],
    ['sgl dump a.pb --calls "*/draw" --json', 'each draw as one object a line'],
  ],
  async run(args) {
    await withTrace(args, async trace => {
      const selection = selectCalls(args.text('calls') ?? '*', trace);
      // what stands before a damaged place is good
      await writeLines(args.has('json') ? jsonLines(dumpRecords(trace, selection)) : dumpLines(trace, selection));
    });
    return exitCode.fine;
  },
};

function* jsonLines(records: Iterable<unknown>): Generator<string> {
  for (const record of records) yield jsonText(record);
}
