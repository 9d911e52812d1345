// Types of uniforms (OpenGL 4.6, table 7.3): their names in GLSL, and how their values are asked for.
import { bytesOf, type Questions } from './questions.js';

const NAMES: Readonly<Record<number, string>> = {
  5126: 'float',
  35664: 'vec2',
  35665: 'vec3',
  35666: 'vec4',
  5130: 'double',
  36860: 'dvec2',
  36861: 'dvec3',
  36862: 'dvec4',
  5124: 'int',
  35667: 'ivec2',
  35668: 'ivec3',
  35669: 'ivec4',
  5125: 'uint',
  36294: 'uvec2',
  36295: 'uvec3',
  36296: 'uvec4',
  35670: 'bool',
  35671: 'bvec2',
  35672: 'bvec3',
  35673: 'bvec4',
  35674: 'mat2',
  35675: 'mat3',
  35676: 'mat4',
  35685: 'mat2x3',
  35686: 'mat2x4',
  35687: 'mat3x2',
  35688: 'mat3x4',
  35689: 'mat4x2',
  35690: 'mat4x3',
  36678: 'dmat2',
  36679: 'dmat3',
  36680: 'dmat4',
  36681: 'dmat2x3',
  36682: 'dmat2x4',
  36683: 'dmat3x2',
  36684: 'dmat3x4',
  36685: 'dmat4x2',
  36686: 'dmat4x3',
  35677: 'sampler1D',
  35678: 'sampler2D',
  35679: 'sampler3D',
  35680: 'samplerCube',
  35681: 'sampler1DShadow',
  35682: 'sampler2DShadow',
  35683: 'sampler2DRect',
  35684: 'sampler2DRectShadow',
  36288: 'sampler1DArray',
  36289: 'sampler2DArray',
  36291: 'sampler1DArrayShadow',
  36292: 'sampler2DArrayShadow',
  36293: 'samplerCubeShadow',
  37128: 'sampler2DMS',
  37131: 'sampler2DMSArray',
  36290: 'samplerBuffer',
  36876: 'samplerCubeArray',
  36877: 'samplerCubeArrayShadow',
  36298: 'isampler2D',
  36306: 'usampler2D',
  36299: 'isampler3D',
  36307: 'usampler3D',
  36303: 'isampler2DArray',
  36311: 'usampler2DArray',
  36304: 'isamplerBuffer',
  36312: 'usamplerBuffer',
  36941: 'image2D',
  36952: 'iimage2D',
  36963: 'uimage2D',
  36942: 'image3D',
  36947: 'image2DArray',
  36945: 'imageBuffer',
  37595: 'atomic_uint',
};

export function uniformType(type: number): string {
  return NAMES[type] ?? `0x${type.toString(16)}`;
}

/** The value of a uniform at a location, as numbers; matrices column by column. */
export function readUniform(questions: Questions, program: number, location: number, type: number): number[] {
  const name = uniformType(type);
  const writer = questions.write();
  if (/^d(ouble|vec|mat)/.test(name)) {
    const call = writer.call('glGetUniformdv', program, location, { room: 128 });
    const bytes = bytesOf(questions.ask(writer).reply(call));
    return bytes ? [...new Float64Array(bytes.buffer, 0, bytes.length >> 3)] : [];
  }
  const isFloat = /^(float|vec|mat)/.test(name);
  const isUnsigned = /^u(int|vec)/.test(name);
  const call = writer.call(isFloat ? 'glGetUniformfv' : isUnsigned ? 'glGetUniformuiv' : 'glGetUniformiv', program, location, { room: 64 });
  const bytes = bytesOf(questions.ask(writer).reply(call));
  if (!bytes) return [];
  const count = bytes.length >> 2;
  if (isFloat) return [...new Float32Array(bytes.buffer, 0, count)];
  return isUnsigned ? [...new Uint32Array(bytes.buffer, 0, count)] : [...new Int32Array(bytes.buffer, 0, count)];
}
