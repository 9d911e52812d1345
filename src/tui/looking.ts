// What the inspector knows of pictures: which one is wanted, those that are there, how they are looked at, and the place that
// they are compared with.
import { type Image, type ImageDifference, imageDifference } from '../inspect/images.js';
import { type ImageRange, type RawImage, showImage } from '../inspect/raw_image.js';
import type { HistoryOptions } from '../replay/look/history.js';
import type { WhyOptions } from '../replay/look/why/index.js';
import { FLAG } from '../trace/dictionary.js';
import type { Inspector } from './inspector.js';
import { PictureView } from './picture_view.js';
import { type Kept, type Picture, Pictures, type PictureWanted, Replayer, type Target, Thumbnails } from './pictures.js';
import { Questions } from './questions.js';
import { StateView } from './state_view.js';
import type { KittyPicture } from './terminal/pixels.js';

const TARGETS: readonly Target[] = [
  { kind: 'auto' },
  { kind: 'window' },
  ...(['color0', 'color1', 'color2', 'color3', 'depth', 'stencil'] as const).map(
    attachment => ({ kind: 'attachment', attachment }) as const,
  ),
];

/** Two pictures that are compared. */
export interface Pair {
  readonly labels: readonly [string, string];
  readonly left: Picture;
  readonly right: Picture;
}

/** The cursor rests when it has not moved for so long, ms. */
const REST_MS = 250;

export class Looking {
  readonly view = new PictureView();
  /** The replayer that follows the cursor: pictures, state. */
  readonly replayer: Replayer;
  readonly pictures: Pictures;
  readonly questions: Questions;
  readonly state = new StateView();
  /** The state of the other trace, compared with this one's. */
  readonly otherState = new StateView();
  readonly thumbnails: Thumbnails;
  /** Shown until the next one is there. */
  lastImage: Picture | undefined;
  target: Target = { kind: 'auto' };
  range: ImageRange | undefined;
  /** The pixel whose history was asked for. */
  history: HistoryOptions | undefined;
  /** The draw, and the pixel of it, for which it was asked why it does not show. */
  why: WhyOptions | undefined;
  /** Call of the mark that pictures are compared with. */
  marked: number | undefined;
  /** What pictures are compared with. */
  against: 'mark' | 'edit' | 'other' = 'mark';
  /** Pictures that the painting that goes on wants the terminal itself to show, by place. */
  readonly kittyWanted = new Map<string, KittyPicture>();
  readonly #inspector: Inspector;
  readonly #frames: Replayer;
  readonly #ids = new WeakMap<Image, number>();
  readonly #pictures = new WeakMap<RawImage, Picture>();
  #images = 0;
  /** Call that the cursor was last seen at, and whether it rests there. */
  #seen: { readonly call: number; rests: boolean } | undefined;
  #rest: NodeJS.Timeout | undefined;
  #difference: { readonly a: Image; readonly b: Image; readonly is: ImageDifference } | undefined;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    const changed = () => inspector.changed();
    const onProgress = (calls: number, total: number) => {
      inspector.busy = calls < total ? `replaying ${Math.floor((100 * calls) / total)} %` : '';
      changed();
    };
    this.replayer = new Replayer(inspector.file, onProgress, inspector.live);
    this.#frames = new Replayer(inspector.file, undefined, inspector.live);
    this.pictures = new Pictures(this.replayer, () => {
      inspector.busy = '';
      changed();
    });
    this.questions = new Questions(this.replayer, () => {
      inspector.busy = '';
      changed();
    });
    this.thumbnails = new Thumbnails(this.#frames, changed);
  }

  /** The two pictures that are compared, or why they are not there yet. Undefined: nothing is to be compared. */
  pair(): Pair | { readonly waiting: string } | undefined {
    const { against, marked, wanted } = this;
    const { editing, other } = this.#inspector;
    if (against === 'edit') {
      const kept = editing.asked && this.questions.ask('edited', editing.asked);
      if (!kept) return editing.asked && { waiting: 'executing the draw with the edited shader …' };
      if ('problem' in kept) return { waiting: kept.problem };
      const { before, after } = kept.value;
      if (!after) return { waiting: 'the edited shader is not linked: the page edit says why' };
      return { labels: ['before', 'edited'], left: this.#shown(before), right: this.#shown(after) };
    }
    const here = this.pictures.picture(wanted);
    if (against === 'other') {
      const call = other?.callFor(wanted.call);
      if (!other || call === undefined) return { waiting: 'comparing the calls of both traces …' };
      return this.#both(['A', 'B'], here, other.pictures.picture(other.wanted(call, wanted)));
    }
    return marked === undefined ? undefined : this.#both(['mark', 'here'], this.pictures.picture(this.of(marked), 'mark'), here);
  }

  #both(labels: Pair['labels'], left: Kept<Picture> | undefined, right: Kept<Picture> | undefined): Pair | { readonly waiting: string } {
    for (const [i, each] of [left, right].entries()) {
      if (!each) return { waiting: `replaying ${labels[i]} …` };
      if ('problem' in each) return { waiting: `${labels[i]}: ${each.problem}` };
    }
    return { labels, left: (left as { value: Picture }).value, right: (right as { value: Picture }).value };
  }

  /** The picture of a reading: the same one each time. */
  #shown(raw: RawImage): Picture {
    let shown = this.#pictures.get(raw);
    if (!shown) {
      shown = { ...showImage(raw, { alpha: true }), of: raw.of, raw };
      this.#pictures.set(raw, shown);
    }
    return shown;
  }

  /** The pixel under the cross; undefined: there is no picture yet. */
  get cross(): { readonly x: number; readonly y: number } | undefined {
    return this.lastImage && this.view.pixel(this.lastImage);
  }

  /** What is to be seen at the cursor. */
  get wanted(): PictureWanted {
    return this.of(this.#inspector.call);
  }

  /** What is to be seen at a call: of a swap, what it presents. */
  of(call: number): PictureWanted {
    const { pages } = this.#inspector;
    const mark = (pages.flags(call) & FLAG.frame) !== 0 ? pages.frame(pages.frameOf(call)).mark : undefined;
    const { target, range } = this;
    return { call, target, ...(mark?.call === call && { drawable: mark.drawable }), ...(range && { range }) };
  }

  /** The next of what can be looked at. */
  nextTarget(): void {
    const texts = TARGETS.map(target => JSON.stringify(target));
    this.target = TARGETS[(texts.indexOf(JSON.stringify(this.target)) + 1) % TARGETS.length]!;
    this.range = undefined;
  }

  /** A number for a picture that no other has. */
  imageId(image: Image): number {
    const known = this.#ids.get(image);
    if (known !== undefined) return known;
    this.#ids.set(image, ++this.#images);
    return this.#images;
  }

  differenceOf(a: Image, b: Image): ImageDifference {
    if (this.#difference?.a !== a || this.#difference.b !== b) this.#difference = { a, b, is: imageDifference(a, b) };
    return this.#difference.is;
  }

  /** Thumbnails are made while the cursor rests and nothing is asked for there: that goes first. */
  wantThumbnails(frames: readonly number[]): void {
    const { live, call } = this.#inspector;
    if (this.#seen?.call !== call) {
      const seen = { call, rests: false };
      this.#seen = seen;
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => {
        seen.rests = true;
        this.#inspector.changed();
      }, REST_MS);
    }
    if (!this.#seen.rests) return;
    if (this.replayer.idle && !live?.running && live?.whole !== false) this.thumbnails.want(frames);
  }

  /** Process ids of the replayers that run. */
  get processes(): readonly number[] {
    return [this.replayer.pid, this.#frames.pid].filter(pid => pid !== undefined);
  }

  close(): void {
    clearTimeout(this.#rest);
    this.replayer.close();
    this.#frames.close();
  }
}
