// `sgl passes`: render passes, their targets, and which one reads what another wrote.
import { passGraph, passLines, tracePasses } from '../inspect/passes.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { printJson, writeLines } from './output.js';
import { selectCalls, stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'passes',
  summary: 'Shows render passes with their targets, and what each reads of another.',
  operands: 'TRACE',
  options: [
    { long: 'calls', value: 'CALLSET', help: 'passes with a call of these (default: *): f12' },
    { long: 'dot', help: 'print a graph for Graphviz' },
    { long: 'json', help: 'print an array instead' },
  ],
  notes: callSetNotes,
  examples: [
    ['sgl passes a.pb --calls f3', 'render passes of frame 3'],
    ['sgl passes a.pb --calls f3 --dot | dot -Tsvg > passes.svg', 'as a drawing'],
  ],
  async run(args) {
    if (args.has('dot') && args.has('json')) throw new UsageError('--dot or --json, not both');
    const progress = stepProgress('following objects');
    const passes = await withTrace(args.single('trace'), trace =>
      tracePasses(trace, selectCalls(args.text('calls') ?? '*', trace), progress.step),
    ).finally(() => progress.clear());
    if (args.has('json')) printJson(passes);
    else await writeLines(args.has('dot') ? passGraph(passes) : passLines(passes));
    return exitCode.fine;
  },
};
