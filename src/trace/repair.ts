// Changes to a finished file: a new index for one that was cut off, and sections that tools append. Packets that are
// there are never rewritten.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { type Codec, codec as nativeCodec } from './codec.js';
import { encodePacket, KIND } from './packet.js';
import { toUnsignedLong } from './pb.js';
import { TraceReader } from './reader.js';
import { closing } from './writer.js';

export interface RepairResult {
  /** False when the index was there and right. */
  readonly changed: boolean;
  readonly calls: number;
  readonly frames: number;
  /** Bytes at the end that were no whole packet, and are gone. */
  readonly removedBytes: number;
}

/** Rebuilds the index of a trace that has none. Throws TraceError when the file is damaged before its end. */
export function repair(file: string, codec: Codec = nativeCodec()): RepairResult {
  const reader = new TraceReader(file, codec);
  try {
    const { calls, frames, complete, cutBytes } = reader;
    if (complete) {
      reader.verify();
      return { changed: false, calls, frames, removedBytes: 0 };
    }
    const end = reader.bytes - cutBytes;
    const reason = reader.index.ended.reason || (reader.index.ended.how === 'lost' ? 'the file was cut off' : '');
    const index = { ...reader.index, ended: { ...reader.index.ended, reason }, repaired: true };
    write(file, end, closing(index, end, codec));
    return { changed: true, calls, frames, removedBytes: cutBytes };
  } finally {
    reader.close();
  }
}

/** Appends a named section to a complete trace. A section of the same name is superseded. */
export async function appendSection(
  file: string,
  section: { readonly name: string; readonly contentType: string; readonly contents: Uint8Array },
  codec: Codec = nativeCodec(),
): Promise<void> {
  const reader = new TraceReader(file, codec);
  const { index, bytes, complete } = reader;
  reader.close();
  if (!complete) throw new Error(`${file}: has no index; run \`sgl repair\` on it first`);
  const { name, contentType, contents } = section;
  const packed = contents.length > 0 ? await codec.zstdCompress(contents, 3) : contents;
  const isSmaller = packed.length < contents.length;
  const packet = encodePacket(
    { section: { name, contentType, rawBytes: toUnsignedLong(isSmaller ? contents.length : 0), contents: isSmaller ? packed : contents } },
    codec,
  );
  const tail = closing({ ...index, packets: [...index.packets, { offset: bytes, kind: KIND.section }] }, bytes + packet.length, codec);
  write(file, bytes, Buffer.concat([packet, tail]));
}

/** Writes `bytes` at `offset` and ends the file there. */
function write(file: string, offset: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
    ftruncateSync(descriptor, offset + bytes.length);
  } finally {
    closeSync(descriptor);
  }
}
