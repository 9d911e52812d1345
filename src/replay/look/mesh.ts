// The vertices of a draw as it reads them: attributes from buffers and from client memory, indices resolved, instances by their
// divisors.

import { type CallPlace, placeOfCall } from '../../inspect/call_place.js';
import { type DrawPart, type DrawRequest, drawRequest, indexBytes, indirectPart } from '../../inspect/draw_call.js';
import { type VertexFormat, vertexAt, vertexBytes } from '../../inspect/vertices.js';
import type { LiveArray } from '../../native.js';
import { POINTER } from '../../trace/commands.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Asker } from '../asker.js';
import { bytesOf, LookError, Questions, textOf } from './questions.js';

export interface MeshAttribute {
  /** As the program names it, else as OpenGL does: `position`, `vertices`, `attribute 3`. */
  readonly name: string;
  /** Generic attribute; undefined for fixed-function arrays. */
  readonly location: number | undefined;
  readonly size: number;
  /** GLenum name of the components. */
  readonly type: string;
  readonly normalized: boolean;
  readonly divisor: number;
  readonly stride: number;
  /** 0: client memory. */
  readonly buffer: number;
  readonly offset: number;
}

export interface MeshVertex {
  /** Part of a multi-draw. */
  readonly part: number;
  readonly instance: number;
  /** From 0 in the part. */
  readonly vertex: number;
  /** Resolved, base vertex added; null where primitives restart. */
  readonly index: number | null;
  /** By attribute; null where the data ends before. */
  readonly values: readonly (readonly number[] | null)[];
}

export interface Mesh {
  readonly call: number;
  readonly name: string;
  readonly mode: string;
  readonly attributes: readonly MeshAttribute[];
  readonly vertices: readonly MeshVertex[];
  /** How many the draw has; `vertices` may be fewer. */
  readonly total: number;
  readonly nan: number;
  readonly infinite: number;
  /** Attributes of vertices that lie beyond their data. */
  readonly beyond: number;
}

export interface MeshOptions {
  /** Which instance (default: 0). */
  readonly instance?: number;
  /** At most so many vertices. */
  readonly most?: number;
}

const FIXED_SLOTS = ['vertices', 'normals', 'colors', 'secondaryColors', 'fogCoordinates', 'colorIndices', 'edgeFlags'];
const FIRST_TEXTURE_COORDINATE = 7;
const FIRST_GENERIC = 15;

interface ClientArray {
  readonly first: number;
  readonly data: Uint8Array;
}

/** A draw as the trace has it: what the driver cannot be asked for. */
export interface DrawAsked {
  readonly call: number;
  readonly name: string;
  readonly request: DrawRequest;
  /** Arrays in client memory that came with it, by slot. */
  readonly sent: ReadonlyMap<number, ClientArray>;
}

/** The arrays that came with a draw (guest/common/client_arrays.h): by slot. Pieces that were staged come first. */
function clientArrays(place: CallPlace): Map<number, ClientArray> {
  const found = new Map<number, ClientArray>();
  const staged: Uint8Array[] = [];
  for (const { opcode, words } of place.plumbing) {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    if (opcode === OP.stage) {
      const total = words[0]! + words[1]! * 2 ** 32;
      const offset = words[2]! + words[3]! * 2 ** 32;
      if (offset === 0) staged.push(new Uint8Array(total));
      staged.at(-1)?.set(bytes.subarray(16, 16 + Math.min(bytes.length - 16, total - offset)), offset);
      continue;
    }
    if (opcode !== OP.clientArrays || words.length < 2) continue;
    const [arrays, blocks] = [words[0]!, words[1]!];
    const table = 2 + arrays * 8;
    let at = table + blocks * 2;
    const data: Uint8Array[] = [];
    for (let i = 0; i < blocks; i++) {
      const word = words[table + i * 2 + 1]!;
      if (word === POINTER.staged) {
        data.push(staged.shift() ?? new Uint8Array(0));
        at += 2;
      } else {
        data.push(bytes.subarray(at * 4, at * 4 + word));
        at += (word + 3) >>> 2;
      }
    }
    for (let i = 0; i < arrays; i++) {
      const row = words.subarray(2 + i * 8, 10 + i * 8);
      const block = data[row[1]!];
      const offset = row[2]! + row[3]! * 2 ** 32;
      // the number of the first element that was sent may be negative
      const first = row[4]! + (row[5]! | 0) * 2 ** 32;
      if (block) found.set(row[0]!, { first, data: block.subarray(offset) });
    }
  }
  return found;
}

function attributeNames(questions: Questions): Map<number, string> {
  const found = new Map<number, string>();
  const [program = 0] = questions.get(['GL_CURRENT_PROGRAM']);
  if (program === 0) return found;
  const [[count = 0] = []] = questions.integers([['glGetProgramiv', program, 'GL_ACTIVE_ATTRIBUTES']]);
  const writer = questions.write();
  const calls = Array.from({ length: count }, (_, i) =>
    writer.call('glGetActiveAttrib', program, i, 256, { room: 4 }, { room: 4 }, { room: 4 }, { room: 256 }),
  );
  const answers = questions.ask(writer);
  const names = calls.map(call => textOf(bytesOf(answers.reply(call), 3))).filter(name => name !== '' && !name.startsWith('gl_'));
  const locations = questions.write();
  const asked = names.map(name => [name, locations.call('glGetAttribLocation', program, name)] as const);
  const replies = questions.ask(locations);
  for (const [name, call] of asked) {
    const location = replies.reply(call)?.result?.value;
    if (typeof location === 'number' && location >= 0) found.set(location, name);
  }
  return found;
}

function partsOf(request: DrawRequest, indirectBuffer: number, questions: Questions): readonly DrawPart[] {
  const { indirect, indexType } = request;
  if (!indirect) return request.parts;
  if (indirectBuffer === 0) throw new LookError('the draw is indirect, but no buffer is bound for its arguments');
  const bytes = questions.buffer(indirectBuffer, indirect.offset, indirect.count * indirect.stride);
  return Array.from({ length: indirect.count }, (_, i) => indirectPart(bytes, i * indirect.stride, indexType));
}

function indexAt(view: DataView, at: number, type: number): number | undefined {
  const bytes = indexBytes(type);
  if (at + bytes > view.byteLength) return undefined;
  return bytes === 1 ? view.getUint8(at) : bytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
}

/** The draw at a call. Throws LookError when it is none from arrays. */
export function drawAsked(reader: TraceReader, call: number): DrawAsked {
  const place = placeOfCall(reader, call);
  if (!place) throw new LookError(`the trace has no call ${call}`);
  const { name } = place.decoded;
  const request = drawRequest(place.decoded);
  if (!request) throw new LookError(`call ${call} ${name} draws no vertex arrays; \`sgl find TRACE --calls '*/draw'\` lists what draws`);
  return { call, name, request, sent: clientArrays(place) };
}

/** The vertices of a draw as it reads them in the state that there is. Throws LookError when they cannot be looked at. */
export function meshOf(
  asker: Asker,
  context: number,
  { call, name: drawName, request, sent }: DrawAsked,
  { instance = 0, most = Number.POSITIVE_INFINITY }: MeshOptions = {},
): Mesh {
  const questions = new Questions(asker, context);
  const vao = asker.native.vertexArray(context);
  const parts = partsOf(request, vao.indirectBuffer, questions);
  const contents = new Map<number, Uint8Array>();
  const contentsOf = (buffer: number): Uint8Array => {
    let found = contents.get(buffer);
    if (!found) {
      found = questions.buffer(buffer);
      contents.set(buffer, found);
    }
    return found;
  };
  const names = attributeNames(questions);
  const { dictionary } = asker.names;
  const arrays = vao.arrays;
  const attributes = arrays.map((array): MeshAttribute => {
    const location = array.slot >= FIRST_GENERIC ? array.slot - FIRST_GENERIC : undefined;
    const fixed =
      array.slot < FIRST_TEXTURE_COORDINATE ? FIXED_SLOTS[array.slot] : `textureCoordinates${array.slot - FIRST_TEXTURE_COORDINATE}`;
    const name = location === undefined ? (fixed ?? 'array') : (names.get(location) ?? `attribute${location}`);
    const { size, normalized, divisor, stride, buffer, offset } = array;
    return {
      name,
      location,
      size,
      type: dictionary.enumName('VertexAttribPointerType', array.type) ?? `0x${array.type.toString(16)}`,
      normalized,
      divisor,
      stride,
      buffer,
      offset,
    };
  });
  const elementBytes =
    request.indexType === 0 ? undefined : (request.indices ?? (vao.elementBuffer ? contentsOf(vao.elementBuffer) : undefined));
  if (request.indexType !== 0 && !elementBytes) throw new LookError('the draw reads indices, but no element buffer is bound');
  const elements = elementBytes && new DataView(elementBytes.buffer, elementBytes.byteOffset, elementBytes.byteLength);
  const restart = vao.restartFixed ? 2 ** (8 * indexBytes(request.indexType)) - 1 : vao.restartIndex;
  const vertices: MeshVertex[] = [];
  const counts = { total: 0, nan: 0, infinite: 0, beyond: 0 };
  const read = (array: LiveArray, index: number, part: DrawPart): readonly number[] | null => {
    const format: VertexFormat = array;
    const element = array.divisor > 0 ? Math.floor(instance / array.divisor) + part.baseInstance : index;
    let value: number[] | undefined;
    if (array.buffer !== 0) value = vertexAt(contentsOf(array.buffer), array.offset + element * array.stride, format);
    else {
      const client = sent.get(array.slot);
      value = client && vertexAt(client.data, (element - client.first) * (array.stride || vertexBytes(format)), format);
    }
    if (!value) counts.beyond++;
    for (const each of value ?? []) {
      if (Number.isNaN(each)) counts.nan++;
      else if (!Number.isFinite(each)) counts.infinite++;
    }
    return value ?? null;
  };
  for (const [p, part] of parts.entries()) {
    if (instance >= part.instances) continue;
    for (let vertex = 0; vertex < part.count; vertex++) {
      counts.total++;
      if (vertices.length >= most) continue;
      const raw = elements
        ? indexAt(elements, part.offset + vertex * indexBytes(request.indexType), request.indexType)
        : part.first + vertex;
      if (raw === undefined) {
        counts.beyond++;
        continue;
      }
      const isRestart = elements !== undefined && vao.restart && raw === restart;
      const index = isRestart ? null : raw + part.baseVertex;
      const values = index === null ? [] : arrays.map(array => read(array, index, part));
      vertices.push({ part: p, instance, vertex, index, values });
    }
  }
  if (parts.length > 0 && counts.total === 0)
    throw new LookError(`the draw has ${Math.max(...parts.map(part => part.instances))} instances; there is no instance ${instance}`);
  const mode = dictionary.enumName('PrimitiveType', request.mode) ?? String(request.mode);
  return { call, name: drawName, mode, attributes, vertices, ...counts };
}
