// The picture after the call under the cursor, the pixel under the cross, and the comparison with another picture: a mark's, another trace's, an edited shader's.
import { type Image, pixelAt, resample, shownChannels } from '../../inspect/images.js';
import type { Piece } from '../call_line.js';
import type { Inspector } from '../inspector.js';
import type { Pair } from '../looking.js';
import type { Picture } from '../pictures.js';
import { ATTR, type View } from '../terminal/canvas.js';
import { blockSize, paintBlocks } from '../terminal/pixels.js';
import { theme } from '../theme.js';
import type { Panel } from './panel.js';
import { wrap } from './panel.js';

const CROSS = 0x253c; // ┼

/** What is painted: one after the other of the same size as long as nothing changes. */
interface Painted {
  readonly image: Image;
  readonly key: string;
  readonly dots: Image;
}
const painted = new Map<string, Painted>();

function dotsOf(slot: string, image: Image, key: string, make: () => Image): Image {
  const known = painted.get(slot);
  if (known && known.image === image && known.key === key) return known.dots;
  const dots = make();
  painted.set(slot, { image, key, dots });
  return dots;
}

/** Paints one picture into a place, with the cross; says what of it there is. */
function paintImage(view: View, inspector: Inspector, slot: string, image: Image, focused: boolean): void {
  const { looking, abilities } = inspector;
  const look = looking.view;
  const room = blockSize(view);
  const { part, width, height } = look.layout(image, room.width, room.height);
  const { x, y } = look.pixel(image);
  const left = Math.floor((view.width - width) / 2);
  const top = Math.floor((view.height - Math.ceil(height / 2)) / 2);
  const place = view.view({ x: left, y: top, width, height: Math.ceil(height / 2) });
  const key = `${width}x${height} ${part.x},${part.y} ${part.width}x${part.height} ${look.channels}`;
  if (abilities.kitty && !inspector.helpOpen) {
    looking.kittyWanted.set(slot, {
      key: `${looking.imageId(image)} ${key}`,
      rect: { x: place.x, y: place.y, width: place.width, height: place.height },
      image: dotsOf(`${slot} shown`, image, look.channels, () => shownChannels(image, look.channels)),
      part,
      pixels: kittySize(part, place, abilities.cell),
    });
  } else {
    const dots = dotsOf(slot, image, key, () => shownChannels(resample(image, part, width, height), look.channels));
    paintBlocks(place, dots, abilities.depth, abilities.utf8);
    if (focused) {
      const column = Math.floor(((x - part.x + 0.5) * width) / part.width);
      const row = Math.floor(((y - part.y + 0.5) * height) / part.height);
      place.set(column, row >> 1, CROSS, 0, 0, ATTR.inverse | ATTR.bold);
    }
  }
}

/** Whole multiples of pixels where it gets larger, no more than there are where it gets smaller. */
function kittySize(
  part: { width: number; height: number },
  place: View,
  cell: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min((place.width * cell.width) / part.width, (place.height * cell.height) / part.height);
  const used = scale >= 1 ? Math.floor(scale) : scale;
  return { width: Math.max(1, Math.round(part.width * used)), height: Math.max(1, Math.round(part.height * used)) };
}

const valueText = (value: number) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6))));

function pixelPieces(inspector: Inspector, image: Picture): Piece[] {
  const { x, y } = inspector.looking.view.pixel(image);
  const pixel = pixelAt(image, x, y);
  if (!pixel) return [];
  const where: Piece[] = [[`${x},${y} `, theme.bold]];
  const below: Piece = [`  (GL y ${image.height - 1 - y})`, theme.dim];
  const { raw } = image;
  if (raw && (raw.components !== 'bytes' || raw.channels === 1)) {
    // As it was read, not as it is shown.
    const at = (y * raw.width + x) * raw.channels;
    return [...where, [Array.from(raw.data.subarray(at, at + raw.channels), valueText).join(' ')], below];
  }
  const hex = pixel.map(value => value.toString(16).padStart(2, '0')).join('');
  const parts = pixel.map(value => (value / 255).toFixed(3)).join(' ');
  return [...where, [`#${hex}`], [`  ${pixel.join(' ')}`], [`  ${parts}`, theme.dim], below];
}

const ZOOM_TEXT = (zoom: number) => (zoom === 0 ? 'fit' : `zoom ${zoom}`);

export const picturePanel: Panel = {
  title: ({ looking: { wanted, view } }) =>
    `Picture ${wanted.drawable === undefined || wanted.target.kind !== 'auto' ? `after ${wanted.call}` : 'presented'}${view.comparison === 'off' ? '' : `, ${view.comparison}`}`,
  keys: 'picture',
  asksDriver: true,
  paint(view, inspector, focused) {
    paintPicture(view, inspector, focused);
    return undefined;
  },
};

function paintPicture(view: View, inspector: Inspector, focused: boolean): void {
  const { looking } = inspector;
  const look = looking.view;
  if (!inspector.settings.pictures) {
    view.put(0, 0, 'Pictures are turned off (pictures = false).', theme.dim);
    return;
  }
  const kept = looking.pictures.picture(looking.wanted);
  if (kept && 'problem' in kept) {
    [...wrap(kept.problem, view.width), '', 'r tries again'].forEach((line, y) => {
      view.put(0, y, line, theme.bold);
    });
    return;
  }
  // The one before stays until the new one is there, said so.
  const image = kept?.value ?? looking.lastImage;
  if (kept) looking.lastImage = kept.value;
  if (!image) {
    view.put(0, 0, inspector.busy === '' ? 'replaying …' : inspector.busy, theme.dim);
    return;
  }
  const { range } = looking.wanted;
  const head: Piece[] = [
    [`${image.width}x${image.height}  ${ZOOM_TEXT(look.zoom)}  ${look.channels}`, theme.dim],
    [`  ${image.of}${image.raw && image.raw.format !== '' ? ` ${image.raw.format.replace('GL_', '')}` : ''}`, theme.object],
  ];
  if (range) head.push([`  ${range.low} to ${range.high}`, theme.dim]);
  view.line(0, 0, head);
  // at the end, where it hides nothing that stays
  const waiting = ' replaying …';
  if (!kept) view.put(Math.max(0, view.width - waiting.length), 0, waiting, theme.changed);
  view.line(0, view.height - 1, pixelPieces(inspector, image));
  const place = view.view({ x: 0, y: 1, width: view.width, height: view.height - 2 });
  const pair = look.comparison === 'off' ? undefined : looking.pair();
  if (!pair || (!kept && looking.against !== 'edit')) paintImage(place, inspector, 'picture', image, focused);
  else if ('waiting' in pair) {
    view.put(0, 0, pair.waiting, theme.changed);
    paintImage(place, inspector, 'picture', image, focused);
  } else paintComparison(view, place, inspector, pair, focused);
}

function paintComparison(view: View, place: View, inspector: Inspector, { labels, left, right }: Pair, focused: boolean): void {
  const { looking } = inspector;
  const look = looking.view;
  const difference = looking.differenceOf(left, right);
  const { pixels, largest, first } = difference;
  const words =
    pixels === 0
      ? `= ${labels[0]} and ${labels[1]} are the same`
      : `≠ ${pixels} pixels, most by ${largest}, first at ${first!.x},${first!.y}`;
  for (let x = 0; x < view.width; x++) view.set(x, 0, 0x20);
  view.line(0, 0, [[words, pixels === 0 ? theme.bold : theme.changed]]);
  if (look.comparison === 'difference') paintImage(place, inspector, 'picture', difference.image, focused);
  else if (look.comparison === 'blink') {
    const label = ` ${labels[look.blinked ? 0 : 1]} `;
    view.put(Math.max(0, view.width - label.length), 0, label, { attr: ATTR.inverse });
    paintImage(place, inspector, 'picture', look.blinked ? left : right, focused);
  } else {
    const half = Math.floor((place.width - 1) / 2);
    paintImage(place.view({ x: 0, y: 0, width: half, height: place.height - 1 }), inspector, 'picture', left, focused);
    paintImage(place.view({ x: half + 1, y: 0, width: half, height: place.height - 1 }), inspector, 'picture 2', right, focused);
    place.put(0, place.height - 1, labels[0], theme.bold);
    place.put(half + 1, place.height - 1, labels[1], theme.bold);
  }
}
