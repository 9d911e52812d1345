// The library's entry for those who build on traces: one object an open trace. Everything that the command line shows comes
// from here or from what this uses.
import { CallSelection, CallSetError, parseCallSet } from '../inspect/callset.js';
import { type CallRecord, callRecord } from '../inspect/dump.js';
import { errorName } from '../inspect/error_names.js';
import { type ErrorRecord, errorRecords, findCalls, parseCondition } from '../inspect/find.js';
import { callsOfFrame, frameOf } from '../inspect/frames.js';
import { type TraceInfo, traceInfo } from '../inspect/info.js';
import { parseObject } from '../inspect/objects/kinds.js';
import { type Pass, tracePasses } from '../inspect/passes.js';
import type { RawImage } from '../inspect/raw_image.js';
import { diffSnapshots, type OwnerChange } from '../inspect/state/diff.js';
import type { StateSnapshot } from '../inspect/state/snapshot.js';
import { callsUsing, type LeakReport, objectUses, traceLeaks, type Use } from '../inspect/uses.js';
import { walkCalls } from '../inspect/walk.js';
import type { WhyWithCalls } from '../inspect/why.js';
import type { Pixels } from '../native.js';
import { type CompareOptions, type Comparison, compareTraces } from '../replay/compare.js';
import type { PixelHistory } from '../replay/look/history.js';
import type { Mesh, MeshOptions } from '../replay/look/mesh.js';
import type { ProgramView } from '../replay/look/program.js';
import type { ImageParams } from '../replay/operations/image.js';
import type { OperationName, Operations } from '../replay/operations.js';
import { ReplaySession } from '../replay/session.js';
import { stateLog } from '../replay/state/log_store.js';
import { withCalls } from '../replay/why.js';
import { TraceReader } from '../trace/reader.js';

/** A call by its number, or a frame: `{ frame: 12 }` is what frame 12 presents. */
export type At = number | { readonly frame: number };

/** Wrong arguments: the message says what is wrong, and what there is. */
export class LibraryError extends Error {
  override readonly name = 'LibraryError';
  readonly exitCode = 2;
}

/** Does what needs a driver. */
export interface Operator {
  do<Name extends OperationName>(operation: Name, params: Operations[Name]['params']): Promise<Operations[Name]['result']>;
  close(): void;
}

/** What to search for: all that is given must hold. */
export interface FindOptions {
  /** Call set, see `Trace.calls`. */
  readonly calls?: string;
  /** Name of functions, * for anything. */
  readonly name?: string;
  /** `texture=3`, `width>512`, `string~main`, `GL_RGBA8`. */
  readonly conditions?: readonly string[];
}

/**
 * An open trace. What needs the driver starts a replay process at first use; it stays warm until `close`.
 *
 * Errors: TraceError (damaged file), LibraryError and CallSetError (wrong arguments), ReplayError (the replay could not be done:
 * with the driver's crash, the call it was in).
 */
export class Trace {
  readonly reader: TraceReader;
  #session: Operator | undefined;

  private constructor(reader: TraceReader, session?: Operator) {
    this.reader = reader;
    this.#session = session;
  }

  /** A trace that somebody else reads and has operations done on: both stay theirs. */
  static over(reader: TraceReader, session: Pick<Operator, 'do'>): Trace {
    return new Trace(reader, { do: (operation, params) => session.do(operation, params), close: () => {} });
  }

  /** Throws TraceError when the file is no trace, or is damaged. */
  static open(file: string): Trace {
    return new Trace(new TraceReader(file));
  }

  get file(): string {
    return this.reader.file;
  }
  /** Calls have numbers from 0 to before this. */
  get callCount(): number {
    return this.reader.calls;
  }
  get frameCount(): number {
    return this.reader.frames;
  }

  /** Program, host, contexts, sizes, how it ended. Reads and checks the whole file. */
  info(): TraceInfo {
    return traceInfo(this.reader);
  }

  /** Calls with arguments, answers and errors, ascending. `set`: a call set, like `f12`, `100-200`, `0-100/texture:3`. */
  *calls(set = '*'): Generator<CallRecord> {
    for (const walked of walkCalls(this.reader, this.select(set))) yield callRecord(walked, this.reader);
  }

  *find({ calls = '*', name, conditions = [] }: FindOptions): Generator<CallRecord> {
    const search = { ...(name !== undefined && { name }), conditions: conditions.map(parseCondition) };
    for (const walked of findCalls(this.reader, this.select(calls), search)) yield callRecord(walked, this.reader);
  }

  /** Calls that raised GL errors. */
  errors(calls = '*'): ErrorRecord[] {
    return [...errorRecords(this.reader, this.select(calls))];
  }

  /** Who makes, writes, reads and deletes an object (`texture:3`), named in calls or through bindings. */
  uses(object: string): Use[] {
    return objectUses(this.reader, parseObject(object));
  }

  leaks(): LeakReport {
    return traceLeaks(this.reader);
  }

  /** Render passes that have a call of the set. */
  passes(calls = '*'): Pass[] {
    return tracePasses(this.reader, this.select(calls));
  }

  /** First and last call of a frame. */
  frame(frame: number): { readonly first: number; readonly last: number } {
    if (!(frame >= 0 && frame < this.frameCount))
      throw new LibraryError(`there is no frame ${frame}: ${this.#has('frames', this.frameCount)}`);
    return callsOfFrame(this.reader, frame);
  }

  /** Frame that a call belongs to; undefined after the last swap. */
  frameOf(call: number): number | undefined {
    return frameOf(this.reader, call);
  }

  /** All state after a call: contexts and all objects, bound or not. Of a frame: before its swap. */
  async state(at: At): Promise<StateSnapshot> {
    const { call, before } = this.#place(at);
    return this.session.do('state', { call: before ? Math.max(0, call - 1) : call });
  }

  /** What differs between the state at two places. */
  async stateDiff(from: At, to: At): Promise<OwnerChange[]> {
    return diffSnapshots(await this.state(from), await this.state(to));
  }

  /** What the window shows: RGBA bytes, rows from the top. */
  async picture(at: At): Promise<Pixels> {
    return this.session.do('picture', this.#place(at));
  }

  /** An attachment or a texture in its own precision. */
  async image(at: At, options: Omit<ImageParams, 'call'> = {}): Promise<RawImage> {
    return this.session.do('image', { ...this.#place(at), ...options });
  }

  /** The vertices of a draw as it reads them. */
  async mesh(call: number, options: MeshOptions = {}): Promise<Mesh> {
    return this.session.do('mesh', { call: this.#place(call).call, ...options });
  }

  /** The program in use after a call, or another one: sources, logs, uniforms with values. */
  async program(at: At, program?: number): Promise<ProgramView> {
    const { call, before } = this.#place(at);
    return this.session.do('program', { call: before ? Math.max(0, call - 1) : call, ...(program !== undefined && { program }) });
  }

  /** What happened to a pixel (from the top left) from the beginning of the frame, or from a call, up to a place. */
  async history(x: number, y: number, at: At, from?: number): Promise<PixelHistory> {
    const { call, before } = this.#place(at);
    const last = before ? Math.max(0, call - 1) : call;
    const frame = this.frameOf(last);
    return this.session.do('history', { x, y, at: last, from: from ?? (frame === undefined ? 0 : this.frame(frame).first) });
  }

  /**
   * Why a draw does not show, or shows the wrong thing: each cause proven by executing the draw again with that one state
   * changed. `pixel`: from the top left. The calls to blame come from the change log, which is made once and kept.
   */
  async why(call: number, pixel?: { readonly x: number; readonly y: number }): Promise<WhyWithCalls> {
    const why = await this.session.do('why', { call: this.#place(call).call, ...(pixel && { pixel }) });
    return withCalls(why, this.reader, why.causes.length > 0 ? await stateLog(this.file) : undefined);
  }

  /** Compares with another trace, or with itself at two places (`options.at`). */
  async diff(other: Trace, options: CompareOptions = {}): Promise<Comparison> {
    return compareTraces(this.reader, other.reader, options);
  }

  /** Name of a GL error. */
  errorName(error: number): string {
    return errorName(error);
  }

  /** The replay process, for operations that have no method here. */
  get session(): Operator {
    this.#session ??= new ReplaySession(this.file);
    return this.#session;
  }

  /** A call set of this trace. Throws CallSetError. */
  select(set: string): CallSelection {
    const noFiles = (path: string): string => {
      throw new CallSetError(`@${path}`, 'files are for the command line');
    };
    return new CallSelection(parseCallSet(set, noFiles), this.reader, callsUsing(this.reader));
  }

  close(): void {
    this.#session?.close();
    this.reader.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #has(what: string, count: number): string {
    return count === 0 ? `the trace has no ${what}` : `the trace has ${what} 0 to ${count - 1}`;
  }

  #place(at: At): { call: number; before: boolean } {
    if (typeof at !== 'number') return { call: this.frame(at.frame).last, before: true };
    if (!Number.isSafeInteger(at) || at < 0 || at >= this.callCount)
      throw new LibraryError(`there is no call ${at}: ${this.#has('calls', this.callCount)}`);
    return { call: at, before: false };
  }
}
