// Pictures on a terminal: two pixels a cell by half blocks, one by characters where there are no colours, or whole by the
// kitty graphics protocol.
import { deflateSync } from 'node:zlib';
import { type Image, type Part, resample } from '../../inspect/images.js';
import type { ColourDepth } from './ansi.js';
import { type Rect, rgb, type View } from './canvas.js';

const UPPER_HALF = 0x2580;
/** From dark to bright, for terminals without colours. */
const RAMP = ' .:-=+*#%@';

/** Pixels that a place of the screen shows: two rows in each row of cells. */
export function blockSize(view: { readonly width: number; readonly height: number }): { width: number; height: number } {
  return { width: view.width, height: view.height * 2 };
}

/** Paints an opaque picture as large as blockSize says (or smaller) into the top left of a place. */
export function paintBlocks(view: View, image: Image, depth: ColourDepth, utf8: boolean): void {
  const { width, height, data } = image;
  for (let y = 0; y * 2 < height; y++)
    for (let x = 0; x < width; x++) {
      const top = (y * 2 * width + x) * 4;
      const bottom = y * 2 + 1 < height ? top + width * 4 : top;
      if (depth === 0) {
        const light = (0.3 * mean(data, top, bottom) + 0.6 * mean(data, top + 1, bottom + 1) + 0.1 * mean(data, top + 2, bottom + 2)) / 256;
        view.set(x, y, RAMP.codePointAt(Math.floor(light * RAMP.length))!);
      } else if (!utf8) {
        view.set(x, y, 0x20, 0, rgb(mean(data, top, bottom), mean(data, top + 1, bottom + 1), mean(data, top + 2, bottom + 2)));
      } else {
        const [above, below] = [colourAt(data, top), colourAt(data, bottom)];
        if (above === below) view.set(x, y, 0x20, 0, above);
        else view.set(x, y, UPPER_HALF, above, below);
      }
    }
}

const colourAt = (data: Uint8Array, at: number) => rgb(data[at]!, data[at + 1]!, data[at + 2]!);
const mean = (data: Uint8Array, a: number, b: number) => (data[a]! + data[b]!) >> 1;

/** A picture that kitty's protocol shows: what of it, where. */
export interface KittyPicture {
  /** Changes whenever the pixels do. */
  readonly key: string;
  readonly rect: Rect;
  readonly image: Image;
  readonly part: Part;
  /** Pixels that the place has on the terminal. */
  readonly pixels: { readonly width: number; readonly height: number };
}

const CHUNK = 4096;

/** Pictures that the terminal shows by now, by place. */
export class KittyPictures {
  readonly #shown = new Map<string, { readonly id: number; readonly key: string }>();
  #next = 1;

  /** What brings the terminal to show exactly these, by place. */
  show(pictures: ReadonlyMap<string, KittyPicture>): string {
    let out = '';
    for (const [place, { id }] of this.#shown)
      if (!pictures.has(place)) {
        out += remove(id);
        this.#shown.delete(place);
      }
    for (const [place, picture] of pictures) {
      const { rect, key } = picture;
      const whole = `${key} ${rect.x},${rect.y} ${rect.width}x${rect.height}`;
      const known = this.#shown.get(place);
      if (known?.key === whole) continue;
      const id = this.#next++;
      out += transmit(id, picture);
      if (known) out += remove(known.id);
      this.#shown.set(place, { id, key: whole });
    }
    return out;
  }

  /** The terminal was cleared. */
  forget(): void {
    this.#shown.clear();
  }
}

const remove = (id: number) => `\u001b_Ga=d,d=I,i=${id},q=2\u001b\\`;

function transmit(id: number, { rect, image, part, pixels }: KittyPicture): string {
  // The terminal makes it larger itself, smooth; pixels are meant to be seen, so they are made here.
  const shown = resample(image, part, pixels.width, pixels.height);
  const text = deflateSync(shown.data, { level: 1 }).toString('base64');
  let out = `\u001b[${rect.y + 1};${rect.x + 1}H`;
  for (let at = 0; at < text.length; at += CHUNK) {
    const more = at + CHUNK < text.length ? 1 : 0;
    const head =
      at === 0
        ? `a=T,f=32,o=z,s=${shown.width},v=${shown.height},i=${id},c=${rect.width},r=${rect.height},C=1,q=2,m=${more}`
        : `m=${more},q=2`;
    out += `\u001b_G${head};${text.slice(at, at + CHUNK)}\u001b\\`;
  }
  return out;
}
