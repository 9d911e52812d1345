// What the rules of the object tracker are made of: binding, attaching, vertex arrays, programs.
import { FIXED, FIXED_NAMES, GL, unitKey } from './bindings.js';
import type { CallValues } from './call_values.js';
import { isObjectKind } from './kinds.js';
import { TrackedProgram } from './programs.js';
import type { AccessKind, Tracker } from './tracker.js';

export type Rule = (t: Tracker, c: CallValues) => void;

export const cubeFace = (target: number) => (target >= 0x8515 && target <= 0x851a ? GL.TEXTURE_CUBE_MAP : target);

/** Objects whose names stand in the parameters. */
export function named(t: Tracker, c: CallValues, access: AccessKind, as = ''): void {
  c.decoded.arguments.forEach(({ parameter, value }, i) => {
    if (!isObjectKind(parameter.object)) return;
    const names = typeof value === 'object' ? c.list(i) : [Number(value)];
    for (const name of names) t.emit(parameter.object, name, access, as);
  });
}

/** The unpack buffer that pixels come from. */
export function pixelsFrom(t: Tracker, c: CallValues): void {
  if (c.decoded.arguments.some(({ value }) => typeof value === 'object' && value.kind === 'offset'))
    t.emit('buffer', t.state.buffer(GL.PIXEL_UNPACK_BUFFER), 'reads', 'pixels');
}

export function pixelsTo(t: Tracker, c: CallValues): void {
  if (c.decoded.arguments.some(({ value }) => typeof value === 'object' && value.kind === 'offset'))
    t.emit('buffer', t.state.buffer(GL.PIXEL_PACK_BUFFER), 'writes', 'pixels');
}

export const boundTexture = (t: Tracker, c: CallValues) => t.state.texture(t.state.unit, cubeFace(c.number(0)));

export function onTexture(access: AccessKind, as = ''): Rule {
  return (t, c) => {
    t.emit('texture', boundTexture(t, c), access, as);
    if (access === 'writes') pixelsFrom(t, c);
    if (access === 'reads') pixelsTo(t, c);
  };
}
export const onBuffer =
  (access: AccessKind, as = ''): Rule =>
  (t, c) =>
    t.emit('buffer', t.state.buffer(c.number(0)), access, as);

/** gl{Gen,Create}…s and glDelete…s: the objects stand in the last parameter. */
export function many(access: 'makes' | 'deletes'): Rule {
  return (t, c) => {
    named(t, c, access);
    if (access === 'deletes')
      for (const { object } of t.accesses)
        for (const state of t.contexts)
          if (t.scopes.id(object.kind, object.name, state.context).scope === object.scope) state.forget(object.kind, object.name);
  };
}

export function bindFramebuffer(t: Tracker, c: CallValues): void {
  const [target, name] = [c.number(0), c.number(1)];
  if (target !== GL.READ_FRAMEBUFFER) t.state.drawFramebuffer = name;
  if (target !== GL.DRAW_FRAMEBUFFER) t.state.readFramebuffer = name;
  t.emit('framebuffer', name, 'binds', target === GL.READ_FRAMEBUFFER ? 'read' : target === GL.DRAW_FRAMEBUFFER ? 'draw' : 'draw and read');
}

export function attach(
  t: Tracker,
  framebuffer: number,
  point: number,
  kind: 'texture' | 'renderbuffer',
  name: number,
  level: number,
  layer: number,
): void {
  const points = point === GL.DEPTH_STENCIL_ATTACHMENT ? [GL.DEPTH_ATTACHMENT, GL.STENCIL_ATTACHMENT] : [point];
  const attachments = t.state.framebufferNamed(framebuffer)?.attachments;
  for (const each of points) {
    if (name === 0) attachments?.delete(each);
    else attachments?.set(each, { kind, name, level, layer });
  }
  t.emit('framebuffer', framebuffer, 'sets', 'attachments');
  t.emit(kind, name, 'binds', 'attachment', level === 0 && layer < 0 ? {} : { level, ...(layer >= 0 && { layer }) });
}

export const bound = (t: Tracker, target: number) => (target === GL.READ_FRAMEBUFFER ? t.state.readFramebuffer : t.state.drawFramebuffer);

export function bindIndexed(t: Tracker, c: CallValues): void {
  const [target, index, buffer] = [c.number(0), c.number(1), c.number(2)];
  t.state.bindBuffer(target, buffer);
  t.state.bindIndexed(target, index, buffer);
  t.emit('buffer', buffer, 'binds', `index ${index}`);
}

export function attribute(t: Tracker, index: number, pointer: 'data' | 'offset' | 'none'): void {
  const { array } = t.state;
  array.bindingOf.set(index, index);
  const buffer = pointer === 'data' ? 0 : t.state.buffer(GL.ARRAY_BUFFER);
  array.buffers.set(index, buffer);
  t.emit('buffer', buffer, 'binds', index < FIXED ? `attribute ${index}` : (FIXED_NAMES[index - FIXED] ?? 'array'));
  t.emit('vertexArray', t.state.vertexArray, 'sets', '');
}

/** GL_VERTEX_ARRAY … as glEnableClientState takes them. */
export const CLIENT_STATES: Readonly<Record<number, number>> = { 32884: 0, 32885: 1, 32886: 2, 32887: 3, 32889: 4, 33886: 5, 33879: 6 };
export const TEXTURE_COORD_ARRAY = 0x8078;

export function clientState(t: Tracker, c: CallValues, on: boolean): void {
  const which = c.number(0);
  const slot =
    which === TEXTURE_COORD_ARRAY
      ? FIXED + 16 + t.state.clientUnit
      : CLIENT_STATES[which] === undefined
        ? undefined
        : FIXED + CLIENT_STATES[which];
  if (slot === undefined) return;
  if (on) t.state.array.enabled.add(slot);
  else t.state.array.enabled.delete(slot);
}

export const FIXED_TEXTURING: ReadonlySet<number> = new Set([0x0de0, 0x0de1, 0x806f, 0x8513, 0x84f5]);

export function enable(t: Tracker, c: CallValues, on: boolean): void {
  const key = unitKey(t.state.unit, c.number(0));
  if (!FIXED_TEXTURING.has(c.number(0))) return;
  if (on) t.state.texturing.add(key);
  else t.state.texturing.delete(key);
}

export function programOf(t: Tracker, name: number): TrackedProgram {
  const { programs } = t.group;
  let found = programs.get(name);
  if (!found) {
    found = new TrackedProgram();
    programs.set(name, found);
  }
  return found;
}

export function link(t: Tracker, c: CallValues): void {
  const program = programOf(t, c.number(0));
  program.link([...program.shaders].map(shader => t.group.sources.get(shader) ?? ''));
  t.emit('program', c.number(0), 'writes', 'link');
  for (const shader of program.shaders) t.emit('shader', shader, 'reads', 'link');
}

/** Number that the answer gave; undefined when the trace does not hold it. */
export function answered(t: Tracker): number | undefined {
  const value = t.walked.reply?.result?.value;
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) | 0 : undefined;
}

export function uniform(t: Tracker, program: number, location: number, values: readonly number[]): void {
  t.group.programs.get(program)?.setUniforms(location, values);
  t.emit('program', program, 'sets', 'uniform');
}
