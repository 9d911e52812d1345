// The commands that make all of a keyframe anew where nothing is: the beginning of a trimmed trace.
import type { LiveContext } from '../../native.js';
import { type CommandNames, CommandWriter } from '../../trace/command_writer.js';
import { emitBuffer, emitRenderbuffer, emitSampler } from './buffers.js';
import { firstSurface, type GroupCapture, type Keyframe, requestOf } from './capture.js';
import { emitContext } from './context_state.js';
import { emitDrawableContents } from './drawables.js';
import { FIRST_HELPER, SPARE } from './place.js';
import { emitList, emitUniforms } from './programs.js';
import { emitTexture } from './textures.js';

/** Commands of one stream, with the context that is current when they begin. */
export interface Piece {
  readonly stream: number;
  readonly context: number;
  readonly writer: CommandWriter;
  readonly part?: Part;
}

/** What a warm replayer need not do: make contexts and drawables that are there, compile what is compiled, end our own
 * context. */
export type Part = 'make' | 'end' | { readonly group: number; readonly program: number };

/** Context of our own that makes the objects of a group. */
export const helperOf = (group: number): number => FIRST_HELPER + 0x40 + ((group - 1) & 0x3f);

export function emitKeyframe(keyframe: Keyframe, names: CommandNames): Piece[] {
  const pieces: Piece[] = [];
  const own = keyframe.highestStream + 1;
  let current = 0;
  const piece = (stream: number, context: number, part?: Part): CommandWriter => {
    const writer = new CommandWriter(names);
    pieces.push({ stream, context, writer, ...(part !== undefined && { part }) });
    return writer;
  };
  const makeCurrent = (context: number, draw: number, read: number): void => {
    piece(own, current).call('sglMakeCurrent', context, draw, read);
    current = context;
  };
  /** A context takes its size and buffers from what it is first current with. */
  const makeFirstCurrent = (of: LiveContext): void => {
    const surface = firstSurface(of, keyframe.drawables[0]?.live.id ?? 0);
    makeCurrent(of.id, surface, surface && (of.read || surface));
  };
  const helper = new Map(keyframe.groups.map(group => [group.number, helperOf(group.number)]));

  const making = piece(own, 0, 'make');
  for (const group of keyframe.groups) making.call('sglCreateContext', helper.get(group.number)!, 0, ...requestOf(group.model));
  const live = [...keyframe.contexts.map(context => context.live), ...keyframe.fresh].sort((a, b) => a.id - b.id);
  const representative = new Map<number, number>(helper);
  for (const context of live) {
    making.call(
      'sglCreateContext',
      context.id,
      representative.get(context.group) ?? 0,
      context.major,
      context.minor,
      context.profile,
      context.flags,
      context.resetStrategy,
      context.doubleBuffered,
    );
    if (!representative.has(context.group)) representative.set(context.group, context.id);
  }
  for (const { live: d } of keyframe.drawables)
    making.call('sglCreateDrawable', d.id, d.config, d.width, d.height, d.doubleBuffered ? 1 : 0, d.kind);

  for (const group of keyframe.groups) {
    makeCurrent(helper.get(group.number)!, 0, 0);
    const out = piece(own, current);
    emitGroup(out, group);
  }
  const [first] = keyframe.groups;
  if (first)
    for (const drawable of keyframe.drawables) {
      makeCurrent(helper.get(first.number)!, drawable.live.id, drawable.live.id);
      emitDrawableContents(piece(own, current), drawable, SPARE);
    }
  // programs are compiled where the program did: another profile would read their sources differently
  for (const group of keyframe.groups) {
    makeFirstCurrent(group.model);
    emitPrograms(part => piece(own, current, part), group);
  }
  for (const context of keyframe.contexts) {
    const { live: of } = context;
    makeFirstCurrent(of);
    const group = keyframe.groups.find(({ number }) => number === of.group)!;
    emitContext(piece(own, current), context, group.history);
  }
  // what was deleted while it was in use: it is in use again
  for (const group of keyframe.groups) {
    const deletions = group.programs.programs.flatMap(({ deletion }) => (deletion ? [deletion] : []));
    if (deletions.length === 0) continue;
    const user = keyframe.contexts.find(({ live: of }) => of.group === group.number)!;
    makeCurrent(user.live.id, 0, 0);
    const out = piece(own, current);
    for (const deletion of deletions) out.append(deletion.bytes, deletion.calls);
  }
  makeCurrent(0, 0, 0);
  const ending = piece(own, 0, 'end');
  for (const id of helper.values()) ending.call('sglDestroyContext', id);
  piece(own, 0).call('sglReleaseThread');

  for (const { id, context, draw, read } of keyframe.streams) {
    if (context !== 0) piece(id, 0).call('sglMakeCurrent', context, draw, read);
    const waiting = keyframe.pending.get(id);
    if (waiting) for (const bytes of waiting) piece(id, context).append(bytes, 0);
  }
  for (const { live: context } of keyframe.contexts)
    if (context.pendingError !== 0) emitPendingError(pieces, names, keyframe, context.id, context.pendingError);
  return pieces.filter(({ writer }) => !writer.isEmpty);
}

/** An error that the program has not asked for yet: told as the client library tells those that it finds itself. */
function emitPendingError(pieces: Piece[], names: CommandNames, keyframe: Keyframe, context: number, error: number): void {
  const stream = keyframe.streams.find(row => row.context === context);
  if (!stream) return;
  const writer = new CommandWriter(names);
  writer.call('sglError', error);
  pieces.push({ stream: stream.id, context, writer });
}

/** Objects of a share group, into a context that shares them. */
export function emitGroup(out: CommandWriter, group: GroupCapture): void {
  for (const [command, names] of group.generated) if (names.length > 0) out.call(command, names.length, Uint32Array.from(names));
  out.call('glPixelStorei', 'GL_UNPACK_ALIGNMENT', 1);
  for (const buffer of group.buffers) emitBuffer(out, buffer);
  out.call('glBindBuffer', 'GL_ARRAY_BUFFER', 0);
  const views = group.textures.filter(texture => texture.view);
  for (const texture of group.textures) if (!texture.view) emitTexture(out, texture);
  for (const texture of views) emitTexture(out, texture);
  for (const renderbuffer of group.renderbuffers) emitRenderbuffer(out, renderbuffer);
  for (const sampler of group.samplers) emitSampler(out, sampler);
  for (const [name, list] of group.lists) emitList(out, name, list);
  for (const { bytes, calls } of group.syncs) out.append(bytes, calls);
  out.call('glFinish');
}

function emitPrograms(piece: (part?: Part) => CommandWriter, { number, programs }: GroupCapture): void {
  let last: number | undefined;
  let out: CommandWriter | undefined;
  for (const { command, owner } of programs.commands) {
    if (!out || owner !== last) out = piece(owner === undefined ? undefined : { group: number, program: owner });
    last = owner;
    out.append(command.bytes, command.calls);
  }
  const uniforms = piece();
  for (const program of programs.programs) emitUniforms(uniforms, program);
}
