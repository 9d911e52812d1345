// What the supervisor and a renderer process say to each other over Node's channel. The journal's descriptor
// is journalDescriptor in the renderer process.
import type { StopAt, Stopped } from '../native.js';
import type { LookName } from '../replay/looks.js';

export const journalDescriptor = 4;

/** Supervisor → renderer: serve this client now. */
export interface ServeMessage {
  readonly region: string;
  readonly slot: number;
  /** Set before the driver starts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: RendererLimits;
  /** The program stops here first. */
  readonly firstStop?: StopAt;
}

/** Supervisor → renderer: stopping the program, and looking at it. */
export type LiveRequest =
  | { readonly live: 'goOn'; readonly at?: StopAt }
  /** The calls that come are recorded, and count from 0; or no more. */
  | { readonly live: 'record'; readonly on: boolean }
  /** Only while it stands. */
  | LookRequest;
export interface LookRequest {
  readonly live: 'look';
  readonly id: number;
  readonly look: LookName;
  readonly params: unknown;
}

/** Renderer → supervisor. */
export type LiveResponse =
  | { readonly live: 'stopped'; readonly where: Stopped }
  /** The journal holds what is to be recorded from now on, or nothing of it any more. */
  | { readonly live: 'recording'; readonly on: boolean }
  | { readonly live: 'seen'; readonly id: number; readonly result: unknown }
  | { readonly live: 'failed'; readonly id: number; readonly message: string };

export interface RendererLimits {
  /** Bytes that one call's data may have in all. */
  readonly maxUpload: number;
  /** Draw the frame rate into each frame. */
  readonly overlay: boolean;
  /** OpenGL version and profile that programs are to see, like 3.3core (guest/common/override.h); the host's without it. */
  readonly gl?: string;
  /** Largest drawable, e.g. [1920, 1080]; the host's limit without it. */
  readonly largest?: readonly [number, number];
}

/** Renderer → supervisor: the client left, or was put out for `reason`. */
export interface EndedMessage {
  /** Empty when the client left in good order. */
  readonly reason: string;
  readonly calls: number;
  readonly frames: number;
}
