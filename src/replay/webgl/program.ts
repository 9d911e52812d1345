// Programs on ANGLE: compiled from translated sources, attributes where the recording has them, and for uniforms and blocks
// the places that ANGLE chose by those that the recording's driver had.
import type { Angle } from './angle.js';

/** A part of a linked program as the recording notes it (native/reflection.h). */
export interface RecordedPlace {
  readonly kind: number;
  readonly at: number;
  /** Elements that follow each other from there on. */
  readonly count: number;
  readonly name: string;
}

export const PLACE = { attribute: 1, uniform: 2, block: 3 } as const;

/** From a note of a link; what is not well formed is left out. */
export function recordedPlaces(note: Uint8Array): RecordedPlace[] {
  const view = new DataView(note.buffer, note.byteOffset, note.byteLength);
  const places: RecordedPlace[] = [];
  for (let at = 0; at + 16 <= note.length; ) {
    const length = view.getUint32(at + 12, true);
    const padded = (length + 3) & ~3;
    if (at + 16 + padded > note.length) break;
    const name = new TextDecoder().decode(note.subarray(at + 16, at + 16 + length)).split('\0')[0]!;
    places.push({ kind: view.getUint32(at, true), at: view.getInt32(at + 4, true), count: view.getUint32(at + 8, true), name });
    at += 16 + padded;
  }
  return places;
}

/** Most elements of one array that are looked at. */
const MOST_ELEMENTS = 4096;

export class Program {
  readonly object: number;
  /** Recorded location → ANGLE's. */
  readonly #uniforms = new Map<number, number>();
  readonly #blocks = new Map<number, number>();

  constructor(object: number) {
    this.object = object;
  }

  /** Links; gives the log when that fails. */
  link(angle: Angle, recorded: readonly RecordedPlace[]): string | undefined {
    for (const { kind, at, name } of recorded)
      if (kind === PLACE.attribute && at >= 0) angle.call('bindAttribLocation', this.object, at, name);
    angle.call('linkProgram', this.object);
    this.#uniforms.clear();
    this.#blocks.clear();
    if (angle.number('getProgramParameter', this.object, 0x8b82) === 0) return String(angle.call('getProgramInfoLog', this.object)).trim();
    for (const { kind, at, name } of recorded) {
      if (kind === PLACE.block) this.#blocks.set(at, angle.number('getUniformBlockIndex', this.object, name));
      if (kind === PLACE.uniform) this.#uniforms.set(at, angle.number('getUniformLocation', this.object, name));
    }
    for (const { kind, at, count, name } of recorded) {
      if (kind !== PLACE.uniform) continue;
      const base = name.endsWith('[0]') ? name.slice(0, -3) : name;
      for (let i = 1; i < Math.min(count, MOST_ELEMENTS); i++) {
        const here = angle.number('getUniformLocation', this.object, `${base}[${i}]`);
        if (here < 0) break;
        if (!this.#uniforms.has(at + i)) this.#uniforms.set(at + i, here);
      }
    }
    return undefined;
  }

  /** −1: it has none there, and setting it does nothing. */
  uniform(recorded: number): number {
    return this.#uniforms.get(recorded) ?? -1;
  }

  block(recorded: number): number | undefined {
    const found = this.#blocks.get(recorded);
    return found === undefined || found === 0xffffffff ? undefined : found;
  }
}
