// The addon's API, typed. What it does is in native/; this file only finds and describes it.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PackedSegment, PackOptions, TraceEnd, WrittenSegment } from './trace/codec.js';

/** State of a client slot (enum sgl_client_state in guest/common/wire.h). */
export enum ClientState {
  Free = 0,
  Claiming = 1,
  Claimed = 2,
  Ready = 3,
  Closing = 4,
  Lost = 5,
  Refused = 6,
}

export interface ClientRow {
  readonly slot: number;
  readonly state: ClientState;
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, clock ticks since boot. */
  readonly startTime: bigint;
  readonly rendererPid: number;
  readonly protocol: number;
  readonly highestOpcode: number;
  readonly program: string;
  readonly commandLine: string;
  readonly bits: number;
  /** Runs under this kernel: its pid means something here. */
  readonly sameKernel: boolean;
  readonly reason: string;
}

/** The shared-memory region. Constructing makes it (`bytes`), or attaches to it. Throws with what is in the way. */
export interface Region {
  readonly path: string;
  /** Calls back when the client table may have changed. */
  watch(callback: () => void): void;
  clients(): ClientRow[];
  refuse(slot: number, reason: string): void;
  lost(slot: number, reason: string): void;
  /** Frees the slot and its blocks. Only when neither the client nor its renderer uses them any more. */
  release(slot: number): void;
  /** Tells the renderer that the client's process is gone: it executes what is there and ends. */
  markEnded(slot: number): void;
  /** Tells the clients, removes the file. */
  close(): void;
}

/** What happened to a journal's segments since somebody asked. */
export interface JournalNews {
  /** Appended to the trace, in this order. */
  readonly written: readonly WrittenSegment[];
  /** The next one, with commands or objects that the trace must describe first: nothing more is written before goOn(). */
  readonly held?: PackedSegment;
  /** Why nothing more is written; segments are emptied all the same. Empty: all is well. Told once. */
  readonly failure: string;
  /** After finish(): nothing is left. */
  readonly finished: boolean;
}

export interface Journal {
  readonly fd: number;
  /** The call that the renderer was executing last. */
  readonly executingCall: bigint;
  /** Whether the renderer ended in good order. */
  readonly ended: boolean;
  readonly reason: string;
  /** Whether anybody empties the segments, from now on or soon: a renderer waits for that when all are full. At first: `recording`. */
  attend(on: boolean): void;
  /**
   * Empties the segments from now on, also partly filled ones every 250 ms: packs them and appends them to an open file, on a thread
   * of its own. `descriptor` -1: they are not kept. `onNews` is called when there is something to ask news() for.
   */
  record(to: PackOptions & { readonly descriptor: number; readonly offset: number }, onNews: () => void): void;
  /** Ends that at once: what is in the journal stays there. */
  recordNoMore(): void;
  news(): JournalNews;
  /** Whoever held the segment up has written it, and the trace ends here; null: nothing more is to be kept. */
  goOn(end: TraceEnd | null): void;
  /** The renderer is gone: what is left is taken, too, and then it is finished. Throws when it is not recorded. */
  finish(): void;
  close(): void;
}

/** Where a live program is to stop next: before the first call that is one of these. */
export interface StopAt {
  /** This call, or the first after it; 0 = the next. */
  readonly call?: number;
  /** One of these opcodes, when `frame` frames are done, after `skip` of them. */
  readonly opcodes?: readonly number[];
  readonly frame?: number;
  readonly skip?: number;
  /** The call after one that raised a GL error. */
  readonly error?: boolean;
}

/** Where a live program stands. */
export interface Stopped {
  /** The next to be executed. */
  readonly call: number;
  readonly opcode: number;
  readonly stream: number;
  /** Swaps executed so far. */
  readonly frames: number;
  /** GL error that it stopped for; 0 = none. */
  readonly error: number;
}

/** Stops a program in its renderer, and asks while it stands. Asking throws when it does not. */
export interface LiveControl extends NativeAsker {
  /** Up to the next stop, or for good. Also while it runs. */
  goOn(at?: StopAt): void;
  stopped(): Stopped | undefined;
  /** Has the calls that come recorded, counted from 0, the first one a stop; or no more. Heard of when the next call comes. */
  record(on: boolean): void;
}

export interface RendererOptions {
  readonly region: string;
  readonly slot: number;
  readonly journalFd: number;
  /** Lets the program be stopped. */
  readonly control?: LiveControl;
  readonly overlay: boolean;
  /** Bytes that one client's staged data may take. */
  readonly maxUpload: number;
  /** OpenGL version and profile that programs are to see, like 3.3core (guest/common/override.h); the host's without it. */
  readonly gl?: string;
  /** Largest drawable; the host's limit without it. */
  readonly maxWidth?: number;
  readonly maxHeight?: number;
}

export interface ReplayedFrame {
  readonly call: number;
  readonly drawable: number;
  readonly width: number;
  readonly height: number;
  readonly hash: bigint;
}

export interface RunResult {
  readonly calls: number;
  readonly frames: readonly ReplayedFrame[];
  readonly errors: readonly { readonly call: number; readonly error: number }[];
  readonly malformed?: string;
}

export interface ReplyComparison {
  readonly total: number;
  readonly different: number;
  readonly samples: readonly { readonly call: number; readonly opcode: number; readonly name: string; readonly text: string }[];
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, rows from the top. */
  readonly data: Uint8Array;
}

/** What commands that are not the trace's brought. `call` counts from 0 in the question. */
export interface NativeAnswers {
  /** Rows of five: call, opcode, flags, where the payload begins in `payloads`, its bytes. */
  readonly answers: Float64Array;
  readonly payloads: Uint8Array;
  readonly errors: readonly { readonly call: number; readonly error: number }[];
  /** Why it broke off; missing when it did not. */
  readonly failure?: string;
}

/** A context that is alive in a replay. */
export interface LiveContext {
  readonly id: number;
  readonly share: number;
  /** 1 core, 2 compatibility, 4 ES, as the program asked. */
  readonly profile: number;
  readonly core: boolean;
  readonly es: boolean;
  /** Was current at least once. */
  readonly prepared: boolean;
  /** The program destroyed it while it was current. */
  readonly destroyed: boolean;
  /** Number of its share group: the oldest living context's. */
  readonly group: number;
  /** As the program asked (struct sgl_context_request). */
  readonly major: number;
  readonly minor: number;
  readonly flags: number;
  readonly resetStrategy: number;
  readonly doubleBuffered: number;
  /** Was current with a drawable at least once. */
  readonly buffersChosen: boolean;
  /** Of the display list being compiled; 0 = none. */
  readonly listMode: number;
  readonly clientAttribDepth: number;
  /** Masks of glPushAttrib, the oldest first. */
  readonly attribMasks: readonly number[];
  /** Buffers of the window that the program selected; 0 = the driver knows. */
  readonly drawSelected: number;
  readonly readSelected: number;
  /** GL error that the program has not asked for yet; 0 = none. */
  readonly pendingError: number;
  /** Between glBegin and glEnd, as far as the commands tell: a display list may hold one of them alone. */
  readonly insideBegin: boolean;
  /** Stream in which it is current; missing when it is in none. */
  readonly stream?: number;
  /** Its drawables there; 0 = none. */
  readonly draw: number;
  readonly read: number;
}

/** A window, pbuffer or pixmap that is alive in a replay. */
export interface LiveDrawable {
  readonly id: number;
  readonly config: number;
  /** Pixels, now. */
  readonly width: number;
  readonly height: number;
  readonly doubleBuffered: boolean;
  /** Of sgl_drawable_request in guest/common/wire.h. */
  readonly kind: number;
  /** Its front buffer was used. */
  readonly hasFront: boolean;
  readonly destroyed: boolean;
  /** Bits of its configuration. */
  readonly red: number;
  readonly alpha: number;
  readonly depth: number;
  readonly stencil: number;
  readonly samples: number;
  readonly isFloat: boolean;
}

/** A thread of the program in a replay. */
export interface LiveStream {
  readonly id: number;
  /** What is current in it; 0 = none. */
  readonly context: number;
  readonly draw: number;
  readonly read: number;
  /** Waits for an answer. */
  readonly parked: boolean;
}

/** One array of a vertex array object, as the program gave it (struct sgl_array and its binding, guest/common/track.h). */
export interface KeptArray {
  readonly slot: number;
  readonly enabled: boolean;
  readonly pointer: number;
  readonly relativeOffset: number;
  readonly type: number;
  readonly stride: number;
  /** 1 to 4, or GL_BGRA. */
  readonly size: number;
  readonly normalized: boolean;
  /** 0 float, 1 integer, 2 long. */
  readonly kind: number;
  /** Slot whose binding it reads. */
  readonly binding: number;
  readonly buffer: number;
  readonly bufferOffset: number;
  readonly bufferStride: number;
  readonly divisor: number;
}
export interface KeptVertexArray {
  readonly name: number;
  readonly elementBuffer: number;
  readonly arrays: readonly KeptArray[];
}

/** What replaying forward needs of a replayer. */
export interface ForwardReplayer {
  /** Recorded reply records, sorted by call, that what runs next must give again. */
  expect(replies: Uint8Array): void;
  /** Executes whole commands, up to and with call `lastCall`. */
  run(commands: Uint8Array, stream: number, context: number, firstCall: number, lastCall?: number): RunResult;
  replies(): ReplyComparison;
  pixels(drawable: number): Pixels;
  currentDrawable(stream: number): number;
  finish(): void;
  close(): void;
}

/** What answers questions between two calls of a program. */
export interface NativeAsker {
  pixels(drawable: number): Pixels;
  currentDrawable(stream: number): number;
  /** Executes commands that are not the trace's: in the stream where `context` is current, or in one of our own; with
   * context 0 in `stream`, as if the program had sent them. The program's pending errors stay as they are. */
  ask(commands: Uint8Array, stream: number, context: number): NativeAnswers;
  contexts(): LiveContext[];
  drawables(): LiveDrawable[];
  streams(): LiveStream[];
  /** What a draw in a context would read its vertices from. */
  vertexArray(context: number): LiveVertexArray;
  /** Of a context: the default one first. */
  vertexArrays(context: number): KeptVertexArray[];
}

export interface ProbedRun {
  /** Steps that were done. */
  readonly steps: number;
  readonly answers: Uint32Array;
  readonly errors: RunResult['errors'];
  readonly malformed?: string;
}

/** An enabled vertex array, as the executor follows it. */
export interface LiveArray {
  /** enum sgl_array_slot in guest/common/track.h: generic attributes from 15. */
  readonly slot: number;
  /** 0: client memory, which comes with each draw. */
  readonly buffer: number;
  /** Of element 0 in the buffer, bytes. */
  readonly offset: number;
  readonly stride: number;
  readonly divisor: number;
  /** GLenum of its components. */
  readonly type: number;
  readonly size: number;
  readonly bgra: boolean;
  readonly normalized: boolean;
  /** enum sgl_array_kind: 0 float, 1 integer, 2 double. */
  readonly kind: number;
}

/** What a draw would read its vertices from. */
export interface LiveVertexArray {
  readonly name: number;
  readonly elementBuffer: number;
  readonly indirectBuffer: number;
  readonly restart: boolean;
  readonly restartFixed: boolean;
  readonly restartIndex: number;
  readonly arrays: readonly LiveArray[];
}

export interface NativeReplayer extends ForwardReplayer, NativeAsker {
  /** Nothing is current anywhere any more, and nothing waits for the command that it belongs to. */
  forgetStreams(): void;
  /** What is current in a stream becomes as new, as far as commands cannot do that (native/kept_objects.h). */
  resetContext(stream: number): void;
  /** Of each program and shader of the context's group, in rows of three: its name, the last call that made it what it is,
   * and 1, or 0 when it was deleted and kept. */
  keptPrograms(context: number): Float64Array;
  /** Names of shaders and their types, in turn: when names are passed over on the way to a higher one, each gets an object of
   * its kind. */
  knowShaders(context: number, shaders: Uint32Array): void;
  /** Says that a program or shader is as `call` made it, and whether it is there. */
  setProgram(context: number, name: number, call: number, there: boolean): void;
  /** Whether draws to windows are left out, in all replayers of this process (native/window_draws.h). */
  skipWindowDraws(skip: boolean): void;
  /** Number of a function of the driver for `runProbed`: `void get(a, …, T *out)`, or `GLboolean is(a, …)` when it returns.
   * Throws when the driver has none of that name. */
  probeFunction(name: string, args: number, returns: boolean): number;
  /**
   * Executes commands with questions between them (native/state_probe.h). `program`: steps of 4 words (end in words of the
   * commands, number of the first call as two words, questions), each with its questions of 6 words (function, 4
   * arguments, words wanted). Answers: per question the GL error, then the words.
   */
  runProbed(commands: Uint8Array, stream: number, program: Uint32Array): ProbedRun;
}

export interface HostInfo {
  readonly vendor: string;
  readonly renderer: string;
  readonly version: string;
  readonly coreVersion: number;
  readonly compatVersion: number;
  readonly configs: number;
  readonly robustness: boolean;
}

export interface Addon {
  readonly Region: new (path: string, bytes: number, options?: { readonly attach?: boolean }) => Region;
  readonly Journal: new (options: { readonly segments: number; readonly segmentBytes: number; readonly recording: boolean }) => Journal;
  readonly Replayer: new (options: {
    readonly hashFrames: boolean;
    readonly seeking?: boolean;
    readonly maxUpload?: number;
  }) => NativeReplayer;
  /** What this side speaks (SGL_PROTOCOL), and the last command that it knows. */
  readonly protocol: number;
  readonly highestOpcode: number;
  readonly LiveControl: new (onStop: (where: Stopped) => void, onRecord: (on: boolean) => void) => LiveControl;
  /** 'unknown': there is no such process, or it is not ours to watch. */
  watchProcess(pid: number, callback: (how: 'exited' | 'unknown') => void): { stop(): void };
  runRenderer(options: RendererOptions): Promise<{ readonly reason: string; readonly calls: bigint; readonly frames: number }>;
  /** Opens the host's driver ahead of time. */
  warmUp(): void;
  /** Throws when the host has no usable driver, saying what to do. */
  hostInfo(): HostInfo;
}

export class AddonMissing extends Error {}

const root = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

let loaded: Addon | undefined;

/** Loads the addon at the first call. Throws AddonMissing when it is not built. */
export function addon(): Addon {
  if (loaded) return loaded;
  const path = process.env.SGL_ADDON ?? join(root, 'build', 'Release', 'sgl.node');
  if (!existsSync(path)) throw new AddonMissing(`${path} is not there: run \`npm run build\` first`);
  loaded = createRequire(import.meta.url)(path) as Addon;
  return loaded;
}

/** The project's folder. */
export const projectRoot = root;
