// What a trace is executed on: the host's driver through the addon, or WebGL 2 of the `gl` package (ANGLE).
import { addon, type ForwardReplayer } from '../native.js';
import type { TraceReader } from '../trace/reader.js';
import { presentAs } from './program_name.js';
import { WebglReplayer } from './webgl/replayer.js';

export const BACKENDS = ['native', 'webgl'] as const;
export type Backend = (typeof BACKENDS)[number];

/** A replayer of this process. Throws when there is no driver for it. */
export function newReplayer(backend: Backend, reader: TraceReader, hashFrames: boolean): ForwardReplayer {
  if (backend === 'webgl') return new WebglReplayer(reader, { hashFrames });
  presentAs(reader.header.program);
  const { Replayer } = addon();
  return new Replayer({ hashFrames });
}
