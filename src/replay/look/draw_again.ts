// A draw to be executed once more, under other circumstances: its commands, and the way back to where they stand.
import type { CallPages } from '../../inspect/call_pages.js';
import type { CommandWriter } from '../../trace/command_writer.js';
import { CommandCursor } from '../../trace/commands.js';
import { FLAG } from '../../trace/dictionary.js';
import type { Player } from '../player.js';
import { LookError } from './questions.js';

/** The calls of a draw: one, or those from glBegin to glEnd. */
export interface DrawSpan {
  readonly first: number;
  readonly call: number;
}

/** The draw that a call is, or is a part of (immediate mode). Throws LookError when it is none. */
export function drawSpan(pages: CallPages, call: number): DrawSpan {
  const name = pages.name(call);
  const stream = pages.stream(call);
  const { dictionary } = pages.reader;
  /** The next glBegin or glEnd of the same thread in a direction. */
  const edge = (step: 1 | -1): number | undefined =>
    pages.nearest(call, step, (opcode, at) => /^gl(Begin|End)$/.test(dictionary.name(opcode)) && pages.stream(at) === stream);
  if (name === 'glEnd') return { first: edge(-1) ?? call, call };
  const end = edge(1);
  const isInside = end !== undefined && pages.name(end) === 'glEnd';
  const begin = name === 'glBegin' ? call : edge(-1);
  if (isInside && begin !== undefined && pages.name(begin) === 'glBegin') return { first: begin, call: end };
  if ((pages.flags(call) & FLAG.draw) === 0)
    throw new LookError(`call ${call} ${name} draws nothing; \`sgl find TRACE --calls '*/draw'\` lists what draws`);
  return { first: call, call };
}

/** The commands of calls `first` to `last` of the stream of `last`, with what came along with them. */
function commandsOf(player: Player, first: number, last: number): { bytes: Uint8Array; calls: number } {
  const { reader } = player;
  const parts: Uint8Array[] = [];
  let calls = 0;
  let waiting: { stream: number; bytes: Uint8Array }[] = [];
  let stream = -1;
  for (let i = Math.max(0, reader.segmentOfCall(first)); i < reader.segments.length; i++) {
    if (reader.segments[i]!.firstCall > last) break;
    const cursor = new CommandCursor(reader.segment(i));
    while (cursor.next()) {
      if (cursor.call > last) break;
      const bytes = new Uint8Array(cursor.words.buffer, cursor.words.byteOffset + cursor.start * 4, (cursor.end - cursor.start) * 4);
      if (!cursor.isCall) {
        waiting.push({ stream: cursor.stream, bytes });
        continue;
      }
      const own = waiting.filter(each => each.stream === cursor.stream);
      waiting = waiting.filter(each => each.stream !== cursor.stream);
      if (cursor.call < first) continue;
      if (stream < 0) stream = cursor.stream;
      if (cursor.stream !== stream) continue;
      parts.push(...own.map(each => each.bytes), bytes);
      calls++;
    }
  }
  return { bytes: Buffer.concat(parts), calls };
}

export class DrawAgain {
  readonly player: Player;
  readonly span: DrawSpan;
  readonly #commands: { readonly bytes: Uint8Array; readonly calls: number };
  #spoilt = false;

  constructor(player: Player, span: DrawSpan) {
    this.player = player;
    this.span = span;
    this.#commands = commandsOf(player, span.first, span.call);
  }

  get isImmediate(): boolean {
    return this.span.first !== this.span.call;
  }

  /** Goes to before the draw, with everything as the program left it. */
  begin(): void {
    if (this.#spoilt) this.player.goBefore(0);
    this.#spoilt = false;
    this.player.goBefore(this.span.first);
  }

  /** Something stays changed: the player has to begin anew. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** The player is the program's again. A list may change anything, a shader may write elsewhere, a query of the program was
   * ended: only immediate mode is known to leave nothing behind. */
  leave(): void {
    if (this.#spoilt || !this.isImmediate) this.player.goBefore(0);
    this.#spoilt = false;
  }

  /** Writes the draw's commands; gives the number of its first call and of the call behind its last. */
  write(writer: CommandWriter): { readonly first: number; readonly end: number } {
    if (this.isImmediate) writer.call('glPushAttrib', 'GL_CURRENT_BIT');
    const first = writer.calls;
    writer.append(this.#commands.bytes, this.#commands.calls);
    const end = writer.calls;
    if (this.isImmediate) writer.call('glPopAttrib');
    return { first, end };
  }
}
