// Where a keyframe is taken: the driver that stands still, a context of our own in each share group, and what was found
// to be in the way.
import type { Asker } from '../asker.js';
import type { ApiVersion } from './features.js';

/** Something that is there and cannot be made again: no keyframe at this call. */
export class KeyframeObstacle extends Error {}

/** Names that no program has: of a texture, and of a framebuffer and the one behind it. Mesa gives new names by counting
 * up from the highest, and never an old one again, until the highest possible one was used: from then on it gives the
 * lowest that is free. That is what lets names come back, so these are the highest possible. */
export interface SpareNames {
  readonly texture: number;
  readonly framebuffer: number;
}
export const SPARE: SpareNames = { texture: 0xfffffffe, framebuffer: 0xfffffffd };

/** Our contexts and streams have numbers that no program reaches. */
export const FIRST_HELPER = 0x7fffff00;
export const FIRST_STREAM = 0xfffffd00;
export const isOwnContext = (id: number): boolean => id >= FIRST_HELPER;
export const isOwnStream = (id: number): boolean => id >= FIRST_STREAM;

export interface Place extends ApiVersion {
  readonly asker: Asker;
  /** Context of our own in the share group. */
  readonly helper: number;
  /** glGetTexParameterIiv is there (OpenGL 3.0). */
  readonly hasIntegerParameters: boolean;
  readonly spare: SpareNames;
  obstacle(what: string): never;
  /** Multisampled contents. */
  multisample(what: string): void;
}
