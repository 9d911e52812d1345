// `sgl image`: pictures of frames, of attachments and of textures, as PNG files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeName } from '../inspect/place.js';
import { imageFacts, type RawImage, showImage, shownRange } from '../inspect/raw_image.js';
import { callsUsing } from '../inspect/uses.js';
import { type Point, pictureName, pointsOf } from '../inspect/walk.js';
import type { AttachmentName } from '../replay/look/image.js';
import type { ImageParams } from '../replay/operations/image.js';
import { encodePng } from '../replay/pictures.js';
import { writePictures } from '../replay/replay_process.js';
import { ReplaySession } from '../replay/session.js';
import { announce, backendOf, backendOptions } from './backend.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { printJson } from './output.js';
import { callSetOf } from './places.js';
import { readCallSet, selectCalls, stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'image',
  summary: 'Writes pictures of frames, attachments or textures (PNG): f000060.png, c000123456.png.',
  operands: 'TRACE',
  options: [
    { long: 'at', value: 'CALLSET', help: 'frames (f60, f0-f9) or calls (1234, */draw)' },
    { long: 'attachment', value: 'NAME', help: 'what is drawn to: color0 to color31, depth, stencil' },
    { long: 'texture', value: 'N', help: 'a texture in place of an attachment' },
    { long: 'level', value: 'N', help: 'mipmap level of the texture (default: 0)' },
    { long: 'layer', value: 'N', help: 'layer, slice or cube face (default: 0)' },
    { long: 'before', help: 'as it was before the call' },
    { long: 'range', value: 'LOW,HIGH', help: 'values that become black and white' },
    { long: 'alpha', help: 'keep alpha; else pictures are opaque' },
    ...backendOptions,
    { long: 'output', short: 'o', value: 'DIR', help: 'folder for them (default: .)' },
    { long: 'json', help: 'print what was written as an array, with formats and ranges of values' },
  ],
  notes: [
    'Without --attachment, --texture or --before it is what the window shows. Rows go from the top; row 0 of OpenGL is at the bottom.',
    'Colours are shown from 0 to 1, integers, depth and stencil from the smallest to the largest value that occurs; NaN is magenta, +infinity yellow, -infinity blue. Samples are put together.',
    ...callSetNotes,
  ],
  examples: [
    ['sgl image a.pb --at f60', 'what frame 60 showed'],
    ['sgl image a.pb --at 1234 --attachment depth', 'depth after call 1234'],
    ['sgl image a.pb --at f3 --texture 1 --level 2', 'a texture'],
  ],
  run: args => {
    const output = args.text('output') ?? '.';
    const looks = ['attachment', 'texture', 'before', 'range', 'alpha'].some(option => args.has(option));
    return looks ? look(args, output) : pictures(args, output);
  },
};

/** Writes the pictures that --at asks for into a folder. */
export async function pictures(args: Arguments, folder: string): Promise<number> {
  const callSet = args.text('at');
  if (callSet === undefined) throw new UsageError('which frames or calls? --at f60, for example');
  const file = args.single('trace');
  // what is wrong with it is said before the driver starts
  const numbered = await withTrace(args, trace => {
    selectCalls(callSet, trace);
    return callSetOf(trace, callSet);
  });
  await announce(args);
  const progress = stepProgress('replaying');
  const json = args.has('json');
  const written = await writePictures(file, numbered, folder, {
    onProgress: progress.step,
    backend: backendOf(args),
    onPicture(picture) {
      progress.clear();
      if (!json) process.stdout.write(`${picture.file} (${picture.width}x${picture.height})\n`);
    },
  }).finally(() => progress.clear());
  if (json) await withTrace(args, trace => printJson(written.map(each => ({ ...each, place: placeName(trace, each.call) }))));
  return exitCode.fine;
}

export function attachmentOf(args: Arguments): AttachmentName | undefined {
  const text = args.text('attachment');
  if (text === undefined) return undefined;
  if (args.has('texture')) throw new UsageError('--attachment or --texture, not both');
  if (!/^(color([0-9]|[12][0-9]|3[01])|depth|stencil)$/.test(text))
    throw new UsageError(`'${text}' is no attachment: write color0 to color31, depth or stencil`);
  return text as AttachmentName;
}

function rangeOf(args: Arguments): { low: number; high: number } | undefined {
  const text = args.text('range');
  if (text === undefined) return undefined;
  const [low = Number.NaN, high = Number.NaN, more] = text.split(',').map(part => (part === '' ? Number.NaN : Number(part)));
  if (!(low < high) || more !== undefined) throw new UsageError(`--range takes two ascending numbers like 0,1, not '${text}'`);
  return { low, high };
}

function paramsFor(args: Arguments, point: Point): ImageParams {
  const attachment = attachmentOf(args);
  const name = args.number('texture', { least: 1, most: 0xffffffff });
  const level = args.number('level', { least: 0, most: 64 }) ?? 0;
  const layer = args.number('layer', { least: 0, most: 1 << 20 }) ?? 0;
  if (name === undefined && (args.has('level') || args.has('layer'))) throw new UsageError('--level and --layer go with --texture');
  return {
    call: point.call,
    // what a swap presents is there before it
    before: args.has('before') || point.frame !== undefined,
    ...(attachment && { attachment }),
    ...(name !== undefined && { texture: { name, level, layer } }),
  };
}

async function look(args: Arguments, folder: string): Promise<number> {
  const callSet = args.text('at');
  if (callSet === undefined) throw new UsageError('which frames or calls? --at f60, for example');
  const file = args.single('trace');
  const range = rangeOf(args);
  const points = await withTrace(args, trace => {
    selectCalls(callSet, trace);
    return pointsOf(trace, readCallSet(callSetOf(trace, callSet)), callsUsing(trace));
  });
  if (points.length === 0) throw new UsageError(`no call of the trace is in ${callSet}`);
  const params = points.map(point => paramsFor(args, point));
  const part = args.has('texture')
    ? `texture${args.text('texture')}${args.has('level') ? `-level${args.text('level')}` : ''}${args.has('layer') ? `-layer${args.text('layer')}` : ''}`
    : (args.text('attachment') ?? 'color0');
  const ending = `-${part}${args.has('before') ? '-before' : ''}.png`;
  mkdirSync(folder, { recursive: true });
  await announce(args);
  const session = new ReplaySession(file, { backend: backendOf(args) });
  const written: Written[] = [];
  try {
    for (const [i, point] of points.entries()) {
      const image = await session.do('image', params[i]!);
      const path = join(folder, pictureName(point).replace('.png', ending));
      writeFileSync(path, encodePng(showImage(image, { ...(range && { range }), alpha: args.has('alpha') })));
      const record = describe(image, path, point, range);
      written.push(record);
      if (!args.has('json')) process.stdout.write(line(record));
    }
  } finally {
    session.close();
  }
  if (args.has('json')) await withTrace(args, trace => printJson(written.map(each => ({ ...each, place: placeName(trace, each.call) }))));
  return exitCode.fine;
}

interface Written {
  readonly file: string;
  readonly call: number;
  readonly frame?: number;
  readonly width: number;
  readonly height: number;
  readonly of: string;
  readonly what: RawImage['what'];
  readonly format: string;
  readonly samples: number;
  /** Smallest and largest value. */
  readonly values: { readonly low: number; readonly high: number } | null;
  readonly nan: number;
  readonly infinite: number;
  readonly shown: { readonly low: number; readonly high: number };
}

function describe(image: RawImage, file: string, point: Point, range: { low: number; high: number } | undefined): Written {
  const facts = imageFacts(image);
  const { width, height, of, what, format, samples } = image;
  return {
    file,
    call: point.call,
    ...(point.frame && { frame: point.frame.frame }),
    width,
    height,
    of,
    what,
    format,
    samples,
    values: facts.range,
    nan: facts.nan,
    infinite: facts.infinite,
    shown: range ?? shownRange(image, facts),
  };
}

function line({ file, width, height, of, what, format, samples, values, nan, infinite }: Written): string {
  const parts = [
    `${width}x${height}`,
    `${what} of ${of}`,
    format,
    samples > 1 ? `${samples} samples` : '',
    values ? `values ${short(values.low)} to ${short(values.high)}` : '',
    nan > 0 ? `${nan} NaN` : '',
    infinite > 0 ? `${infinite} infinite` : '',
  ];
  return `${file} (${parts.filter(Boolean).join(', ')})\n`;
}

const short = (value: number) => String(Number(value.toPrecision(6)));
