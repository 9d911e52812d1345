// Pictures of a replay as PNG files: what frames presented, what the back buffer held after calls.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { type Point, pictureName } from '../inspect/walk.js';
import type { ForwardReplayer, Pixels } from '../native.js';
import type { TraceReader } from '../trace/reader.js';
import { type DriverHooks, ReplayDriver } from './driver.js';

export interface Picture extends Point {
  readonly pixels: Pixels;
}

/** Replays forward and hands over the picture at each point, in ascending order. */
export function takePictures(
  reader: TraceReader,
  native: ForwardReplayer,
  points: readonly Point[],
  take: (picture: Picture) => void,
  hooks: Pick<DriverHooks, 'onRun' | 'onProgress'> = {},
): void {
  const driver = new ReplayDriver(reader, native, {}, hooks);
  for (const point of [...points].sort((a, b) => a.call - b.call)) {
    // What a swap presents is what the back buffer holds before it.
    driver.runTo(point.frame ? point.call - 1 : point.call);
    if (driver.malformed !== undefined)
      throw new Error(`the replay ends at call ${driver.nextCall}, before call ${point.call}: ${driver.malformed}`);
    take({ ...point, pixels: driver.pixels(point.frame?.drawable) });
  }
}

export function encodePng({ width, height, data }: Pixels): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  // Fast settings: a quarter of the time for a somewhat larger file.
  return PNG.sync.write(png, { deflateLevel: 1, filterType: 2 });
}

/** Writes a picture under its name; gives the path. */
export function writePicture(folder: string, picture: Picture): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, pictureName(picture));
  writeFileSync(file, encodePng(picture.pixels));
  return file;
}
