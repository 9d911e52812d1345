// Journals made by hand for tests: records as the renderer writes them (native/journal.h), and commands (wire.h).

export function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values, value => value >>> 0).buffer);
}

/** A command with its header. */
export function command(opcode: number, ...args: number[]): Uint8Array {
  return words(opcode | ((args.length + 1) << 16), ...args);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function record(kind: number, ...payload: Uint8Array[]): Uint8Array {
  const bytes = concat(payload);
  const out = new Uint8Array(8 + ((bytes.length + 7) & ~7));
  const view = new DataView(out.buffer);
  view.setUint32(0, kind, true);
  view.setUint32(4, bytes.length, true);
  out.set(bytes, 8);
  return out;
}

function u64(value: bigint | number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}

export const records = {
  batch: (firstCall: number, calls: number, commands: Uint8Array, at: { timeNs?: bigint; stream?: number; context?: number } = {}) =>
    record(1, u64(firstCall), u64(at.timeNs ?? 0n), words(at.stream ?? 0, at.context ?? 1, calls, 0), commands),
  reply: (call: number, opcode: number, payload: Uint8Array, flags = 0) => record(2, u64(call), words(opcode, flags), payload),
  error: (call: number, error: number, context = 1) => record(3, u64(call), words(error, context)),
  frame: (call: number, timeNs: bigint, hash: bigint, width = 4, height = 4) =>
    record(4, u64(call), u64(timeNs), u64(hash), words(1, width, height, 1)),
  loss: (call: number, timeNs: bigint, reason: string) => record(5, u64(call), u64(timeNs), new TextEncoder().encode(reason)),
};

/** Records as the memory of a segment. */
export function memory(parts: readonly Uint8Array[]): ArrayBuffer {
  return concat(parts).buffer as ArrayBuffer;
}
