// `sgl replay`: executes a trace again: to compare it with the recording, to time it, to see it.
import { benchTrace, verifyTrace } from '../replay/replay_process.js';
import { type BenchResult, isIdentical, type VerifyResult } from '../replay/verify.js';
import { announce, backendNote, backendOf, backendOptions, omissionLines } from './backend.js';
import { type Arguments, exitCode, UsageError, type Verb } from './command.js';
import { callSetNotes } from './dump.js';
import { windowKeysHelp } from './frame_window.js';
import { pictures } from './image.js';
import { type Judgement, judgementOptions, tellJudgement } from './judgement.js';
import { printJson } from './output.js';
import { stepProgress } from './trace_input.js';

export const verb: Verb = {
  name: 'replay',
  summary: 'Executes a trace again, without a screen unless --window is given.',
  operands: 'TRACE',
  options: [
    { long: 'verify', help: 'compare every frame and answer with the recorded ones; exit code 1 when one differs' },
    { long: 'bench', help: 'as fast as it goes, without reading pictures back: calls a second' },
    { long: 'window', short: 'w', help: 'show the frames in a window, at the speed of the recording' },
    { long: 'paused', help: 'with --window: stopped at the first frame' },
    { long: 'snapshots', value: 'DIR', help: 'write pictures of what --at names' },
    { long: 'at', value: 'CALLSET', help: 'which frames or calls (--snapshots), or which frames (--window)' },
    ...backendOptions,
    ...judgementOptions,
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [windowKeysHelp(true), backendNote, ...callSetNotes],
  examples: [
    ['sgl replay --verify a.pb', 'does every frame come out as recorded?'],
    ['sgl replay --window a.pb', 'watch it'],
    ['sgl replay --bench a.pb', 'how fast it goes'],
    ['sgl replay --backend webgl a.pb', "on ANGLE instead of this machine's driver"],
  ],
  async run(args) {
    const ways = ['verify', 'bench', 'window', 'snapshots'].filter(way => args.has(way));
    if (ways.length > 1) throw new UsageError(`one of --${ways.join(' and --')} at a time`);
    if (args.has('at') && ways[0] !== 'snapshots' && ways[0] !== 'window') throw new UsageError('--at goes with --snapshots or --window');
    if (args.has('paused') && ways[0] !== 'window') throw new UsageError('--paused goes with --window');
    const snapshots = args.text('snapshots');
    if (snapshots !== undefined) return pictures(args, snapshots);
    await announce(args);
    if (args.has('window'))
      return (await import('./replay_window.js')).showInWindow(args.single('trace'), {
        at: args.text('at'),
        backend: backendOf(args),
        paused: args.has('paused'),
      });
    return args.has('bench') ? bench(args) : compare(args);
  },
};

/** Without --verify, too, a replay tells whether the trace came out as it was recorded; only then it may differ. */
async function compare(args: Arguments): Promise<number> {
  const progress = stepProgress('replaying');
  const result = await verifyTrace(args.single('trace'), { onProgress: progress.step, backend: backendOf(args) }).finally(() =>
    progress.clear(),
  );
  tellJudgement(args, () => judged(args.single('trace'), result));
  if (args.has('json')) printJson({ ...result, frames: { ...result.frames, differences: result.frames.differences.map(placed) } });
  else process.stdout.write(verifyText(args.single('trace'), result));
  const good = args.has('verify') ? isIdentical(result) : result.malformed === null;
  return good ? exitCode.fine : exitCode.difference;
}

const placed = <T extends { readonly frame: number }>(difference: T) => ({ ...difference, place: `f${difference.frame}` });

function judged(file: string, { frames, replies, malformed }: VerifyResult): Judgement {
  const wrong = frames.total - frames.identical;
  const first = frames.differences[0];
  return {
    suite: 'replay',
    file,
    cases: [
      {
        name: 'frames',
        ...(wrong > 0 && { failure: `${wrong} of ${frames.total} frames differ`, ...(first && { place: `f${first.frame}` }) }),
        details: frames.differences.map(({ frame, call, what }) => `f${frame} (call ${call}): ${what}`),
      },
      {
        name: 'answers',
        ...(replies.different > 0 && { failure: `${replies.different} of ${replies.total} answers differ` }),
        details: replies.samples.map(({ call, name, text }) => `call ${call} ${name}: ${text}`),
      },
      { name: 'the replay goes on to the end', ...(malformed !== null && { failure: malformed }) },
    ],
  };
}

function verifyText(file: string, { calls, frames, replies, errors, malformed, omissions, wallMs }: VerifyResult): string {
  const lines = [
    `${file}: ${calls} calls replayed in ${(wallMs / 1000).toFixed(2)} s`,
    `frames   ${frames.identical} of ${frames.total} identical${frames.withoutHash > 0 ? `, ${frames.withoutHash} recorded without a hash` : ''}`,
    ...frames.differences.map(({ frame, call, what }) => `  f${frame} (call ${call}): ${what}`),
    ...(omissions ? [] : [`answers  ${replies.total - replies.different} of ${replies.total} as recorded`]),
    ...replies.samples.map(({ call, name, text }) => `  call ${call} ${name}: ${text}`),
  ];
  if (omissions && omissions.length > 0) lines.push('left out or refused:', ...omissionLines(omissions));
  if (errors.recorded !== errors.replayed) lines.push(`errors   ${errors.recorded} recorded, ${errors.replayed} replayed`);
  if (malformed !== null) lines.push(`the replay ended early: ${malformed}`);
  return `${lines.join('\n')}\n`;
}

async function bench(args: Arguments): Promise<number> {
  const progress = stepProgress('replaying');
  const result = await benchTrace(args.single('trace'), { onProgress: progress.step, backend: backendOf(args) }).finally(() =>
    progress.clear(),
  );
  if (args.has('json')) printJson(result);
  else process.stdout.write(benchText(result));
  return result.malformed === null ? exitCode.fine : exitCode.difference;
}

function benchText(result: BenchResult): string {
  const rate = result.wallMs > 0 ? `, ${((1000 * result.frames) / result.wallMs).toFixed(1)} frames a second` : '';
  const early = result.malformed === null ? '' : `\nthe replay ended early: ${result.malformed}`;
  return `${result.calls} calls, ${result.frames} frames in ${result.wallMs.toFixed(1)} ms (${result.cpuMs.toFixed(1)} ms of processor time): ${Math.round(result.callsPerSecond)} calls a second${rate}${early}\n`;
}
