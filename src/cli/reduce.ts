// `sgl reduce`: shrinks a trace while a command still exits with 0 for it.
import { resolve } from 'node:path';
import { keepByCommand, reduceTrace } from '../replay/reduce.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { Progress, printJson } from './output.js';
import { withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'reduce',
  summary: 'Shrinks a trace by frames, calls and data while a command still exits with 0 for it.',
  operands: 'TRACE',
  options: [
    { long: 'keep', value: 'CMD', help: 'exit code 0: the trace still shows it; {} stands for the file, else it comes last' },
    { long: 'output', short: 'o', value: 'FILE', help: 'where the smallest so far is written (default: small.pb)' },
    { long: 'limit', value: 'SECONDS', help: 'how long the command may take (default: 60)' },
    { long: 'max', value: 'N', help: 'stop after so many runs of the command (default: 5000)' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    "For example: sgl reduce crash.pb --keep '! sgl replay {}', or --keep ./shows-the-wrong-pixel.",
    'FILE always holds the smallest trace that passed, also after Ctrl-C.',
  ],
  examples: [["sgl reduce bad.pb --keep './shows-it {}' -o small.pb", 'the smallest trace for which the script still exits with 0']],
  async run(args) {
    const command = args.text('keep');
    if (command === undefined || command.trim() === '') throw new UsageError("which command decides? --keep './shows-it {}', for example");
    const limit = args.number('limit', { least: 1, most: 86_400 }) ?? 60;
    const most = args.number('max', { least: 1, most: Number.MAX_SAFE_INTEGER }) ?? 5000;
    const output = args.text('output') ?? 'small.pb';
    const file = args.single('trace');
    if (resolve(file) === resolve(output)) throw new UsageError('the smaller trace cannot be written over the one that is read');
    const progress = new Progress();
    const result = await withTrace(file, trace =>
      reduceTrace(trace, output, {
        keep: keepByCommand(command, limit * 1000),
        mostTests: most,
        onStep: ({ phase, tests, calls }) => progress.update(() => `${phase}: ${calls} calls left, ${tests} runs`),
      }),
    ).finally(() => progress.clear());
    if (args.has('json')) printJson({ file: output, ...result });
    else
      process.stdout.write(
        `${output}: ${result.calls} of ${result.callsBefore} calls, ${result.frames} frames, ${result.bytes} bytes, after ${result.tests} runs${result.stopped ? ' (stopped there)' : ''}\n`,
      );
    return exitCode.fine;
  },
};
