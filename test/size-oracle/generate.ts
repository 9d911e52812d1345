// Writes the size oracle's cases (build/size-oracle/cases.cpp): each pointer of the model with a rule, for all
// enums of its parameters' groups and a few counts. Pixel images have a test of their own (pixels.cpp).
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadModel } from '../../src/spec/model.js';
import type { Command, Parameter } from '../../src/spec/types.js';

const model = loadModel();
const FILES = 6;
/** At most so many sets of arguments a pointer; beyond, every k-th. */
const MOST = 1500;

const OBJECTS: Readonly<Record<string, string>> = {
  program: 'objects.program',
  shader: 'objects.shader',
  buffer: 'objects.buffer',
  texture: 'objects.texture',
  framebuffer: 'objects.framebuffer',
  renderbuffer: 'objects.renderbuffer',
  vertexArray: 'objects.vertexArray',
  sampler: 'objects.sampler',
  query: 'objects.query',
  programPipeline: 'objects.pipeline',
  transformFeedback: 'objects.transformFeedback',
  programArb: 'objects.programArb',
};

/** Not called: they would change what the other cases need, or wait. */
const LEFT_OUT = new Set([
  'glBufferStorage',
  'glNamedBufferStorage',
  'glShaderBinary',
  'glProgramBinary',
  'glSpecializeShader',
  'glDebugMessageControl',
]);

const enumsOf = (group: string): string[] => {
  const values = new Map<string, string>();
  for (const e of model.enums) if (e.groups.includes(group) && Number(e.value) <= 0xffffffff) values.set(e.value, e.name);
  return [...values.keys()];
};

/** Values to call a parameter with, as C expressions. */
function values(command: Command, p: Parameter): string[] {
  const { name, base } = p;
  if (p.object !== undefined && OBJECTS[p.object] !== undefined) return [OBJECTS[p.object]!];
  if (/^glNamedProgram|^glGetNamedProgram/.test(command.name) && name === 'program') return ['objects.programArb'];
  if (name === 'buffer' && base === 'GLuint') return ['objects.buffer'];
  if (name === 'type' && /P\dui/.test(command.name))
    return ['GL_INT_2_10_10_10_REV', 'GL_UNSIGNED_INT_2_10_10_10_REV', 'GL_UNSIGNED_INT_10F_11F_11F_REV'];
  if (name === 'format' && /ProgramString/.test(command.name)) return ['GL_PROGRAM_FORMAT_ASCII_ARB'];
  if (name === 'texunit') return ['GL_TEXTURE0'];
  if (base === 'GLenum') {
    const found = p.group === undefined ? [] : enumsOf(p.group);
    if (/ProgramTarget/.test(p.group ?? '') || /Program(Env|Local|String)/.test(command.name))
      return ['GL_VERTEX_PROGRAM_ARB', 'GL_FRAGMENT_PROGRAM_ARB'];
    return found.length > 0 ? found : ['0', 'GL_TEXTURE_2D', 'GL_VERTEX_SHADER'];
  }
  if (base === 'GLfloat' || base === 'GLdouble') return [/1$/.test(name) ? '0' : '1'];
  if (base === 'GLboolean') return ['0'];
  if (base === 'GLbitfield') return ['0'];
  if (base === 'GLsync') return ['nullptr'];
  if (/^(order|uorder|vorder)$/.test(name)) return ['0', '1', '2', '5', '30', '31'];
  if (/stride$/.test(name)) return ['1', '2', '3', '4', '7', '31'];
  if (name === 'mapsize') return ['0', '1', '2', '32', '256', '257'];
  if (name === 'location') return ['LOCATIONS'];
  if (base === 'GLintptr' || base === 'GLint64' || base === 'GLuint64') return ['0'];
  if (name === 'len') return ['1', '77']; // with 0 Mesa looks at the header all the same
  if (/^(size|imageSize|length|len)$/.test(name)) return ['0', '1', '77'];
  if (/^glGetInternalformat/.test(command.name) && name === 'count') return ['0', '1', '3']; // -1 crashes Mesa
  // with -1 Mesa reads on (or hangs) instead of raising an error
  if (/^glBindImageTextures$|Parameters4fvEXT$|^glVertexAttribs\dhvNV$/.test(command.name) && /^(n|count)$/.test(name))
    return ['0', '1', '3'];
  if (base === 'GLuint' && name === 'count') return ['0', '1', '3'];
  if (/^(n|count|drawcount|propCount|uniformCount|numAttachments|maxCount|range)$/.test(name)) return ['-1', '0', '1', '2', '3'];
  if (/^(bufSize|maxLength)$/.test(name)) return ['1', '2', '7', '64', '3000'];
  if (/^(width|height|depth)$/.test(name)) return ['1', '5'];
  if (/index|first|start|id$|drawbuffer|level|unit/i.test(name)) return ['0', '1'];
  return ['0', '1'];
}

const kindOf = (p: Parameter) => (p.rule?.kind === 'inString' ? 'text' : 'data');

function checks(command: Command): string[] {
  const lines: string[] = [];
  const scalars = command.parameters.filter(p => p.pointer === 0);
  for (const p of command.parameters) {
    const rule = p.rule;
    if (p.pointer === 0 || rule === undefined) continue;
    const call = (pointer: string) =>
      `gl.${command.name.slice(2)}(${command.parameters
        .map(q =>
          q.pointer === 0
            ? q.name
            : q === p
              ? `static_cast<${q.isConst ? 'const ' : ''}${q.base}*>(${pointer})`
              : `reinterpret_cast<${q.isConst ? 'const ' : ''}${q.base}*>(spare(${q.isConst}))`,
        )
        .join(', ')})`;
    const args = `text(${scalars.map(q => (q.base === 'GLsync' ? '0' : q.name)).join(', ')})`;
    const unit = kindOf(p) === 'text' ? '' : p.base === 'void' ? '1, ' : `sizeof(${p.base}), `;
    const check = (kind: string, bytes: string) =>
      lines.push(`${kind}("${p.name}", ${bytes}, ${unit}${scalars.length > 0 ? args : '""'}, [&](void* p_) { ${call('p_')}; });`);
    switch (rule.kind) {
      case 'in':
      case 'inUnpack':
        if (!/compressed/.test(rule.bytes)) check('c.reads', rule.bytes);
        break;
      case 'inString':
        check('c.readsText', String(rule.length ?? -1));
        break;
      case 'out':
        check('c.writes', rule.bytes);
        break;
      case 'outString':
        check('c.writes', `sgl_size(${rule.capacity})`);
        break;
      case 'outMeasured':
        check('c.writes', String(rule.max ?? 65536));
        break;
      default:
        break;
    }
  }
  return lines;
}

function caseOf(command: Command): string | undefined {
  if (command.carriage === 'client' || command.annotation.clientByHand !== undefined || LEFT_OUT.has(command.name)) return undefined;
  const lines = checks(command);
  if (lines.length === 0) return undefined;
  const scalars = command.parameters.filter(p => p.pointer === 0);
  const lists = scalars.map(p => values(command, p));
  const product = lists.reduce((n, list) => n * list.length, 1);
  const loops = scalars.map((p, i) =>
    lists[i]![0] === 'LOCATIONS'
      ? `    for (${p.base} ${p.name} : locations)`
      : `    for (${p.base} ${p.name} : list<${p.base}>({${lists[i]!.map(v => `(${p.base})${v}`).join(', ')}}))`,
  );
  const sample = product > MOST ? `if (n_++ % ${Math.ceil(product / MOST) | 1} == 0) ` : '';
  return [
    `static void case_${command.name}() {`,
    `    Command c("${command.name}");`,
    // fixed function but where uniforms are meant: Mesa's RasterPos crashes with the program of doubles
    `    gl.UseProgram(${/Uniform/.test(command.name) ? 'objects.program' : '0'});`,
    ...(sample ? ['    unsigned n_ = 0;'] : []),
    ...loops,
    `    ${sample}{`,
    ...lines.map(line => `        ${line}`),
    '    }',
    '    c.end();',
    '}',
  ].join('\n');
}

const cases = model.commands.flatMap(command => {
  const text = caseOf(command);
  return text === undefined ? [] : [{ name: command.name, text }];
});
mkdirSync('build/size-oracle', { recursive: true });
const head = `// Generated by test/size-oracle/generate.ts; do not edit.
#include "cases.h"
`;
const per = Math.ceil(cases.length / FILES);
for (let i = 0; i < FILES; i++) {
  const part = cases.slice(i * per, (i + 1) * per);
  writeFileSync(
    `build/size-oracle/cases_${i + 1}.cpp`,
    `${head}namespace oracle {\n${part.map(c => c.text).join('\n')}\nvoid cases${i + 1}() {\n${part.map(c => `    if (sgl::hostHas("${c.name}") && chosen("${c.name}")) case_${c.name}();`).join('\n')}\n}\n}\n`,
  );
}
console.error(`size oracle: ${cases.length} commands`);
