// Writes a trace anew with some of its calls left out, or with other commands in their place. Calls count anew; answers and
// errors go with their calls as they were recorded, hashes of pictures do not: they would speak of another trace.
import { codec } from './codec.js';
import { CommandCursor, madeCurrent } from './commands.js';
import { JournalRecords } from './journal_records.js';
import { currentModel } from './model_dictionary.js';
import type { TraceReader } from './reader.js';
import { TraceWriter } from './writer.js';

export interface RewriteOptions {
  /** Whether a call stays. Its plumbing (client arrays, staged data) goes with it. */
  readonly keeps: (call: number) => boolean;
  /** Another command in place of the one under the cursor, header included; undefined: as it is. */
  readonly replace?: (cursor: CommandCursor) => Uint8Array | undefined;
  /** Keep the hashes of pictures after all: nothing that is seen was changed. */
  readonly keepHashes?: boolean;
}

export interface RewriteResult {
  readonly calls: number;
  readonly frames: number;
  readonly bytes: number;
}

/** Raw bytes of a segment, at most (a packet holds 64 MiB). */
const SEGMENT_BYTES = 16 << 20;

interface Piece {
  stream: number;
  context: number;
  timeNs: number;
  readonly parts: Uint8Array[];
  calls: number;
}

/** Writes to `file`. Throws TraceError when the trace is damaged. */
export async function rewriteTrace(reader: TraceReader, file: string, options: RewriteOptions): Promise<RewriteResult> {
  const { header } = reader;
  const { program, commandLine, pid, protocol, pointerBits } = header;
  const client = { program, commandLine, pid, protocol, pointerBits };
  const writer = await TraceWriter.create(file, { client, recorder: header.recorder, originNs: 0n, model: currentModel(), codec: codec() });
  const records = new JournalRecords();
  /** New number by old one, of calls whose answers may still come: a segment's and those of the one before. */
  let previous = new Map<number, number>();
  let next = 0;
  const flush = async () => {
    if (records.length > 0) await writer.segment(await codec().packSegment(records.take(), { level: 1, originNs: 0n }));
  };
  try {
    for (let i = 0; i < reader.segments.length; i++) {
      const segment = reader.segment(i);
      const renumbered = new Map<number, number>();
      const cursor = new CommandCursor(segment);
      const plumbing = new Map<number, Uint8Array[]>();
      let piece: Piece | undefined;
      const end = () => {
        if (piece && piece.parts.length > 0) {
          const { stream, context, timeNs, calls, parts } = piece;
          records.batch({ firstCall: next - calls, timeNs, stream, context, calls, commands: Buffer.concat(parts) });
        }
        piece = undefined;
      };
      let batch = -1;
      let context = 0;
      while (cursor.next()) {
        if (cursor.batch !== batch) {
          end();
          batch = cursor.batch;
          context = cursor.context;
        }
        const { stream } = cursor;
        const bytes = () =>
          new Uint8Array(cursor.words.buffer, cursor.words.byteOffset + cursor.start * 4, (cursor.end - cursor.start) * 4);
        if (!cursor.isCall) {
          const waiting = plumbing.get(stream);
          if (waiting) waiting.push(bytes());
          else plumbing.set(stream, [bytes()]);
          continue;
        }
        const own = plumbing.get(stream) ?? [];
        plumbing.delete(stream);
        if (options.keeps(cursor.call)) {
          piece ??= { stream, context, timeNs: segment.batches.timeNs[cursor.batch]!, parts: [], calls: 0 };
          piece.parts.push(...own, options.replace?.(cursor) ?? bytes());
          piece.calls++;
          renumbered.set(cursor.call, next++);
        }
        context = madeCurrent(cursor) ?? context;
      }
      end();
      const numberOf = (call: number) => renumbered.get(call) ?? previous.get(call);
      const { replies } = segment;
      for (let row = 0; row < replies.rows; row++) {
        const call = numberOf(replies.call[row]!);
        if (call !== undefined) records.reply(call, replies.opcode[row]!, replies.flags[row]!, segment.replyPayload(row));
      }
      for (const { call, error, context: of } of segment.errors) {
        const number = numberOf(call);
        if (number !== undefined) records.error(number, error, of);
      }
      for (const frame of segment.frames) {
        const call = numberOf(frame.call);
        if (call !== undefined) records.frame({ ...frame, call, hash: options.keepHashes ? frame.hash : 0n });
      }
      previous = renumbered;
      if (records.length > SEGMENT_BYTES) await flush();
    }
    await flush();
    const { calls, frames } = writer;
    await writer.close(reader.index.ended);
    return { calls, frames, bytes: writer.bytes };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
