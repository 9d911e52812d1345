// The configurations of the host that recorded: what bits its windows had.
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Config } from './surface.js';

const HEAD_BYTES = 24;
const CONFIG_BYTES = 16;

/** struct sgl_host_info and its configurations (guest/common/wire.h), from the first answer to that question; by id. */
export function recordedConfigs(reader: TraceReader): ReadonlyMap<number, Config> {
  const configs = new Map<number, Config>();
  for (let i = 0; i < reader.segments.length && configs.size === 0; i++) {
    const segment = reader.tables(i);
    for (let row = 0; row < segment.replies.rows && configs.size === 0; row++) {
      if (segment.replies.opcode[row] !== OP.queryHost || segment.replies.flags[row] !== 0) continue;
      const bytes = reader.segment(i).replyPayload(row);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const count = bytes.length >= HEAD_BYTES ? view.getUint32(12, true) : 0;
      for (let n = 0; n < count; n++) {
        const at = HEAD_BYTES + n * CONFIG_BYTES;
        if (at + CONFIG_BYTES > bytes.length) break;
        const [red = 8, , , alpha = 8, depth = 24, stencil = 8, samples = 0] = bytes.subarray(at + 4);
        configs.set(view.getUint32(at, true), { red, alpha, depth, stencil, samples });
      }
    }
  }
  return configs;
}

/** Where the recording does not say. */
export const usualConfig: Config = { red: 8, alpha: 8, depth: 24, stencil: 8, samples: 0 };
