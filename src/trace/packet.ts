// Packets as they stand in the file: tag, length, message, checksum. Knows nothing of what packets mean.
import type { Codec } from './codec.js';
import { pb } from './pb.js';

export const MAX_PACKET = 64 << 20;
/** Tag of Trace.packet: field 1, length-delimited. */
export const PACKET_TAG = 0x0a;
/** Tag of TracePacket.checksum: field 15, 64 bit. */
const CHECKSUM_TAG = 0x79;
export const CHECKSUM_BYTES = 9;
/** Bytes of the trailer packet, tag and length included. */
export const TRAILER_BYTES = 31;
/** The longest tag and length that a packet of at most MAX_PACKET has. */
export const MAX_PREFIX = 5;

/** The whole packet with tag, length and checksum. Throws when it is larger than a packet may be. */
export function encodePacket(packet: pb.TracePacket.$Properties, codec: Codec): Uint8Array {
  const body = pb.TracePacket.encode(packet).finish();
  const length = body.length + CHECKSUM_BYTES;
  if (length > MAX_PACKET) throw new RangeError(`a packet of ${length} bytes is larger than the ${MAX_PACKET} that one may have`);
  const prefix = [PACKET_TAG];
  let rest = length;
  while (rest > 127) {
    prefix.push((rest & 127) | 128);
    rest >>>= 7;
  }
  prefix.push(rest);
  const out = new Uint8Array(prefix.length + length);
  out.set(prefix);
  out.set(body, prefix.length);
  const at = prefix.length + body.length;
  out[at] = CHECKSUM_TAG;
  new DataView(out.buffer).setBigUint64(at + 1, codec.xxh3(body), true);
  return out;
}

export type Prefix =
  | { readonly kind: 'packet'; readonly prefixBytes: number; readonly length: number }
  /** The bytes end within the prefix. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'wrong'; readonly what: string };

/** Reads tag and length at the beginning of `bytes`. */
export function readPrefix(bytes: Uint8Array): Prefix {
  if (bytes.length === 0) return { kind: 'cut' };
  if (bytes[0] !== PACKET_TAG)
    return { kind: 'wrong', what: `byte 0x${bytes[0]!.toString(16).padStart(2, '0')} where a packet should begin` };
  let length = 0;
  for (let i = 1; i < MAX_PREFIX; i++) {
    if (i >= bytes.length) return { kind: 'cut' };
    const byte = bytes[i]!;
    length += (byte & 127) * 2 ** (7 * (i - 1));
    if (byte < 128) {
      if (length > MAX_PACKET) break;
      if (length < CHECKSUM_BYTES) return { kind: 'wrong', what: `a packet of ${length} bytes` };
      return { kind: 'packet', prefixBytes: i + 1, length };
    }
  }
  return { kind: 'wrong', what: 'a packet of more than 64 MiB' };
}

export type Opened =
  | { readonly packet: pb.TracePacket; readonly wrong?: undefined }
  | { readonly packet?: undefined; readonly wrong: string };

/** Checks the sum of a packet (without tag and length) and decodes it. */
export function decodePacket(bytes: Uint8Array, codec: Codec): Opened {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < 0 || bytes[end] !== CHECKSUM_TAG) return { wrong: 'a packet without checksum' };
  const sum = new DataView(bytes.buffer, bytes.byteOffset + end + 1, 8).getBigUint64(0, true);
  const body = bytes.subarray(0, end);
  if (codec.xxh3(body) !== sum) return { wrong: 'a packet whose contents do not match their checksum' };
  try {
    return { packet: pb.TracePacket.decode(body) };
  } catch (error) {
    return { wrong: `a packet that is not a protobuf message (${(error as Error).message})` };
  }
}

/** Field numbers of TracePacket's bodies, as Index.kind has them. */
export const KIND = { header: 1, dictionary: 2, host: 3, segment: 4, objects: 5, section: 6, keyframe: 7, index: 8, trailer: 9 } as const;
export type PacketName = keyof typeof KIND;

export function packetName(packet: pb.TracePacket): PacketName | undefined {
  return packet.body;
}
