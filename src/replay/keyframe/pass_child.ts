// The background pass: a process that replays the whole trace once and takes keyframes on its way. It lowers itself
// behind whoever waits for an answer.
import { setPriority } from 'node:os';
import { codec } from '../../trace/codec.js';
import { TraceReader } from '../../trace/reader.js';
import { chooseDrawingThreads } from '../drawing_threads.js';
import { Player } from '../player.js';
import { presentAs } from '../program_name.js';
import { captureKeyframe, Helpers } from './capture.js';
import { emitKeyframe } from './emit.js';
import { TraceHistory } from './history.js';
import type { PassMessage, PassRequest } from './pass.js';
import { KeyframeObstacle } from './place.js';
import { Packed, packKeyframe } from './store.js';

function send(message: PassMessage): Promise<void> {
  return new Promise(resolve => {
    if (!process.send?.(message, undefined, undefined, () => resolve())) resolve();
  });
}

/** Calls between two places where a keyframe may be taken within a long frame. */
const STEP = 5000;

/** Where keyframes may be taken, ascending: ends of frames, and in between where a frame is long. */
function* stops(reader: TraceReader): Generator<number> {
  let last = 0;
  for (let frame = 0; frame <= reader.frames; frame++) {
    const end = frame < reader.frames ? reader.frame(frame)!.call + 1 : reader.calls;
    for (let call = last + STEP; call < end - STEP / 2; call += STEP) yield call;
    if (end > last) yield end;
    last = Math.max(last, end);
  }
}

async function pass({ file, spacingMs }: PassRequest): Promise<void> {
  setPriority(10);
  const reader = new TraceReader(file);
  presentAs(reader.header.program);
  chooseDrawingThreads(reader);
  const player = new Player(reader);
  const history = new TraceHistory(reader);
  const helpers = new Helpers(player);
  const packed = new Packed();
  const started = performance.now();
  let replayed = 0;
  let since = spacingMs; // the first one early: before it every way begins at call 0
  for (const call of stops(reader)) {
    const before = performance.now();
    player.goBefore(call);
    player.native.finish();
    const took = performance.now() - before;
    replayed += took;
    since += took;
    if (since < spacingMs) continue;
    history.advance(call);
    try {
      const keyframe = captureKeyframe(player, helpers, history, call);
      await send({
        kind: 'keyframe',
        ...(await packKeyframe(keyframe, replayed, emitKeyframe(keyframe, player.names), codec(), packed, history)),
      });
      since = 0;
    } catch (error) {
      if (!(error instanceof KeyframeObstacle)) throw error;
      await send({ kind: 'obstacle', call, what: error.message });
      since = spacingMs / 2; // soon again, not at every frame
    }
  }
  await send({ kind: 'done', ms: performance.now() - started });
}

process.on('disconnect', () => process.exit(0));
process.on('message', (request: PassRequest) => {
  pass(request).then(
    () => process.disconnect?.(),
    async (error: unknown) => {
      await send({ kind: 'failed', what: error instanceof Error ? error.message : String(error) });
      process.disconnect?.();
    },
  );
});
