// What can be asked of a trace from other programs: one row a method, with its parameters as a JSON schema. The JSON-RPC form
// (json_rpc.ts) and the MCP server (mcp.ts) both read this table.
import { imageFacts, showImage } from '../inspect/raw_image.js';
import { diffJson, snapshotJson } from '../inspect/state/json.js';
import type { AttachmentName } from '../replay/look/image.js';
import { encodePng } from '../replay/pictures.js';
import { type At, LibraryError, type Trace } from './trace.js';

export interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

export interface MethodResult {
  /** JSON data. */
  readonly data: unknown;
  /** A PNG file that goes with it. */
  readonly png?: Uint8Array;
}

export interface Method {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  readonly required: readonly string[];
  run(trace: Trace, params: Params): Promise<MethodResult> | MethodResult;
}

/** Parameters of one request, checked against the schema. */
export class Params {
  readonly #values: Readonly<Record<string, unknown>>;

  /** Throws LibraryError for what is missing, unknown or of another type. */
  constructor(method: Pick<Method, 'name' | 'parameters' | 'required'>, values: unknown) {
    if (values !== undefined && (typeof values !== 'object' || values === null || Array.isArray(values)))
      throw new LibraryError(`${method.name} takes its parameters by name, as an object`);
    this.#values = (values ?? {}) as Record<string, unknown>;
    const names = Object.keys(method.parameters);
    for (const [name, value] of Object.entries(this.#values)) {
      const schema = method.parameters[name];
      if (!schema) throw new LibraryError(`${method.name} has no parameter ${name}; there are ${names.join(', ') || 'none'}`);
      const fits = schema.type === 'integer' ? Number.isSafeInteger(value) : typeof value === schema.type;
      if (!fits) throw new LibraryError(`${method.name}: ${name} is ${schema.type === 'integer' ? 'a whole number' : `a ${schema.type}`}`);
    }
    for (const name of method.required)
      if (this.#values[name] === undefined) throw new LibraryError(`${method.name} needs ${name}: ${method.parameters[name]!.description}`);
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined;
  }
  number(name: string): number | undefined {
    return this.#values[name] as number | undefined;
  }
  flag(name: string): boolean {
    return this.#values[name] === true;
  }
  /** `1234` or `f12`. */
  at(name: string): At {
    const text = this.text(name) ?? '';
    const match = /^(f?)(\d{1,15})$/.exec(text);
    if (!match) throw new LibraryError(`${name}: '${text}' is no place: write a call (1234) or a frame (f12)`);
    return match[1] ? { frame: Number(match[2]) } : Number(match[2]);
  }
}

const text = (description: string): ParameterSchema => ({ type: 'string', description });
const integer = (description: string): ParameterSchema => ({ type: 'integer', description });
const flag = (description: string): ParameterSchema => ({ type: 'boolean', description });
const AT = text('a call (1234), or a frame (f12): what it presents');
const CALLS = text('a call set: 4, 10-20, f12, */draw, */glTex*, */error, f3/texture:3; several parted by commas');
const LIMIT = integer('at most so many (default: 200)');

function* limited<T>(items: Iterable<T>, most: number): Generator<T> {
  let count = 0;
  if (most <= 0) return;
  for (const item of items) {
    yield item;
    if (++count >= most) return;
  }
}

export const methods: readonly Method[] = [
  {
    name: 'info',
    description: 'What the trace is: program, host, calls, frames, contexts, how it ended.',
    parameters: {},
    required: [],
    run: trace => ({ data: trace.info() }),
  },
  {
    name: 'calls',
    description: 'Calls with arguments, answers and errors.',
    parameters: { calls: CALLS, limit: LIMIT },
    required: [],
    run: (trace, p) => ({ data: [...limited(trace.calls(p.text('calls') ?? '*'), p.number('limit') ?? 200)] }),
  },
  {
    name: 'find',
    description: 'Searches calls by name and arguments.',
    parameters: {
      name: text('function, * for anything: glTex*'),
      condition: text('an argument or result: texture=3, width>512, string~main, GL_RGBA8'),
      calls: CALLS,
      limit: LIMIT,
    },
    required: [],
    run(trace, p) {
      const [name, condition] = [p.text('name'), p.text('condition')];
      const options = {
        calls: p.text('calls') ?? '*',
        ...(name !== undefined && { name }),
        conditions: condition === undefined ? [] : [condition],
      };
      return { data: [...limited(trace.find(options), p.number('limit') ?? 200)] };
    },
  },
  {
    name: 'errors',
    description: 'Calls that raised GL errors.',
    parameters: { calls: CALLS },
    required: [],
    run: (trace, p) => ({ data: trace.errors(p.text('calls')).map(({ error, frame, record }) => ({ ...record, error, frame })) }),
  },
  {
    name: 'uses',
    description: 'Calls that make, write, read and delete an object, named in them or bound.',
    parameters: { object: text('texture:3, buffer:1, framebuffer:2, program:4 …'), limit: LIMIT },
    required: ['object'],
    run: (trace, p) => ({ data: trace.uses(p.text('object')!).slice(0, p.number('limit') ?? 200) }),
  },
  {
    name: 'leaks',
    description: 'Objects that are never deleted, and the calls that made them.',
    parameters: {},
    required: [],
    run: trace => ({ data: trace.leaks() }),
  },
  {
    name: 'passes',
    description: 'Render passes: targets, counts of draws, and what each reads of another.',
    parameters: { calls: CALLS },
    required: [],
    run: (trace, p) => ({ data: trace.passes(p.text('calls')) }),
  },
  {
    name: 'state',
    description: "OpenGL's whole state at a place: contexts and all objects.",
    parameters: { at: AT },
    required: ['at'],
    run: async (trace, p) => ({ data: snapshotJson(await trace.state(p.at('at'))) }),
  },
  {
    name: 'state_diff',
    description: 'What differs between the state at two places.',
    parameters: { from: AT, to: AT },
    required: ['from', 'to'],
    run: async (trace, p) => ({ data: diffJson(await trace.stateDiff(p.at('from'), p.at('to'))) }),
  },
  {
    name: 'picture',
    description: 'What the window shows at a place, as a PNG picture.',
    parameters: { at: AT },
    required: ['at'],
    async run(trace, p) {
      const pixels = await trace.picture(p.at('at'));
      return { data: { width: pixels.width, height: pixels.height }, png: encodePng(pixels) };
    },
  },
  {
    name: 'image',
    description: 'An attachment or a texture at a place, as a PNG picture, with its format and range of values.',
    parameters: {
      at: AT,
      attachment: text('color0 to color31, depth, stencil (default: color0)'),
      texture: integer('a texture in place of an attachment'),
      level: integer('mipmap level of the texture'),
      layer: integer('layer, slice or cube face of the texture'),
      before: flag('as it was before the call'),
    },
    required: ['at'],
    async run(trace, p) {
      const name = p.number('texture');
      const attachment = p.text('attachment');
      if (attachment !== undefined && !/^(color\d{1,2}|depth|stencil)$/.test(attachment))
        throw new LibraryError(`'${attachment}' is no attachment: color0 to color31, depth, stencil`);
      const image = await trace.image(p.at('at'), {
        ...(p.flag('before') && { before: true }),
        ...(attachment !== undefined && { attachment: attachment as AttachmentName }),
        ...(name !== undefined && { texture: { name, level: p.number('level') ?? 0, layer: p.number('layer') ?? 0 } }),
      });
      const { data: _, ...facts } = image;
      return { data: { ...facts, ...imageFacts(image) }, png: encodePng(showImage(image)) };
    },
  },
  {
    name: 'mesh',
    description: 'The vertices of a draw as it reads them.',
    parameters: { call: integer('the draw'), instance: integer('which instance (default: 0)'), limit: LIMIT },
    required: ['call'],
    async run(trace, p) {
      const mesh = await trace.mesh(p.number('call')!, { instance: p.number('instance') ?? 0, most: p.number('limit') ?? 200 });
      // JSON has no NaN and no infinities
      const values = (list: readonly number[] | null) => list?.map(value => (Number.isFinite(value) ? value : String(value))) ?? null;
      return { data: { ...mesh, vertices: mesh.vertices.map(vertex => ({ ...vertex, values: vertex.values.map(values) })) } };
    },
  },
  {
    name: 'shader',
    description: 'The program in use at a place: sources, logs, uniforms with values.',
    parameters: { at: AT, program: integer('another program') },
    required: ['at'],
    run: async (trace, p) => ({ data: await trace.program(p.at('at'), p.number('program')) }),
  },
  {
    name: 'history',
    description: 'Each draw that touched a pixel, its value before and after, and why a fragment was refused.',
    parameters: { x: integer('from the left'), y: integer('from the top'), at: AT, from: integer('first call (default: of the frame)') },
    required: ['x', 'y', 'at'],
    run: async (trace, p) => ({ data: await trace.history(p.number('x')!, p.number('y')!, p.at('at'), p.number('from')) }),
  },
  {
    name: 'why',
    description:
      'Why a draw does not show, or shows the wrong thing: causes, each proven by executing the draw again with that one state changed, and the calls that set it.',
    parameters: { call: integer('the draw'), x: integer('a pixel of it, from the left'), y: integer('from the top') },
    required: ['call'],
    async run(trace, p) {
      const [x, y] = [p.number('x'), p.number('y')];
      if ((x === undefined) !== (y === undefined)) throw new LibraryError('why: a pixel has x and y');
      return { data: await trace.why(p.number('call')!, x === undefined ? undefined : { x, y: y! }) };
    },
  },
];

export const methodNamed = (name: string): Method | undefined => methods.find(method => method.name === name);

/** JSON schema of a method's parameters; `more` come first. */
export function inputSchema(
  method: Pick<Method, 'parameters' | 'required'>,
  more: Readonly<Record<string, ParameterSchema>> = {},
): unknown {
  return {
    type: 'object',
    properties: { ...more, ...method.parameters },
    required: [...Object.keys(more), ...method.required],
    additionalProperties: false,
  };
}
