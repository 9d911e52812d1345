// What a draw, a dispatch, a clear or a copy reads and writes through the bindings.
import { type ContextBindings, FIXED, FIXED_NAMES, GL, type TrackedFramebuffer } from './bindings.js';
import type { CallValues } from './call_values.js';
import type { TrackedProgram } from './programs.js';
import type { Tracker } from './tracker.js';

interface Which {
  readonly color: boolean;
  readonly depth: boolean;
  readonly stencil: boolean;
}
const ALL: Which = { color: true, depth: true, stencil: true };

export function attachmentName(point: number): string {
  if (point === GL.DEPTH_ATTACHMENT) return 'depth';
  if (point === GL.STENCIL_ATTACHMENT) return 'stencil';
  return `color${point - GL.COLOR_ATTACHMENT0}`;
}

/** Tells of the attachments of a framebuffer, those of colour only where they are chosen, or of the window in its place. */
function targets(
  t: Tracker,
  framebuffer: number,
  use: 'reads' | 'writes',
  how: string,
  { color, depth, stencil }: Which,
  isChosen: (framebuffer: TrackedFramebuffer, point: number) => boolean,
): void {
  const target = t.state.framebufferNamed(framebuffer);
  if (!target) {
    t.emit('drawable', use === 'writes' ? t.state.drawDrawable : t.state.readDrawable, use, how);
    return;
  }
  t.emit('framebuffer', framebuffer, 'uses', how);
  for (const [point, { kind, name, level, layer }] of target.attachments) {
    const wanted = point === GL.DEPTH_ATTACHMENT ? depth : point === GL.STENCIL_ATTACHMENT ? stencil : color && isChosen(target, point);
    if (wanted) t.emit(kind, name, use, `${attachmentName(point)}, ${how}`, { level, ...(layer >= 0 && { layer }) });
  }
}

/** Writes to the attachments that drawing reaches, or to the window. */
export function drawTargets(t: Tracker, framebuffer: number, how: string, which: Which = ALL): void {
  targets(t, framebuffer, 'writes', how, which, ({ drawBuffers }, point) => drawBuffers.includes(point));
}

export function readTargets(t: Tracker, framebuffer: number, how: string, which: Which): void {
  targets(t, framebuffer, 'reads', how, which, ({ readBuffer }, point) => point === readBuffer);
}

/** Programs that a draw runs. */
function programs(t: Tracker, compute: boolean): number[] {
  const { state } = t;
  if (state.program !== 0) return [state.program];
  const stages = state.pipelines.get(state.pipeline);
  const isCompute = (bit: number) => bit === 0x20;
  return stages ? [...new Set([...stages].filter(([bit]) => isCompute(bit) === compute).map(([, program]) => program))] : [];
}

function textures(t: Tracker, program: TrackedProgram | undefined): void {
  const { state } = t;
  if (!program || program.opaque) {
    for (const [key, name] of state.textures) t.emit('texture', name, 'reads', `unit ${Math.floor(key / 65536)}`);
    for (const [unit, { texture, access }] of state.images) t.emit('texture', texture, imageAccess(access), `image ${unit}`);
    return;
  }
  for (const { name, target, units } of program.samplers.values())
    for (const unit of new Set(units)) {
      t.emit('texture', state.texture(unit, target), 'reads', `unit ${unit}, ${name}`);
      t.emit('sampler', state.samplers.get(unit) ?? 0, 'uses', `unit ${unit}`);
    }
  for (const { name, units } of program.images.values())
    for (const unit of new Set(units)) {
      const image = state.images.get(unit);
      if (image) t.emit('texture', image.texture, imageAccess(image.access), `image ${unit}, ${name}`);
    }
}

const imageAccess = (access: number) => (access === 0x88b8 ? 'reads' : access === 0x88b9 ? 'writes' : 'reads and writes');

function indexedBuffers(t: Tracker, program: TrackedProgram | undefined): void {
  const each = (target: number, use: (index: number, buffer: number) => void) =>
    t.state.indexed.get(target)?.forEach((buffer, index) => {
      use(index, buffer);
    });
  each(GL.UNIFORM_BUFFER, (index, buffer) => {
    if (!program || program.usesBinding('uniform', index)) t.emit('buffer', buffer, 'reads', `uniform block, binding ${index}`);
  });
  each(GL.SHADER_STORAGE_BUFFER, (index, buffer) => {
    if (!program || program.usesBinding('buffer', index))
      t.emit('buffer', buffer, !program || program.writesBinding(index) ? 'reads and writes' : 'reads', `storage, binding ${index}`);
  });
  each(GL.ATOMIC_COUNTER_BUFFER, (index, buffer) => {
    if (!program || program.usesBinding('atomic', index)) t.emit('buffer', buffer, 'reads and writes', `counters, binding ${index}`);
  });
}

function vertexInputs(t: Tracker, { array }: ContextBindings, name: string): void {
  const bySlot = [...array.enabled].sort((a, b) => a - b);
  for (const slot of bySlot) {
    const as =
      slot < FIXED
        ? `attribute ${slot}`
        : slot >= FIXED + 16
          ? `texture coordinates ${slot - FIXED - 16}`
          : (FIXED_NAMES[slot - FIXED] ?? 'array');
    t.emit('buffer', array.buffers.get(array.bindingOf.get(slot) ?? slot) ?? 0, 'reads', as);
  }
  if (/Element/.test(name)) t.emit('buffer', array.elementBuffer, 'reads', 'indices');
}

/** A draw or a dispatch. */
export function draw(t: Tracker, c: CallValues): void {
  const { state } = t;
  const compute = c.name.startsWith('glDispatch');
  const running = programs(t, compute);
  for (const program of running) {
    t.emit('program', program, 'uses', compute ? 'dispatch' : 'draw');
    const followed = t.group.programs.get(program);
    textures(t, followed);
    indexedBuffers(t, followed);
  }
  if (running.length === 0 && !compute)
    for (const key of state.texturing) t.emit('texture', state.textures.get(key) ?? 0, 'reads', `unit ${Math.floor(key / 65536)}`);
  if (/Indirect/.test(c.name))
    t.emit('buffer', state.buffer(compute ? GL.DISPATCH_INDIRECT_BUFFER : GL.DRAW_INDIRECT_BUFFER), 'reads', 'indirect');
  if (/IndirectCount/.test(c.name)) t.emit('buffer', state.buffer(GL.PARAMETER_BUFFER), 'reads', 'draw count');
  if (compute) return;
  if (/^gl(Multi)?Draw(Arrays|Elements|Range)|^glArrayElement/.test(c.name)) {
    t.emit('vertexArray', state.vertexArray, 'uses', 'draw');
    vertexInputs(t, state, c.name);
  }
  if (state.feedbackActive)
    state.indexed.get(GL.TRANSFORM_FEEDBACK_BUFFER)?.forEach((buffer, index) => {
      t.emit('buffer', buffer, 'writes', `feedback, binding ${index}`);
    });
  for (const query of state.queries.values()) t.emit('query', query, 'writes', 'counts');
  drawTargets(t, state.drawFramebuffer, 'draw');
}
