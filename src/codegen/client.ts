// Emits the client library's entry points (client_gl_N.c): each encodes its arguments, and waits for the
// answer where there is one. Those written by hand are in guest/common; here stand only their names.

import { memoHook } from '../spec/memo.js';
import type { Model } from '../spec/model.js';
import type { Command, ImageShape } from '../spec/types.js';
import { usedNames } from '../spec/used_names.js';
import {
  argumentList,
  type CommandLayout,
  isReceiving,
  isSending,
  layoutOf,
  objectConstant,
  type Place,
  parameterList,
  replies,
  returnsValue,
  usesState,
} from './layout.js';
import { memoTable } from './memo.js';
import { banner, type GeneratedFile, split } from './output.js';

const FILES = 6;

const image = (shape: ImageShape) =>
  `${shape.dimensions}, ${shape.width}, ${shape.height ?? 1}, ${shape.depth ?? 1}, ${shape.format}, ${shape.type}`;
const blobName = (place: Place) => `sgl_b_${place.parameter.name}`;

/** The blob of a pointer parameter: what its word and its tail hold. */
function blob({ parameter: { name, base, rule } }: Place): string {
  if (isSending(rule)) {
    switch (rule.kind) {
      case 'in':
        return /^GL(intptr|sizeiptr)/.test(base)
          ? `sgl_blob_intptrs(sgl_s, ${name}, ${rule.bytes})`
          : `sgl_blob_data(sgl_s, ${name}, ${rule.bytes})`;
      case 'inString':
        return `sgl_blob_text(sgl_s, ${name}, ${rule.length ?? -1})`;
      case 'inPixels':
        return `sgl_blob_pixels(sgl_s, cx, ${image(rule.image)}, ${name})`;
      case 'inUnpack':
        return `sgl_blob_unpack(sgl_s, cx, ${name}, ${rule.bytes})`;
      case 'offset':
        return `sgl_blob_offset((uint64_t)(uintptr_t)${name})`;
      case 'vertexPointer':
        return `sgl_blob_vertex(cx, ${name})`;
      case 'newNames':
        return `sgl_blob_names(sgl_s, ${objectConstant(rule.object)}, ${rule.count}, ${name})`;
    }
  }
  if (isReceiving(rule)) {
    switch (rule.kind) {
      case 'out':
        return `sgl_blob_room(${name}, ${rule.bytes})`;
      case 'outMeasured':
        return `sgl_blob_room(${name}, ${rule.max ?? 'SGL_PTR_MAX_INLINE'})`;
      case 'outString':
        return `sgl_blob_room(${name}, sgl_size(${rule.capacity}))`;
      case 'outPixels':
      case 'outPack':
        return `sgl_blob_pack(cx, ${name})`;
    }
  }
  throw new Error(`no blob for parameter ${name} (${rule?.kind ?? 'no rule'})`);
}

/** Stores a parameter's word or words. */
function store(place: Place): string {
  const { parameter, word, value } = place;
  const { name } = parameter;
  const at = word === 0 ? 'sgl_p' : `sgl_p + ${word}`;
  if (parameter.pointer > 0) return `    sgl_p[${word}] = ${blobName(place)}.slot;`;
  switch (value.form) {
    case 'float':
      return `    sgl_p[${word}] = sgl_float_bits(${name});`;
    case 'double':
      return `    sgl_put_u64(${at}, sgl_double_bits(${name}));`;
    case 'handle':
      return `    sgl_put_u64(${at}, (uint64_t)(uintptr_t)${name});`;
    case 'signed':
      return value.words === 2 ? `    sgl_put_u64(${at}, (uint64_t)(int64_t)${name});` : `    sgl_p[${word}] = (uint32_t)(int32_t)${name};`;
    case 'unsigned':
      return value.words === 2 ? `    sgl_put_u64(${at}, ${name});` : `    sgl_p[${word}] = ${name};`;
  }
}

/** Reads one receiving pointer out of the reply. */
function receive({ parameter: { name, rule } }: Place): string {
  if (!isReceiving(rule)) throw new Error(`parameter ${name} does not receive`);
  switch (rule.kind) {
    case 'out':
    case 'outPack':
      return `    sgl_reply_out(sgl_s, ${name}, ${rule.bytes});`;
    case 'outMeasured':
      return `    sgl_reply_out(sgl_s, ${name}, ${rule.max ?? 'UINT64_MAX'});`;
    case 'outString':
      return `    sgl_reply_out(sgl_s, ${name}, sgl_size(${rule.capacity}));`;
    case 'outPixels':
      return `    sgl_reply_pixels(sgl_s, cx, ${image(rule.image)}, ${name});`;
  }
}

function resultOf(command: Command): string {
  const { type } = command.result;
  return type === 'GLfloat' ? 'sgl_bits_float(sgl_reply_result(sgl_s))' : `(${type})sgl_reply_result(sgl_s)`;
}

function waitForReply(command: Command, layout: CommandLayout): string[] {
  const receiving = layout.places.filter(place => isReceiving(place.parameter.rule));
  const packs = receiving.filter(({ parameter }) => parameter.rule?.kind === 'outPixels' || parameter.rule?.kind === 'outPack');
  const returns = returnsValue(command);
  return [
    // into a pixel pack buffer: nothing comes back
    ...(packs.length > 0 && !returns
      ? [`    if (${packs.map(place => `${blobName(place)}.slot == SGL_PTR_OFFSET`).join(' && ')}) return;`]
      : []),
    `    sgl_wait_reply(sgl_s, SGL_OP_${command.name});`,
    ...(returns ? [`    const ${command.result.type} sgl_r = ${resultOf(command)};`] : []),
    ...receiving.map(receive),
    '    sgl_reply_end(sgl_s);',
    ...(WAITS.test(command.name) ? ['    sgl_after_wait(sgl_s);'] : []),
    ...(returns ? ['    return sgl_r;'] : []),
  ];
}

/** Commands that read or write the contents of buffers, or order them: what the program wrote into coherent maps goes ahead. */
const TOUCHES_BUFFERS =
  /^gl(Flush|Finish|FenceSync|MemoryBarrier.*|(Named)?(Copy)?(Named)?BufferSubData|Clear(Named)?Buffer(Sub)?Data|(Begin|End)TransformFeedback)(EXT|ARB)?$/;
/** Legal between glBegin and glEnd, or drawing from their parameters alone. */
const IMMEDIATE = /^gl(End|Rect.*|EvalMesh.*)$/;
function touchesBuffers(command: Command): boolean {
  if (IMMEDIATE.test(command.name)) return false;
  const flags = command.annotation.flags ?? [];
  return TOUCHES_BUFFERS.test(command.name) || flags.includes('draw') || flags.includes('dispatch') || flags.includes('copy');
}
/** A driver reads of a uniform's values no more than the uniform has elements, whatever `count` says. */
function boundedUniform(command: Command): string[] {
  const rule = command.parameters.find(({ name }) => name === 'value')?.rule;
  if (!/^gl(Program)?Uniform(Matrix)?\d/.test(command.name) || rule?.kind !== 'in') return [];
  if (!command.parameters.some(({ name }) => name === 'count')) return [];
  const program = command.parameters.some(({ name }) => name === 'program') ? 'program' : 'sgl_s->track->program';
  return [`    if (sgl_unlikely(${rule.bytes} > SGL_LARGEST_UNIFORM)) count = sgl_uniform_count(${program}, location, count);`];
}
/** Waits after which the program may read what the renderer wrote into persistent maps. */
const WAITS = /^gl(ClientWaitSync|GetSynciv)$/;

function clientFunction(command: Command): string {
  const layout = layoutOf(command);
  const { annotation } = command;
  const pointers = layout.places.filter(place => place.parameter.pointer > 0);
  const tailed = pointers.filter(({ parameter: { rule } }) => isSending(rule) || rule?.kind === 'outPixels' || rule?.kind === 'outPack');
  const words = [String(layout.fixedWords), ...tailed.map(place => `${blobName(place)}.tail_words`)].join(' + ');
  const comment = layout.places.map(({ parameter, word }) => `${parameter.name} ${word}`).join(', ');
  const newName = annotation.newName;
  const { before, sure } = memoHook(command);
  const lines = [
    ...(comment ? [`/* words: ${comment}${layout.nameWord === undefined ? '' : `, name ${layout.nameWord}`} */`] : []),
    `SGLAPI ${command.result.type} APIENTRY ${command.name}${parameterList(command)}`,
    '{',
    '    struct sgl_stream *const sgl_s = sgl_current;',
    ...(usesState(command) || sure !== undefined || before.length > 0 ? ['    struct sgl_track *const cx = sgl_s->track;'] : []),
    ...before.map(statement => `    ${statement}`),
    ...(sure ? [`    const bool sgl_clean = sgl_is_clean(sgl_s, ${sure});`] : []),
    ...(touchesBuffers(command) ? ['    sgl_before_read(sgl_s);'] : []),
    ...boundedUniform(command),
    ...pointers.map(place => `    const struct sgl_blob ${blobName(place)} = ${blob(place)};`),
    ...(newName ? [`    const GLuint sgl_name = sgl_choose_name(sgl_s, ${objectConstant(newName.object)}, ${newName.count ?? 1});`] : []),
    ...usedNames(command).map(({ parameter, object }) => `    sgl_seen_name(sgl_s->context, ${objectConstant(object)}, ${parameter});`),
    ...(annotation.track ? [`    sgl_track_${command.name}(${['cx', ...command.parameters.map(p => p.name)].join(', ')});`] : []),
    `    uint32_t *${pointersOnlyRead(layout)}sgl_p = sgl_command(sgl_s, SGL_OP_${command.name}, ${words});`,
    ...layout.places.map(store),
    ...(layout.nameWord === undefined ? [] : [`    sgl_p[${layout.nameWord}] = sgl_name;`]),
    ...(tailed.length > 0 ? [`    sgl_p += ${layout.fixedWords};`] : []),
    ...tailed.map(place => `    sgl_p = sgl_put_blob(sgl_p, &${blobName(place)});`),
    ...(layout.fixedWords === 0 || tailed.length > 0 ? ['    (void)sgl_p;'] : []),
    '    sgl_command_end(sgl_s);',
    ...(sure ? ['    sgl_still_clean(sgl_s, sgl_clean);'] : []),
    ...(annotation.publish ? ['    sgl_publish(sgl_s);'] : []),
    ...(replies(command) ? waitForReply(command, layout) : []),
    ...(newName ? ['    return sgl_name;'] : []),
    '}\n',
  ];
  return lines.join('\n');
}

function pointersOnlyRead(layout: CommandLayout): string {
  return layout.places.some(place => place.parameter.pointer > 0) ? '' : 'const ';
}

/** For a command that nobody says how to carry. */
function standIn(command: Command): string {
  return [
    `SGLAPI ${command.result.type} APIENTRY ${command.name}${parameterList(command)}`,
    '{',
    ...command.parameters.map(p => `    (void)${p.name};`),
    '    static int said;',
    `    sgl_not_carried(&said, "${command.name}");`,
    ...(command.result.type === 'void' ? [] : ['    return 0;']),
    '}\n',
  ].join('\n');
}

const INCLUDES = '#include "pointers.h"\n#include "opcodes.h"\n';

/** Commands of which every parameter has a form. */
export function carried(model: Model): Set<string> {
  const gaps = new Set(model.gaps.map(gap => gap.command));
  return new Set(model.commands.map(c => c.name).filter(name => !gaps.has(name)));
}

export function clientFiles(model: Model): GeneratedFile[] {
  const known = carried(model);
  const generated = model.commands.filter(c => c.carriage === 'async' || c.carriage === 'reply');
  const files = split(generated, FILES).map((part, i) => ({
    name: `client_gl_${i + 1}.c`,
    text: [
      banner(`Client entry points, part ${i + 1} of ${FILES}: each encodes its arguments into the stream.`),
      INCLUDES,
      ...part.map(c => (known.has(c.name) ? clientFunction(c) : standIn(c))),
    ].join('\n'),
  }));
  return [...files, aliases(model), names(model), ...memoTable(model)];
}

/** Exported under their own names, for programs that link with them. */
function aliases(model: Model): GeneratedFile {
  const forward = (c: Command, alias: string) => [
    `SGLAPI ${c.result.type} APIENTRY ${alias}${parameterList(c)};`,
    `SGLAPI ${c.result.type} APIENTRY ${alias}${parameterList(c)} { ${c.result.type === 'void' ? '' : 'return '}${c.name}(${argumentList(c)}); }`,
  ];
  return {
    name: 'client_aliases.c',
    text: [
      banner('Entry points that are another one under an older name.'),
      '#include "gl_defs.h"\n',
      ...model.commands.flatMap(c => c.aliases.flatMap(alias => forward(c, alias))),
      '',
    ].join('\n'),
  };
}

/** Commands after which other contexts of the share group must find the object as it now is. */
const SHARED = [
  /^gl(Gen|Create|Delete|Is)(Buffers|Textures|Renderbuffers|Samplers|Shader|Program|ShaderObject|ProgramObject|Object|Lists|FragmentShader|NamedString)/,
  /^gl(Compressed|Copy)?(Multi)?Tex(ture)?(Sub)?Image/,
  /^gl(Tex|Texture|MultiTex)(Storage|Parameter|Buffer|View|Renderbuffer)/,
  /^glGenerate.*Mipmap/,
  /(Buffer(Sub)?Data|BufferStorage|CopyBufferSubData|CopySubData|UnmapBuffer|UnmapNamedBuffer|FlushMapped.*Range|BufferPageCommitment.*)(EXT|ARB)?$/,
  /^gl(Shader|Program)(Source|Binary|String|Parameter)|^gl(CompileShader|LinkProgram|AttachShader|DetachShader|AttachObject|DetachObject|SpecializeShader|NamedProgramString)/,
  /^gl(Named)?RenderbufferStorage|^glSamplerParameter|^gl(NewList|EndList|FenceSync|NamedString|Bind(Attrib|Frag)|UniformBlockBinding|ShaderStorageBlockBinding|TransformFeedbackVaryings)/,
  /^glInvalidate(Buffer|Tex)|^glClearTex|^glCopyImage/,
];
/** Commands in which a driver may compile what it needs for the state in force. */
const DRAWS =
  /^gl(Draw(?!Buffer)|MultiDraw|MultiMode|End$|CallList|Rect|Bitmap|EvalMesh|Clear($|Buffer[fiu]|NamedFramebuffer)|Blit|Copy(Pixels|Tex)|Dispatch|Generate\w*Mipmap|Accum)/;

function isShared(command: Command): boolean {
  return SHARED.some(pattern => pattern.test(command.name));
}

function names(model: Model): GeneratedFile {
  const byName = model.commands.flatMap(c => [c.name, ...c.aliases].map(name => ({ name, proc: c.name })));
  byName.sort((a, b) => (a.name < b.name ? -1 : 1));
  const flags = model.commands.flatMap(c => {
    const list = [
      ...(replies(c) || (c.carriage === 'hand' && /^gl(Get|Finish)/.test(c.name)) ? ['SGL_OPCODE_REPLY'] : []),
      ...(isShared(c) ? ['SGL_OPCODE_SHARED'] : []),
      ...(DRAWS.test(c.name) ? ['SGL_OPCODE_DRAWS'] : []),
    ];
    return list.length > 0 ? [`    [SGL_OP_${c.name} - SGL_FIRST_GL] = ${list.join(' | ')},`] : [];
  });
  return {
    name: 'client_names.c',
    text: [
      banner('What GetProcAddress finds, sorted by name, and what the runtime must know of each opcode.'),
      '#include "client.h"\n#include "gl_defs.h"\n#include "opcodes.h"\n',
      'const struct sgl_proc_row sgl_proc_rows[] = {',
      ...byName.map(({ name, proc }) => `    {"${name}", (sgl_proc)${proc}},`),
      `};\nconst uint32_t sgl_proc_row_count = ${byName.length};\n`,
      'const uint8_t sgl_opcode_flags[SGL_HIGHEST_OPCODE - SGL_FIRST_GL + 1] = {',
      ...flags,
      '};\n',
    ].join('\n'),
  };
}
