// What a replay process and its owner say to each other over Node's channel. One request at a time.
import type { Pixels } from '../native.js';
import type { Backend } from './backend.js';
import type { BenchResult, VerifyResult } from './verify.js';

/** Descriptor of a file in which the process notes what it executes: it says where a crash was. */
export const PROGRESS_DESCRIPTOR = 4;
/** Two doubles: first call of the piece, and the call after its last. */
export const PROGRESS_BYTES = 16;

export interface PicturePoint {
  readonly call: number;
  /** Number of the frame that this swap presented. */
  readonly frame?: number;
}

/** What is replayed, and on what. */
interface Replayed {
  readonly file: string;
  readonly backend: Backend;
}

export type Request =
  | ({ readonly verb: 'verify' } & Replayed)
  | ({ readonly verb: 'bench' } & Replayed)
  /** Pictures into PNG files. */
  | ({ readonly verb: 'pictures'; readonly callSet: string; readonly folder: string } & Replayed)
  /** Every frame's picture, each after the one before was acknowledged. */
  | ({ readonly verb: 'play'; readonly firstFrame: number; readonly lastFrame: number } & Replayed)
  | { readonly verb: 'next' }
  /** Call by call up to where a crash was, to find the call. */
  | ({ readonly verb: 'locate'; readonly from: number; readonly to: number } & Replayed);

export interface WrittenPicture extends PicturePoint {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

export interface PlayedFrame {
  readonly frame: number;
  readonly call: number;
  readonly timeNs: number;
  readonly pixels: Pixels;
}

export interface Failure {
  readonly message: string;
  readonly name: string;
  /** Of the verb. */
  readonly exitCode: number;
}

export type Response =
  | { readonly kind: 'progress'; readonly calls: number; readonly total: number }
  | { readonly kind: 'picture'; readonly picture: WrittenPicture }
  | { readonly kind: 'frame'; readonly frame: PlayedFrame }
  | { readonly kind: 'verified'; readonly result: VerifyResult }
  | { readonly kind: 'benched'; readonly result: BenchResult }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure };
