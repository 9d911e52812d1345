// One trace through the oracle of keyframes, in a process of its own, since a driver may crash in it:
// `restore_one.ts FILE [--seed N] [--restores N | --seeks N]` prints a Verdict as JSON. See restore.ts.
import { parseArgs } from 'node:util';
import { captureKeyframe, Helpers } from '../../src/replay/keyframe/capture.js';
import { emitKeyframe } from '../../src/replay/keyframe/emit.js';
import { TraceHistory } from '../../src/replay/keyframe/history.js';
import { KeyframeObstacle } from '../../src/replay/keyframe/place.js';
import { KeyframeStore, Packed, packKeyframe } from '../../src/replay/keyframe/store.js';
import { Player, PlayerError } from '../../src/replay/player.js';
import { presentAs } from '../../src/replay/program_name.js';
import { codec } from '../../src/trace/codec.js';
import { TraceReader } from '../../src/trace/reader.js';
import { randomNumbers } from './random_numbers.js';
import { lookAt } from './restore_look.js';

export interface Verdict {
  readonly command: string;
  readonly calls: number;
  /** Places where a keyframe was taken, gone to and compared. */
  readonly places: number;
  /** Of these, on the replayer as it stood, not on a new one. */
  readonly warm: number;
  readonly frames: number;
  readonly replies: number;
  /** What forbade keyframes, and how many places. */
  readonly obstacles: Readonly<Record<string, number>>;
  /** What came out otherwise than in a straight replay. */
  readonly differences: readonly string[];
}

/** Calls behind a chosen one that are tried when no keyframe can be taken there. */
const FURTHER = 100;
/** Straight replay between two keyframes as the store is told it, ms: seeks always go by the nearest keyframe. */
const FAR_MS = 60_000;
const BUDGET = 1 << 30;

interface Filled {
  readonly store: KeyframeStore;
  /** Calls that have a keyframe, ascending. */
  readonly calls: readonly number[];
  readonly obstacles: Record<string, number>;
}

/** A store with a keyframe at each of these calls, or as soon behind it as one can be taken. */
async function fill(reader: TraceReader, wanted: readonly number[]): Promise<Filled> {
  const store = new KeyframeStore(codec(), BUDGET);
  const player = new Player(reader);
  const history = new TraceHistory(reader);
  const helpers = new Helpers(player);
  const packed = new Packed();
  const calls: number[] = [];
  const obstacles: Record<string, number> = {};
  for (const first of wanted) {
    let because: string | undefined;
    for (let call = first; call < Math.min(first + FURTHER, reader.calls); call++) {
      if (call < player.position || calls.at(-1) === call) continue;
      player.goBefore(call);
      history.advance(call);
      try {
        const keyframe = captureKeyframe(player, helpers, history, call);
        const pieces = emitKeyframe(keyframe, player.names);
        const { keyframe: made, contents } = await packKeyframe(keyframe, (calls.length + 1) * FAR_MS, pieces, codec(), packed, history);
        store.add(made, contents);
        calls.push(call);
        because = undefined;
        break;
      } catch (error) {
        if (!(error instanceof KeyframeObstacle)) throw error;
        because ??= error.message;
      }
    }
    if (because !== undefined) obstacles[because] = (obstacles[because] ?? 0) + 1;
  }
  player.close();
  return { store, calls, obstacles };
}

/** What frames show and what is answered while a player goes on to the end. */
class Outcome {
  readonly frames: string[] = [];
  /** GL errors. */
  readonly errors: string[] = [];
  player: Player | undefined;
  #total = 0;
  #different = 0;

  /** From here on. */
  begin(player: Player): void {
    this.player = player;
    this.frames.length = 0;
    this.errors.length = 0;
    ({ total: this.#total, different: this.#different } = player.native.replies());
  }

  /** Answers since then, and those of them that are not as recorded. */
  replies(from: number): { total: number; different: number; samples: string[] } {
    const { total, different, samples } = this.player!.native.replies();
    return {
      total: total - this.#total,
      different: different - this.#different,
      samples: samples.filter(({ call }) => call >= from).map(({ call, name, text }) => `call ${call} ${name}: ${text}`),
    };
  }
}

function recordingPlayer(reader: TraceReader, seeking: boolean): { player: Player; outcome: Outcome } {
  const outcome = new Outcome();
  const onFrames = (frames: readonly { call: number; drawable: number; width: number; height: number; hash: bigint }[]) => {
    for (const { call, drawable, width, height, hash } of frames)
      outcome.frames.push(`call ${call}: drawable ${drawable} ${width}x${height} ${hash.toString(16)}`);
  };
  const onErrors = (errors: readonly { call: number; error: number }[]) => {
    for (const { call, error } of errors) outcome.errors.push(`call ${call} ${reader.callName(call)}: error 0x${error.toString(16)}`);
  };
  return { player: new Player(reader, { onFrames, onErrors }, { seeking, hashFrames: true, compareReplies: true }), outcome };
}

interface Ending {
  readonly frames: readonly string[];
  readonly errors: readonly string[];
  readonly replies: { readonly total: number; readonly different: number; readonly samples: readonly string[] };
  /** Everything that can be seen in the end. */
  readonly seen: readonly string[];
}

function toTheEnd(player: Player, outcome: Outcome, from: number): Ending {
  outcome.begin(player);
  player.keyframes = undefined; // straight from here
  player.goBefore(player.reader.calls);
  player.native.finish();
  return { frames: [...outcome.frames], errors: [...outcome.errors], replies: outcome.replies(from), seen: lookAt(player) };
}

function compareEndings(is: Ending, was: Ending): string[] {
  const differences: string[] = [];
  const frame = is.frames.findIndex((line, i) => line !== was.frames[i]);
  if (is.frames.length !== was.frames.length) differences.push(`${is.frames.length} frames, straight ${was.frames.length}`);
  else if (frame >= 0) differences.push(`frame ${is.frames[frame]}, straight ${was.frames[frame]}`);
  const { replies } = is;
  if (replies.total !== was.replies.total || replies.different !== was.replies.different)
    differences.push(`${replies.different} of ${replies.total} answers differ, straight ${was.replies.different} of ${was.replies.total}`);
  const known = new Set(was.replies.samples);
  differences.push(...replies.samples.filter(line => !known.has(line)).slice(0, 3));
  differences.push(...firstDifference(is.errors, was.errors, 'errors'));
  const [seen, expected] = comparable(is.seen, was.seen);
  differences.push(...firstDifference(seen, expected, 'in the end'));
  return differences;
}

/** What a seek is known to show otherwise (docs/limits.md): programs and shaders that are not linked or compiled yet,
 * those that were deleted and are still in use, and names that were generated and that nothing was bound by yet. */
const KNOWN = /^((?:group|context) \d+ \w+ \d+)(?: link_status false| compile_status false| delete_status true| unused)$/;
/** Its stride is that of what came with the last draw, and after a seek the program's own. */
const CLIENT_ARRAY = /^(context \d+ vertexArray \d+ \S+\.)buffer 0$/;

function comparable(is: readonly string[], was: readonly string[]): readonly [readonly string[], readonly string[]] {
  const left = was.flatMap(line => KNOWN.exec(line)?.[1] ?? CLIENT_ARRAY.exec(line)?.[1]?.concat('stride') ?? []);
  const others = (lines: readonly string[]) => lines.filter(line => !left.some(of => line === of || line.startsWith(`${of} `)));
  return [others(is), others(was)];
}

function firstDifference(is: readonly string[], was: readonly string[], where: string): string[] {
  const at = is.findIndex((line, i) => line !== was[i]);
  if (at < 0 && is.length === was.length) return [];
  return [`${where}: ${is[at] ?? 'nothing more'}, straight ${was[at < 0 ? is.length : at] ?? 'nothing more'}`];
}

type Found = Pick<Verdict, 'places' | 'warm' | 'frames' | 'replies' | 'obstacles' | 'differences'>;

/** Each keyframe restored where the replayer happens to be, and played to the end. */
async function restores(reader: TraceReader, count: number, random: Generator<number, never>): Promise<Found> {
  const anywhere = () => 1 + Math.floor(random.next().value * (reader.calls - 1));
  const wanted = Array.from({ length: count }, anywhere).sort((a, b) => a - b);
  const { store, calls, obstacles } = await fill(reader, wanted);
  const expected = new Map<number, Ending>();
  for (const call of calls) {
    const { player, outcome } = recordingPlayer(reader, false);
    player.goBefore(call);
    expected.set(call, toTheEnd(player, outcome, call));
    player.close();
  }
  const { player, outcome } = recordingPlayer(reader, true);
  let warm = 0;
  const differences: string[] = [];
  const sum = { frames: 0, replies: 0 };
  for (const call of [...calls].sort(() => random.next().value - 0.5)) {
    const elsewhere = 1 + Math.floor(random.next().value * (calls.at(-1)! - 1));
    player.keyframes = store;
    player.goBefore(elsewhere === call ? call + 1 : elsewhere);
    const { native } = player;
    player.goBefore(call);
    const isWarm = native === player.native;
    if (isWarm) warm++;
    const how = `${isWarm ? 'warm' : 'anew'} from call ${elsewhere} to ${call}`;
    let ending: Ending;
    try {
      ending = toTheEnd(player, outcome, call);
    } catch (error) {
      if (!(error instanceof PlayerError)) throw error;
      differences.push(`${how}: ${error.message}`);
      player.goBefore(1); // anew
      continue;
    }
    sum.frames += ending.frames.length;
    sum.replies += ending.replies.total;
    differences.push(...compareEndings(ending, expected.get(call)!).map(text => `${how}: ${text}`));
  }
  player.close();
  return { places: calls.length, warm, ...sum, obstacles, differences };
}

/** Random calls reached by seeking, keyframes all over the trace: all state and every picture there. */
async function seeks(reader: TraceReader, count: number, random: Generator<number, never>): Promise<Found> {
  const keyframes = 20;
  const wanted = Array.from({ length: keyframes }, (_, i) => Math.max(1, Math.floor(((i + 0.5) * reader.calls) / keyframes)));
  const { store, obstacles } = await fill(reader, wanted);
  const calls = Array.from({ length: count }, () => 1 + Math.floor(random.next().value * (reader.calls - 1)));
  const expected = new Map<number, readonly string[]>();
  const straight = new Player(reader);
  for (const call of [...calls].sort((a, b) => a - b)) {
    straight.goBefore(call);
    expected.set(call, lookAt(straight));
  }
  straight.close();
  const player = new Player(reader, {}, { seeking: true });
  player.keyframes = store;
  let warm = 0;
  const differences: string[] = [];
  for (const call of calls) {
    const { native } = player;
    player.goBefore(call);
    if (native === player.native) warm++;
    const [is, was] = comparable(lookAt(player), expected.get(call)!);
    differences.push(...firstDifference(is, was, `before call ${call}`));
  }
  player.close();
  return { places: calls.length, warm, frames: 0, replies: 0, obstacles, differences };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    restores: { type: 'string', default: '3' },
    seeks: { type: 'string' },
  },
});
const reader = new TraceReader(positionals[0] ?? '');
presentAs(reader.header.program);
const random = randomNumbers(Number(values.seed) + reader.calls);
const found = values.seeks === undefined ? restores(reader, Number(values.restores), random) : seeks(reader, Number(values.seeks), random);
const verdict: Verdict = { command: reader.header.commandLine, calls: reader.calls, ...(await found) };
process.stdout.write(JSON.stringify(verdict));
reader.close();
