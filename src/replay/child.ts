// The replay process: executes traces with the host's driver, on request. Its own process, because a driver may crash.
import { readFileSync, writeSync } from 'node:fs';
import { CallSetError, parseCallSet } from '../inspect/callset.js';
import { callsUsing } from '../inspect/uses.js';
import { pointsOf } from '../inspect/walk.js';
import type { ForwardReplayer } from '../native.js';
import { TraceError } from '../trace/errors.js';
import { TraceReader } from '../trace/reader.js';
import { type Backend, newReplayer } from './backend.js';
import { ReplayDriver } from './driver.js';
import { type PlayedFrame, PROGRESS_BYTES, PROGRESS_DESCRIPTOR, type Request, type Response } from './messages.js';
import { takePictures, writePicture } from './pictures.js';
import { bench, verify } from './verify.js';

const PROGRESS_MS = 100;

function send(response: Response): Promise<void> {
  return new Promise(resolve => {
    if (!process.send?.(response, undefined, undefined, () => resolve())) resolve();
  });
}

const note = new Float64Array(2);
const noteBytes = new Uint8Array(note.buffer);
let lastProgress = 0;
const hooks = {
  onRun(first: number, end: number): void {
    note[0] = first;
    note[1] = end;
    writeSync(PROGRESS_DESCRIPTOR, noteBytes, 0, PROGRESS_BYTES, 0);
  },
  onProgress(calls: number, total: number): void {
    const now = performance.now();
    if (now - lastProgress < PROGRESS_MS) return;
    lastProgress = now;
    void send({ kind: 'progress', calls, total });
  },
};

/** Opens trace and replayer, and closes both again. */
async function withReplay<T>(
  { file, backend }: { readonly file: string; readonly backend: Backend },
  hashFrames: boolean,
  use: (reader: TraceReader, replayer: ForwardReplayer) => T | Promise<T>,
): Promise<T> {
  const reader = new TraceReader(file);
  try {
    const replayer = newReplayer(backend, reader, hashFrames);
    try {
      return await use(reader, replayer);
    } finally {
      replayer.close();
    }
  } finally {
    reader.close();
  }
}

let acknowledged: (() => void) | undefined;

async function play(reader: TraceReader, replayer: ForwardReplayer, first: number, last: number): Promise<void> {
  const driver = new ReplayDriver(reader, replayer, {}, hooks);
  for (let n = first; n <= Math.min(last, reader.frames - 1) && driver.malformed === undefined; n++) {
    const mark = reader.frame(n)!;
    driver.runTo(mark.call - 1);
    const { width, height, data } = driver.pixels(mark.drawable);
    const frame: PlayedFrame = { frame: n, call: mark.call, timeNs: mark.timeNs, pixels: { width, height, data } };
    const shown = new Promise<void>(resolve => {
      acknowledged = resolve;
    });
    await send({ kind: 'frame', frame });
    await shown;
  }
}

async function answer(request: Request): Promise<Response> {
  switch (request.verb) {
    case 'verify':
      return { kind: 'verified', result: await withReplay(request, true, (reader, replayer) => verify(reader, replayer, hooks)) };
    case 'bench':
      return { kind: 'benched', result: await withReplay(request, false, (reader, replayer) => bench(reader, replayer, hooks)) };
    case 'pictures':
      await withReplay(request, false, (reader, replayer) => {
        const callSet = parseCallSet(request.callSet, path => readFileSync(path, 'utf8'));
        takePictures(
          reader,
          replayer,
          pointsOf(reader, callSet, callsUsing(reader)),
          picture => {
            const { width, height } = picture.pixels;
            const file = writePicture(request.folder, picture);
            const frame = picture.frame ? { frame: picture.frame.frame } : {};
            void send({ kind: 'picture', picture: { call: picture.call, ...frame, file, width, height } });
          },
          hooks,
        );
      });
      return { kind: 'done' };
    case 'play':
      await withReplay(request, false, (reader, replayer) => play(reader, replayer, request.firstFrame, request.lastFrame));
      return { kind: 'done' };
    case 'locate':
      await withReplay(request, true, (reader, replayer) => {
        const driver = new ReplayDriver(reader, replayer, {}, { onRun: hooks.onRun });
        driver.runTo(request.from - 1);
        driver.singleCalls = true;
        driver.runTo(request.to);
      });
      return { kind: 'done' };
    case 'next':
      acknowledged?.();
      return { kind: 'done' };
  }
}

process.on('disconnect', () => process.exit(1));
process.on('message', (request: Request) => {
  if (request.verb === 'next') {
    acknowledged?.();
    return;
  }
  answer(request)
    .catch((error: unknown): Response => {
      const { message, name } = error instanceof Error ? error : new Error(String(error));
      const exitCode = error instanceof TraceError ? error.exitCode : error instanceof CallSetError ? 2 : 1;
      return { kind: 'failed', failure: { message, name, exitCode } };
    })
    .then(send);
});
