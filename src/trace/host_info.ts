// What the protocol's own commands and answers say about the host, contexts and drawables (struct layouts in
// guest/common/wire.h). Takes untrusted bytes: what does not fit is left out.
import type { Codec, OwnRecord } from './codec.js';
import { type pb, toLong, toUnsignedLong } from './pb.js';
import { OP } from './protocol_commands.js';

/** Reads little-endian words and NUL-terminated strings; past the end everything is 0 and ''. */
class Cursor {
  #at = 0;
  readonly #view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get left(): number {
    return Math.max(0, this.bytes.length - this.#at);
  }
  u32(): number {
    const value = this.left >= 4 ? this.#view.getUint32(this.#at, true) : 0;
    this.#at += 4;
    return value;
  }
  i32(): number {
    return this.u32() | 0;
  }
  skip(bytes: number): void {
    this.#at += bytes;
  }
  align(): void {
    this.#at = (this.#at + 3) & ~3;
  }
  string(): string {
    if (this.left === 0) return '';
    const end = this.bytes.indexOf(0, this.#at);
    const stop = end < 0 ? this.bytes.length : end;
    const text = new TextDecoder().decode(this.bytes.subarray(this.#at, stop));
    this.#at = stop + 1;
    return text;
  }
}

const CONFIG_BYTES = 16;
const MAX_LIST = 65536;

/** Gathers Host, Context and Drawable descriptions from the records that packing set apart. */
export class HostInfo {
  readonly #host: pb.Host.$Properties = {};
  readonly #codec: Codec;
  #hostChanged = false;
  #firstContextSeen = false;
  readonly #contexts = new Map<number, pb.Context.$Properties>();
  readonly #requests = new Map<number, number>(); // call -> context, until its answer comes

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** Takes what one segment brought. Returns the packets to write after it. */
  async take(objects: readonly OwnRecord[], answers: readonly OwnRecord[]): Promise<pb.TracePacket.$Properties[]> {
    const contexts = new Map<number, pb.Context.$Properties>();
    const drawables: pb.Drawable.$Properties[] = [];
    for (const { call, opcode, bytes } of objects) {
      const cursor = new Cursor(bytes);
      if (opcode === OP.createContext) {
        const id = cursor.u32();
        const [share, major, minor, profile, flags] = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()];
        const context = { id, share, major, minor, profile, flags, call: toUnsignedLong(call) };
        this.#contexts.set(id, context);
        this.#requests.set(call, id);
        contexts.set(id, context);
      } else if (opcode === OP.createDrawable) {
        const [id, config, width, height] = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()];
        drawables.push({ id, config, width, height, doubleBuffered: cursor.u32() !== 0, kind: cursor.u32(), call: toUnsignedLong(call) });
      } else if (opcode === OP.resizeDrawable) {
        const [id, width, height] = [cursor.u32(), cursor.u32(), cursor.u32()];
        drawables.push({ id, config: 0, width, height, call: toUnsignedLong(call) });
      }
    }
    for (const answer of answers) {
      if (answer.opcode === OP.queryHost) this.#takeHost(answer);
      else if (answer.opcode === OP.createContext) {
        const id = this.#requests.get(answer.call);
        this.#requests.delete(answer.call);
        const made = await this.#takeContext(answer);
        const request = id === undefined ? undefined : this.#contexts.get(id);
        if (id !== undefined && request) contexts.set(id, Object.assign(request, made));
      }
    }
    const packets: pb.TracePacket.$Properties[] = [];
    if (this.#hostChanged) packets.push({ host: { ...this.#host } });
    this.#hostChanged = false;
    if (contexts.size + drawables.length > 0) packets.push({ objects: { context: [...contexts.values()], drawable: drawables } });
    return packets;
  }

  /** struct sgl_host_info, configs, vendor, renderer. */
  #takeHost({ bytes, flags }: OwnRecord): void {
    if (flags !== 0) return;
    const cursor = new Cursor(bytes);
    this.#host.maxCoreVersion = cursor.u32();
    this.#host.maxCompatVersion = cursor.u32();
    cursor.u32();
    const configs = cursor.u32();
    cursor.skip(8 + configs * CONFIG_BYTES);
    this.#host.vendor = cursor.string();
    this.#host.renderer = cursor.string();
    this.#hostChanged = true;
  }

  /** struct sgl_context_reply, strings, limits. */
  async #takeContext({ bytes, flags }: OwnRecord): Promise<{ version: number; error: number }> {
    const cursor = new Cursor(bytes);
    const error = flags !== 0 ? 5 : cursor.u32();
    const version = flags !== 0 ? 0 : cursor.u32();
    if (error !== 0 || this.#firstContextSeen) return { version: error === 0 ? version : 0, error };
    cursor.u32();
    const extensionCount = Math.min(cursor.u32(), MAX_LIST);
    const host = this.#host;
    host.vendor = cursor.string();
    host.renderer = cursor.string();
    host.version = cursor.string();
    host.shadingLanguageVersion = cursor.string();
    const extensions: string[] = [];
    for (let i = 0; i < extensionCount && cursor.left > 0; i++) extensions.push(cursor.string());
    const raw = new TextEncoder().encode(extensions.join('\n'));
    host.extensions = { rawBytes: raw.length, zstd: await this.#codec.zstdCompress(raw, 3) };
    cursor.align();
    const limits = Math.min(cursor.u32(), MAX_LIST);
    host.limit = [];
    for (let i = 0; i < limits && cursor.left >= 8; i++) host.limit.push({ pname: cursor.u32(), value: toLong(cursor.i32()) });
    this.#firstContextSeen = true;
    this.#hostChanged = true;
    return { version, error };
  }
}
