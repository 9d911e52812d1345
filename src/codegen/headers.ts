// Emits gl_defs.h (OpenGL's types, enums and prototypes, so that no system header is needed) and opcodes.h.
import type { Model } from '../spec/model.js';
import type { Command } from '../spec/types.js';
import { parameterList } from './layout.js';
import { banner, type GeneratedFile } from './output.js';

const TYPES = `#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef APIENTRY
#ifdef _WIN32
#define APIENTRY __stdcall
#else
#define APIENTRY
#endif
#endif
#ifndef SGLAPI
#ifdef _WIN32
#define SGLAPI __declspec(dllexport)
#else
#define SGLAPI __attribute__((visibility("default")))
#endif
#endif

typedef unsigned int GLenum;
typedef unsigned char GLboolean;
typedef unsigned int GLbitfield;
typedef void GLvoid;
typedef int8_t GLbyte;
typedef uint8_t GLubyte;
typedef int16_t GLshort;
typedef uint16_t GLushort;
typedef int GLint;
typedef unsigned int GLuint;
typedef int GLsizei;
typedef int32_t GLfixed;
typedef int32_t GLclampx;
typedef float GLfloat;
typedef float GLclampf;
typedef double GLdouble;
typedef double GLclampd;
typedef char GLchar;
typedef char GLcharARB;
typedef unsigned int GLhandleARB;
typedef uint16_t GLhalf;
typedef uint16_t GLhalfARB;
typedef uint16_t GLhalfNV;
typedef intptr_t GLintptr;
typedef intptr_t GLintptrARB;
typedef intptr_t GLsizeiptr;
typedef intptr_t GLsizeiptrARB;
typedef int64_t GLint64;
typedef int64_t GLint64EXT;
typedef uint64_t GLuint64;
typedef uint64_t GLuint64EXT;
typedef struct __GLsync *GLsync;
typedef void *GLeglImageOES;
typedef void(APIENTRY *GLDEBUGPROC)(GLenum source, GLenum type, GLuint id, GLenum severity, GLsizei length, const GLchar *message, const void *userParam);
typedef GLDEBUGPROC GLDEBUGPROCARB;
typedef GLDEBUGPROC GLDEBUGPROCKHR;
`;

function enumLine(name: string, value: string): string {
  const negative = value.startsWith('-');
  const wide = /^0x[0-9a-f]{9,}$/i.test(value);
  return `#define ${name} ${negative ? `(${value})` : wide ? `${value}ull` : value}`;
}

export function glDefs(model: Model): GeneratedFile {
  const prototypes = model.commands.map(c => `SGLAPI ${c.result.type} APIENTRY ${c.name}${parameterList(c)};`);
  return {
    name: 'gl_defs.h',
    text: [
      banner("OpenGL's types, enums and the prototypes of the entry points that sgl carries (aliases left out)."),
      '#ifndef SGL_GL_DEFS_H\n#define SGL_GL_DEFS_H\n',
      TYPES,
      ...model.enums.map(e => enumLine(e.name, e.value)),
      '',
      ...prototypes,
      '\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n',
    ].join('\n'),
  };
}

export function opcodes(model: Model): GeneratedFile {
  const line = (c: Command) => `    SGL_OP_${c.name} = ${c.opcode},`;
  return {
    name: 'opcodes.h',
    text: [
      banner('Opcodes of the OpenGL commands, from src/spec/opcodes.txt.'),
      '#ifndef SGL_OPCODES_H\n#define SGL_OPCODES_H\n',
      `#define SGL_HIGHEST_OPCODE ${model.highestOpcode}u\n`,
      'enum sgl_gl_opcode {',
      ...model.commands.map(line),
      '};\n\n#endif\n',
    ].join('\n'),
  };
}
