// The C types that OpenGL passes by value: how wide they are, in memory and on the wire.

export interface ValueType {
  /** The type under its plain name: GLhandleARB is GLuint. */
  readonly c: string;
  /** Bytes of an element in the arrays of a 64-bit program. */
  readonly bytes: 1 | 2 | 4 | 8;
  /** Words in the fixed part of a command. */
  readonly words: 1 | 2;
  readonly form: 'signed' | 'unsigned' | 'float' | 'double' | 'handle';
  /** Not one of OpenGL's value types: function pointers, handles of other interfaces. */
  readonly unknown?: true;
}

const type = (c: string, bytes: 1 | 2 | 4 | 8, form: ValueType['form']): ValueType => ({ c, bytes, words: bytes === 8 ? 2 : 1, form });

const TYPES: Readonly<Record<string, ValueType>> = {
  void: { c: 'void', bytes: 1, words: 1, form: 'unsigned' },
  GLvoid: { c: 'void', bytes: 1, words: 1, form: 'unsigned' },
  GLboolean: type('GLboolean', 1, 'unsigned'),
  GLubyte: type('GLubyte', 1, 'unsigned'),
  GLbyte: type('GLbyte', 1, 'signed'),
  GLchar: type('GLchar', 1, 'signed'),
  GLcharARB: type('GLchar', 1, 'signed'),
  GLshort: type('GLshort', 2, 'signed'),
  GLushort: type('GLushort', 2, 'unsigned'),
  GLhalf: type('GLushort', 2, 'unsigned'),
  GLhalfARB: type('GLushort', 2, 'unsigned'),
  GLhalfNV: type('GLushort', 2, 'unsigned'),
  GLint: type('GLint', 4, 'signed'),
  GLsizei: type('GLsizei', 4, 'signed'),
  GLfixed: type('GLint', 4, 'signed'),
  GLclampx: type('GLint', 4, 'signed'),
  GLuint: type('GLuint', 4, 'unsigned'),
  GLenum: type('GLenum', 4, 'unsigned'),
  GLbitfield: type('GLbitfield', 4, 'unsigned'),
  GLhandleARB: type('GLuint', 4, 'unsigned'),
  GLfloat: type('GLfloat', 4, 'float'),
  GLclampf: type('GLfloat', 4, 'float'),
  GLdouble: type('GLdouble', 8, 'double'),
  GLclampd: type('GLdouble', 8, 'double'),
  GLint64: type('GLint64', 8, 'signed'),
  GLint64EXT: type('GLint64', 8, 'signed'),
  GLuint64: type('GLuint64', 8, 'unsigned'),
  GLuint64EXT: type('GLuint64', 8, 'unsigned'),
  GLintptr: type('GLintptr', 8, 'signed'),
  GLintptrARB: type('GLintptr', 8, 'signed'),
  GLsizeiptr: type('GLsizeiptr', 8, 'signed'),
  GLsizeiptrARB: type('GLsizeiptr', 8, 'signed'),
  GLsync: type('GLsync', 8, 'handle'),
  GLeglImageOES: type('GLeglImageOES', 8, 'handle'),
  // function pointers never travel: what takes one is written by hand
  GLDEBUGPROC: { ...type('GLDEBUGPROC', 8, 'handle'), unknown: true },
  GLDEBUGPROCARB: { ...type('GLDEBUGPROC', 8, 'handle'), unknown: true },
  GLDEBUGPROCKHR: { ...type('GLDEBUGPROC', 8, 'handle'), unknown: true },
};

/** Never fails: a type that is not OpenGL's own comes back marked `unknown`. */
export function valueType(name: string): ValueType {
  return TYPES[name] ?? { c: name, bytes: 8, words: 2, form: 'handle', unknown: true };
}
