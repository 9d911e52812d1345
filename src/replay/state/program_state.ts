// What a linked program consists of: attached shaders, attributes, uniforms with values, blocks, outputs, varyings.
import type { StateValue } from '../../inspect/state/snapshot.js';
import type { AskingContext, Values } from './object_state.js';
import { numbersOf, Questions } from './questions.js';
import { elementCount, uniformForm } from './uniform_types.js';

/** Interface → path, properties by name, and which of them are enums (kept as numbers, shown by format.ts). */
interface ProgramInterface {
  readonly pname: string;
  readonly path: string;
  readonly properties: readonly (readonly [string, string])[];
  /** Resources without a name are told apart by number. */
  readonly nameless?: true;
}

const INTERFACES: readonly ProgramInterface[] = [
  {
    pname: 'GL_PROGRAM_INPUT',
    path: 'input',
    properties: [
      ['location', 'GL_LOCATION'],
      ['type', 'GL_TYPE'],
      ['array_size', 'GL_ARRAY_SIZE'],
    ],
  },
  {
    pname: 'GL_PROGRAM_OUTPUT',
    path: 'output',
    properties: [
      ['location', 'GL_LOCATION'],
      ['type', 'GL_TYPE'],
      ['array_size', 'GL_ARRAY_SIZE'],
      ['index', 'GL_LOCATION_INDEX'],
    ],
  },
  {
    pname: 'GL_UNIFORM',
    path: 'uniform',
    properties: [
      ['location', 'GL_LOCATION'],
      ['type', 'GL_TYPE'],
      ['array_size', 'GL_ARRAY_SIZE'],
      ['block', 'GL_BLOCK_INDEX'],
      ['offset', 'GL_OFFSET'],
      ['array_stride', 'GL_ARRAY_STRIDE'],
      ['matrix_stride', 'GL_MATRIX_STRIDE'],
      ['row_major', 'GL_IS_ROW_MAJOR'],
      ['atomic_counter_buffer', 'GL_ATOMIC_COUNTER_BUFFER_INDEX'],
    ],
  },
  {
    pname: 'GL_UNIFORM_BLOCK',
    path: 'uniform_block',
    properties: [
      ['binding', 'GL_BUFFER_BINDING'],
      ['data_size', 'GL_BUFFER_DATA_SIZE'],
    ],
  },
  {
    pname: 'GL_SHADER_STORAGE_BLOCK',
    path: 'storage_block',
    properties: [
      ['binding', 'GL_BUFFER_BINDING'],
      ['data_size', 'GL_BUFFER_DATA_SIZE'],
    ],
  },
  {
    pname: 'GL_BUFFER_VARIABLE',
    path: 'buffer_variable',
    properties: [
      ['type', 'GL_TYPE'],
      ['array_size', 'GL_ARRAY_SIZE'],
      ['block', 'GL_BLOCK_INDEX'],
      ['offset', 'GL_OFFSET'],
    ],
  },
  {
    pname: 'GL_ATOMIC_COUNTER_BUFFER',
    path: 'atomic_counter_buffer',
    properties: [
      ['binding', 'GL_BUFFER_BINDING'],
      ['data_size', 'GL_BUFFER_DATA_SIZE'],
    ],
    nameless: true,
  },
  {
    pname: 'GL_TRANSFORM_FEEDBACK_VARYING',
    path: 'varying',
    properties: [
      ['type', 'GL_TYPE'],
      ['array_size', 'GL_ARRAY_SIZE'],
    ],
  },
];

interface Resource {
  readonly program: number;
  readonly of: ProgramInterface;
  readonly index: number;
  name: string;
  readonly properties: Map<string, number>;
}

const utf8 = new TextDecoder();
const text = (bytes: Uint8Array) => {
  const end = bytes.indexOf(0);
  return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
};

/** Fills in what glGetProgramInterface and its relatives tell (OpenGL 4.3, ARB_program_interface_query). */
export function programDetails({ asker, id }: AskingContext, programs: ReadonlyMap<number, Values>): void {
  const questions = new Questions(asker, id);
  const resources: Resource[] = [];
  for (const [program, into] of programs) {
    const shaders = Number(into.get('attached_shader_count') ?? 0);
    if (shaders > 0)
      questions.call('glGetAttachedShaders', [program, shaders, null, { room: shaders * 4 }], (bytes, element) =>
        into.set('attached_shaders', numbersOf(bytes, element, true)),
      );
    if (into.get('link_status') !== true) continue;
    for (const of of INTERFACES) listResources(questions, program, of, resources);
  }
  questions.ask();
  questions.askAll();
  const uniforms = resources.filter(({ of, properties }) => of.path === 'uniform' && (properties.get('location') ?? -1) >= 0);
  const elements = uniforms.map(uniform => new UniformElements(questions, uniform));
  questions.askAll();
  for (const resource of resources) {
    const into = programs.get(resource.program)!;
    const path = `${resource.of.path}[${resource.of.nameless ? resource.index : resource.name}]`;
    for (const [property, value] of resource.properties) into.set(`${path}.${property}`, value);
    const found = elements.find(each => each.uniform === resource);
    const value = found?.value();
    if (value !== undefined) into.set(`${path}.value`, value);
  }
}

/** Three rounds: how many, then name lengths and properties, then names. */
function listResources(questions: Questions, program: number, of: ProgramInterface, into: Resource[]): void {
  questions.call('glGetProgramInterfaceiv', [program, of.pname, 'GL_ACTIVE_RESOURCES', { room: 4 }], (bytes, element) => {
    const count = numbersOf(bytes, element)[0] ?? 0;
    for (let index = 0; index < count; index++) {
      const resource: Resource = { program, of, index, name: '', properties: new Map() };
      into.push(resource);
      for (const [property, pname] of of.properties) {
        const props = Uint32Array.of(propertyEnum(pname));
        questions.call('glGetProgramResourceiv', [program, of.pname, index, 1, props, 1, null, { room: 4 }], (answer, kind) =>
          resource.properties.set(property, numbersOf(answer, kind)[0] ?? 0),
        );
      }
      if (of.nameless) continue;
      questions.call('glGetProgramResourceName', [program, of.pname, index, 1024, null, { room: 1024 }], answer => {
        resource.name = text(answer);
      });
    }
  });
}

const PROPERTY: Readonly<Record<string, number>> = {
  GL_LOCATION: 0x930e,
  GL_TYPE: 0x92fa,
  GL_ARRAY_SIZE: 0x92fb,
  GL_LOCATION_INDEX: 0x930f,
  GL_BLOCK_INDEX: 0x92fd,
  GL_OFFSET: 0x92fc,
  GL_ARRAY_STRIDE: 0x92fe,
  GL_MATRIX_STRIDE: 0x92ff,
  GL_IS_ROW_MAJOR: 0x9300,
  GL_ATOMIC_COUNTER_BUFFER_INDEX: 0x9301,
  GL_BUFFER_BINDING: 0x9302,
  GL_BUFFER_DATA_SIZE: 0x9303,
};
const propertyEnum = (pname: string) => PROPERTY[pname]!;

/** Values of a uniform outside blocks; of an array, element by element: their locations need not follow each other. */
class UniformElements {
  readonly uniform: Resource;
  readonly #values: StateValue[] = [];
  readonly #size: number;

  constructor(questions: Questions, uniform: Resource) {
    this.uniform = uniform;
    const { program, name, properties } = uniform;
    const form = uniformForm(properties.get('type') ?? 0);
    this.#size = properties.get('array_size') ?? 1;
    const count = elementCount(form);
    const get = { float: 'glGetUniformfv', int: 'glGetUniformiv', uint: 'glGetUniformuiv', double: 'glGetUniformdv' }[form.element];
    const room = { room: count * (form.element === 'double' ? 8 : 4) };
    const ask = (location: number, i: number) => {
      questions.call(get, [program, location, room], (bytes, element) => {
        const numbers = numbersOf(bytes, element, form.element === 'uint').slice(0, count);
        this.#values[i] = form.bool ? numbers.map(each => (each === 0 ? 0 : 1)) : numbers;
      });
    };
    ask(properties.get('location')!, 0);
    const base = name.replace(/\[0\]$/, '');
    for (let i = 1; i < this.#size; i++) {
      questions.call('glGetUniformLocation', [program, `${base}[${i}]`], (_bytes, _element, result) => {
        if (result !== undefined && (result | 0) >= 0) ask(result | 0, i);
      });
    }
  }

  value(): StateValue | undefined {
    const numbers = this.#values.flatMap(each => each as readonly number[]);
    if (numbers.length === 0) return undefined;
    return numbers.length === 1 && this.#size === 1 ? numbers[0]! : numbers;
  }
}
