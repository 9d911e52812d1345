// The inspector's model: where the cursor is, what is open, marked and asked for. It knows the trace and nothing of the
// terminal; panels paint it, commands change it by its methods.
import { CallPages } from '../inspect/call_pages.js';
import { frameSpans, passesOfFrame, withPasses } from '../inspect/outline.js';
import type { Pass } from '../inspect/passes.js';
import { placeText, resolvePlace } from '../inspect/place.js';
import { labelledObject, Survey } from '../inspect/survey.js';
import { modelNames } from '../replay/asker.js';
import { FLAG } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import { Analysis } from './analysis.js';
import { Breakpoints } from './breakpoints.js';
import { CallList } from './call_list.js';
import { Editing } from './editing.js';
import type { Live } from './live.js';
import { Looking } from './looking.js';
import { Notes } from './notes.js';
import { OtherTrace } from './other_trace.js';
import { Search } from './search.js';
import { defaults, type Settings } from './settings.js';
import type { Abilities } from './terminal/terminal.js';
import { type Row, sameRow } from './tree.js';
import { WhoSet } from './who.js';

export interface Message {
  readonly text: string;
  readonly kind: 'plain' | 'problem';
}

/** A question in the bottom line: `: `, `/`, `go to `. */
export interface Prompt {
  readonly label: string;
  text: string;
  /** Where typing goes, in characters. */
  at: number;
  /** What it gives is over when what it began is. */
  readonly done: (text: string) => unknown;
  /** What was answered before, newest last. */
  readonly before: string[];
  /** Place in `before` while going through it. */
  recalled: number;
}

/** Waits for one more key: a mark's letter. */
export interface Chord {
  readonly label: string;
  readonly done: (key: string) => unknown;
}

const PAGES = ['picture', 'state', 'who', 'passes', 'uses', 'shader', 'mesh', 'history', 'why', 'diff', 'edit', 'errors', 'notes'] as const;
export type PageId = (typeof PAGES)[number];
const isPage = (text: string): text is PageId => PAGES.some(each => each === text);
export type PanelId = 'calls' | 'arguments' | 'page' | 'picture';

const WORK = FLAG.draw | FLAG.clear | FLAG.dispatch;
const KEPT_PLACES = 100;
/** Time that a piece of the survey may take between two looks at the keys. */
const SURVEY_MS = 8;
/** Longer traces are not walked over for passes unless somebody looks at them. */
const MOST_CALLS_FOR_PASSES = 5_000_000;
/** And live ones, which are walked over at each stop. */
const MOST_LIVE_CALLS_FOR_PASSES = 50_000;

export class Inspector {
  readonly file: string;
  readonly reader: TraceReader;
  readonly pages: CallPages;
  readonly survey: Survey;
  readonly list: CallList;
  readonly notes: Notes;
  readonly search: Search;
  readonly breakpoints: Breakpoints;
  readonly looking: Looking;
  readonly analysis: Analysis;
  readonly who: WhoSet;
  readonly editing: Editing;
  /** Another trace that this one is compared with. */
  other: OtherTrace | undefined;
  /** The program, when it is not only a trace that is looked at. */
  readonly live: Live | undefined;
  /** The object whose uses are shown, when it is not that of the call. */
  objectPinned: string | undefined;
  #passes: readonly Pass[] = [];
  readonly settings: Settings;
  /** What the terminal can show. */
  abilities: Abilities = { depth: 0, utf8: true, kitty: false, cell: { width: 8, height: 16 } };
  message: Message | undefined;
  prompt: Prompt | undefined;
  chord: Chord | undefined;
  helpOpen = false;
  focus: PanelId = 'calls';
  page: PageId = 'picture';
  /** Lines that each panel with text is scrolled by. */
  readonly scroll = new Map<string, number>();
  /** Calls where jumps began, newest last. */
  readonly #jumps: number[] = [];
  readonly #histories = new Map<string, string[]>();
  readonly #listeners = new Set<() => void>();
  #call = 0;
  #surveying = false;
  #goToDifference = false;
  #place: { readonly call: number; readonly text: string } | undefined;
  /** What is going on behind: `replaying 40 %`; '' = nothing. */
  busy = '';
  /** What a key decided about leaving. */
  quitting = false;

  constructor(reader: TraceReader, settings: Settings = defaults, live?: Live) {
    this.live = live;
    this.settings = settings;
    if (isPage(settings.page)) this.page = settings.page;
    this.reader = reader;
    this.file = reader.file;
    this.pages = new CallPages(reader);
    this.survey = new Survey(reader);
    this.list = new CallList(this.pages, (pages, frame) => {
      const range = pages.frame(frame);
      return withPasses(frameSpans(pages, range), passesOfFrame(this.#passes, range), range);
    });
    this.analysis = new Analysis(reader.file, () => this.#analysed());
    this.notes = Notes.of(reader.file);
    this.search = new Search(this.pages);
    this.breakpoints = new Breakpoints(this.pages, {
      all: live && modelNames().dictionary,
      log: () => this.who.ready(),
      pixel: () => this.looking.cross,
      pixelChange: (x, y, at, from, to, step) =>
        this.looking.replayer.do('pixelChange', { x, y, at, from, to, which: step === 1 ? 'first' : 'last' }),
    });
    this.looking = new Looking(this);
    this.who = new WhoSet(this);
    this.editing = new Editing(this);
  }

  /** Calls `listener` whenever something changed. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The call that everything is about; of a frame's heading, its swap. */
  get call(): number {
    return this.#call;
  }

  /** The cursor is on the heading of a frame. */
  get onHeading(): boolean {
    return this.list.cursor.kind === 'frame';
  }

  /** Where the cursor is, to be passed on: `f12:draw3`. */
  get place(): string {
    if (this.#place?.call !== this.#call)
      this.#place = { call: this.#call, text: this.pages.calls === 0 ? '' : placeText(this.pages, this.#call) };
    return this.#place.text;
  }

  /** The object that the call under the cursor names first (`texture:3`), unless another was asked for. */
  get objectShown(): string | undefined {
    if (this.objectPinned !== undefined) return this.objectPinned;
    const { call, reply } = this.pages.at(this.#call) ?? {};
    for (const argument of [...(call?.arguments ?? []), ...(reply?.result ? [reply.result] : []), ...(call?.result ? [call.result] : [])]) {
      const kind = labelledObject(argument.parameter);
      if (kind && typeof argument.value === 'number' && argument.value !== 0) return `${kind}:${argument.value}`;
    }
    return undefined;
  }

  /** Compares with another trace; goes to the first call that differs as soon as that is known. Throws TraceError. */
  compareWith(file: string): void {
    const other = new OtherTrace(this, file);
    this.other?.close();
    this.other = other;
    this.page = 'diff';
    this.looking.against = 'other';
    this.#goToDifference = true;
    this.analysis.diff(file);
    this.changed();
  }

  /** To the next call that differs in the other trace. */
  stepDifference(by: 1 | -1): void {
    const places = this.other?.map?.places;
    if (!this.other) this.say('nothing to compare with: :diff FILE opens another trace', 'problem');
    else if (!places) this.say('comparing the calls of both traces …');
    else {
      const at = by === 1 ? places.find(place => place > this.#call) : places.findLast(place => place < this.#call);
      if (at !== undefined) this.jumpTo(Math.min(at, this.pages.calls - 1));
      else this.say(places.length === 0 ? 'both traces make the same calls' : `no difference ${by === 1 ? 'after' : 'before'} this call`);
    }
  }

  /** An answer of the analysis is there: passes go into the tree. */
  #analysed(): void {
    const first = this.#goToDifference ? this.other?.map?.places : undefined;
    if (first) {
      this.#goToDifference = false;
      if (first[0] !== undefined) this.jumpTo(Math.min(first[0], this.pages.calls - 1));
      else this.say('both traces make the same calls');
    }
    const kept = this.#passes.length === 0 ? this.analysis.passes() : undefined;
    if (kept && 'value' in kept && kept.value.length > 0) {
      this.#passes = kept.value;
      this.list.tree.forget();
      this.list.moveTo(this.list.cursor);
    }
    this.changed();
  }

  /** The trace has more calls than before. */
  grown(): void {
    const segments = this.reader.segments.length;
    if (!this.reader.grow()) return;
    this.pages.grown(segments);
    this.list.tree.forget();
    this.#place = undefined;
    if (!this.#surveying) this.surveyAll();
    this.changed();
  }

  /** The live program stands behind `call`, or is gone. */
  stopped(call: number | undefined): void {
    this.#passes = [];
    this.analysis.forget();
    this.who.forget();
    if (this.survey.done && this.reader.calls <= MOST_LIVE_CALLS_FOR_PASSES) this.analysis.passes();
    if (call !== undefined) this.goTo(Math.min(call, this.pages.calls - 1));
    this.changed();
  }

  /** The cursor is where the live program stands. */
  get atNow(): boolean {
    const { live } = this;
    if (!live?.steps) return false;
    return live.now === undefined ? this.#call === this.pages.calls - 1 : Math.max(0, live.now) === this.#call;
  }

  say(text: string, kind: Message['kind'] = 'plain'): void {
    this.message = { text, kind };
    this.changed();
  }

  /** Puts the cursor on a call. */
  goTo(call: number): void {
    if (!(call >= 0 && call < this.pages.calls)) return;
    this.#call = call;
    this.list.moveTo(this.list.tree.reveal(call));
    this.scroll.clear();
    this.changed();
  }

  /** The same for far jumps: `back` comes back from them. */
  jumpTo(call: number): void {
    this.#jumps.push(this.#call);
    if (this.#jumps.length > KEPT_PLACES) this.#jumps.shift();
    this.goTo(call);
  }

  /** Jumps to a place as text; says what is wrong with it. */
  goToPlace(text: string): void {
    if (text.trim() === '') return;
    try {
      this.jumpTo(resolvePlace(text, this.pages, this.#call));
    } catch (error) {
      this.say((error as Error).message, 'problem');
    }
  }

  back(): void {
    const call = this.#jumps.pop();
    if (call === undefined) this.say('no jump to come back from');
    else this.goTo(call);
  }

  /** Where the last jump began. */
  get lastJump(): number | undefined {
    return this.#jumps.at(-1);
  }

  /** Puts the cursor on a row of the tree. */
  moveTo(row: Row | undefined): void {
    if (!row || sameRow(row, this.list.cursor)) return;
    this.list.moveTo(row);
    this.#call = this.list.callOf(row);
    if (row.kind !== 'frame' || this.list.tree.isOpen(row)) this.list.tree.visit(row.frame);
    this.scroll.clear();
    this.changed();
  }

  step(by: 1 | -1): void {
    if (by === 1 && this.atNow) {
      this.live?.step('call');
      return;
    }
    // From a frame's heading `n` goes to what the frame begins with.
    const { cursor } = this.list;
    const target = cursor.kind === 'frame' && by === 1 ? this.pages.frame(cursor.frame).first : this.#call + by;
    if (target < 0 || target >= this.pages.calls) this.say(by === 1 ? 'this is the last call' : 'this is the first call');
    else this.goTo(target);
  }

  stepDraw(by: 1 | -1): void {
    if (by === 1 && this.atNow) {
      this.live?.step('draw');
      return;
    }
    const { cursor } = this.list;
    const from = cursor.kind === 'frame' ? this.pages.frame(cursor.frame).first - 1 : this.#call;
    const target = this.pages.nearestFlag(cursor.kind === 'frame' && by === -1 ? from + 1 : from, by, WORK);
    if (target === undefined) this.say(by === 1 ? 'no draw, clear or dispatch after this' : 'no draw, clear or dispatch before this');
    else this.goTo(target);
  }

  stepFrame(by: 1 | -1): void {
    if (by === 1 && this.atNow) {
      this.live?.step('frame');
      return;
    }
    const { pages } = this;
    const frame = pages.frameOf(this.#call);
    const here = pages.frame(frame).last;
    // Within a frame `f` goes to its own end first: that is where it can be seen.
    const target = by === 1 && this.#call < here ? frame : frame + by;
    if (target < 0 || target >= pages.frames) this.say(by === 1 ? 'this is the last frame' : 'this is the first frame');
    else this.goTo(pages.frame(target).last);
  }

  ask(label: string, kind: string, done: (text: string) => unknown, text = ''): void {
    const before = this.#histories.get(kind) ?? [];
    this.#histories.set(kind, before);
    this.prompt = { label, text, at: text.length, done, before, recalled: before.length };
    this.changed();
  }

  waitForKey(label: string, done: (key: string) => unknown): void {
    this.chord = { label, done };
    this.changed();
  }

  /** Walks over the whole trace for labels and errors, a few milliseconds at a time. */
  surveyAll(): void {
    const end = performance.now() + SURVEY_MS;
    this.#surveying = true;
    try {
      while (this.survey.step()) {
        if (performance.now() < end) continue;
        setImmediate(() => {
          if (!this.quitting) this.surveyAll();
        });
        return;
      }
    } catch (error) {
      this.say((error as Error).message, 'problem');
    }
    this.#surveying = false;
    if (!this.live && this.reader.calls <= MOST_CALLS_FOR_PASSES) this.analysis.passes();
    this.changed();
  }
}
