// `sgl profile`: what calls, passes and frames cost when they are replayed.
import { writeFileSync } from 'node:fs';
import { callsOfFrame } from '../inspect/frames.js';
import { escapeHtml, htmlPage, htmlTable } from '../inspect/html.js';
import { tracePasses } from '../inspect/passes.js';
import { type ProfileSums, sumProfile, type TimeSum, traceEvents } from '../inspect/profile.js';
import { ReplaySession } from '../replay/session.js';
import { TraceReader } from '../trace/reader.js';
import { CommandError, exitCode, type Verb } from './command.js';
import { framesOf } from './export.js';
import { printJson } from './output.js';
import { selectCalls } from './trace_input.js';

export const verb: Verb = {
  name: 'profile',
  summary: 'Times calls, passes and frames in a replay; a Chrome/Perfetto file, a page with plots.',
  operands: 'TRACE',
  options: [
    { long: 'frames', value: 'A-B', help: 'which (default: all)' },
    { long: 'top', value: 'N', help: 'so many functions and calls (default: 15)' },
    { long: 'trace', value: 'FILE', help: 'write events for chrome://tracing and ui.perfetto.dev' },
    { long: 'html', value: 'FILE', help: 'write one page with tables and plots' },
    { long: 'json', help: 'print an object instead' },
  ],
  notes: [
    'Calls are executed one at a time. CPU is the time in driver and executor; finish is what a glFinish right after a draw, clear, dispatch or copy then waits: on a software renderer that is the drawing itself, on a GPU an upper bound without overlap.',
    'Figures are of this host and this replay, not of the recording.',
  ],
  examples: [
    ['sgl profile a.pb --frames 10-20', 'what takes the time'],
    ['sgl profile a.pb --trace profile.json', 'for ui.perfetto.dev'],
  ],
  async run(args) {
    const file = args.single('trace');
    const top = args.number('top', { least: 1, most: 10_000 }) ?? 15;
    const reader = new TraceReader(file);
    const session = new ReplaySession(file);
    try {
      const { first, last } = reader.frames > 0 ? framesOf(args, reader.frames) : { first: 0, last: -1 };
      if (reader.calls === 0) throw new CommandError('the trace has no calls');
      const range =
        last < 0
          ? { first: 0, last: reader.calls - 1 }
          : { first: callsOfFrame(reader, first).first, last: callsOfFrame(reader, last).last };
      const { calls, renderer } = await session.do('profile', range);
      const passes = tracePasses(reader, selectCalls(`${range.first}-${range.last}`, reader));
      const sums = sumProfile(reader, calls, passes, top);
      const events = args.text('trace');
      if (events !== undefined) writeFileSync(events, JSON.stringify(traceEvents(reader, calls, passes)));
      const html = args.text('html');
      if (html !== undefined) writeFileSync(html, page(file, renderer, sums, top));
      if (args.has('json')) printJson({ renderer, ...sums });
      else process.stdout.write(text(sums, renderer, top));
    } finally {
      session.close();
      reader.close();
    }
    return exitCode.fine;
  },
};

const ms = (value: number) => value.toFixed(3);
const whole = ({ cpuMs, finishMs }: TimeSum) => cpuMs + finishMs;

function text({ total, functions, slowest, passes, frames }: ProfileSums, renderer: string, top: number): string {
  const row = (name: string, sum: { cpuMs: number; finishMs: number }, more: string) =>
    `  ${ms(sum.cpuMs).padStart(10)} ${ms(sum.finishMs).padStart(10)}  ${name}${more}`;
  const longest = [...passes].sort((a, b) => whole(b) - whole(a)).slice(0, top);
  const times = frames.map(whole).sort((a, b) => a - b);
  return `${[
    `${total.calls} calls in ${frames.length} frames on ${renderer}: CPU ${ms(total.cpuMs)} ms, finish ${ms(total.finishMs)} ms`,
    `a frame: median ${ms(times[times.length >> 1] ?? 0)} ms, longest ${ms(times.at(-1) ?? 0)} ms`,
    '',
    '     CPU ms  finish ms  function',
    ...functions.slice(0, top).map(sum => row(sum.name, sum, ` (${sum.calls})`)),
    '',
    '     CPU ms  finish ms  call',
    ...slowest.map(each => row(`${each.call} ${each.name}`, each, `  (${each.place})`)),
    '',
    '     CPU ms  finish ms  pass',
    ...longest.map(sum => row(sum.name, sum, `, calls ${sum.firstCall}-${sum.lastCall}`)),
  ].join('\n')}\n`;
}

/** Bars over frames: CPU below, finish above. */
function plot(frames: ProfileSums['frames']): string {
  const [width, height] = [1000, 160];
  const most = Math.max(...frames.map(whole), 1e-9);
  const each = width / Math.max(1, frames.length);
  const bars = frames.map((frame, i) => {
    const [cpu, finish] = [(frame.cpuMs / most) * height, (frame.finishMs / most) * height];
    const bar = (y: number, h: number, color: string) =>
      `<rect x="${(i * each).toFixed(2)}" y="${y.toFixed(2)}" width="${Math.max(0.5, each - 0.5).toFixed(2)}" height="${h.toFixed(2)}" fill="${color}"/>`;
    const title = `<title>${escapeHtml(`${frame.name}: CPU ${ms(frame.cpuMs)} ms, finish ${ms(frame.finishMs)} ms`)}</title>`;
    return `<g>${title}${bar(height - cpu, cpu, '#0b62a8')}${bar(height - cpu - finish, finish, '#e0a030')}</g>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-label="time of each frame">${bars.join('')}</svg><p>Each bar is a frame, up to ${ms(most)} ms: <span style="color:#0b62a8">■</span> CPU, <span style="color:#e0a030">■</span> finish.</p>`;
}

function page(file: string, renderer: string, sums: ProfileSums, top: number): string {
  const rows = (list: readonly TimeSum[]) =>
    list.slice(0, top).map(each => [each.name, each.calls, Number(ms(each.cpuMs)), Number(ms(each.finishMs))]);
  const titles = ['', 'calls', 'CPU ms', 'finish ms'];
  return htmlPage(
    'sgl profile',
    [
      `<p>${escapeHtml(`${file}, on ${renderer}: ${sums.total.calls} calls, CPU ${ms(sums.total.cpuMs)} ms, finish ${ms(sums.total.finishMs)} ms`)}</p>`,
      `<h2>Frames</h2>${plot(sums.frames)}`,
      `<h2>Functions</h2>${htmlTable(titles, rows(sums.functions))}`,
      `<h2>Passes</h2>${htmlTable(titles, rows([...sums.passes].sort((a, b) => whole(b) - whole(a))))}`,
      `<h2>Slowest calls</h2>${htmlTable(
        ['call', 'CPU ms', 'finish ms'],
        sums.slowest.map(each => [`${each.call} ${each.name}`, Number(ms(each.cpuMs)), Number(ms(each.finishMs))]),
      )}`,
    ].join('\n'),
  );
}
