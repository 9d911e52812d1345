// Types of uniforms (glGetActiveUniform, OpenGL 4.6 table 7.3): of what they consist, and their names in GLSL.

export interface UniformForm {
  readonly element: 'float' | 'int' | 'uint' | 'double';
  readonly bool: boolean;
  /** 1 for scalars; rows of a column for matrices. */
  readonly rows: number;
  readonly columns: number;
}

const form = (element: UniformForm['element'], rows = 1, columns = 1, bool = false): UniformForm => ({ element, rows, columns, bool });

const FORMS = new Map<number, UniformForm>([
  [0x1406, form('float')],
  [0x8b50, form('float', 2)],
  [0x8b51, form('float', 3)],
  [0x8b52, form('float', 4)],
  [0x140a, form('double')],
  [0x8ffc, form('double', 2)],
  [0x8ffd, form('double', 3)],
  [0x8ffe, form('double', 4)],
  [0x1404, form('int')],
  [0x8b53, form('int', 2)],
  [0x8b54, form('int', 3)],
  [0x8b55, form('int', 4)],
  [0x1405, form('uint')],
  [0x8dc6, form('uint', 2)],
  [0x8dc7, form('uint', 3)],
  [0x8dc8, form('uint', 4)],
  [0x8b56, form('int', 1, 1, true)],
  [0x8b57, form('int', 2, 1, true)],
  [0x8b58, form('int', 3, 1, true)],
  [0x8b59, form('int', 4, 1, true)],
  [0x8b5a, form('float', 2, 2)],
  [0x8b5b, form('float', 3, 3)],
  [0x8b5c, form('float', 4, 4)],
  [0x8b65, form('float', 3, 2)],
  [0x8b66, form('float', 4, 2)],
  [0x8b67, form('float', 2, 3)],
  [0x8b68, form('float', 4, 3)],
  [0x8b69, form('float', 2, 4)],
  [0x8b6a, form('float', 3, 4)],
  [0x8f46, form('double', 2, 2)],
  [0x8f47, form('double', 3, 3)],
  [0x8f48, form('double', 4, 4)],
  [0x8f49, form('double', 3, 2)],
  [0x8f4a, form('double', 4, 2)],
  [0x8f4b, form('double', 2, 3)],
  [0x8f4c, form('double', 4, 3)],
  [0x8f4d, form('double', 2, 4)],
  [0x8f4e, form('double', 3, 4)],
]);

/** Samplers, images and everything else are one integer: the unit. */
export function uniformForm(type: number): UniformForm {
  return FORMS.get(type) ?? form('int');
}

export function elementCount({ rows, columns }: UniformForm): number {
  return rows * columns;
}

/** Samplers, images and counters, by name. */
const OPAQUE: Readonly<Record<number, string>> = {
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

const PREFIX: Readonly<Record<UniformForm['element'], string>> = { float: '', double: 'd', int: 'i', uint: 'u' };

/** `mat4`, `sampler2D`; the number where it has no name. */
export function uniformType(type: number): string {
  const known = FORMS.get(type);
  if (!known) return OPAQUE[type] ?? `0x${type.toString(16)}`;
  const { element, bool, rows, columns } = known;
  const prefix = bool ? 'b' : PREFIX[element];
  if (columns > 1) return `${prefix}mat${columns}${rows === columns ? '' : `x${rows}`}`;
  if (rows > 1) return `${prefix}vec${rows}`;
  return bool ? 'bool' : element;
}
