// Values of uniforms, asked for one by one.
import { type UniformForm, uniformForm } from '../state/uniform_types.js';
import { bytesOf, type Questions } from './questions.js';

const GET: Readonly<
  Record<UniformForm['element'], { readonly command: string; readonly numbers: (bytes: Uint8Array) => Iterable<number> }>
> = {
  double: { command: 'glGetUniformdv', numbers: bytes => new Float64Array(bytes.buffer, 0, bytes.length >> 3) },
  float: { command: 'glGetUniformfv', numbers: bytes => new Float32Array(bytes.buffer, 0, bytes.length >> 2) },
  uint: { command: 'glGetUniformuiv', numbers: bytes => new Uint32Array(bytes.buffer, 0, bytes.length >> 2) },
  int: { command: 'glGetUniformiv', numbers: bytes => new Int32Array(bytes.buffer, 0, bytes.length >> 2) },
};

/** The value of a uniform at a location, as numbers; matrices column by column. */
export function readUniform(questions: Questions, program: number, location: number, type: number): number[] {
  const { command, numbers } = GET[uniformForm(type).element];
  const writer = questions.write();
  const call = writer.call(command, program, location, { room: 128 });
  const bytes = bytesOf(questions.ask(writer).reply(call));
  return bytes ? [...numbers(bytes)] : [];
}
