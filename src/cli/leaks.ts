// `sgl leaks`: objects that were made and never deleted.
import { placeName } from '../inspect/place.js';
import { type LeakReport, traceLeaks } from '../inspect/uses.js';
import { exitCode, type Verb } from './command.js';
import { type Judgement, judgementOptions, tellJudgement } from './judgement.js';
import { printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'leaks',
  summary: 'Lists objects that are never deleted, with the calls that made them.',
  operands: 'TRACE',
  options: [
    { long: 'after', value: 'FRAME', help: 'only those made in this frame or later: what grows while a program runs' },
    { long: 'check', help: 'exit code 1 when there is one' },
    ...judgementOptions,
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'The end of a context or a process frees everything, so what is made once is often fine; --after shows what is made again and again.',
  ],
  examples: [['sgl leaks a.pb --after 100', 'what is made in frame 100 or later and never deleted']],
  async run(args) {
    const after = args.number('after', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0;
    const progress = stepProgress('following objects');
    const file = args.single('trace');
    const report = await withTrace(file, trace => {
      const { objects, ...counts } = traceLeaks(trace, progress.step);
      const place = (call: number | undefined) => (call === undefined ? null : placeName(trace, call));
      return { ...counts, objects: objects.map(each => ({ ...each, place: place(each.madeAt), lastUsedPlace: place(each.lastUsedAt) })) };
    }).finally(() => progress.clear());
    const objects = report.objects.filter(({ frame }) => after === 0 || (frame ?? Number.POSITIVE_INFINITY) >= after);
    if (args.has('json')) printJson({ ...report, objects });
    else process.stdout.write(text({ ...report, objects }));
    tellJudgement(args, () => judged(file, objects));
    return args.has('check') && objects.length > 0 ? exitCode.difference : exitCode.fine;
  },
};

type PlacedLeak = LeakReport['objects'][number] & { readonly place: string | null; readonly lastUsedPlace: string | null };

function judged(file: string, objects: readonly PlacedLeak[]): Judgement {
  const cases = objects.map(each => ({ name: each.object, failure: leakText(each), ...(each.place !== null && { place: each.place }) }));
  return { suite: 'leaks', file, cases: cases.length > 0 ? cases : [{ name: 'objects' }] };
}

function leakText({
  object,
  madeAt,
  madeBy,
  place,
  lastUsedAt,
  lastUsedBy,
  lastUsedPlace,
  bytesSent,
  wentWithContext,
}: PlacedLeak): string {
  const by = madeAt === undefined ? `bound without being made, first by ${madeBy}` : `made by call ${madeAt} ${madeBy} (${place})`;
  const sent = bytesSent > 0 ? `, ${bytesSent} bytes sent` : '';
  const last = `last used by call ${lastUsedAt} ${lastUsedBy} (${lastUsedPlace})`;
  return `${object}: ${by}, ${last}${sent}${wentWithContext ? '; went with its context' : ''}`;
}

function text({ objects, made, deleted }: Omit<LeakReport, 'objects'> & { readonly objects: readonly PlacedLeak[] }): string {
  const lines = objects.map(leakText);
  return [...lines, `${objects.length} objects are never deleted; ${made} were made, ${deleted} deleted`, ''].join('\n');
}
