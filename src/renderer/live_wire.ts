// What an inspector and the renderer's supervisor say to each other over a socket: a JSON text a line. JSON has no bytes, maps,
// 64-bit integers and infinities: they are objects with one name that begins with $.
import type { StopAt, Stopped } from '../native.js';
import type { LookName } from '../replay/looks.js';

/** A program that can be looked at. */
export interface Candidate {
  readonly pid: number;
  readonly program: string;
  readonly commandLine: string;
  /** Stands. */
  readonly stopped: boolean;
  /** Somebody looks at it. */
  readonly taken: boolean;
}

/** What comes of attaching. */
export interface Attached {
  readonly pid: number;
  readonly program: string;
  /** The trace of its calls, which grows: from its first one (`whole`), or from now on; then it stops at the first in it. */
  readonly trace: string;
  readonly whole: boolean;
}

/** Inspector → supervisor. */
export type ControlRequest = { readonly id: number } & (
  | { readonly do: 'programs' }
  | { readonly do: 'attach'; readonly pid: number }
  | { readonly do: 'goOn'; readonly at?: StopAt }
  | { readonly do: 'look'; readonly look: LookName; readonly params: unknown }
);

/** Supervisor → inspector. */
export type ControlMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problem: string }
  /** All calls up to there are in the trace. */
  | { readonly event: 'stopped'; readonly where: Stopped }
  | { readonly event: 'grown' }
  | { readonly event: 'ended'; readonly reason: string };

const ARRAYS = { u8: Uint8Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array } as const;
type Kind = keyof typeof ARRAYS;
const isKind = (text: unknown): text is Kind => typeof text === 'string' && Object.hasOwn(ARRAYS, text);

function toPlain(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (value instanceof Map) return { $map: [...value] };
  if (ArrayBuffer.isView(value)) {
    const kind = (Object.keys(ARRAYS) as Kind[]).find(each => value instanceof ARRAYS[each]);
    if (!kind) throw new TypeError('an array of a kind that is not sent');
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'), kind };
  }
  return value;
}

function fromPlain(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $number, $bigint, $map, $bytes, kind } = value as Readonly<Record<string, unknown>>;
  if (typeof $number === 'string') return Number($number);
  if (typeof $bigint === 'string') return BigInt($bigint);
  if (Array.isArray($map)) return new Map($map as [unknown, unknown][]);
  if (typeof $bytes === 'string' && isKind(kind)) {
    const bytes = Uint8Array.from(Buffer.from($bytes, 'base64'));
    const size = ARRAYS[kind].BYTES_PER_ELEMENT;
    return new ARRAYS[kind](bytes.buffer, 0, Math.floor(bytes.length / size));
  }
  return value;
}

export function encodeLine(message: ControlRequest | ControlMessage): string {
  return `${JSON.stringify(message, toPlain)}\n`;
}

/** Throws when the line is no such JSON. */
export function decodeLine(line: string): unknown {
  return JSON.parse(line, fromPlain);
}

/** Cuts what comes into lines; `true`: a line is longer than anybody sends. */
export function lineReader(most: number, take: (line: string) => void): (piece: string) => boolean {
  let kept: string[] = [];
  let length = 0;
  return piece => {
    const lines = piece.split('\n');
    for (const [i, line] of lines.entries()) {
      kept.push(line);
      length += line.length;
      if (length > most) return true;
      if (i === lines.length - 1) break;
      const whole = kept.join('');
      kept = [];
      length = 0;
      take(whole);
    }
    return false;
  };
}
