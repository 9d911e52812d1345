// `sgl why`: why a draw does not show, or shows the wrong thing.
import { placeName } from '../inspect/place.js';
import { whyLines } from '../inspect/why.js';
import { ReplaySession } from '../replay/session.js';
import { stateLog } from '../replay/state/log_store.js';
import { withCalls } from '../replay/why.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { judgementOptions, tellJudgement } from './judgement.js';
import { printJson } from './output.js';
import { callAt, placeNote } from './places.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'why',
  summary: 'Tells why a draw does not show, or shows the wrong thing, and which call is to blame; exit code 1 when it does not show.',
  operands: 'TRACE',
  options: [
    {
      long: 'draw',
      value: 'PLACE',
      help: 'the draw, clear or dispatch: a call (1234), or f12:draw3 for draw 3 of frame 12, counted from 0',
    },
    { long: 'pixel', value: 'X,Y', help: 'why this pixel of it does not show, from the top left corner' },
    { long: 'quick', help: 'leave out the calls that set the state to blame: no change log is made' },
    ...judgementOptions,
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'The draw is executed again with one state changed at a time; what is named made the difference, and how much it made is printed.',
    'Found are: culling, clipping, geometry outside the view or without area, NaN positions, no vertices or instances; viewport, scissor, stencil, depth, alpha test, sample mask, rasterizer discard; a shader that discards, no linked program; colour mask, blending, logic operation, no draw buffer; incomplete framebuffers and textures, textures that are not bound, feedback loops; a target that nobody looks at; and what draws over it.',
    placeNote,
  ],
  examples: [
    ['sgl why a.pb --draw f12:draw3', 'what keeps this draw from being seen'],
    ['sgl why a.pb --draw f12:draw3 --pixel 120,80', 'the same of one pixel'],
  ],
  async run(args) {
    const file = args.single('trace');
    const place = args.text('draw');
    if (place === undefined)
      throw new UsageError("which draw? --draw f12:draw3 or --draw 1234; `sgl find TRACE --calls 'f12/draw'` lists those of a frame");
    const pixel = args.pair('pixel', ',', '120,80');
    return withTrace(file, async trace => {
      const call = callAt(trace, place, '--draw');
      const session = new ReplaySession(file);
      try {
        const found = await session.do('why', { call, ...(pixel && { pixel: { x: pixel[0], y: pixel[1] } }) });
        const wantsLog = !args.has('quick') && found.causes.some(({ state }) => state.length > 0);
        const progress = stepProgress('reading who set it');
        const log = wantsLog ? await stateLog(file, { onProgress: progress.step }).finally(() => progress.clear()) : undefined;
        const why = withCalls(found, trace, log);
        const name = placeName(trace, call);
        const [head = '', ...lines] = whyLines(why);
        tellJudgement(args, () => ({
          suite: 'why',
          file,
          cases: [{ name: head, place: name, ...(!why.shows && { failure: lines[0] ?? head, details: lines.slice(1) }) }],
        }));
        if (args.has('json')) printJson({ place: name, ...why });
        else process.stdout.write(`${[`${head} (${name})`, ...lines].join('\n')}\n`);
        return why.shows ? exitCode.fine : exitCode.difference;
      } finally {
        session.close();
      }
    });
  },
};
