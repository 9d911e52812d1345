// Types of uniforms (glGetActiveUniform, OpenGL 4.6 table 7.3): of what they consist.

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
