// What is bound in a context, as far as it decides which objects a call reads or writes. Changed by tracker.ts.
import type { TrackedProgram } from './programs.js';

export const GL = {
  TEXTURE0: 0x84c0,
  TEXTURE_CUBE_MAP: 0x8513,
  ARRAY_BUFFER: 0x8892,
  ELEMENT_ARRAY_BUFFER: 0x8893,
  PIXEL_PACK_BUFFER: 0x88eb,
  PIXEL_UNPACK_BUFFER: 0x88ec,
  UNIFORM_BUFFER: 0x8a11,
  TRANSFORM_FEEDBACK_BUFFER: 0x8c8e,
  SHADER_STORAGE_BUFFER: 0x90d2,
  ATOMIC_COUNTER_BUFFER: 0x92c0,
  DRAW_INDIRECT_BUFFER: 0x8f3f,
  DISPATCH_INDIRECT_BUFFER: 0x90ee,
  PARAMETER_BUFFER: 0x80ee,
  COPY_READ_BUFFER: 0x8f36,
  COPY_WRITE_BUFFER: 0x8f37,
  QUERY_BUFFER: 0x9192,
  FRAMEBUFFER: 0x8d40,
  READ_FRAMEBUFFER: 0x8ca8,
  DRAW_FRAMEBUFFER: 0x8ca9,
  COLOR_ATTACHMENT0: 0x8ce0,
  DEPTH_ATTACHMENT: 0x8d00,
  STENCIL_ATTACHMENT: 0x8d20,
  DEPTH_STENCIL_ATTACHMENT: 0x821a,
  COLOR_BUFFER_BIT: 0x4000,
  DEPTH_BUFFER_BIT: 0x100,
  STENCIL_BUFFER_BIT: 0x400,
  COLOR: 0x1800,
  DEPTH: 0x1801,
  STENCIL: 0x1802,
  DEPTH_STENCIL: 0x84f9,
} as const;

export interface Attachment {
  readonly kind: 'texture' | 'renderbuffer';
  readonly name: number;
  readonly level: number;
  /** -1: all of them, or there are none. */
  readonly layer: number;
}

export class TrackedFramebuffer {
  /** By attachment point; depth-stencil counts as both. */
  readonly attachments = new Map<number, Attachment>();
  drawBuffers: readonly number[] = [GL.COLOR_ATTACHMENT0];
  readBuffer: number = GL.COLOR_ATTACHMENT0;
}

export class TrackedVertexArray {
  elementBuffer = 0;
  /** Attributes by index; generic from 0, fixed-function arrays from 1000. */
  readonly enabled = new Set<number>();
  readonly bindingOf = new Map<number, number>();
  /** Buffer by binding index. */
  readonly buffers = new Map<number, number>();
}

export interface ImageBinding {
  readonly texture: number;
  /** GL_READ_ONLY, GL_WRITE_ONLY, GL_READ_WRITE. */
  readonly access: number;
}

interface SavedTextures {
  readonly unit: number;
  readonly textures: ReadonlyMap<number, number>;
  readonly enabled: ReadonlySet<number>;
}

const ATTRIBUTE_BITS = { enable: 0x2000, texture: 0x40000 } as const;

/** Fixed-function arrays count from here; texture coordinates by unit from FIXED + 16. */
export const FIXED = 1000;
export const FIXED_NAMES = ['vertices', 'normals', 'colours', 'indices', 'edge flags', 'secondary colours', 'fog coordinates'];

/** Texture unit and target as one number. */
export const unitKey = (unit: number, target: number) => unit * 65536 + target;

export class ContextBindings {
  readonly context: number;
  unit = 0;
  /** Texture by unitKey. */
  readonly textures = new Map<number, number>();
  /** Fixed-function texturing that is on, by unitKey. */
  readonly texturing = new Set<number>();
  readonly samplers = new Map<number, number>();
  readonly images = new Map<number, ImageBinding>();
  readonly buffers = new Map<number, number>();
  /** Indexed bindings: target → index → buffer. */
  readonly indexed = new Map<number, Map<number, number>>();
  vertexArray = 0;
  readonly vertexArrays = new Map<number, TrackedVertexArray>([[0, new TrackedVertexArray()]]);
  clientUnit = 0;
  drawFramebuffer = 0;
  readFramebuffer = 0;
  renderbuffer = 0;
  readonly framebuffers = new Map<number, TrackedFramebuffer>();
  program = 0;
  pipeline = 0;
  /** Programs by stage bit of each pipeline. */
  readonly pipelines = new Map<number, Map<number, number>>();
  readonly queries = new Map<number, number>();
  feedback = 0;
  feedbackActive = false;
  drawDrawable = 0;
  readDrawable = 0;
  /** Display list being compiled; 0 = none. */
  list = 0;
  listExecutes = false;
  insideBegin = false;
  readonly #saved: (SavedTextures | undefined)[] = [];

  constructor(context: number) {
    this.context = context;
  }

  get array(): TrackedVertexArray {
    return this.arrayNamed(this.vertexArray);
  }

  arrayNamed(name: number): TrackedVertexArray {
    let found = this.vertexArrays.get(name);
    if (!found) {
      found = new TrackedVertexArray();
      this.vertexArrays.set(name, found);
    }
    return found;
  }

  /** Undefined for the window's. */
  framebufferNamed(name: number): TrackedFramebuffer | undefined {
    if (name === 0) return undefined;
    let found = this.framebuffers.get(name);
    if (!found) {
      found = new TrackedFramebuffer();
      this.framebuffers.set(name, found);
    }
    return found;
  }

  buffer(target: number): number {
    return target === GL.ELEMENT_ARRAY_BUFFER ? this.array.elementBuffer : (this.buffers.get(target) ?? 0);
  }

  bindBuffer(target: number, buffer: number): void {
    if (target === GL.ELEMENT_ARRAY_BUFFER) this.array.elementBuffer = buffer;
    else this.buffers.set(target, buffer);
  }

  bindIndexed(target: number, index: number, buffer: number): void {
    let bound = this.indexed.get(target);
    if (!bound) {
      bound = new Map();
      this.indexed.set(target, bound);
    }
    if (buffer === 0) bound.delete(index);
    else bound.set(index, buffer);
  }

  texture(unit: number, target: number): number {
    return this.textures.get(unitKey(unit, target)) ?? 0;
  }

  /** Unbinds a deleted object wherever it is bound. */
  forget(kind: string, name: number): void {
    const drop = (bound: Map<number, number>) => {
      for (const [key, value] of bound) if (value === name) bound.delete(key);
    };
    if (kind === 'texture') {
      drop(this.textures);
      for (const [unit, image] of this.images) if (image.texture === name) this.images.delete(unit);
    } else if (kind === 'buffer') {
      drop(this.buffers);
      for (const bound of this.indexed.values()) drop(bound);
      if (this.array.elementBuffer === name) this.array.elementBuffer = 0;
      drop(this.array.buffers);
    } else if (kind === 'sampler') drop(this.samplers);
    else if (kind === 'framebuffer') {
      this.framebuffers.delete(name);
      if (this.drawFramebuffer === name) this.drawFramebuffer = 0;
      if (this.readFramebuffer === name) this.readFramebuffer = 0;
    } else if (kind === 'renderbuffer' && this.renderbuffer === name) this.renderbuffer = 0;
    else if (kind === 'vertexArray') {
      this.vertexArrays.delete(name);
      if (this.vertexArray === name) this.vertexArray = 0;
    } else if (kind === 'programPipeline') {
      this.pipelines.delete(name);
      if (this.pipeline === name) this.pipeline = 0;
    }
    if (kind === 'texture' || kind === 'renderbuffer')
      for (const id of [this.drawFramebuffer, this.readFramebuffer]) {
        const points = this.framebufferNamed(id)?.attachments;
        if (points) for (const [point, attached] of points) if (attached.kind === kind && attached.name === name) points.delete(point);
      }
  }

  pushAttributes(mask: number): void {
    const saves = (mask & (ATTRIBUTE_BITS.enable | ATTRIBUTE_BITS.texture)) !== 0;
    const bindings = (mask & ATTRIBUTE_BITS.texture) !== 0;
    this.#saved.push(
      saves ? { unit: this.unit, textures: new Map(bindings ? this.textures : []), enabled: new Set(this.texturing) } : undefined,
    );
    if (saves && !bindings) this.#onlyEnables.add(this.#saved.length - 1);
  }

  readonly #onlyEnables = new Set<number>();

  popAttributes(): void {
    const at = this.#saved.length - 1;
    const saved = this.#saved.pop();
    const onlyEnables = this.#onlyEnables.delete(at);
    if (!saved) return;
    this.texturing.clear();
    for (const key of saved.enabled) this.texturing.add(key);
    if (onlyEnables) return;
    this.unit = saved.unit;
    this.textures.clear();
    for (const [key, name] of saved.textures) this.textures.set(key, name);
  }
}

/** Objects of a share group that are followed. */
export class GroupObjects {
  readonly programs = new Map<number, TrackedProgram>();
  readonly sources = new Map<number, string>();
}
