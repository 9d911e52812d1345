// The process of a state pass: replays a trace with drawing switched off, and writes the change log into a file.
import { setPriority } from 'node:os';
import { TraceError } from '../../trace/errors.js';
import { TraceReader } from '../../trace/reader.js';
import { writeWhole } from '../cache.js';
import { presentAs } from '../program_name.js';
import { StatePass } from './pass.js';

export type PassMessage =
  | { readonly kind: 'progress'; readonly calls: number; readonly total: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; readonly exitCode: number };

const send = (message: PassMessage) => process.send?.(message, undefined, undefined, () => {});

process.on('disconnect', () => process.exit(0));
export interface LogRequest {
  readonly file: string;
  readonly output: string;
  readonly background: boolean;
}

process.on('message', ({ file, output, background }: LogRequest) => {
  try {
    if (background) setPriority(10);
    // Mesa then drops what would be drawn and answers every question as before. What other drivers do with it: nothing.
    process.env.GALLIUM_NOOP = 'true';
    const reader = new TraceReader(file);
    presentAs(reader.header.program);
    let last = 0;
    const log = new StatePass(reader).run((calls, total) => {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      send({ kind: 'progress', calls, total });
    });
    writeWhole(output, log.encoded());
    send({ kind: 'done' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: 'failed', message, exitCode: error instanceof TraceError ? error.exitCode : 1 });
  }
});
