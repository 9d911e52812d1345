// `sgl info`: what a trace is: program, host, size, length, how it ended.
import { type TraceInfo, traceInfo } from '../inspect/info.js';
import { exitCode, type Verb } from './command.js';
import { mebibytes, printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'info',
  summary: 'Tells what a trace holds: program, host, calls, frames, how it ended.',
  operands: 'TRACE',
  options: [{ long: 'json', help: 'print an object instead' }],
  examples: [['sgl info a.pb', 'program, host, calls, frames, how it ended']],
  async run(args) {
    const progress = stepProgress('reading');
    const info = await withTrace(args, trace => traceInfo(trace, progress.step)).finally(() => progress.clear());
    if (args.has('json')) printJson(info);
    else process.stdout.write(text(info));
    return exitCode.fine;
  },
};

const profiles = new Map([
  [1, 'core'],
  [2, 'compatibility'],
  [4, 'ES'],
]);

function text(info: TraceInfo): string {
  const seconds = info.durationNs / 1e9;
  const { host, client, sizes } = info;
  const rate = info.frames > 1 && seconds > 0 ? ` (${(info.frames / seconds).toFixed(1)} a second)` : '';
  const rows: [string, string][] = [
    ['trace', `${info.file}: ${mebibytes(info.bytes)}, format ${info.format}, by ${info.recorder}`],
    ['program', client.commandLine || client.program],
    ['recorded', `${info.recordedAt}, ${seconds.toFixed(2)} s, on ${host.system}`],
    ['OpenGL', host.renderer === '' ? 'the program made no context' : `${host.version}; ${host.renderer}; ${host.extensions} extensions`],
    ['calls', `${info.calls}: commands ${shrunk(sizes.commands, sizes.commandsCompressed)}`],
    ['answers', `${info.replies}: ${shrunk(sizes.replies, sizes.repliesCompressed)}`],
    ['frames', `${info.frames}${rate}`],
    ['GL errors', String(info.errors)],
    ...info.contexts.map((context): [string, string] => [`context ${context.id}`, contextText(context)]),
    ...info.drawables.map((drawable): [string, string] => [`${drawable.kind} ${drawable.id}`, drawableText(drawable)]),
    ...info.losses.map((loss): [string, string] => ['calls lost', `before call ${loss.call}: ${loss.reason}`]),
    ...info.sections.map((section): [string, string] => ['section', `${section.name} (${section.bytes} bytes)`]),
    ['end', endText(info)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join('');
}

function shrunk(bytes: number, compressed: number): string {
  return `${mebibytes(bytes)}, compressed to ${mebibytes(compressed)}`;
}

function contextText({ version, requested, share, error }: TraceInfo['contexts'][number]): string {
  const made = error !== 0 || version === 0 ? 'not made' : `OpenGL ${(version / 10).toFixed(1)}`;
  const profile = profiles.get(requested.profile) ?? 'any';
  return `${made}, asked for ${requested.major}.${requested.minor} ${profile}${share ? `, shares with context ${share}` : ''}`;
}

function drawableText(drawable: TraceInfo['drawables'][number]): string {
  const all = [drawable, ...drawable.resizes].map(({ width, height }) => `${width}x${height}`);
  const more = all.length > 6 ? ` and ${all.length - 6} more sizes` : '';
  return `${all.slice(0, 6).join(', ')}${more}${drawable.doubleBuffered ? '' : ', single-buffered'}`;
}

function endText(info: TraceInfo): string {
  const how = {
    exit: info.endedReason ? 'the program ended' : `the program ended with exit code ${info.endedCode}`,
    signal: `the program was ended by signal ${info.endedCode}`,
    lost: 'the recording was cut off',
  }[info.ended];
  const last =
    info.ended === 'exit' || !info.lastCall
      ? ''
      : `, ${info.lastCall.died ? 'in' : 'after'} call ${info.lastCall.call} ${info.lastCall.name}`;
  const reason = last + (info.endedReason ? `: ${info.endedReason}` : '');
  const index = info.complete ? (info.repaired ? '; the index was repaired' : '') : '; no closing index (`sgl repair` makes one)';
  return `${how}${reason}${index}`;
}
