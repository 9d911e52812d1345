// Replays commands on WebGL 2, with the same face as the native replayer, so that whatever replays (driver.ts) can use either.
// Forward only. What it cannot do is left out, counted and named.
import { type DecodedCall, decodeCall } from '../../inspect/decode.js';
import { errorName } from '../../inspect/error_names.js';
import type { ForwardReplayer, Pixels, ReplayedFrame, ReplyComparison, RunResult } from '../../native.js';
import { codec } from '../../trace/codec.js';
import { CommandCursor, type CommandSource } from '../../trace/commands.js';
import { FLAG } from '../../trace/dictionary.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import { REPLY_NOTE } from '../../trace/segment.js';
import { askedPlaces } from './asked_places.js';
import { CallArguments } from './call_arguments.js';
import { impossibleIn, rowOf } from './calls.js';
import { recordedConfigs, usualConfig } from './configs.js';
import { EsContext } from './context.js';
import { swapRedAndBlue } from './formats.js';
import { type Omission, Omissions } from './omissions.js';
import { type RecordedPlace, recordedPlaces } from './program.js';
import { StreamState } from './stream.js';
import type { Config } from './surface.js';

interface DrawableState {
  readonly config: Config;
  width: number;
  height: number;
  /** The context that was last current with it: its surface has the picture. */
  context?: EsContext | undefined;
}

const ES_PROFILE = 4;
const RECORD_HEAD = 8;
const REPLY_HEAD = 24;

export class WebglReplayer implements ForwardReplayer {
  readonly #reader: TraceReader;
  readonly #hashFrames: boolean;
  readonly #configs: ReadonlyMap<number, Config>;
  /** Calls that raised an error when they were recorded: ANGLE may refuse them, too. */
  readonly #failed = new Set<number>();
  readonly #streams = new Map<number, StreamState>();
  /** As the program asked; those of ANGLE are made at first use. */
  readonly #requests = new Map<number, { readonly es: boolean }>();
  readonly #contexts = new Map<number, EsContext>();
  readonly #drawables = new Map<number, DrawableState>();
  /** What the recording notes of links, by call. */
  readonly #notes = new Map<number, RecordedPlace[]>();
  /** For recordings without such notes. */
  readonly #asked: ReadonlyMap<string, readonly RecordedPlace[]>;
  readonly #omissions = new Omissions();

  constructor(reader: TraceReader, options: { readonly hashFrames: boolean }) {
    this.#reader = reader;
    this.#hashFrames = options.hashFrames;
    this.#configs = recordedConfigs(reader);
    this.#asked = askedPlaces(reader);
    for (let i = 0; i < reader.segments.length; i++) for (const { call } of reader.tables(i).errors) this.#failed.add(call);
  }

  /** What could not be done so far. */
  get omissions(): readonly Omission[] {
    return this.#omissions.list();
  }

  /** What ANGLE calls itself; undefined before the first context. */
  get renderer(): string | undefined {
    return [...this.#contexts.values()][0]?.angle.renderer;
  }

  /** Journal records (native/journal.h), of which only the notes of links matter here: answers are not compared. */
  expect(replies: Uint8Array): void {
    const view = new DataView(replies.buffer, replies.byteOffset, replies.byteLength);
    this.#notes.clear();
    for (let at = 0; at + REPLY_HEAD <= replies.length; ) {
      const bytes = view.getUint32(at + 4, true) - (REPLY_HEAD - RECORD_HEAD);
      const call = Number(view.getBigUint64(at + 8, true));
      const name = this.#reader.dictionary.name(view.getUint32(at + 16, true));
      if (view.getUint32(at + 20, true) & REPLY_NOTE && name === 'glLinkProgram')
        this.#notes.set(call, recordedPlaces(replies.slice(at + REPLY_HEAD, at + REPLY_HEAD + bytes)));
      at += REPLY_HEAD + ((bytes + 7) & ~7);
    }
  }

  run(commands: Uint8Array, stream: number, context: number, firstCall: number): RunResult {
    const state = this.#stream(stream);
    if (context !== 0) state.context = context;
    const frames: ReplayedFrame[] = [];
    const errors: { call: number; error: number }[] = [];
    const cursor = new CommandCursor(segmentOf(commands, stream, context, firstCall));
    let calls = 0;
    while (cursor.next()) {
      if (!cursor.isCall) {
        this.#plumbing(state, cursor);
        continue;
      }
      calls++;
      const call = state.withStaged(decodeCall(cursor, this.#reader.dictionary));
      const frame = call.opcode < 64 ? this.#protocol(state, call) : this.#execute(state, call, errors);
      if (frame) frames.push(frame);
    }
    return cursor.malformed
      ? { calls, frames, errors, malformed: `a command behind call ${firstCall + calls} is damaged` }
      : { calls, frames, errors };
  }

  #stream(id: number): StreamState {
    let found = this.#streams.get(id);
    if (!found) {
      found = new StreamState(id);
      this.#streams.set(id, found);
    }
    return found;
  }

  #context(id: number): EsContext | undefined {
    const request = this.#requests.get(id);
    if (!request) return undefined;
    let found = this.#contexts.get(id);
    if (!found) {
      found = new EsContext(id, request.es);
      this.#contexts.set(id, found);
    }
    return found;
  }

  #plumbing(stream: StreamState, cursor: CommandCursor<CommandSource>): void {
    const words = cursor.words.subarray(cursor.args, cursor.end);
    if (cursor.opcode === OP.stage) stream.stage(words);
    else if (cursor.opcode === OP.clientArrays) stream.clientArrays(words);
    else if (cursor.opcode === OP.flushMap || cursor.opcode === OP.flushWords) {
      const call = stream.withStaged(decodeCall(cursor, this.#reader.dictionary));
      const a = new CallArguments(call, this.#reader.dictionary);
      const [data, context] = [a.bytes('data'), this.#context(stream.context)];
      if (!data || !context) return;
      if (cursor.opcode === OP.flushMap) context.writeBuffer(a.number('buffer'), a.number('offset'), data);
      else writeWords(context, a, data);
    }
  }

  #protocol(stream: StreamState, call: DecodedCall): ReplayedFrame | undefined {
    const a = new CallArguments(call, this.#reader.dictionary);
    const id = a.number('drawable');
    switch (call.opcode) {
      case OP.createContext:
        this.#requests.set(a.number('context'), { es: a.number('profile') === ES_PROFILE });
        break;
      case OP.destroyContext:
        for (const drawable of this.#drawables.values()) if (drawable.context?.id === a.number('context')) drawable.context = undefined;
        this.#contexts.get(a.number('context'))?.close();
        this.#contexts.delete(a.number('context'));
        this.#requests.delete(a.number('context'));
        break;
      case OP.createDrawable:
        this.#drawables.set(id, {
          config: this.#configs.get(a.number('config')) ?? usualConfig,
          width: a.number('width'),
          height: a.number('height'),
        });
        break;
      case OP.resizeDrawable: {
        const drawable = this.#drawables.get(id);
        if (!drawable) break;
        Object.assign(drawable, { width: a.number('width'), height: a.number('height') });
        for (const context of this.#contexts.values()) context.resize(id, drawable.width, drawable.height);
        break;
      }
      case OP.makeCurrent: {
        stream.context = a.number('context');
        stream.drawable = a.number('draw');
        const drawable = this.#drawables.get(stream.drawable);
        const context = this.#context(stream.context);
        context?.use(drawable ? stream.drawable : 0, drawable?.config ?? usualConfig, drawable?.width ?? 1, drawable?.height ?? 1);
        if (drawable) drawable.context = context;
        break;
      }
      case OP.swapBuffers:
        return this.#frame(call.call, id);
      default:
        for (const what of impossibleIn(call.name, a, false)) this.#omissions.add(what, call.call);
    }
    return undefined;
  }

  #execute(stream: StreamState, call: DecodedCall, errors: { call: number; error: number }[]): undefined {
    const context = this.#context(stream.context);
    const isDraw = ((call.command?.flags ?? 0) & FLAG.draw) !== 0;
    const { arrays, hasFixedArrays } = stream;
    if (isDraw) [stream.arrays, stream.hasFixedArrays] = [[], false];
    if (!context) return;
    const a = new CallArguments(call, this.#reader.dictionary);
    const impossible = impossibleIn(call.name, a, context.es);
    for (const what of impossible) this.#omissions.add(what, call.call);
    // a shader is tried all the same: its compiler decides
    if (impossible.some(({ kind }) => kind !== 'shader')) return;
    if (hasFixedArrays) this.#omissions.add({ kind: 'call', what: 'arrays of fixed functions' }, call.call);
    if (isDraw) context.sendArrays(arrays);
    rowOf(call.name)?.run(context, a, {
      places: this.#notes.get(call.call) ?? this.#asked.get(`${context.id},${a.number('program')}`) ?? [],
      failed: (kind, name, log) =>
        this.#omissions.add({ kind: 'shader', what: `${kind} ${name} of context ${context.id}: ${firstLine(log)}` }, call.call),
      cannot: what => this.#omissions.add(what, call.call),
    });
    for (const error of context.angle.errors()) {
      errors.push({ call: call.call, error });
      if (!this.#failed.has(call.call)) this.#omissions.add({ kind: 'refused', what: `${call.name}: ${errorName(error)}` }, call.call);
    }
  }

  #frame(call: number, drawable: number): ReplayedFrame | undefined {
    if (!this.#hashFrames) return undefined;
    const { width, height, data } = this.pixels(drawable);
    return { call, drawable, width, height, hash: codec().xxh3(swapRedAndBlue(data)) };
  }

  /** Answers are the recording's here. */
  replies(): ReplyComparison {
    return { total: 0, different: 0, samples: [] };
  }

  /** The back buffer of a drawable; black where nothing was drawn. */
  pixels(drawable: number): Pixels {
    const state = this.#drawables.get(drawable);
    const found = state?.context?.pixels(drawable);
    if (found) return found;
    const { width, height } = state ?? { width: 1, height: 1 };
    const data = new Uint8Array(width * height * 4);
    for (let i = 3; i < data.length; i += 4) data[i] = 255;
    return { width, height, data };
  }

  /** The context that is current in a stream. */
  currentContext(stream: number): EsContext | undefined {
    return this.#contexts.get(this.#stream(stream).context);
  }

  currentDrawable(stream: number): number {
    return this.#stream(stream).drawable;
  }

  finish(): void {
    for (const context of this.#contexts.values()) context.angle.call('finish');
  }

  close(): void {
    for (const context of this.#contexts.values()) context.close();
    this.#contexts.clear();
  }
}

const firstLine = (log: string) => log.split('\n')[0]!.trim() || 'no log';

/** Commands as a segment of one batch, for a cursor. */
function segmentOf(commands: Uint8Array, stream: number, context: number, firstCall: number): CommandSource {
  const one = (value: number) => Uint32Array.of(value);
  return {
    commands,
    firstCall,
    batches: {
      rows: 1,
      start: Uint32Array.of(0, commands.length),
      stream: one(stream),
      context: one(context),
      calls: one(0),
      firstCall: Float64Array.of(firstCall),
      timeNs: Float64Array.of(0),
    },
  };
}

/** SGL_OP_FLUSH_WORDS (guest/common/buffer_map.h): per block of 64 bytes 16 bits that say which of its words follow. */
function writeWords(context: EsContext, a: CallArguments, data: Uint8Array): void {
  const blocks = a.number('blocks');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = (blocks * 2 + 3) & ~3;
  for (let block = 0; block < blocks; block++) {
    const mask = view.getUint16(block * 2, true);
    for (let word = 0; word < 16; word++) {
      if (((mask >> word) & 1) === 0 || at + 4 > data.length) continue;
      context.writeBuffer(a.number('buffer'), a.number('offset') + block * 64 + word * 4, data.slice(at, at + 4));
      at += 4;
    }
  }
}
