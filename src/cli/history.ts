// `sgl history`: what happened to a pixel, and why fragments were refused.
import { callsOfFrame, frameOf } from '../inspect/frames.js';
import type { PixelHistory, PixelValue } from '../replay/look/history.js';
import { ReplaySession } from '../replay/session.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { placeOf } from './diff.js';
import { printJson } from './output.js';
import { withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'history',
  summary: 'Tells each draw that touched a pixel: value before and after, or why it was refused.',
  operands: 'TRACE',
  options: [
    { long: 'pixel', value: 'X,Y', help: 'from the top left corner, as in the pictures of `sgl image`' },
    { long: 'at', value: 'PLACE', help: 'up to which call (1234), or to what a frame presents (f12); tells the target, too' },
    { long: 'from', value: 'CALL', help: 'from which call on (default: the first of the frame)' },
    { long: 'all', help: 'draws that do not cover the pixel, too' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'A refused draw is executed again without writing, with all tests off and then with each alone: what is named refuses the fragment by itself.',
    'Multisampled framebuffers cannot be followed.',
  ],
  async run(args) {
    const pixel = args.pair('pixel', ',', '120,80');
    if (!pixel) throw new UsageError('which pixel? --pixel 120,80, for example');
    const text = args.text('at');
    if (text === undefined) throw new UsageError('up to where? --at f12 or --at 1234, for example');
    const file = args.single('trace');
    const range = await withTrace(file, trace => {
      const place = placeOf(text, trace);
      const at = place.frame === undefined ? place.call : Math.max(0, place.call - 1);
      const frame = frameOf(trace, at);
      const first =
        frame === undefined ? (trace.frames > 0 ? callsOfFrame(trace, trace.frames - 1).last + 1 : 0) : callsOfFrame(trace, frame).first;
      const from = args.number('from', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? first;
      if (from > at) throw new UsageError(`--from ${from} is behind --at ${text}`);
      return { at, from };
    });
    const session = new ReplaySession(file);
    try {
      const history = await session.do('history', { x: pixel[0], y: pixel[1], ...range, all: args.has('all') });
      if (args.has('json')) printJson(history);
      else process.stdout.write(historyText(history));
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

function historyText({ target, x, y, events, looked }: PixelHistory): string {
  const lines = events.map(({ call, name, before, after, changed, refused }) => {
    const what = changed
      ? `${valueText(before)} → ${valueText(after)}`
      : `stays ${valueText(before)}${refused.length > 0 ? `: ${refused.join(', ')}` : ''}`;
    return `${String(call).padStart(9)}  ${name}  ${what}`;
  });
  const place = `pixel ${x},${y} of ${target.object}${target.level > 0 ? ` level ${target.level}` : ''}`;
  return `${[`${place}: ${events.length} of ${looked} calls that write there touched it`, ...lines].join('\n')}\n`;
}
