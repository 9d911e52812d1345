// Programs between two calls: sources and logs of their shaders, uniforms with values, attributes. Shaders that the program
// has detached since are not shown: the driver does not know them as the program's any more.
import type { Asker } from '../asker.js';
import { uniformType } from '../state/uniform_types.js';
import { bytesOf, LookError, Questions, textOf } from './questions.js';
import { readUniform } from './uniform_values.js';

export interface ShaderView {
  readonly shader: number;
  /** GL_VERTEX_SHADER … */
  readonly type: string;
  readonly source: string;
  readonly compiled: boolean;
  readonly log: string;
}

export interface UniformView {
  readonly name: string;
  /** As GLSL spells it. */
  readonly type: string;
  /** Elements; 1: no array. */
  readonly size: number;
  readonly location: number;
  /** By element; matrices column by column. Empty when it is in a block. */
  readonly values: readonly (readonly number[])[];
  /** The block that it is in, by its name. */
  readonly block?: string;
}

export interface BlockView {
  readonly name: string;
  readonly binding: number;
  readonly bytes: number;
  /** Buffer bound there now; 0 = none. */
  readonly buffer: number;
}

export interface ProgramView {
  readonly program: number;
  readonly linked: boolean;
  readonly log: string;
  readonly shaders: readonly ShaderView[];
  readonly uniforms: readonly UniformView[];
  readonly blocks: readonly BlockView[];
  readonly attributes: readonly { readonly name: string; readonly type: string; readonly location: number }[];
}

const ROOM = 1 << 20;

function text(questions: Questions, name: string, object: number): string {
  const isSource = name === 'glGetShaderSource';
  const writer = questions.write();
  const length = writer.call(
    name.startsWith('glGetProgram') ? 'glGetProgramiv' : 'glGetShaderiv',
    object,
    isSource ? 'GL_SHADER_SOURCE_LENGTH' : 'GL_INFO_LOG_LENGTH',
    { room: 4 },
  );
  const bytes = bytesOf(questions.ask(writer).reply(length));
  const size = Math.min(bytes ? new Int32Array(bytes.buffer)[0]! : 0, ROOM);
  if (size <= 0) return '';
  const reading = questions.write();
  const call = reading.call(name, object, size, { room: 4 }, { room: size });
  return textOf(bytesOf(questions.ask(reading).reply(call), 1));
}

function shaders(questions: Questions, program: number, dictionary: Asker['names']['dictionary']): ShaderView[] {
  const [[count = 0] = []] = questions.integers([['glGetProgramiv', program, 'GL_ATTACHED_SHADERS']]);
  if (count === 0) return [];
  const writer = questions.write();
  const call = writer.call('glGetAttachedShaders', program, count, { room: 4 }, { room: count * 4 });
  const bytes = bytesOf(questions.ask(writer).reply(call), 1);
  const names = bytes ? [...new Uint32Array(bytes.buffer, 0, bytes.length >> 2)] : [];
  return names.map(shader => {
    const [type = 0, compiled = 0] = questions
      .integers([
        ['glGetShaderiv', shader, 'GL_SHADER_TYPE'],
        ['glGetShaderiv', shader, 'GL_COMPILE_STATUS'],
      ])
      .map(values => values[0] ?? 0);
    return {
      shader,
      type: dictionary.enumName('ShaderType', type) ?? `0x${type.toString(16)}`,
      source: text(questions, 'glGetShaderSource', shader),
      compiled: compiled !== 0,
      log: text(questions, 'glGetShaderInfoLog', shader),
    };
  });
}

interface Active {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly size: number;
}

function active(questions: Questions, program: number, what: 'Uniform' | 'Attrib'): Active[] {
  const [[count = 0] = []] = questions.integers([
    ['glGetProgramiv', program, what === 'Uniform' ? 'GL_ACTIVE_UNIFORMS' : 'GL_ACTIVE_ATTRIBUTES'],
  ]);
  const writer = questions.write();
  const calls = Array.from({ length: count }, (_, i) =>
    writer.call(`glGetActive${what}`, program, i, 512, { room: 4 }, { room: 4 }, { room: 4 }, { room: 512 }),
  );
  const answers = questions.ask(writer);
  return calls.flatMap((call, index) => {
    const reply = answers.reply(call);
    if (!reply) return [];
    const integer = (i: number) => new Int32Array(bytesOf(reply, i)!.buffer)[0]!;
    return [{ index, name: textOf(bytesOf(reply, 3)), type: integer(2) >>> 0, size: integer(1) }];
  });
}

function locations(questions: Questions, what: 'Uniform' | 'Attrib', program: number, names: readonly string[]): number[] {
  const writer = questions.write();
  const calls = names.map(name => writer.call(`glGet${what}Location`, program, name));
  const answers = questions.ask(writer);
  return calls.map(call => Number(answers.reply(call)?.result?.value ?? -1));
}

function blocks(questions: Questions, program: number): BlockView[] {
  const [[count = 0] = []] = questions.integers([['glGetProgramiv', program, 'GL_ACTIVE_UNIFORM_BLOCKS']]);
  return Array.from({ length: count }, (_, i) => {
    const [[binding = 0] = [], [bytes = 0] = []] = questions.integers([
      ['glGetActiveUniformBlockiv', program, i, 'GL_UNIFORM_BLOCK_BINDING'],
      ['glGetActiveUniformBlockiv', program, i, 'GL_UNIFORM_BLOCK_DATA_SIZE'],
    ]);
    const [[buffer = 0] = []] = questions.integers([['glGetIntegeri_v', 'GL_UNIFORM_BUFFER_BINDING', binding]]);
    const writer = questions.write();
    const call = writer.call('glGetActiveUniformBlockName', program, i, 256, { room: 4 }, { room: 256 });
    return { name: textOf(bytesOf(questions.ask(writer).reply(call), 1)), binding, bytes, buffer };
  });
}

function uniforms(questions: Questions, program: number, inBlocks: readonly BlockView[]): UniformView[] {
  const found = active(questions, program, 'Uniform');
  const blockOf = questions.write();
  const blockCalls = found.map(({ index }) =>
    blockOf.call('glGetActiveUniformsiv', program, 1, Uint32Array.of(index), 0x8a3a, { room: 4 }),
  );
  const blockAnswers = questions.ask(blockOf);
  const first = locations(
    questions,
    'Uniform',
    program,
    found.map(({ name }) => name),
  );
  return found.map(({ name, type, size }, i) => {
    const bytes = bytesOf(blockAnswers.reply(blockCalls[i]!));
    const block = bytes ? inBlocks[new Int32Array(bytes.buffer)[0]!] : undefined;
    const base = name.replace(/\[0\]$/, '');
    const names = Array.from({ length: size }, (_, element) => (size === 1 ? name : `${base}[${element}]`));
    const places = size === 1 ? [first[i]!] : locations(questions, 'Uniform', program, names);
    const values = block ? [] : places.map(location => (location < 0 ? [] : readUniform(questions, program, location, type)));
    return {
      name: size === 1 ? name : base,
      type: uniformType(type),
      size,
      location: first[i]!,
      values,
      ...(block && { block: block.name }),
    };
  });
}

/** The program `name`, or the one that is in use. Throws LookError when there is none. */
export function programView(asker: Asker, context: number, name?: number): ProgramView {
  const questions = new Questions(asker, context);
  const program = name ?? questions.get(['GL_CURRENT_PROGRAM'])[0] ?? 0;
  if (program === 0) throw new LookError('no program is in use at this call; --program N shows another');
  const writer = questions.write();
  const exists = writer.call('glIsProgram', program);
  if (questions.ask(writer).reply(exists)?.result?.value !== true) throw new LookError(`program ${program} does not exist at this call`);
  const { dictionary } = asker.names;
  const [[linked = 0] = []] = questions.integers([['glGetProgramiv', program, 'GL_LINK_STATUS']]);
  const inBlocks = blocks(questions, program);
  const attributes = active(questions, program, 'Attrib');
  const places = locations(
    questions,
    'Attrib',
    program,
    attributes.map(each => each.name),
  );
  return {
    program,
    linked: linked !== 0,
    log: text(questions, 'glGetProgramInfoLog', program),
    shaders: shaders(questions, program, dictionary),
    uniforms: linked ? uniforms(questions, program, inBlocks) : [],
    blocks: inBlocks,
    attributes: attributes.map((each, i) => ({ name: each.name, type: uniformType(each.type), location: places[i]! })),
  };
}
