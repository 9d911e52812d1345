// One context of the recording on one context of ANGLE: names to objects, what must be known of the state to put it back
// after something of our own, and the parts of OpenGL ES that WebGL lacks (arrays in the program's memory, mapped buffers).
import type { Pixels } from '../../native.js';
import { Angle } from './angle.js';
import type { Program } from './program.js';
import { type Config, Surface } from './surface.js';

/** What has no objects of its own in WebGL is missing here. */
const CREATE: Readonly<Record<string, string>> = {
  buffer: 'createBuffer',
  texture: 'createTexture',
  framebuffer: 'createFramebuffer',
  renderbuffer: 'createRenderbuffer',
  sampler: 'createSampler',
  query: 'createQuery',
  vertexArray: 'createVertexArray',
  transformFeedback: 'createTransformFeedback',
};

const FRAMEBUFFER = 0x8d40;
const READ_FRAMEBUFFER = 0x8ca8;
const DRAW_FRAMEBUFFER = 0x8ca9;
const ARRAY_BUFFER = 0x8892;
const ELEMENT_ARRAY_BUFFER = 0x8893;
const PIXEL_PACK_BUFFER = 0x88eb;
const COPY_WRITE_BUFFER = 0x8f37;
const STREAM_DRAW = 0x88e0;

/** Initial values of the pixel store for reading: alignment, row length, skipped rows and pixels. */
const PACK: readonly (readonly [number, number])[] = [
  [0x0d05, 4],
  [0x0d02, 0],
  [0x0d03, 0],
  [0x0d04, 0],
];

/** An attribute whose data comes with each draw. */
export interface ClientArray {
  readonly size: number;
  readonly type: number;
  readonly normalized: boolean;
  readonly integer: boolean;
  /** Bytes; 0: tightly packed. */
  readonly stride: number;
}

/** What a draw's client memory held: elements of one attribute from number `first` on. */
export interface SentArray {
  readonly index: number;
  readonly first: number;
  readonly data: Uint8Array;
}

interface VertexArray {
  elementBuffer: number;
  readonly client: Map<number, ClientArray>;
}

export interface Attachment {
  readonly kind: 'texture' | 'renderbuffer';
  readonly name: number;
  readonly level: number;
}

export class EsContext {
  readonly angle = new Angle();
  readonly id: number;
  /** OpenGL ES, not desktop OpenGL. */
  readonly es: boolean;
  readonly #objects = new Map<string, Map<number, number>>();
  readonly programs = new Map<number, Program>();
  readonly shaderTypes = new Map<number, number>();
  currentProgram = 0;
  drawable = 0;
  readonly #surfaces = new Map<number, Surface>();
  #viewportSet = false;
  /** Names that the program bound; 0 is the surface. */
  drawFramebuffer = 0;
  readFramebuffer = 0;
  renderbuffer = 0;
  vertexArray = 0;
  readonly #buffers = new Map<number, number>();
  readonly #vertexArrays = new Map<number, VertexArray>();
  readonly #pack = new Map<number, number>(PACK);
  /** Contents of buffers that pixels are read from: WebGL's native half takes them from memory only. */
  readonly shadows = new Map<number, Uint8Array>();
  /** Sizes of level 0. */
  readonly textureSizes = new Map<number, readonly [number, number]>();
  readonly renderbufferSizes = new Map<number, readonly [number, number]>();
  readonly attachments = new Map<number, Map<number, Attachment>>();
  /** `unit,target` → texture. */
  readonly textures = new Map<string, number>();
  textureUnit = 0;
  #scratch: { readonly index: number; readonly arrays: Map<number, number> } | undefined;

  constructor(id: number, es: boolean) {
    this.id = id;
    this.es = es;
  }

  /** The object of a name; it is made when it is first used. 0: none, or a kind that must have been created before. */
  object(kind: string, name: number): number {
    if (name === 0) return kind === 'framebuffer' ? (this.#surfaces.get(this.drawable)?.framebuffer ?? 0) : 0;
    const objects = this.#kind(kind);
    let found = objects.get(name);
    const create = CREATE[kind];
    if (found === undefined && create) {
      found = this.angle.number(create);
      objects.set(name, found);
    }
    return found ?? 0;
  }

  #kind(kind: string): Map<number, number> {
    let objects = this.#objects.get(kind);
    if (!objects) {
      objects = new Map();
      this.#objects.set(kind, objects);
    }
    return objects;
  }

  created(kind: string, name: number, object: number): void {
    this.#kind(kind).set(name, object);
  }

  /** Takes the name away; gives its object, if it ever had one. */
  forget(kind: string, name: number): number | undefined {
    const objects = this.#kind(kind);
    const object = objects.get(name);
    objects.delete(name);
    return object;
  }

  // ---- surfaces and framebuffers ----

  /** Makes a drawable what framebuffer 0 means. */
  use(drawable: number, config: Config, width: number, height: number): void {
    this.drawable = drawable;
    if (drawable === 0) return;
    let surface = this.#surfaces.get(drawable);
    if (surface) surface.resize(width, height);
    else {
      surface = new Surface(this.angle, config, width, height);
      this.#surfaces.set(drawable, surface);
    }
    this.restoreBindings();
    if (this.#viewportSet) return;
    this.#viewportSet = true;
    this.angle.call('viewport', 0, 0, width, height);
    this.angle.call('scissor', 0, 0, width, height);
  }

  resize(drawable: number, width: number, height: number): void {
    const surface = this.#surfaces.get(drawable);
    if (!surface) return;
    surface.resize(width, height);
    this.restoreBindings();
  }

  bindFramebuffer(target: number, name: number): void {
    if (target !== READ_FRAMEBUFFER) this.drawFramebuffer = name;
    if (target !== DRAW_FRAMEBUFFER) this.readFramebuffer = name;
    this.angle.call('bindFramebuffer', target === FRAMEBUFFER ? FRAMEBUFFER : target, this.object('framebuffer', name));
  }

  /** After something of our own: framebuffers and renderbuffer as the program bound them. */
  restoreBindings(): void {
    this.angle.call('bindFramebuffer', DRAW_FRAMEBUFFER, this.object('framebuffer', this.drawFramebuffer));
    this.angle.call('bindFramebuffer', READ_FRAMEBUFFER, this.object('framebuffer', this.readFramebuffer));
    this.angle.call('bindRenderbuffer', 0x8d41, this.object('renderbuffer', this.renderbuffer));
  }

  /** Name of the framebuffer that `target` means. */
  framebufferAt(target: number): number {
    return target === READ_FRAMEBUFFER ? this.readFramebuffer : this.drawFramebuffer;
  }

  pixelStore(parameter: number, value: number): void {
    if (this.#pack.has(parameter)) this.#pack.set(parameter, value);
    this.angle.call('pixelStorei', parameter, value);
  }

  /** Reads something with the pixel store as at the start, and puts everything back. */
  reading<T>(read: () => T): T {
    const { angle } = this;
    const packBuffer = this.boundBuffer(PIXEL_PACK_BUFFER);
    if (packBuffer !== 0) angle.call('bindBuffer', PIXEL_PACK_BUFFER, 0);
    for (const [parameter, value] of PACK) angle.call('pixelStorei', parameter, value);
    try {
      return read();
    } finally {
      for (const [parameter, value] of this.#pack) angle.call('pixelStorei', parameter, value);
      if (packBuffer !== 0) angle.call('bindBuffer', PIXEL_PACK_BUFFER, this.object('buffer', packBuffer));
      this.restoreBindings();
    }
  }

  /** What a drawable shows; undefined when this context never drew to it. */
  pixels(drawable: number): Pixels | undefined {
    const surface = this.#surfaces.get(drawable);
    return surface && this.reading(() => surface.read());
  }

  // ---- buffers ----

  bindBuffer(target: number, name: number): void {
    if (target === ELEMENT_ARRAY_BUFFER) this.arrays.elementBuffer = name;
    else this.#buffers.set(target, name);
    this.angle.call('bindBuffer', target, this.object('buffer', name));
  }

  boundBuffer(target: number): number {
    return target === ELEMENT_ARRAY_BUFFER ? this.arrays.elementBuffer : (this.#buffers.get(target) ?? 0);
  }

  /** glBindBufferBase and …Range bind the general point as well. */
  noteBuffer(target: number, name: number): void {
    this.#buffers.set(target, name);
  }

  /** OpenGL takes deleted buffers out of all bindings of the context. */
  unbindBuffer(name: number): void {
    for (const [target, bound] of this.#buffers) if (bound === name) this.#buffers.set(target, 0);
    if (this.arrays.elementBuffer === name) this.arrays.elementBuffer = 0;
    this.shadows.delete(name);
  }

  /** What the program wrote into a mapping. */
  writeBuffer(name: number, offset: number, data: Uint8Array): void {
    const before = this.boundBuffer(COPY_WRITE_BUFFER);
    this.angle.call('bindBuffer', COPY_WRITE_BUFFER, this.object('buffer', name));
    this.angle.call('bufferSubData', COPY_WRITE_BUFFER, offset, data);
    this.angle.call('bindBuffer', COPY_WRITE_BUFFER, this.object('buffer', before));
    this.shadows.get(name)?.set(data, offset);
  }

  // ---- vertex arrays, client memory ----

  get arrays(): VertexArray {
    let found = this.#vertexArrays.get(this.vertexArray);
    if (!found) {
      found = { elementBuffer: 0, client: new Map() };
      this.#vertexArrays.set(this.vertexArray, found);
    }
    return found;
  }

  forgetVertexArray(name: number): void {
    this.#vertexArrays.delete(name);
    if (this.vertexArray === name) this.vertexArray = 0;
  }

  /** Vertices from the program's memory into buffers of ours, for the draw that follows. */
  sendArrays(sent: readonly SentArray[]): void {
    const { angle } = this;
    for (const { index, first, data } of sent) {
      const array = this.arrays.client.get(index);
      if (!array || first < 0) continue;
      const stride = array.stride || array.size * componentBytes(array.type);
      const padded = new Uint8Array(first * stride + data.length);
      padded.set(data, first * stride);
      angle.call('bindBuffer', ARRAY_BUFFER, this.#scratchArray(index));
      angle.call('bufferData', ARRAY_BUFFER, padded, STREAM_DRAW);
      if (array.integer) angle.call('vertexAttribIPointer', index, array.size, array.type, stride, 0);
      else angle.call('vertexAttribPointer', index, array.size, array.type, array.normalized, stride, 0);
    }
    if (sent.length > 0) angle.call('bindBuffer', ARRAY_BUFFER, this.object('buffer', this.boundBuffer(ARRAY_BUFFER)));
  }

  /** Draws with indices from the program's memory. */
  withIndices(indices: Uint8Array, draw: () => void): void {
    const { angle } = this;
    this.#scratch ??= { index: angle.number('createBuffer'), arrays: new Map() };
    angle.call('bindBuffer', ELEMENT_ARRAY_BUFFER, this.#scratch.index);
    angle.call('bufferData', ELEMENT_ARRAY_BUFFER, indices, STREAM_DRAW);
    draw();
    angle.call('bindBuffer', ELEMENT_ARRAY_BUFFER, this.object('buffer', this.arrays.elementBuffer));
  }

  #scratchArray(index: number): number {
    this.#scratch ??= { index: this.angle.number('createBuffer'), arrays: new Map() };
    let found = this.#scratch.arrays.get(index);
    if (found === undefined) {
      found = this.angle.number('createBuffer');
      this.#scratch.arrays.set(index, found);
    }
    return found;
  }

  close(): void {
    this.angle.close();
  }
}

function componentBytes(type: number): number {
  if (type === 0x1400 || type === 0x1401) return 1;
  return type === 0x1402 || type === 0x1403 || type === 0x140b ? 2 : 4;
}
