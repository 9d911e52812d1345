// Pictures as numbers: parts, sizes, channels, differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Image, imageDifference, pixelAt, resample, shownChannels } from '../../src/inspect/images.js';
import { PictureView } from '../../src/tui/picture_view.js';
import { parseSettings } from '../../src/tui/settings.js';
import { KittyPictures } from '../../src/tui/terminal/pixels.js';

/** A picture whose pixels say where they are. */
function numbered(width: number, height: number): Image {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 7, 255], i * 4);
  return { width, height, data };
}

test('larger repeats pixels, smaller averages them, beyond is transparent', () => {
  const image = numbered(4, 2);
  const twice = resample(image, { x: 0, y: 0, width: 4, height: 2 }, 8, 4);
  for (let y = 0; y < 4; y++) for (let x = 0; x < 8; x++) assert.deepEqual(pixelAt(twice, x, y), [x >> 1, y >> 1, 7, 255]);
  const half = resample(numbered(8, 8), { x: 0, y: 0, width: 8, height: 8 }, 4, 4);
  assert.deepEqual(pixelAt(half, 1, 2), [2, 4, 7, 255]); // (2+3)/2, (4+5)/2, cut to whole numbers
  const beyond = resample(image, { x: -2, y: 0, width: 4, height: 2 }, 4, 2);
  assert.deepEqual(pixelAt(beyond, 0, 0), [0, 0, 0, 0]);
  assert.deepEqual(pixelAt(beyond, 2, 1), [0, 1, 7, 255]);
});

test('channels: one as grey, alpha over squares', () => {
  const image: Image = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 0) };
  assert.deepEqual([...shownChannels(image, 'g').data], [20, 20, 20, 255]);
  assert.deepEqual([...shownChannels(image, 'rgb').data], [10, 20, 30, 255]);
  assert.deepEqual([...shownChannels(image, 'rgba').data], [96, 96, 96, 255]);
});

test('differences are counted, measured and placed; sizes may differ', () => {
  const a = numbered(4, 4);
  const b = { ...a, data: Uint8Array.from(a.data) };
  assert.equal(imageDifference(a, b).pixels, 0);
  b.data[(2 * 4 + 1) * 4 + 2] = 17;
  const { pixels, largest, first } = imageDifference(a, b);
  assert.deepEqual({ pixels, largest, first }, { pixels: 1, largest: 10, first: { x: 1, y: 2 } });
  assert.equal(imageDifference(a, numbered(4, 5)).pixels, 4);
});

test('zoom keeps the cross in view and pixels alike', () => {
  const view = new PictureView();
  const image = numbered(100, 60);
  const fit = view.layout(image, 50, 40);
  assert.deepEqual([fit.width, fit.height], [50, 30]);
  assert.deepEqual([view.layout(image, 250, 250).width, view.layout(image, 250, 250).height], [200, 120]);
  view.cross = { x: 99, y: 59 };
  view.zoom = 4;
  const { part, width } = view.layout(image, 50, 40);
  assert.equal(width, part.width * 4);
  assert.ok(part.x + part.width === 100 && part.y + part.height === 60);
  view.move(image, 10, -100);
  assert.deepEqual(view.pixel(image), { x: 99, y: 0 });
});

test('kitty pictures are sent once, replaced, and taken away', () => {
  const pictures = new KittyPictures();
  const image = numbered(4, 4);
  const wanted = {
    key: 'a',
    rect: { x: 2, y: 3, width: 4, height: 2 },
    image,
    part: { x: 0, y: 0, width: 4, height: 4 },
    pixels: { width: 4, height: 4 },
  };
  const sent = (...shown: (typeof wanted)[]) => pictures.show(new Map(shown.map(each => ['picture', each]))).replaceAll('\u001b', '␛');
  assert.match(sent(wanted), /^␛\[4;3H␛_Ga=T,f=32,o=z,s=4,v=4,i=1,c=4,r=2,C=1,q=2,m=0;[A-Za-z0-9+/=]+␛\\$/);
  assert.equal(sent(wanted), '');
  assert.match(sent({ ...wanted, key: 'b' }), /i=2.*a=d,d=I,i=1/s);
  assert.match(sent(), /^␛_Ga=d,d=I,i=2,q=2␛\\$/);
});

test('settings are read, and what is wrong in them is said', () => {
  assert.equal(parseSettings('[inspect]\npictures = false\n[other]\nx = 1\n', 'f').pictures, false);
  assert.throws(() => parseSettings('[inspect]\npicture = false\n', 'f'), /f: there is no setting inspect\.picture; there are pictures, /);
  assert.throws(() => parseSettings('[inspect]\npictures = 1\n', 'f'), /inspect\.pictures is true or false/);
  assert.throws(() => parseSettings('[inspect]\ngraphics = "sixel"\n', 'f'), /"auto" or "blocks"/);
  assert.throws(() => parseSettings('inspect = [', 'f.toml'), /^Error: f\.toml: |f\.toml: /);
});
