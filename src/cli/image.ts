// `sgl image`: pictures of frames or of the state after calls, as PNG files.
import { writePictures } from '../replay/replay_process.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { printJson } from './output.js';
import { selectCalls, stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'image',
  summary: 'Writes pictures of frames or calls (PNG): f000060.png, c000123456.png.',
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'CALLSET', help: 'frames (f60, f0-f9) or calls (1234, */draw)' },
    { long: 'output', short: 'o', value: 'DIR', help: 'folder for them (default: .)' },
    { long: 'json', help: 'print what was written as an array' },
  ],
  notes: callSetNotes,
  run: args => pictures(args, args.text('output') ?? '.'),
};

/** Writes the pictures that --at asks for into a folder. */
export async function pictures(args: Arguments, folder: string): Promise<number> {
  const callSet = args.text('at');
  if (callSet === undefined) throw new UsageError('which frames or calls? --at f60, for example');
  const file = args.single('trace');
  await withTrace(args, trace => selectCalls(callSet, trace)); // what is wrong with it is said before the driver starts
  const progress = stepProgress('replaying');
  const json = args.has('json');
  const written = await writePictures(file, callSet, folder, {
    onProgress: progress.step,
    onPicture(picture) {
      progress.clear();
      if (!json) process.stdout.write(`${picture.file} (${picture.width}x${picture.height})\n`);
    },
  }).finally(() => progress.clear());
  if (json) printJson(written);
  return exitCode.fine;
}
