// Damages a trace: bytes of the file, or fields of its packets with checksums, compression and index made right again, so
// that what lies behind these checks is reached, too.
import Long from 'long';
import { codec } from '../../src/trace/codec.js';
import { decodePacket, encodePacket, readPrefix, TRAILER_BYTES } from '../../src/trace/packet.js';
import type { pb } from '../../src/trace/pb.js';
import { Random } from './random.js';

type Packet = pb.TracePacket.$Properties;
/** A place that holds a value: a message or a list, and the key in it. */
interface Slot {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
}

const DEEPEST = 8;
const TEXTS = ['', 'x'.repeat(100_000), '\u001b[31m\n\0', '__proto__', '../../../etc/passwd', 'glClear', 'glDrawElements'];

function packetsOf(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const prefix = readPrefix(bytes.subarray(at, at + 5));
    if (prefix.kind !== 'packet') break;
    const begin = at + prefix.prefixBytes;
    at = begin + prefix.length;
    const { packet } = decodePacket(bytes.subarray(begin, at), codec());
    if (!packet) break;
    packets.push(packet);
  }
  return packets;
}

function slotsOf(holder: object, found: Slot[] = [], depth = 0): Slot[] {
  if (depth > DEEPEST) return found;
  for (const [name, value] of Object.entries(holder)) {
    if (value === null || value === undefined || typeof value === 'function' || name.startsWith('$')) continue;
    found.push({ holder: holder as Slot['holder'], key: Array.isArray(holder) ? Number(name) : name });
    if (typeof value === 'object' && !Long.isLong(value) && !(value instanceof Uint8Array)) slotsOf(value, found, depth + 1);
  }
  return found;
}

function otherLong(random: Random, value: Long): Long {
  const { unsigned } = value;
  return random.pick([
    value.add(random.below(7) - 3),
    Long.fromInt(random.below(1000), unsigned),
    Long.fromInt(-1 - random.below(3), unsigned),
    Long.fromBits(random.next(), random.next(), unsigned),
    Long.fromBits(-1, 0x7fffffff, unsigned),
    Long.fromBits(0, 0x200000, unsigned), // 2^53
    Long.fromBits(random.word(), 0, unsigned),
  ]);
}

function otherBytes(random: Random, bytes: Uint8Array): Uint8Array {
  if (random.below(3) === 0) return bytes.subarray(0, random.below(bytes.length + 1));
  const other = Uint8Array.from(bytes);
  for (let n = 1 + random.below(6); n > 0 && other.length >= 4; n--) {
    const at = random.below(other.length >>> 2) * 4;
    if (random.below(3) > 0) new DataView(other.buffer).setUint32(at, random.word(), true);
    else other[at + random.below(4)] = random.below(256);
  }
  return other;
}

async function change(random: Random, { holder, key }: Slot): Promise<void> {
  const value = holder[key];
  if (typeof value === 'number') holder[key] = random.below(2) ? random.word() : Math.max(0, value + random.below(5) - 2);
  else if (typeof value === 'boolean') holder[key] = !value;
  else if (typeof value === 'string') holder[key] = random.pick([...TEXTS, `${value}x`, value.slice(1)]);
  else if (Long.isLong(value)) holder[key] = otherLong(random, value);
  else if (value instanceof Uint8Array) {
    const { rawBytes } = holder;
    const packed = typeof rawBytes === 'number' && rawBytes > 0 && random.below(3) > 0;
    const raw = packed ? codec().zstdDecompress(value, rawBytes) : value;
    holder[key] = packed ? await codec().zstdCompress(otherBytes(random, raw), 1) : otherBytes(random, value);
  } else if (Array.isArray(value)) {
    const items: unknown[] = value;
    const how = items.length === 0 ? 0 : random.below(5);
    if (how === 0) holder[key] = [];
    else if (how === 1) holder[key] = items.slice(0, random.below(items.length + 1));
    else if (how === 2) holder[key] = [...items, random.pick(items)];
    else if (how === 3) holder[key] = items.toReversed();
    else await change(random, { holder: items as unknown as Slot['holder'], key: random.below(items.length) });
  } else if (random.below(3) === 0) holder[key] = undefined;
}

/** Bytes changed, cut, repeated, put in; nothing made right again. */
function damage(random: Random, bytes: Uint8Array): Uint8Array {
  let out: Uint8Array = Uint8Array.from(bytes);
  for (let n = 1 + random.below(4); n > 0 && out.length > 0; n--) {
    const at = random.below(out.length);
    const [before, after] = [out.subarray(0, at), out.subarray(at)];
    const how = random.below(5);
    if (how === 0) out[at] = random.below(256);
    else if (how === 1) out = before;
    else if (how === 2) out = Buffer.concat([before, out.subarray(random.below(at + 1))]);
    else if (how === 3) out = Buffer.concat([before, after.subarray(random.below(300))]);
    else out = Buffer.concat([before, Uint8Array.from({ length: random.below(64) }, () => random.below(256)), after]);
  }
  return out;
}

/** The packets one after the other, with an index and a trailer that fit them. */
function assembled(random: Random, packets: readonly Packet[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const offsets: number[] = [];
  let [at, indexAt] = [0, 0];
  for (const packet of packets) {
    if (packet.index) {
      indexAt = at;
      if (random.below(4) > 0) {
        packet.index.offset = offsets.map((offset, i) => Long.fromNumber(offset - (offsets[i - 1] ?? 0), true));
        packet.index.rows = offsets.length;
      }
    }
    if (packet.trailer) {
      packet.trailer.indexOffset = Long.fromNumber(indexAt, true);
      packet.trailer.fileBytes = Long.fromNumber(at + TRAILER_BYTES, true);
    }
    const part = encodePacket(packet, codec());
    offsets.push(at);
    parts.push(part);
    at += part.length;
  }
  return Buffer.concat(parts);
}

/** The trace `bytes`, damaged as `seed` says. */
export async function mutate(bytes: Uint8Array, seed: number): Promise<Uint8Array> {
  const random = new Random(seed);
  if (seed % 5 === 0) return damage(random, bytes);
  const packets = packetsOf(bytes).filter(({ index, trailer }) => seed % 2 === 0 || !(index || trailer));
  for (let n = 1 + random.below(3); n > 0; n--) {
    const slots = slotsOf(random.pick(packets));
    // by name more often than not: long lists would take all
    const named = slots.filter(({ key }) => typeof key === 'string');
    if (slots.length > 0) await change(random, random.pick(random.below(3) > 0 && named.length > 0 ? named : slots));
  }
  if (random.below(6) === 0) packets.splice(random.below(packets.length), 0, random.pick(packets));
  if (random.below(8) === 0) packets.splice(1 + random.below(packets.length - 1), 1);
  try {
    return assembled(random, packets);
  } catch {
    return damage(random, bytes); // a value that no packet can hold
  }
}
