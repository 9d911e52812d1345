// `sgl stat`: how much a program calls, draws and sends, and which entry points make it wait.
import { type Distribution, type TraceStat, traceStat } from '../inspect/stat.js';
import { exitCode, type Verb } from './command.js';
import { mebibytes, printJson } from './output.js';
import { stepProgress, withTrace } from './trace_input.js';

export const verb: Verb = {
  name: 'stat',
  summary: 'Counts calls and bytes, and tells which entry points made the program wait.',
  operands: 'TRACE',
  options: [
    { long: 'top', value: 'N', help: 'so many entry points (default: 25)' },
    { long: 'json', help: 'print an object instead, with every entry point' },
  ],
  examples: [['sgl stat a.pb', 'calls a frame, bytes, what the program waits for']],
  async run(args) {
    const top = args.number('top', { least: 1, most: 100_000 }) ?? 25;
    const progress = stepProgress('counting');
    const stat = await withTrace(args, trace => traceStat(trace, progress.step)).finally(() => progress.clear());
    if (args.has('json')) printJson(stat);
    else process.stdout.write(text(stat, top));
    return exitCode.fine;
  },
};

function text(stat: TraceStat, top: number): string {
  const { entryPoints } = stat;
  const waiting = entryPoints.filter(each => each.waits > 0).sort((a, b) => b.waits - a.waits);
  const head = [
    `${stat.calls} calls in ${stat.frames} frames, ${stat.streams} threads; ${mebibytes(stat.bytes)} of file, ${stat.bytesPerCall.toFixed(1)} bytes a call`,
    `commands: ${mebibytes(stat.commandBytes)} uncompressed, in ${stat.batches} batches`,
    `waits for an answer: ${stat.waits}, ${stat.waitsPerFrame.toFixed(2)} a frame`,
    ...spread('calls a frame', stat.callsPerFrame, String),
    ...spread('draws a frame', stat.drawsPerFrame, String),
    ...spread('frame time', stat.frameTimeNs, ns => `${(ns / 1e6).toFixed(2)} ms`),
  ];
  const rows = (list: typeof entryPoints) =>
    table(
      ['entry point', 'calls', 'bytes', 'waits', 'answer bytes', 'errors'],
      list.slice(0, top).map(each => [each.name, each.calls, each.bytes, each.waits, each.replyBytes, each.errors]),
    );
  const more = entryPoints.length > top ? `(${entryPoints.length - top} more; --top N, --json)\n` : '';
  const waits = waiting.length > 0 ? `\nwhere the program waits\n${rows(waiting)}` : '';
  return `${head.join('\n')}\n\nmost called\n${rows(entryPoints)}${more}${waits}`;
}

function spread(what: string, values: Distribution | null, show: (value: number) => string): string[] {
  if (!values) return [];
  const rounded = (value: number) => show(Math.round(value));
  return [`${what}: median ${rounded(values.median)}, 95 % under ${rounded(values.p95)}, ${rounded(values.min)} to ${rounded(values.max)}`];
}

/** Columns: the first from the left, numbers from the right. */
function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [titles, ...rows.map(row => row.map(String))];
  const widths = titles.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return cells.map(row => `  ${line(row).trimEnd()}\n`).join('');
}
