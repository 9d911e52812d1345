// The frames around the cursor as thumbnails, each with its number.

import { type Image, resample, shownChannels } from '../../inspect/images.js';
import type { Inspector } from '../inspector.js';
import { ATTR, type View } from '../terminal/canvas.js';
import { paintBlocks } from '../terminal/pixels.js';
import { theme } from '../theme.js';

const GAP = 1;

/** Which frames the strip shows, and how wide each is in cells. */
export function stripFrames(
  inspector: Inspector,
  width: number,
  height: number,
): { readonly frames: readonly number[]; readonly cells: number } {
  const cells = Math.max(8, Math.round((height - 1) * 2 * 1.34));
  const count = Math.max(1, Math.floor((width + GAP) / (cells + GAP)));
  const all = inspector.reader.frames;
  const now = Math.min(all - 1, inspector.pages.frameOf(inspector.call));
  const first = Math.max(0, Math.min(all - count, now - Math.floor(count / 2)));
  return { frames: Array.from({ length: Math.max(0, Math.min(count, all - first)) }, (_, i) => first + i), cells };
}

const dots = new WeakMap<Image, Image>();

export function paintStrip(view: View, inspector: Inspector): void {
  if (inspector.reader.frames === 0) return;
  const { frames, cells } = stripFrames(inspector, view.width, view.height);
  const now = inspector.pages.frameOf(inspector.call);
  frames.forEach((frame, i) => {
    const place = view.view({ x: i * (cells + GAP), y: 0, width: cells, height: view.height });
    const text = frame === now ? `▶f${frame}` : ` f${frame}`;
    place.put(0, 0, text, frame === now ? { attr: ATTR.bold | ATTR.inverse } : theme.dim);
    const kept = inspector.settings.pictures ? inspector.looking.thumbnails.get(frame) : undefined;
    if (!kept) place.put(1, 1, inspector.settings.pictures && inspector.settings.thumbnails ? '…' : '', theme.dim);
    else if ('problem' in kept) place.put(1, 1, '!', theme.error);
    else {
      const room = { width: cells, height: (view.height - 1) * 2 };
      const { value } = kept;
      const scale = Math.min(room.width / value.width, room.height / value.height);
      const [width, height] = [Math.max(1, Math.round(value.width * scale)), Math.max(1, Math.round(value.height * scale))];
      let shown = dots.get(value);
      if (!shown || shown.width !== width || shown.height !== height) {
        shown = shownChannels(resample(value, { x: 0, y: 0, width: value.width, height: value.height }, width, height), 'rgb');
        dots.set(value, shown);
      }
      paintBlocks(
        place.view({ x: 0, y: 1, width: cells, height: view.height - 1 }),
        shown,
        inspector.abilities.depth,
        inspector.abilities.utf8,
      );
    }
  });
  if (inspector.settings.pictures && inspector.settings.thumbnails) inspector.looking.wantThumbnails(frames);
}

/** The frame at a column of the strip. */
export function stripFrameAt(inspector: Inspector, width: number, height: number, x: number): number | undefined {
  const { frames, cells } = stripFrames(inspector, width, height);
  return frames[Math.floor(x / (cells + GAP))];
}
