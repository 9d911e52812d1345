// All that can be seen where a replay stands, as lines to compare: every value of the state, every attachment of every
// framebuffer, every window.

import type { StateValue } from '../../src/inspect/state/snapshot.js';
import { type AttachmentName, ImageReader } from '../../src/replay/look/image.js';
import { LookError, Questions } from '../../src/replay/look/questions.js';
import { stateOf } from '../../src/replay/operations/state.js';
import type { Player } from '../../src/replay/player.js';
import { codec } from '../../src/trace/codec.js';

const ATTACHMENTS: readonly AttachmentName[] = [...Array.from({ length: 8 }, (_, i) => `color${i}` as const), 'depth', 'stencil'];

const hash = (bytes: Uint8Array) => codec().xxh3(bytes).toString(16);

const text = (value: StateValue) =>
  value instanceof Uint8Array ? hash(value) : typeof value === 'object' ? value.join(' ') : String(value);

/** What the driver counts itself, and not the program: clocks, how full the memory is, what is said about programs. */
const ITS_OWN = /timestamp|available|info_log|debug\.|binary_length/;

function stateLines(player: Player): string[] {
  const lines: string[] = [];
  const add = (label: string, values: ReadonlyMap<string, StateValue>) => {
    for (const [path, value] of values) if (!ITS_OWN.test(path)) lines.push(`${label} ${path} ${text(value)}`);
  };
  const { contexts, groups } = stateOf(player);
  for (const { id, draw, read, pendingError, stream, silent, values, objects } of contexts) {
    lines.push(`context ${id} draw ${draw} read ${read} error ${pendingError} stream ${stream} ${silent ?? ''}`);
    add(`context ${id}`, values);
    for (const { kind, name, unused, values: properties } of objects) {
      lines.push(`context ${id} ${kind} ${name}${unused ? ' unused' : ''}`);
      add(`context ${id} ${kind} ${name}`, properties);
    }
  }
  for (const { id, objects } of groups)
    for (const { kind, name, unused, values } of objects) {
      lines.push(`group ${id} ${kind} ${name}${unused ? ' unused' : ''}`);
      add(`group ${id} ${kind} ${name}`, values);
    }
  return lines;
}

/** Attachments of every framebuffer of a context; of its window where one is current. */
function attachmentLines(player: Player, context: number, framebuffers: readonly number[]): string[] {
  const lines: string[] = [];
  const questions = new Questions(player, context);
  const images = new ImageReader(player, context);
  const [bound = 0] = questions.get(['GL_DRAW_FRAMEBUFFER_BINDING']);
  for (const framebuffer of framebuffers) {
    if (framebuffer !== bound) questions.run([['glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', framebuffer]]);
    for (const name of ATTACHMENTS)
      try {
        const { data, width, height, of } = images.attachment(name);
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        lines.push(`context ${context} framebuffer ${framebuffer} ${name} ${of} ${width}x${height} ${hash(bytes)}`);
      } catch (error) {
        if (!(error instanceof LookError)) throw error;
      }
    if (framebuffer !== bound) questions.run([['glBindFramebuffer', 'GL_DRAW_FRAMEBUFFER', bound]]);
  }
  return lines;
}

/** Where OpenGL answers nothing, or would take a question into the display list that is compiled, state is all. */
export function lookAt(player: Player): string[] {
  const lines = stateLines(player);
  for (const { id, prepared, destroyed, insideBegin, listMode } of player.contexts().sort((a, b) => a.id - b.id)) {
    if (insideBegin || listMode !== 0) return lines;
    if (!prepared || destroyed) continue;
    const own = stateOf(player, { kind: 'framebuffer' }).contexts.find(context => context.id === id)?.objects ?? [];
    lines.push(...attachmentLines(player, id, [0, ...own.filter(({ unused, name }) => !unused && name !== 0).map(({ name }) => name)]));
  }
  for (const { id, width, height, destroyed } of player.drawables())
    if (!destroyed) lines.push(`drawable ${id} ${width}x${height} ${hash(player.pixels(id).data)}`);
  return lines;
}
