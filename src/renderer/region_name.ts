// Names of shared-memory regions: what --shm and SGL_SHM mean, and which of them nobody serves any more.

import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Used when neither --shm nor SGL_SHM names one. */
export const defaultRegion = 'sgl';
const folder = '/dev/shm';
const privatePrefix = 'sgl-private-';

/** A name without a slash is a file in /dev/shm; anything else is a path. */
export function regionPath(name: string): string {
  return name.includes('/') ? name : `${folder}/${name}`;
}

/** A name that nobody else uses, for a renderer that serves one program. */
export function privateRegion(): string {
  return `${privatePrefix}${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Who serves a region, by what its header says (guest/common/wire.h, struct sgl_region). */
export interface RegionOwner {
  readonly pid: number;
  readonly alive: boolean;
  readonly bytes: number;
  readonly protocol: number;
}

/** @returns undefined when there is no region of ours at `path` */
export function regionOwner(path: string): RegionOwner | undefined {
  const header = Buffer.alloc(48);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    if (readSync(file, header, 0, header.length, 0) < header.length || header.readUInt32LE(0) !== 0x314c4753) return undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
  const pid = header.readUInt32LE(20);
  const startTime = header.readBigUInt64LE(40);
  return {
    pid,
    alive: startTime !== 0n && processStartTime(pid) === startTime,
    bytes: Number(header.readBigUInt64LE(24)),
    protocol: header.readUInt32LE(4),
  };
}

/** Fields of /proc/PID/stat behind the program's name (which may hold spaces); the first is the state, field 3. */
export function processFields(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** When a process started, in the kernel's ticks; 0 when there is none (a zombie counts as none). */
export function processStartTime(pid: number): bigint {
  const fields = processFields(pid);
  return fields && fields[0] !== 'Z' && fields[0] !== 'X' ? BigInt(fields[19] ?? '0') : 0n;
}

const temporaryPrefix = 'sgl-live-';

/** A folder of this process's own, for files that go when it does. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), `${temporaryPrefix}${process.pid}-`));
}

/** Removes private regions (with their sockets) and temporary folders whose owner was killed: nobody will ever use them again. */
export function removeAbandonedRegions(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(temporaryPrefix) || processStartTime(Number(name.slice(temporaryPrefix.length).split('-')[0])) !== 0n) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true });
    } catch {
      // someone else's
    }
  }
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(privatePrefix)) continue;
    const path = `${folder}/${name}`;
    const pid = Number(name.slice(privatePrefix.length).split('-')[0]);
    if (regionOwner(path)?.alive || processStartTime(pid) !== 0n) continue;
    try {
      unlinkSync(path);
    } catch {
      // someone else's, or another sgl removed it just now
    }
  }
}
