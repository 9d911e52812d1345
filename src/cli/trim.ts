// `sgl trim`: some frames of a trace as a trace of its own.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { verifyTrace } from '../replay/replay_process.js';
import { ReplaySession } from '../replay/session.js';
import type { TrimResult } from '../replay/trim.js';
import { isIdentical, type VerifyResult } from '../replay/verify.js';
import { exitCode, UsageError, type Verb } from './command.js';
import { mebibytes, printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'trim',
  summary: 'Cuts frames out of a trace: a trace that begins in the middle and replays to the same frames.',
  operands: 'TRACE',
  options: [
    { long: 'frames', value: 'A-B', help: 'first and last frame, from 0 (A- until the end)' },
    { long: 'output', short: 'o', value: 'FILE', help: 'the new trace' },
    { long: 'unchecked', help: 'do not replay the new trace to compare its frames and answers' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'What lives at frame A is made anew by calls at the beginning of the new trace. Where that cannot be done at A (something is',
    'half done there: see docs/limits.md) the trace begins a few frames earlier, and says so.',
    'Exit code 1: a frame or an answer of the new trace differs.',
  ],
  examples: [['sgl trim a.pb --frames 100-200 -o part.pb', 'a trace of these frames alone']],
  async run(args) {
    const file = args.single('trace');
    const output = args.text('output');
    if (output === undefined) throw new UsageError('where to? -o part.pb, for example');
    if (existsSync(output) && resolve(output) === resolve(file)) throw new UsageError(`${output} is the trace itself`);
    const [firstFrame, lastFrame] = await withTrace(args, trace => frameRange(args.text('frames'), trace.frames));
    const result = await trimTrace(file, firstFrame, lastFrame, output);
    const progress = stepProgress('replaying');
    const checked = args.has('unchecked')
      ? undefined
      : await verifyTrace(output, { onProgress: progress.step }).finally(() => progress.clear());
    if (args.has('json')) printJson({ ...result, file: output, verified: checked ?? null });
    else {
      process.stdout.write(`${trimSummary(output, result, firstFrame, lastFrame)}\n${checked ? checkedText(checked) : ''}`);
    }
    return checked && !isIdentical(checked) ? exitCode.difference : exitCode.fine;
  },
};

/** Cuts in a session of its own, with a line of progress. */
export async function trimTrace(file: string, firstFrame: number, lastFrame: number, output: string): Promise<TrimResult> {
  const progress = stepProgress('replaying');
  const session = new ReplaySession(file, { onProgress: progress.step });
  return session.do('trim', { firstFrame, lastFrame, file: resolve(output) }).finally(() => {
    session.close();
    progress.clear();
  });
}

export function trimSummary(file: string, result: TrimResult, firstFrame: number, lastFrame: number): string {
  const early =
    result.because === undefined ? '' : `; begins with frame ${result.firstFrame}, since at frame ${firstFrame} ${result.because}`;
  const made = `${result.calls} calls (${result.prologueCalls} of them make what was there)`;
  return `${file}: frames ${result.firstFrame} to ${lastFrame}, ${made}, ${mebibytes(result.bytes)}${early}${resolvedText(result.resolved)}`;
}

function resolvedText(images: readonly string[]): string {
  return images.length === 0 ? '' : `\none value a pixel was kept of multisampled images: ${images.join(', ')}`;
}

function checkedText({ frames, replies, malformed }: VerifyResult): string {
  const lines = [
    `replayed: ${frames.identical} of ${frames.total} frames identical, ${replies.total - replies.different} of ${replies.total} answers as recorded`,
    ...frames.differences.map(({ frame, what }) => `  frame ${frame}: ${what}`),
    ...replies.samples.map(({ call, name, text }) => `  call ${call} ${name}: ${text}`),
    ...(malformed === null ? [] : [`the replay ended early: ${malformed}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `60-120`, `60-`, `60`. */
export function frameRange(text: string | undefined, frames: number): [number, number] {
  const found = /^f?(\d+)(-f?(\d*))?$/.exec(text ?? '');
  if (!found) throw new UsageError('which frames? --frames 60-120, for example');
  const first = Number(found[1]);
  const last = found[2] === undefined ? first : found[3] === '' ? frames - 1 : Number(found[3]);
  if (first > last) throw new UsageError(`frame ${first} comes after frame ${last}`);
  if (last >= frames) throw new UsageError(`the trace has ${frames} frames: 0 to ${frames - 1}`);
  return [first, last];
}
