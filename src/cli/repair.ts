// `sgl repair`: a new index for a trace that was cut off.
import { repair } from '../trace/repair.js';
import { exitCode, type Verb } from './command.js';
import { printJson } from './output.js';

export const verb: Verb = {
  name: 'repair',
  summary: 'Gives a trace that was cut off its index back.',
  operands: 'TRACE',
  options: [{ long: 'json', help: 'print an object instead' }],
  examples: [['sgl repair a.pb', 'a trace that was cut off gets its index back']],
  async run(args) {
    const file = args.single('trace');
    const result = repair(file);
    if (args.has('json')) printJson({ file, ...result });
    else if (!result.changed) process.stdout.write(`${file}: nothing to repair: ${result.frames} frames, ${result.calls} calls\n`);
    else
      process.stdout.write(
        `${file}: new index: ${result.frames} frames, ${result.calls} calls; ${result.removedBytes} bytes of a broken packet removed\n`,
      );
    return exitCode.fine;
  },
};
