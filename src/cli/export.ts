// `sgl export`: the frames of a trace as PNG files, or as a Y4M stream for an encoder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictureName } from '../inspect/walk.js';
import { y4mFrame, y4mHeader } from '../inspect/y4m.js';
import { encodePng } from '../replay/pictures.js';
import { playTrace } from '../replay/replay_process.js';
import { type Arguments, CommandError, exitCode, UsageError, type Verb } from './command.js';
import { printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'export',
  summary: 'Writes frames as PNG files, or as a Y4M stream on stdout for an encoder.',
  operands: 'TRACE',
  options: [
    { long: 'frames', value: 'A-B', help: 'which (default: all); one number for one frame' },
    { long: 'output', short: 'o', value: 'DIR', help: 'folder for PNG files (default: .)' },
    { long: 'y4m', help: 'a video stream on stdout: sgl export --y4m a.pb | ffmpeg -i - a.mp4' },
    { long: 'fps', value: 'N', help: 'frames a second of the stream (default: as recorded, whole)' },
    { long: 'json', help: 'print what was written as an array' },
  ],
  notes: ['A stream has the size of its first frame: larger ones are cut, smaller ones stand at the top left.'],
  examples: [
    ['sgl export a.pb --frames 10-20 -o pictures', 'frames as PNG files'],
    ['sgl export --y4m a.pb | ffmpeg -i - a.mp4', 'a video'],
  ],
  async run(args) {
    const file = args.single('trace');
    if (args.has('y4m') && (args.has('json') || args.has('output')))
      throw new UsageError('--y4m writes to stdout: it goes without --json and --output');
    const { range, rate } = await withTrace(file, trace => ({
      range: framesOf(args, trace.frames),
      rate: rateOf(args, trace.frames, trace.index.durationNs),
    }));
    return args.has('y4m') ? stream(file, range, rate) : files(args, file, range);
  },
};

interface Range {
  readonly first: number;
  readonly last: number;
}

export function framesOf(args: Arguments, frames: number): Range {
  if (frames === 0) throw new CommandError('the trace has no frames');
  const text = args.text('frames');
  if (text === undefined || text === 'all' || text === '*') return { first: 0, last: frames - 1 };
  const match = /^f?(\d{1,15})(?:-(?:f?(\d{1,15}))?)?$/.exec(text);
  if (!match) throw new UsageError(`--frames takes frames like 10-20, not '${text}'`);
  const first = Number(match[1]);
  const last = match[2] !== undefined ? Number(match[2]) : text.endsWith('-') ? frames - 1 : first;
  if (last < first) throw new UsageError(`frame ${last} is before frame ${first}`);
  if (last >= frames) throw new UsageError(`the trace has frames 0 to ${frames - 1}`);
  return { first, last };
}

function rateOf(args: Arguments, frames: number, durationNs: number): readonly [number, number] {
  const asked = args.number('fps', { least: 1, most: 1000 });
  const recorded = durationNs > 0 ? Math.round((frames * 1e9) / durationNs) : 60;
  return [asked ?? Math.min(240, Math.max(1, recorded)), 1];
}

async function stream(file: string, range: Range, rate: readonly [number, number]): Promise<number> {
  if (process.stdout.isTTY)
    throw new UsageError('a video stream is nothing for a terminal: sgl export --y4m TRACE | encoder, or > file.y4m');
  let size: { width: number; height: number } | undefined;
  await playTrace(file, range, async ({ pixels }) => {
    if (!size) {
      size = { width: pixels.width, height: pixels.height };
      await write(new TextEncoder().encode(y4mHeader(size.width, size.height, rate)));
    }
    await write(y4mFrame(pixels, size.width, size.height));
  });
  return exitCode.fine;
}

async function write(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await new Promise(resume => process.stdout.once('drain', resume));
}

async function files(args: Arguments, file: string, range: Range): Promise<number> {
  const folder = args.text('output') ?? '.';
  mkdirSync(folder, { recursive: true });
  const progress = stepProgress('replaying');
  const written: { file: string; frame: number; call: number; width: number; height: number }[] = [];
  await playTrace(
    file,
    range,
    ({ frame, call, pixels }) => {
      const path = join(folder, pictureName({ call, frame: { frame } }));
      writeFileSync(path, encodePng(pixels));
      written.push({ file: path, frame, call, width: pixels.width, height: pixels.height });
      progress.clear();
      if (!args.has('json')) process.stdout.write(`${path} (${pixels.width}x${pixels.height})\n`);
    },
    { onProgress: progress.step },
  ).finally(() => progress.clear());
  if (args.has('json')) printJson(written.map(each => ({ ...each, place: `f${each.frame}` })));
  return exitCode.fine;
}
