// `sgl leaks`: objects that were made and never deleted.
import { type LeakReport, traceLeaks } from '../inspect/uses.js';
import { exitCode, type Verb } from './command.js';
import { printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'leaks',
  summary: 'Lists objects that are never deleted, with the calls that made them.',
  operands: 'TRACE',
  options: [
    { long: 'after', value: 'FRAME', help: 'only those made in this frame or later: what grows while a program runs' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'The end of a context or a process frees everything, so what is made once is often fine; --after shows what is made again and again.',
  ],
  async run(args) {
    const after = args.number('after', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0;
    const progress = stepProgress('following objects');
    const report = await withTrace(args.single('trace'), trace => traceLeaks(trace, progress.step)).finally(() => progress.clear());
    const objects = report.objects.filter(({ frame }) => after === 0 || (frame ?? Number.POSITIVE_INFINITY) >= after);
    if (args.has('json')) printJson({ ...report, objects });
    else process.stdout.write(text({ ...report, objects }));
    return exitCode.fine;
  },
};

function text({ objects, made, deleted }: LeakReport): string {
  const lines = objects.map(({ object, madeAt, madeBy, frame, lastUsedAt, lastUsedBy, bytesSent, wentWithContext }) => {
    const where = frame === undefined ? '' : ` in frame ${frame}`;
    const by = madeAt === undefined ? `bound without being made, first by ${madeBy}` : `made by call ${madeAt} ${madeBy}${where}`;
    const sent = bytesSent > 0 ? `, ${bytesSent} bytes sent` : '';
    return `${object}: ${by}, last used by call ${lastUsedAt} ${lastUsedBy}${sent}${wentWithContext ? '; went with its context' : ''}`;
  });
  return [...lines, `${objects.length} objects are never deleted; ${made} were made, ${deleted} deleted`, ''].join('\n');
}
