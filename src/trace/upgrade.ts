// Versions of the trace format: what this program reads, and how an older trace becomes one of today's. Each step
// changes a decoded packet of version N into one of N + 1; readers see only the newest form.
import { TraceError } from './errors.js';
import type { pb } from './pb.js';
import { TRACE_VERSION } from './writer.js';

type Step = (packet: pb.TracePacket) => pb.TracePacket;

/** STEPS[n] leads from version n + 1 to n + 2. Version 1 is the first: no step yet. */
const STEPS: readonly Step[] = [];

/** Throws when the version is one that this program cannot read. */
export function checkVersion(version: number, file: string, recorder: string): void {
  if (version > TRACE_VERSION) {
    const by = recorder === '' ? '' : ` (written by ${recorder})`;
    throw new TraceError('newer', file, `trace format ${version}${by}, this sgl reads up to ${TRACE_VERSION}: use a newer sgl`);
  }
  if (version < 1) throw new TraceError('damaged', file, 'its header has no format version', 0);
}

export function upgradePacket(packet: pb.TracePacket, version: number): pb.TracePacket {
  return STEPS.slice(version - 1).reduce((upgraded, step) => step(upgraded), packet);
}
