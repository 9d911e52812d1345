// `sgl history`: what happened to a pixel, and why fragments were refused.

import { callsOfFrame, frameOf } from '../inspect/frames.js';
import { placeName } from '../inspect/place.js';
import type { PixelHistory, PixelValue } from '../replay/look/history.js';
import { ReplaySession } from '../replay/session.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { printJson } from './output.js';
import { callOption, placeAt, placeNote } from './places.js';
import { withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'history',
  summary: 'Tells each draw that touched a pixel: value before and after, or why it was refused.',
  operands: 'TRACE',
  options: [
    { long: 'pixel', value: 'X,Y', help: 'from the top left corner, as in the pictures of `sgl image`' },
    { long: 'at', value: 'PLACE', help: 'up to which call (1234, f12:draw3), or to what a frame presents (f12); tells the target, too' },
    { long: 'from', value: 'PLACE', help: 'from which call on (default: the first of the frame)' },
    { long: 'all', help: 'draws that do not cover the pixel, too' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'A refused draw is executed again without writing, with all tests off and then with each alone: what is named refuses the fragment by itself.',
    'Multisampled framebuffers cannot be followed.',
    placeNote,
  ],
  examples: [['sgl history a.pb --pixel 110,75 --at f5', 'what happened to a pixel until frame 5 was shown']],
  async run(args) {
    const pixel = args.pair('pixel', ',', '120,80');
    if (!pixel) throw new UsageError('which pixel? --pixel 120,80, for example');
    const text = args.text('at');
    if (text === undefined) throw new UsageError('up to where? --at f12 or --at 1234, for example');
    const file = args.single('trace');
    const range = await withTrace(file, trace => {
      const place = placeAt(trace, text, '--at');
      const at = place.frame === undefined ? place.call : Math.max(0, place.call - 1);
      const frame = frameOf(trace, at);
      const first =
        frame === undefined ? (trace.frames > 0 ? callsOfFrame(trace, trace.frames - 1).last + 1 : 0) : callsOfFrame(trace, frame).first;
      const from = callOption(args, 'from', trace) ?? first;
      if (from > at) throw new UsageError(`--from ${from} is behind --at ${text}`);
      return { at, from };
    });
    const session = new ReplaySession(file);
    try {
      const history = await session.do('history', { x: pixel[0], y: pixel[1], ...range, all: args.has('all') });
      const places = await withTrace(file, trace => history.events.map(({ call }) => placeName(trace, call)));
      if (args.has('json')) printJson({ ...history, events: history.events.map((event, i) => ({ ...event, place: places[i] })) });
      else process.stdout.write(historyText(history, places));
    } finally {
      session.close();
    }
    return exitCode.fine;
  },
};

const short = (value: number) => String(Number(value.toPrecision(6)));

function valueText({ color, depth, stencil }: PixelValue): string {
  return [
    color ? color.map(short).join(' ') : '?',
    depth === null ? '' : `depth ${short(depth)}`,
    stencil === null ? '' : `stencil ${stencil}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function historyText({ target, x, y, events, looked }: PixelHistory, places: readonly string[]): string {
  const width = Math.max(0, ...places.map(({ length }) => length));
  const lines = events.map(({ call, name, before, after, changed, refused }, i) => {
    const what = changed
      ? `${valueText(before)} → ${valueText(after)}`
      : `stays ${valueText(before)}${refused.length > 0 ? `: ${refused.join(', ')}` : ''}`;
    return `${String(call).padStart(9)}  ${places[i]!.padEnd(width)}  ${name}  ${what}`;
  });
  const place = `pixel ${x},${y} of ${target.object}${target.level > 0 ? ` level ${target.level}` : ''}`;
  return `${[`${place}: ${events.length} of ${looked} calls that write there touched it`, ...lines].join('\n')}\n`;
}
