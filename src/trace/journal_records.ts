// Records as a renderer's journal has them (native/journal.h), made by tools that write traces of their own: packing
// them is the recorder's code.

const KIND = { batch: 1, reply: 2, error: 3, frame: 4, loss: 5 } as const;

export interface BatchRecord {
  readonly firstCall: number;
  readonly timeNs: number;
  readonly stream: number;
  /** Current in that stream when it begins. */
  readonly context: number;
  /** Commands that count as calls. */
  readonly calls: number;
  readonly commands: Uint8Array;
}

/** A growing run of records. */
export class JournalRecords {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;

  get length(): number {
    return this.#used;
  }

  /** A copy of what was written so far; begins anew. */
  take(): ArrayBuffer {
    const out = this.#bytes.slice(0, this.#used).buffer;
    this.#used = 0;
    return out;
  }

  batch({ firstCall, timeNs, stream, context, calls, commands }: BatchRecord): void {
    const at = this.#open(KIND.batch, 32 + commands.length);
    this.#wide(at, firstCall);
    this.#wide(at + 8, timeNs);
    this.#view.setUint32(at + 16, stream, true);
    this.#view.setUint32(at + 20, context, true);
    this.#view.setUint32(at + 24, calls, true);
    this.#bytes.set(commands, at + 32);
  }

  reply(call: number, opcode: number, flags: number, payload: Uint8Array): void {
    const at = this.#open(KIND.reply, 16 + payload.length);
    this.#wide(at, call);
    this.#view.setUint32(at + 8, opcode, true);
    this.#view.setUint32(at + 12, flags, true);
    this.#bytes.set(payload, at + 16);
  }

  error(call: number, error: number, context: number): void {
    const at = this.#open(KIND.error, 16);
    this.#wide(at, call);
    this.#view.setUint32(at + 8, error, true);
    this.#view.setUint32(at + 12, context, true);
  }

  frame(frame: { call: number; timeNs: number; hash: bigint; drawable: number; width: number; height: number; context: number }): void {
    const at = this.#open(KIND.frame, 40);
    this.#wide(at, frame.call);
    this.#wide(at + 8, frame.timeNs);
    this.#view.setBigUint64(at + 16, frame.hash, true);
    this.#view.setUint32(at + 24, frame.drawable, true);
    this.#view.setUint32(at + 28, frame.width, true);
    this.#view.setUint32(at + 32, frame.height, true);
    this.#view.setUint32(at + 36, frame.context, true);
  }

  loss(call: number, timeNs: number, reason: string): void {
    const text = new TextEncoder().encode(reason);
    const at = this.#open(KIND.loss, 16 + text.length);
    this.#wide(at, call);
    this.#wide(at + 8, timeNs);
    this.#bytes.set(text, at + 16);
  }

  #wide(at: number, value: number): void {
    this.#view.setBigUint64(at, BigInt(Math.max(0, Math.round(value))), true);
  }

  /** Header of a record; gives where its payload begins, which is zeros. */
  #open(kind: number, bytes: number): number {
    const padded = (bytes + 7) & ~7;
    const end = this.#used + 8 + padded;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    const at = this.#used;
    this.#bytes.fill(0, at, end);
    this.#view.setUint32(at, kind, true);
    this.#view.setUint32(at + 4, bytes, true);
    this.#used = end;
    return at + 8;
  }
}
