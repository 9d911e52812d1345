// Another trace beside the one that is looked at: which of its calls stands for which, and pictures and state there.

import { CallPages } from '../inspect/call_pages.js';
import { CallMap } from '../inspect/diff/call_map.js';
import type { AlignedCalls } from '../inspect/diff/calls.js';
import { FLAG } from '../trace/dictionary.js';
import { TraceReader } from '../trace/reader.js';
import type { Inspector } from './inspector.js';
import { type Kept, Pictures, type PictureWanted, Replayer } from './pictures.js';
import { Questions } from './questions.js';

export class OtherTrace {
  readonly file: string;
  readonly reader: TraceReader;
  readonly pages: CallPages;
  readonly replayer: Replayer;
  readonly pictures: Pictures;
  readonly questions: Questions;
  readonly #inspector: Inspector;
  #map: { readonly of: AlignedCalls; readonly map: CallMap } | undefined;

  /** Throws TraceError when the file is no trace. */
  constructor(inspector: Inspector, file: string) {
    const changed = () => inspector.changed();
    this.#inspector = inspector;
    this.reader = new TraceReader(file);
    this.file = file;
    this.pages = new CallPages(this.reader);
    this.replayer = new Replayer(file);
    this.pictures = new Pictures(this.replayer, changed);
    this.questions = new Questions(this.replayer, changed);
  }

  /** What differs; undefined while it is looked for. */
  get aligned(): Kept<AlignedCalls> | undefined {
    const kept = this.#inspector.analysis.diff(this.file);
    return kept && 'value' in kept ? { value: kept.value[0] } : kept;
  }

  /** Undefined until the calls are compared. */
  get map(): CallMap | undefined {
    const { aligned } = this;
    if (!aligned || 'problem' in aligned) return undefined;
    if (this.#map?.of !== aligned.value) this.#map = { of: aligned.value, map: new CallMap(aligned.value.steps) };
    return this.#map.map;
  }

  /** The call here that stands for one of the other trace. */
  callFor(call: number): number | undefined {
    const at = this.map?.toB(call);
    return at === undefined ? undefined : Math.min(at, this.pages.calls - 1);
  }

  /** The same picture here. */
  wanted(call: number, { target, range }: PictureWanted): PictureWanted {
    const { pages } = this;
    const mark = (pages.flags(call) & FLAG.frame) !== 0 ? pages.frame(pages.frameOf(call)).mark : undefined;
    return { call, target, ...(mark?.call === call && { drawable: mark.drawable }), ...(range && { range }) };
  }

  close(): void {
    this.replayer.close();
    this.reader.close();
  }
}
