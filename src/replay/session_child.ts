// The process of a session: keeps one trace open with a warm replayer, and answers operations one after the other.
import { writeSync } from 'node:fs';
import { TraceError } from '../trace/errors.js';
import { TraceReader } from '../trace/reader.js';
import type { Backend } from './backend.js';
import { Background } from './background.js';
import { chooseDrawingThreads } from './drawing_threads.js';
import type { DriverHooks } from './driver.js';
import { PROGRESS_BYTES, PROGRESS_DESCRIPTOR } from './messages.js';
import { type OperationName, operations } from './operations.js';
import { Player } from './player.js';
import { presentAs } from './program_name.js';
import type { SessionRequest, SessionResponse } from './session.js';
import { answerOnWebgl, WebglPlayer } from './webgl/player.js';

const PROGRESS_MS = 100;
/** A straight replay of every way is the oracle. */
const hasKeyframes = process.env.SGL_KEYFRAMES !== '0';
const note = new Float64Array(2);
const noteBytes = new Uint8Array(note.buffer);
let lastProgress = 0;
let player: Player | WebglPlayer | undefined;

function send(response: SessionResponse): void {
  process.send?.(response, undefined, undefined, () => {}); // an owner that is gone needs no answer
}

function open(file: string, backend: Backend): Player | WebglPlayer {
  const reader = new TraceReader(file);
  presentAs(reader.header.program);
  chooseDrawingThreads(reader);
  const hooks: DriverHooks = {
    onRun(first, end) {
      note[0] = first;
      note[1] = end;
      writeSync(PROGRESS_DESCRIPTOR, noteBytes, 0, PROGRESS_BYTES, 0);
    },
    onProgress(calls, total) {
      const now = performance.now();
      if (now - lastProgress < PROGRESS_MS) return;
      lastProgress = now;
      send({ kind: 'progress', calls, total });
    },
  };
  return backend === 'webgl' ? new WebglPlayer(reader, hooks) : new Player(reader, hooks, { seeking: hasKeyframes });
}

async function answer(request: SessionRequest): Promise<unknown> {
  if (request.kind === 'open') {
    player = open(request.file, request.backend);
    if (hasKeyframes && player instanceof Player) player.background = new Background(player, request.file);
    return undefined;
  }
  if (!player) throw new Error('no trace is open');
  if (player instanceof WebglPlayer) return answerOnWebgl(player, request.operation, request.params);
  player.reader.grow();
  if (request.operation === 'state') player.background?.lookForLog();
  // The table's types tie name and params together; over the channel they come as data.
  const operation = (operations as Partial<Record<OperationName, unknown>>)[request.operation] as (
    player: Player,
    params: unknown,
  ) => unknown;
  try {
    return await operation(player, request.params);
  } finally {
    if (request.operation !== 'background') player.background?.answered();
  }
}

let pending: Promise<void> = Promise.resolve();

function leave(): void {
  if (player instanceof Player) player.background?.stop();
  process.exit(0);
}
process.on('disconnect', leave);
process.on('SIGTERM', leave);
process.on('message', (request: SessionRequest) => {
  pending = pending.then(() =>
    answer(request).then(
      result => send({ kind: 'result', id: request.id, result }),
      (error: unknown) => {
        const { message, name } = error instanceof Error ? error : new Error(String(error));
        send({ kind: 'failed', id: request.id, message, name, exitCode: error instanceof TraceError ? error.exitCode : 1 });
      },
    ),
  );
});
