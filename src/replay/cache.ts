// What can be made again from a trace, kept for the next session: a folder by the trace's contents. Everything in it may be
// deleted at any time, may be damaged, and may be written by two processes at once.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Bytes of a trace's beginning and end that tell it from others, besides its length. */
const SAMPLE = 65536;

/** Names a trace by its contents: recordings begin with the time and end with an index of checksummed packets. */
function traceId(file: string): string {
  const { size } = statSync(file);
  const hash = createHash('sha256').update(`${size}\n`);
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(SAMPLE, size));
    for (const at of [0, Math.max(0, size - SAMPLE)]) hash.update(buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, at)));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Folder for what can be made again from a trace: $XDG_CACHE_HOME/sgl/ID, or ~/.cache/sgl/ID. */
export function cacheFolder(file: string): string {
  return join(cache(), traceId(file));
}

const cache = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sgl');

/** What is kept of all traces together, bytes. */
export const CACHE_BYTES = 2 ** 31;

/** Removes what is kept of the traces whose folders were changed longest ago, until there are no more than `most` bytes; never
 * `kept`, the folder of the trace at hand, nor anything in the cache that is no trace's. */
export function pruneCache(most: number, kept: string): void {
  const folders = readdirSync(cache())
    .filter(name => /^[0-9a-f]{32}$/.test(name))
    .map(name => join(cache(), name))
    .map(folder => ({
      folder,
      changed: statSync(folder).mtimeMs,
      bytes: readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    }))
    .sort((a, b) => a.changed - b.changed);
  let bytes = folders.reduce((sum, folder) => sum + folder.bytes, 0);
  for (const { folder, bytes: freed } of folders) {
    if (bytes <= most) return;
    if (folder === kept) continue;
    rmSync(folder, { recursive: true, force: true });
    bytes -= freed;
  }
}

/** Writes a file whole or not at all: another process may be reading. Throws what node:fs throws. */
export function writeWhole(path: string, parts: Iterable<Uint8Array>): void {
  const draft = `${path}.${process.pid}`;
  try {
    const descriptor = openSync(draft, 'w');
    try {
      for (const part of parts) for (let at = 0; at < part.length; ) at += writeSync(descriptor, part, at);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Reads a file in order; `read` gives exactly so many bytes, in a buffer of their own, and throws when there are not so many.
 * Undefined when it cannot be opened. */
export function readParts<T>(path: string, use: (size: number, read: (bytes: number) => Uint8Array<ArrayBuffer>) => T): T | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { size } = fstatSync(descriptor);
    let left = size;
    return use(size, bytes => {
      if (!(bytes >= 0 && bytes <= left)) throw new RangeError(`${path} has no ${bytes} bytes more`);
      left -= bytes;
      const part = new Uint8Array(bytes);
      for (let at = 0; at < bytes; ) {
        const got = readSync(descriptor, part, at, bytes - at, null);
        if (got === 0) throw new RangeError(`${path} was cut off`);
        at += got;
      }
      return part;
    });
  } finally {
    closeSync(descriptor);
  }
}
