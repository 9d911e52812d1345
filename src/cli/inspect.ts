// `sgl inspect`: the inspector in the terminal (src/tui), begun at a place.
import { existsSync } from 'node:fs';
import { CallPages } from '../inspect/call_pages.js';
import { PlaceError, resolvePlace } from '../inspect/place.js';
import { TraceReader } from '../trace/reader.js';
import type { Settings } from '../tui/settings.js';
import { type Arguments, CommandError, exitCode, UsageError, type Verb } from './command.js';
import { checkLive, liveOptions, liveTarget } from './inspect_live.js';

export const verb: Verb = {
  name: 'inspect',
  summary: 'Opens a trace in the terminal: calls, arguments, state, pictures. ? lists its keys.',
  operands: 'TRACE [OTHER] [PLACE] | --live -- PROGRAM [arguments] | --attach [CLIENT]',
  options: liveOptions,
  notes: [
    'With another trace it opens at the first call that differs; } and { go from one to the next, d compares pictures.',
    'Without a place it opens at the first call, or at the last one when the program crashed or was killed. A PLACE is a call (1234), a frame (f12), something in a frame (f12:draw3, f12:call5, f12:error0) or end.',
    'Where the terminal cannot place text (TERM=dumb), or there is none, commands are read from lines and answered in text: `help` lists them.',
  ],
  examples: [
    ['sgl inspect a.pb', 'from the first frame'],
    ['sgl inspect a.pb f12:draw3', 'at draw 3 of frame 12'],
    ['sgl inspect --live -- glxgears', 'a program, at the end of its first frame'],
    ['sgl inspect --live --at f20:glCallList:1 -- glxgears', 'in front of the second glCallList of frame 20'],
    ['sgl inspect --attach glxgears', 'a program that is served already'],
    ["echo 'why' | sgl inspect a.pb f12:draw3", 'one question, without a screen'],
    ['sgl inspect good.pb bad.pb', 'two traces, at the first call that differs'],
  ],
  async run(args) {
    if (args.has('live') || args.has('attach')) return inspectLive(args);
    if (args.has('at') || args.has('shm')) throw new UsageError('--at and --shm go with --live or --attach');
    const [file, second, third, more] = args.operands;
    if (file === undefined) throw new UsageError('which trace? usage: sgl inspect TRACE [OTHER] [PLACE]');
    // a place is none of the files that are there
    const other = second !== undefined && existsSync(second) ? second : undefined;
    const place = other === undefined ? second : third;
    const rest = other === undefined ? third : more;
    if (rest !== undefined) throw new UsageError(`a trace, another one and a place, but '${rest}' follows '${place}'`);
    if (other !== undefined) new TraceReader(other).close();
    const reader = new TraceReader(file);
    try {
      if (place !== undefined) checkPlace(reader, place);
      const { readSettings } = await import('../tui/settings.js');
      const settings = readSettings();
      const begin = place ?? (diedIn(reader) ? 'end' : undefined);
      if ((await whyNoScreen()) === undefined) {
        const { inspect } = await import('../tui/inspect.js');
        await inspect(reader, { settings, ...(begin !== undefined && { place: begin }), ...(other !== undefined && { other }) });
      } else await onLines(reader, begin, other, settings);
      return exitCode.fine;
    } finally {
      reader.close();
    }
  },
};

/** Why nothing can be placed on a screen here; undefined when it can. */
async function whyNoScreen(): Promise<string | undefined> {
  // Before React is loaded: without this it would run its development checks.
  process.env.NODE_ENV ??= 'production';
  const { unsuitable } = await import('../tui/terminal/terminal.js');
  return unsuitable(process.stdin, process.stdout, process.env);
}

/** Commands from lines of the input, answers as text: TERM=dumb, pipes. */
async function onLines(reader: TraceReader, place: string | undefined, other: string | undefined, settings: Settings): Promise<void> {
  const { inspectLines } = await import('../tui/lines.js');
  const { utf8Locale } = await import('../tui/terminal/terminal.js');
  const { stdin, stdout, env } = process;
  await inspectLines(reader, {
    place,
    other,
    settings,
    input: stdin,
    output: stdout,
    interactive: Boolean(stdin.isTTY && stdout.isTTY),
    utf8: utf8Locale(env),
  });
}

async function requireTerminal(otherwise: string): Promise<void> {
  const why = await whyNoScreen();
  if (why !== undefined) throw new CommandError(`the inspector cannot run here: ${why}; ${otherwise}`, exitCode.wrongUse);
}

async function inspectLive(args: Arguments): Promise<number> {
  checkLive(args);
  await requireTerminal('`sgl session --live --stdio -- PROGRAM` goes without one');
  const { readSettings } = await import('../tui/settings.js');
  const settings = readSettings();
  const { target, at } = await liveTarget(args);
  try {
    const { inspectLiveProgram } = await import('../tui/inspect.js');
    await inspectLiveProgram(target.connection, target.attached, at, settings);
  } finally {
    target.connection.close();
    target.finish();
  }
  return exitCode.fine;
}

/** Of a program that did not end by itself, the last call is what people look for. */
export function diedIn(reader: TraceReader): boolean {
  return reader.calls > 0 && reader.index.ended.how !== 'exit';
}

/** A wrong place is said before the screen changes. */
function checkPlace(reader: TraceReader, place: string): void {
  try {
    resolvePlace(place, new CallPages(reader));
  } catch (error) {
    if (error instanceof PlaceError) throw new UsageError(error.message);
    throw error;
  }
}
