// How the picture is looked at: zoom, channels, the pixel under the cross, side by side with the mark's.
import { CHANNELS, type Channels, type Image, type Part } from '../inspect/images.js';

/** 0 = as large as fits; else halves of a cell for each pixel. */
export const ZOOMS = [0, 1, 2, 4, 8, 16] as const;

/** What is shown while a mark is compared with. */
export type Comparison = 'off' | 'side' | 'difference' | 'blink';
export const COMPARISONS: readonly Comparison[] = ['side', 'difference', 'blink', 'off'];

export class PictureView {
  zoom: (typeof ZOOMS)[number] = 0;
  channels: Channels = 'rgb';
  comparison: Comparison = 'off';
  /** The blinking one shows the mark's. */
  blinked = false;
  /** Pixel under the cross, from the top left; undefined = the middle. */
  cross: { x: number; y: number } | undefined;

  zoomBy(step: 1 | -1): void {
    const at = ZOOMS.indexOf(this.zoom) + step;
    this.zoom = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at))]!;
  }

  nextChannels(): void {
    this.channels = CHANNELS[(CHANNELS.indexOf(this.channels) + 1) % CHANNELS.length]!;
  }

  pixel(image: Image): { readonly x: number; readonly y: number } {
    const { x, y } = this.cross ?? { x: Math.floor(image.width / 2), y: Math.floor(image.height / 2) };
    return { x: Math.max(0, Math.min(image.width - 1, x)), y: Math.max(0, Math.min(image.height - 1, y)) };
  }

  move(image: Image, byX: number, byY: number): void {
    const { x, y } = this.pixel(image);
    this.cross = { x: Math.max(0, Math.min(image.width - 1, x + byX)), y: Math.max(0, Math.min(image.height - 1, y + byY)) };
  }

  /** Pixels that one half of a cell stands for: what an arrow key moves by. */
  stepOf(image: Image, width: number, height: number): number {
    return Math.max(1, Math.round(image.width / this.layout(image, width, height).width));
  }

  /**
   * The part of the picture that `width` by `height` dots show, and how many of them it takes. A dot is half a cell; the cell's
   * halves are taken for squares.
   */
  layout(image: Image, width: number, height: number): { readonly part: Part; readonly width: number; readonly height: number } {
    if (this.zoom === 0) {
      const scale = Math.min(width / image.width, height / image.height);
      // Whole multiples keep pixels alike.
      const used = scale >= 1 ? Math.floor(scale) : scale;
      const fit = (size: number, most: number) => Math.max(1, Math.min(most, Math.round(size * used)));
      return {
        part: { x: 0, y: 0, width: image.width, height: image.height },
        width: fit(image.width, width),
        height: fit(image.height, height),
      };
    }
    const { x, y } = this.pixel(image);
    const along = (size: number, room: number, at: number) => {
      const shown = Math.min(size, Math.max(1, Math.floor(room / this.zoom)));
      return { from: Math.max(0, Math.min(size - shown, at - Math.floor(shown / 2))), shown };
    };
    const [across, down] = [along(image.width, width, x), along(image.height, height, y)];
    return {
      part: { x: across.from, y: down.from, width: across.shown, height: down.shown },
      width: across.shown * this.zoom,
      height: down.shown * this.zoom,
    };
  }
}
