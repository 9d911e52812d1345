// Cuts a trace: what lives at its new beginning is read from a replay and written as the commands that make it, then come
// the trace's own calls as they are.
import { codec } from '../trace/codec.js';
import type { CommandWriter } from '../trace/command_writer.js';
import { CommandCursor, madeCurrent } from '../trace/commands.js';
import { JournalRecords } from '../trace/journal_records.js';
import { currentModel } from '../trace/model_dictionary.js';
import { OP } from '../trace/protocol_commands.js';
import type { TraceReader } from '../trace/reader.js';
import type { Segment } from '../trace/segment.js';
import { TraceWriter } from '../trace/writer.js';
import { captureKeyframe, Helpers } from './keyframe/capture.js';
import { emitKeyframe, type Piece } from './keyframe/emit.js';
import { TraceHistory } from './keyframe/history.js';
import { KeyframeObstacle } from './keyframe/place.js';
import type { Player } from './player.js';

export interface TrimOptions {
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly file: string;
}

export interface TrimResult {
  readonly file: string;
  /** Frame of the old trace that the new one begins with: earlier than asked for when `because` says so. */
  readonly firstFrame: number;
  readonly because: string | undefined;
  /** Multisampled images of which only one value a pixel was kept. */
  readonly resolved: readonly string[];
  readonly frames: number;
  /** Calls that make what lived at the beginning, and all calls. */
  readonly prologueCalls: number;
  readonly calls: number;
  readonly bytes: number;
  /** Calls of the old trace: from, to before. */
  readonly from: number;
  readonly to: number;
}

export class TrimError extends Error {}

/** Earlier frames that are tried when a trace cannot begin where it should. */
const EARLIER = 8;
/** Raw bytes of a segment's commands, at most (a packet holds 64 MiB). */
const SEGMENT_BYTES = 24 << 20;
const ZSTD_LEVEL = 3;

export async function trim(player: Player, { firstFrame, lastFrame, file }: TrimOptions): Promise<TrimResult> {
  const { reader } = player;
  const last = reader.frame(lastFrame);
  if (!last || firstFrame > lastFrame) throw new TrimError(`${reader.file} has ${reader.frames} frames`);
  let because: string | undefined;
  for (let frame = firstFrame; frame >= 0 && frame > firstFrame - EARLIER; frame--) {
    const from = frame === 0 ? 0 : reader.frame(frame - 1)!.call + 1;
    try {
      const { pieces, resolved } = prologueAt(player, from);
      return await write(reader, pieces, { firstFrame: frame, because, resolved, from, to: last.call + 1, file });
    } catch (error) {
      if (!(error instanceof KeyframeObstacle)) throw error;
      because ??= error.message;
    }
  }
  throw new TrimError(`${reader.file} cannot begin at frame ${firstFrame}, nor at one of the ${EARLIER - 1} before it: ${because}`);
}

function prologueAt(player: Player, call: number): { pieces: readonly Piece[]; resolved: readonly string[] } {
  if (call === 0) return { pieces: [], resolved: [] };
  player.goBefore(call);
  const history = new TraceHistory(player.reader);
  history.advance(call);
  const keyframe = captureKeyframe(player, new Helpers(player), history, call, { resolve: true });
  return { pieces: emitKeyframe(keyframe, player.names), resolved: keyframe.resolved };
}

interface Cut {
  readonly firstFrame: number;
  readonly because: string | undefined;
  readonly resolved: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly file: string;
}

async function write(reader: TraceReader, pieces: readonly Piece[], cut: Cut): Promise<TrimResult> {
  const { header } = reader;
  const writer = await TraceWriter.create(cut.file, {
    client: {
      program: header.program,
      commandLine: header.commandLine,
      pid: header.pid,
      protocol: header.protocol,
      pointerBits: header.pointerBits,
    },
    recorder: header.recorder,
    originNs: 0n,
    model: currentModel(),
    codec: codec(),
  });
  try {
    const records = new Records(writer);
    const prologueCalls = await writePrologue(records, pieces, reader, cut.from);
    await writeCalls(records, reader, cut, prologueCalls - cut.from);
    await records.flush();
    const { calls, frames } = writer;
    await writer.close({ how: 'exit', code: 0, reason: '' });
    return { ...cut, frames, calls, prologueCalls, bytes: writer.bytes };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** Records that become a segment when there are enough of them. */
class Records {
  readonly records = new JournalRecords();
  readonly #writer: TraceWriter;

  constructor(writer: TraceWriter) {
    this.#writer = writer;
  }

  async flushIfFull(): Promise<void> {
    if (this.records.length > SEGMENT_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.records.length === 0) return;
    await this.#writer.segment(await codec().packSegment(this.records.take(), { level: ZSTD_LEVEL, originNs: 0n }));
  }
}

async function writePrologue(out: Records, pieces: readonly Piece[], reader: TraceReader, from: number): Promise<number> {
  const timeNs = timeOf(reader, from);
  const answers = contextAnswers(reader);
  let call = 0;
  for (const { stream, context, writer } of pieces) {
    for (const part of parts(writer)) {
      out.records.batch({ firstCall: call, timeNs, stream, context: part.context ?? context, calls: part.calls, commands: part.bytes });
      for (const { id, at } of part.created) {
        const answer = answers.get(id);
        if (answer) out.records.reply(call + at, OP.createContext, answer.flags, answer.payload);
      }
      call += part.calls;
      await out.flushIfFull();
    }
  }
  return call;
}

interface Part {
  readonly bytes: Uint8Array;
  readonly calls: number;
  readonly context: number | undefined;
  /** Contexts that it makes, by the number of the call in it. */
  readonly created: readonly { readonly id: number; readonly at: number }[];
}

/** A writer's commands in batches that fit into a segment. */
function* parts(writer: CommandWriter): Generator<Part> {
  const bytes = writer.bytes();
  const words = new Uint32Array(bytes.slice().buffer);
  let start = 0;
  let calls = 0;
  let created: { id: number; at: number }[] = [];
  for (let at = 0; at < words.length; ) {
    const opcode = words[at]! & 0xffff;
    const short = words[at]! >>> 16;
    const length = short === 0 ? words[at + 1]! : short;
    if (opcode === OP.createContext) created.push({ id: words[at + 1]!, at: calls });
    if (opcode >= OP.queryHost) calls++;
    at += length;
    if (at < words.length && (at - start) * 4 < SEGMENT_BYTES / 2) continue;
    yield { bytes: bytes.slice(start * 4, at * 4), calls, context: undefined, created };
    start = at;
    calls = 0;
    created = [];
  }
}

/** What the renderer said when the program's contexts were made: the host stands there. */
function contextAnswers(reader: TraceReader): Map<number, { flags: number; payload: Uint8Array }> {
  const answers = new Map<number, { flags: number; payload: Uint8Array }>();
  for (const { id, call } of reader.contexts) {
    const i = reader.segmentOfCall(call);
    for (const at of [i, i + 1]) {
      if (at < 0 || at >= reader.segments.length) continue;
      const segment = reader.tables(at);
      for (let row = 0; row < segment.replies.rows; row++)
        if (segment.replies.call[row] === call && segment.replies.opcode[row] === OP.createContext)
          answers.set(id, { flags: segment.replies.flags[row]!, payload: segment.replyPayload(row) });
    }
  }
  return answers;
}

function timeOf(reader: TraceReader, call: number): number {
  const i = reader.segmentOfCall(call);
  if (i < 0) return 0;
  const { batches } = reader.segment(i);
  for (let row = 0; row < batches.rows; row++) if (batches.firstCall[row]! + batches.calls[row]! > call) return batches.timeNs[row]!;
  return 0;
}

/** The calls from `from` to before `to`, with all that came of them; their numbers are moved by `shift`. */
async function writeCalls(out: Records, reader: TraceReader, { from, to }: Cut, shift: number): Promise<void> {
  let open = from === 0;
  for (let i = 0; i < reader.segments.length; i++) {
    const row = reader.segments[i]!;
    if (row.firstCall > to) break;
    if (row.firstCall + row.calls < from) continue;
    const segment = reader.segment(i);
    open = writeBatches(out, segment, open, from, to, shift);
    writeMarks(out, segment, from, to, shift);
    await out.flushIfFull();
  }
}

function writeBatches(out: Records, segment: Segment, openBefore: boolean, from: number, to: number, shift: number): boolean {
  const cursor = new CommandCursor(segment);
  const bytes = segment.commands;
  let open = openBefore;
  let batch = -1;
  let context = 0;
  let start = -1;
  let end = -1;
  let calls = 0;
  let first = 0;
  let begun = 0;
  const close = () => {
    if (start >= 0)
      out.records.batch({
        firstCall: first + shift,
        timeNs: segment.batches.timeNs[batch]!,
        stream: segment.batches.stream[batch]!,
        context: begun,
        calls,
        commands: bytes.subarray(start, end),
      });
    start = -1;
    calls = 0;
  };
  while (cursor.next()) {
    if (cursor.batch !== batch) {
      close();
      batch = cursor.batch;
      context = cursor.context;
    }
    if (cursor.call >= to) {
      close();
      return open;
    }
    if (open) {
      if (start < 0) {
        start = cursor.start * 4;
        begun = context;
        first = cursor.call;
      }
      end = cursor.end * 4;
      if (cursor.isCall) calls++;
    }
    context = madeCurrent(cursor) ?? context;
    // behind the last call of the part that is left out
    if (cursor.isCall && cursor.call === from - 1) open = true;
  }
  close();
  return open;
}

function writeMarks(out: Records, segment: Segment, from: number, to: number, shift: number): void {
  const inside = (call: number) => call >= from && call < to;
  const { replies } = segment;
  for (let row = 0; row < replies.rows; row++)
    if (inside(replies.call[row]!))
      out.records.reply(replies.call[row]! + shift, replies.opcode[row]!, replies.flags[row]!, segment.replyPayload(row));
  for (const frame of segment.frames) if (inside(frame.call)) out.records.frame({ ...frame, call: frame.call + shift });
  for (const { call, error, context } of segment.errors) if (inside(call)) out.records.error(call + shift, error, context);
  for (const { call, timeNs, reason } of segment.losses) if (inside(call)) out.records.loss(call + shift, timeNs, reason);
}
