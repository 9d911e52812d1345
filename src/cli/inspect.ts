// `sgl inspect`: the inspector in the terminal (src/tui), begun at a place.
import { CallPages } from '../inspect/call_pages.js';
import { PlaceError, resolvePlace } from '../inspect/place.js';
import { TraceReader } from '../trace/reader.js';
import { CommandError, exitCode, UsageError, type Verb } from './command.js';

export const verb: Verb = {
  name: 'inspect',
  summary: 'Opens a trace in the terminal: calls, arguments, state, pictures. ? lists its keys.',
  operands: 'TRACE [PLACE]',
  options: [],
  notes: [
    'Without a place it opens at the first call, or at the last one when the program crashed or was killed. A PLACE is a call (1234), a frame (f12), something in a frame (f12:draw3, f12:call5, f12:error0) or end.',
  ],
  async run(args) {
    const [file, place, more] = args.operands;
    if (file === undefined) throw new UsageError('which trace? usage: sgl inspect TRACE [PLACE]');
    if (more !== undefined) throw new UsageError(`a trace and a place, but '${more}' follows '${place}'`);
    const reader = new TraceReader(file);
    try {
      if (place !== undefined) checkPlace(reader, place);
      // Before React is loaded: without this it would run its development checks.
      process.env.NODE_ENV ??= 'production';
      const { unsuitable } = await import('../tui/terminal/terminal.js');
      const why = unsuitable(process.stdin, process.stdout, process.env);
      if (why !== undefined)
        throw new CommandError(
          `the inspector cannot run here: ${why}; \`sgl dump ${file}\` and \`sgl image ${file} --at f0\` print what it shows`,
          exitCode.wrongUse,
        );
      const { readSettings } = await import('../tui/settings.js');
      const settings = readSettings();
      const { inspect } = await import('../tui/inspect.js');
      const begin = place ?? (diedIn(reader) ? 'end' : undefined);
      await inspect(reader, begin === undefined ? { settings } : { place: begin, settings });
      return exitCode.fine;
    } finally {
      reader.close();
    }
  },
};

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
