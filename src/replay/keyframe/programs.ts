// Programs, shaders and display lists: made again by the program's own commands, so that locations, logs and whatever
// else the driver decided come out the same; values of uniforms are asked for and set.
import type { CommandWriter } from '../../trace/command_writer.js';
import type { GroupHistory, LoggedCommand, LoggedList } from './object_history.js';
import type { Place } from './place.js';
import { Questions, textOf } from './questions.js';

export interface UniformValue {
  /** With its element: `lights[2].color`. */
  readonly name: string;
  readonly location: number;
  readonly setter: string;
  /** Columns and rows of a matrix. */
  readonly isMatrix: boolean;
  readonly count: number;
  readonly value: Float32Array | Int32Array | Uint32Array | Float64Array;
}

export interface ProgramCapture {
  readonly name: number;
  readonly uniforms: readonly UniformValue[];
  /** Deleted while something still used it. */
  readonly deletion: LoggedCommand | undefined;
}

export interface MadeProgram {
  readonly name: number;
  /** The last call that made it what it is. */
  readonly call: number;
  /** It has no name any more, and lives on in a program. */
  readonly deleted: boolean;
  /** A program that was never linked. */
  readonly unlinked: boolean;
  /** Shaders that were ever attached to it. */
  readonly shaders: readonly number[];
}

export interface ProgramsCapture {
  /** In the order of the trace. `owner`: the program or shader that each makes what it is; undefined: of several. */
  readonly commands: readonly { readonly command: LoggedCommand; readonly owner: number | undefined }[];
  /** Programs and shaders that they make, and what each is made of. */
  readonly made: readonly MadeProgram[];
  readonly programs: readonly ProgramCapture[];
}

interface Setter {
  readonly suffix: string;
  readonly get: 'f' | 'i' | 'ui' | 'd';
}

/** By the type that glGetActiveUniform tells. Samplers and images are integers. */
function setterOf(type: number): Setter {
  const row = (first: number, get: Setter['get']): Setter => ({ suffix: `${type - first + 2}${get}v`, get });
  if (type === 0x1406) return { suffix: '1fv', get: 'f' };
  if (type === 0x1404) return { suffix: '1iv', get: 'i' };
  if (type === 0x1405) return { suffix: '1uiv', get: 'ui' };
  if (type === 0x140a) return { suffix: '1dv', get: 'd' };
  if (type >= 0x8b50 && type <= 0x8b52) return row(0x8b50, 'f');
  if (type >= 0x8b53 && type <= 0x8b55) return row(0x8b53, 'i');
  if (type >= 0x8dc6 && type <= 0x8dc8) return row(0x8dc6, 'ui');
  if (type >= 0x8ffc && type <= 0x8ffe) return row(0x8ffc, 'd');
  if (type === 0x8b56) return { suffix: '1iv', get: 'i' };
  if (type >= 0x8b57 && type <= 0x8b59) return row(0x8b57, 'i'); // bvec
  if (type >= 0x8b5a && type <= 0x8b5c) return { suffix: `Matrix${type - 0x8b5a + 2}fv`, get: 'f' };
  const shapes = ['2x3', '2x4', '3x2', '3x4', '4x2', '4x3'];
  if (type >= 0x8b65 && type <= 0x8b6a) return { suffix: `Matrix${shapes[type - 0x8b65]}fv`, get: 'f' };
  if (type >= 0x8f46 && type <= 0x8f48) return { suffix: `Matrix${type - 0x8f46 + 2}dv`, get: 'd' };
  if (type >= 0x8f49 && type <= 0x8f4e) return { suffix: `Matrix${shapes[type - 0x8f49]}dv`, get: 'd' };
  return { suffix: '1iv', get: 'i' };
}

export function capturePrograms(place: Place, history: GroupHistory, known?: ReadonlySet<number>): ProgramsCapture {
  const questions = new Questions(place.asker, place.helper);
  const names = [...history.programs.keys()].sort((a, b) => a - b);
  const alive = names.map(name => ({
    name,
    isProgram: questions.truth('glIsProgram', name),
    isShader: questions.truth('glIsShader', name),
  }));
  questions.run();
  const programs = alive.filter(({ isProgram }) => isProgram()).map(({ name }) => name);
  const needed = new Set([...programs, ...alive.filter(({ isShader }) => isShader()).map(({ name }) => name)]);
  for (const program of programs) for (const shader of history.attached.get(program) ?? []) needed.add(shader);
  const owners = new Map<LoggedCommand, number | undefined>();
  for (const name of needed)
    for (const command of history.programs.get(name) ?? []) owners.set(command, owners.has(command) ? undefined : name);
  const wanted = known ? programs.filter(name => known.has(name)) : programs;
  const uniforms = captureUniforms(place, wanted);
  return {
    commands: [...owners].map(([command, owner]) => ({ command, owner })).sort((a, b) => a.command.call - b.command.call),
    made: [...needed].map(name => ({ name, ...history.made(name), shaders: [...(history.attached.get(name) ?? [])] })),
    programs: wanted.map((name, i) => ({ name, uniforms: uniforms[i]!, deletion: history.deletedPrograms.get(name) })),
  };
}

export function captureUniforms(place: Pick<Place, 'asker' | 'helper'>, programs: readonly number[]): UniformValue[][] {
  const first = new Questions(place.asker, place.helper);
  const linked = programs.map(program => ({
    status: first.int('glGetProgramiv', program, 'GL_LINK_STATUS'),
    count: first.int('glGetProgramiv', program, 'GL_ACTIVE_UNIFORMS'),
    room: first.int('glGetProgramiv', program, 'GL_ACTIVE_UNIFORM_MAX_LENGTH'),
  }));
  first.run();
  const second = new Questions(place.asker, place.helper);
  const named = programs.map((program, i) => {
    const { status, count, room } = linked[i]!;
    const bytes = Math.max(room() ?? 0, 1) + 64;
    return Array.from({ length: status() ? (count() ?? 0) : 0 }, (_, index) =>
      second.outs('glGetActiveUniform', program, index, bytes, { room: 4 }, { room: 4 }, { room: 4 }, { room: bytes }),
    );
  });
  second.run();
  const third = new Questions(place.asker, place.helper);
  const located = programs.map((program, i) =>
    named[i]!.flatMap(answer => {
      const [, size, type, name] = answer();
      const count = word(size);
      const text = textOf(name);
      const base = text.endsWith('[0]') ? text.slice(0, -3) : text;
      // an array's elements are asked for one by one: their locations need not follow each other
      return Array.from({ length: count }, (_, element) => {
        const name = element === 0 ? text : `${base}[${element}]`;
        return { name, type: word(type), location: third.result('glGetUniformLocation', program, name) };
      });
    }),
  );
  third.run();
  const last = new Questions(place.asker, place.helper);
  const values = programs.map((program, i) =>
    located[i]!.flatMap(({ name, type, location }) => {
      const at = location() ?? -1;
      if (at < 0) return [];
      const { suffix, get } = setterOf(type);
      return [{ name, at, suffix, get, bytes: last.bytes(`glGetUniform${get}v`, program, at, { room: 256 }) }];
    }),
  );
  last.run();
  return values.map(all =>
    all.flatMap(({ name, at, suffix, get, bytes }) => {
      const found = bytes();
      if (!found) return [];
      const copy = Uint8Array.from(found).buffer;
      const value =
        get === 'f'
          ? new Float32Array(copy)
          : get === 'd'
            ? new Float64Array(copy)
            : get === 'ui'
              ? new Uint32Array(copy)
              : new Int32Array(copy);
      return [{ name, location: at, setter: `glUniform${suffix}`, isMatrix: suffix.startsWith('Matrix'), count: 1, value }];
    }),
  );
}

const word = (bytes: Uint8Array | undefined): number =>
  bytes && bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true) : 0;

export function emitUniforms(out: CommandWriter, { name, uniforms }: Pick<ProgramCapture, 'name' | 'uniforms'>): void {
  if (uniforms.length === 0) return;
  out.call('glUseProgram', name);
  for (const { setter, location, count, isMatrix, value } of uniforms)
    if (isMatrix) out.call(setter, location, count, false, value);
    else out.call(setter, location, count, value);
  out.call('glUseProgram', 0);
}

// ---- Display lists ------------------------------------------------------------------------------------------

export function emitList(out: CommandWriter, name: number, list: LoggedList): void {
  for (const [pname, value] of list.pixelStore) if (isUnpack(pname)) out.call('glPixelStorei', pname, value);
  out.call('glNewList', name, 'GL_COMPILE');
  for (const { bytes, calls } of list.commands) out.append(bytes, calls);
  out.call('glEndList');
  for (const [pname] of list.pixelStore) if (isUnpack(pname)) out.call('glPixelStorei', pname, pname === UNPACK_ALIGNMENT ? 1 : 0);
}

const UNPACK_ALIGNMENT = 0x0cf5;
const isUnpack = (pname: number) =>
  (pname >= 0x0cf0 && pname <= UNPACK_ALIGNMENT) || pname === 0x806d || pname === 0x806e || (pname >= 0x9127 && pname <= 0x912a);
