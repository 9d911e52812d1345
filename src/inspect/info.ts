// What a trace is: the data behind `sgl info`.

import { CommandCursor } from '../trace/commands.js';
import { KIND } from '../trace/packet.js';
import type { ContextDescription, DrawableDescription, SectionRow, TraceReader } from '../trace/reader.js';
import type { LossMark } from '../trace/segment.js';

export interface TraceInfo {
  readonly file: string;
  readonly format: number;
  readonly calls: number;
  readonly frames: number;
  readonly bytes: number;
  readonly durationNs: number;
  /** The closing index is there. */
  readonly complete: boolean;
  readonly ended: 'exit' | 'signal' | 'lost';
  /** Exit code or signal number. */
  readonly endedCode: number;
  readonly endedReason: string;
  /** The last call that the program made: where it died, if it died. */
  /** `died`: the program died in it, before it was sent. */
  readonly lastCall: { readonly call: number; readonly name: string; readonly died?: true } | null;
  /** The index was made by `sgl repair`. */
  readonly repaired: boolean;
  /** Bytes of a packet that was cut off at the end. */
  readonly cutBytes: number;
  /** When the recording began, ISO 8601. */
  readonly recordedAt: string;
  readonly recorder: string;
  readonly client: { readonly program: string; readonly commandLine: string; readonly pid: number; readonly pointerBits: number };
  /** Empty strings when the program never made a context. */
  readonly host: {
    readonly vendor: string;
    readonly renderer: string;
    readonly version: string;
    readonly shadingLanguageVersion: string;
    readonly extensions: number;
    readonly system: string;
  };
  readonly contexts: readonly ContextDescription[];
  readonly drawables: readonly DrawableDescription[];
  readonly packets: Readonly<Record<string, number>>;
  /** Bytes of commands and replies, as they are and compressed. */
  readonly sizes: {
    readonly commands: number;
    readonly commandsCompressed: number;
    readonly replies: number;
    readonly repliesCompressed: number;
  };
  readonly replies: number;
  readonly errors: number;
  readonly losses: readonly LossMark[];
  readonly sections: readonly SectionRow[];
}

/** Reads the whole trace, checking all of it. Throws TraceError when it is damaged. */
export function traceInfo(reader: TraceReader, progress?: (done: number, total: number) => void): TraceInfo {
  reader.verify(progress);
  const { header, host, index } = reader;
  const packets: Record<string, number> = {};
  const names = new Map<number, string>(Object.entries(KIND).map(([name, kind]) => [kind, name]));
  for (const { kind } of index.packets) {
    const name = names.get(kind) ?? `kind ${kind}`;
    packets[name] = (packets[name] ?? 0) + 1;
  }
  const sizes = { commands: 0, commandsCompressed: 0, replies: 0, repliesCompressed: 0 };
  const losses: LossMark[] = [];
  let replies = 0;
  let errors = 0;
  reader.segments.forEach((_, i) => {
    const segment = reader.tables(i);
    sizes.commands += segment.sizes.rawCommands;
    sizes.commandsCompressed += segment.sizes.commands;
    sizes.replies += segment.sizes.rawReplies;
    sizes.repliesCompressed += segment.sizes.replies;
    replies += segment.replies.rows;
    errors += segment.errors.length;
    losses.push(...segment.losses);
  });
  return {
    file: reader.file,
    format: header.version,
    calls: reader.calls,
    frames: reader.frames,
    bytes: reader.bytes,
    durationNs: index.durationNs,
    complete: reader.complete,
    ended: index.ended.how,
    endedCode: index.ended.code,
    endedReason: index.ended.reason,
    lastCall: lastCall(reader),
    repaired: index.repaired,
    cutBytes: reader.cutBytes,
    recordedAt: new Date(header.wallTimeNs / 1e6).toISOString(),
    recorder: header.recorder,
    client: { program: header.program, commandLine: header.commandLine, pid: header.pid, pointerBits: header.pointerBits },
    host: {
      vendor: host?.vendor ?? '',
      renderer: host?.renderer ?? '',
      version: host?.version ?? '',
      shadingLanguageVersion: host?.shadingLanguageVersion ?? '',
      extensions: host?.extensions.length ?? 0,
      system: header.hostSystem,
    },
    contexts: reader.contexts,
    drawables: reader.drawables,
    packets,
    sizes,
    replies,
    errors,
    losses,
    sections: reader.sections,
  };
}

function lastCall(reader: TraceReader): TraceInfo['lastCall'] {
  const call = reader.calls - 1;
  const segment = reader.segmentOfCall(call);
  if (segment < 0) return null;
  const cursor = new CommandCursor(reader.segment(segment));
  while (cursor.next())
    if (cursor.isCall && cursor.call === call)
      return { call, name: reader.dictionary.name(cursor.opcode), ...(cursor.notExecuted && { died: true }) };
  return { call, name: '' };
}
