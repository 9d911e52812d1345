// Emits the round-trip test of the generated code (test/unit/codegen): every command is encoded by its client
// function with ordinary, minimum, maximum and null arguments and with buffers bound, decoded, and what the
// driver is called with is held against what the program passed. Sizes are test/size-oracle's business.
import type { Model } from '../spec/model.js';
import type { Command, ImageShape, Parameter } from '../spec/types.js';
import { valueType } from '../spec/values.js';
import { carried } from './client.js';
import { memberName } from './host.js';
import { isReceiving, isSending, layoutOf, parameterList, returnsValue } from './layout.js';
import { banner, type GeneratedFile, split } from './output.js';

const FILES = 4;
const VARIANTS = ['ordinary', 'minimum', 'maximum', 'null', 'bound'] as const;
type Variant = (typeof VARIANTS)[number];

const image = (shape: ImageShape) =>
  `${shape.dimensions}, ${shape.width}, ${shape.height ?? 1}, ${shape.depth ?? 1}, ${shape.format}, ${shape.type}`;

/** Does any rule speak of this parameter? Its values must then stay within what memory can hold. */
function sizes(command: Command, parameter: Parameter): boolean {
  const word = new RegExp(`\\b${parameter.name}\\b`);
  return command.parameters.some(({ rule }) => rule !== undefined && word.test(JSON.stringify(rule)));
}

const PIXELS: Readonly<Record<string, string>> = { format: 'GL_RGB', type: 'GL_UNSIGNED_BYTE' };
const LIMITS: Readonly<Record<string, readonly [string, string, string]>> = {
  GLbyte: ['3', 'INT8_MIN', 'INT8_MAX'],
  GLchar: ['3', 'INT8_MIN', 'INT8_MAX'],
  GLubyte: ['3', '0', 'UINT8_MAX'],
  GLboolean: ['1', '0', 'UINT8_MAX'],
  GLshort: ['3', 'INT16_MIN', 'INT16_MAX'],
  GLushort: ['3', '0', 'UINT16_MAX'],
  GLint: ['3', 'INT32_MIN', 'INT32_MAX'],
  GLsizei: ['3', 'INT32_MIN', 'INT32_MAX'],
  GLuint: ['3', '0', 'UINT32_MAX'],
  GLenum: ['0x0B71', '0', 'UINT32_MAX'],
  GLbitfield: ['3', '0', 'UINT32_MAX'],
  GLfloat: ['1.5f', '-FLT_MAX', 'NAN'],
  GLdouble: ['1.5', '-DBL_MAX', 'INFINITY'],
  GLint64: ['5000000000', 'INT64_MIN', 'INT64_MAX'],
  GLuint64: ['5000000000', '0', 'UINT64_MAX'],
  GLintptr: ['24', 'INT64_MIN', 'INT64_MAX'],
  GLsizeiptr: ['24', 'INT64_MIN', 'INT64_MAX'],
};

/** A value for a parameter that is passed by value. */
function argument(command: Command, parameter: Parameter, variant: Variant): string {
  const type = valueType(parameter.base);
  const [ordinary, minimum, maximum] = LIMITS[type.c] ?? ['1', '0', '1'];
  const bounded = sizes(command, parameter);
  const pixels = command.parameters.some(({ rule }) => rule?.kind === 'inPixels' || rule?.kind === 'outPixels');
  const fixed = pixels ? PIXELS[parameter.name] : undefined;
  if (fixed !== undefined) return fixed;
  if (bounded && /stride$/.test(parameter.name)) return parameter.name === 'ustride' ? '8' : '32';
  if (variant === 'minimum') return command.annotation.notNegative?.includes(parameter.name) ? '0' : minimum;
  if (variant !== 'maximum') return ordinary;
  if (!bounded) return maximum;
  if (type.form !== 'signed') return ordinary;
  // images grow with the product of their sizes; other data may well be staged
  return pixels ? '50' : '1000';
}

/** Bytes behind a pointer; `undefined` where none are looked at. */
function bytesOf(parameter: Parameter): string | undefined {
  const { rule, name } = parameter;
  switch (rule?.kind) {
    case 'in':
    case 'inUnpack':
    case 'out':
    case 'outPack':
      return rule.bytes;
    case 'inString':
      return `textLength(${name}, ${rule.length ?? -1})`;
    case 'inPixels':
      return `imageBytes(cx->unpack, ${image(rule.image)})`;
    case 'outPixels':
      return `imageBytes(cx->pack, ${image(rule.image)})`;
    case 'outString':
      return `sgl_size(${rule.capacity})`;
    case 'outMeasured':
      return '64';
    case 'newNames':
      return `sgl_bytes(${rule.count}, 4)`;
    default:
      return undefined;
  }
}

/** Writes down what the driver (or the program) passes. */
function logFunction(command: Command): string {
  const lines = command.parameters.map(p => {
    if (p.pointer === 0) return `    log.value("${p.name}", ${p.name});`;
    switch (p.rule?.kind) {
      case 'vertexPointer':
        return `    log.vertex("${p.name}", ${p.name}, cx->array_buffer);`;
      case 'inPixels':
      case 'inUnpack':
        return `    log.unpack("${p.name}", ${p.name}, ${bytesOf(p)}, cx->pixel_unpack_buffer, ${p.rule.nullable === true});`;
      case 'in':
      case 'inString':
        return `    log.data("${p.name}", ${p.name}, ${bytesOf(p)}, ${p.rule.nullable === true});`;
      default:
        return `    (void)${p.name};`;
    }
  });
  const list = command.parameters.map(p => `, ${p.pointer > 0 ? `const ${p.base}*` : p.base} ${p.name}`).join('');
  return [`void log_${command.name}(Log& log, const sgl_track* cx${list}) {`, '    (void)log; (void)cx;', ...lines, '}'].join('\n');
}

/** Stands for the driver's function: logs, writes what it is asked for, returns a known value. */
function stub(command: Command): string {
  const length = command.parameters.find(p => p.rule?.kind === 'outString')?.rule;
  const lengthName = length?.kind === 'outString' ? length.length : undefined;
  const writes = command.parameters.flatMap(p => {
    switch (p.rule?.kind) {
      case 'out':
        return p.name === lengthName ? [`    if (${p.name}) *${p.name} = 3;`] : [`    writeOut(${p.name}, ${bytesOf(p)});`];
      case 'outMeasured':
        return [`    writeOut(${p.name}, 12);`];
      case 'outString':
        return [`    writeText(${p.name}, ${p.rule.capacity});`];
      case 'outPixels':
      case 'outPack':
        return [`    if (!cx->pixel_pack_buffer) writeOut(${p.name}, ${bytesOf(p)});`];
      default:
        return [];
    }
  });
  const returns = command.result.type === 'void' ? [] : [`    return static_cast<${command.result.type}>(kResult);`];
  return [
    `${command.result.type} stub_${command.name}${parameterList(command)} {`,
    '    const sgl_track* const cx = executorTrack();',
    '    (void)cx;',
    `    log_${command.name}(called("${command.name}"), cx${command.parameters.map(p => `, ${p.name}`).join('')});`,
    ...writes,
    ...returns,
    '}',
  ].join('\n');
}

function check(p: Parameter, lengthName: string | undefined): string[] {
  switch (p.rule?.kind) {
    case 'out':
      return p.name === lengthName ? [`    expectLength(m_${p.name});`] : [`    expectOut(m_${p.name}, ${bytesOf(p)});`];
    case 'outMeasured':
      return [`    expectOut(m_${p.name}, 12);`];
    case 'outString':
      return [`    expectText(m_${p.name}, ${p.rule.capacity});`];
    case 'outPack':
      return [`    if (!cx->pixel_pack_buffer) expectOut(m_${p.name}, ${bytesOf(p)});`];
    case 'outPixels':
      return [`    if (!cx->pixel_pack_buffer) expectPixels(m_${p.name}, cx->pack, ${image(p.rule.image)});`];
    default:
      return [];
  }
}

function usesBuffers(command: Command): boolean {
  return command.parameters.some(
    ({ rule }) => rule && ['inPixels', 'inUnpack', 'outPixels', 'outPack', 'vertexPointer'].includes(rule.kind),
  );
}

function attempt(command: Command, variant: Variant): string {
  const values = command.parameters.filter(p => p.pointer === 0);
  const pointers = command.parameters.filter(p => p.pointer > 0);
  const lengthRule = command.parameters.find(p => p.rule?.kind === 'outString')?.rule;
  const lengthName = lengthRule?.kind === 'outString' ? lengthRule.length : undefined;
  const memory = (p: Parameter): string => {
    const how =
      variant === 'null'
        ? 'Null'
        : variant === 'bound' && usesBuffers({ ...command, parameters: [p] })
          ? 'Offset'
          : isSending(p.rule)
            ? 'Sent'
            : 'Received';
    if (p.rule?.kind === 'inString')
      return `    Memory m_${p.name}(How::${how === 'Sent' ? 'Text' : how}, ${variant === 'maximum' ? 40000 : variant === 'minimum' ? 1 : 8});`;
    return `    Memory m_${p.name}(How::${how}, ${bytesOf(p) ?? '16'});`;
  };
  const names = command.parameters.map(p => p.name).join(', ');
  const result = returnsValue(command);
  const slots = layoutOf(command).places.flatMap(({ parameter, word }) => (isSending(parameter.rule) ? [word] : []));
  return [
    '{',
    `    const sgl_track* const cx = begin("${command.name}", "${variant}", ${variant === 'bound'});`,
    '    (void)cx;',
    ...values.map(p => `    const ${p.base} ${p.name} = static_cast<${p.base}>(${argument(command, p, variant)});`),
    ...pointers.flatMap(p => [
      memory(p),
      `    auto* const ${p.name} = static_cast<${p.isConst ? 'const ' : ''}${p.base}*>(m_${p.name}.p);`,
    ]),
    `    log_${command.name}(expected(), cx${names === '' ? '' : `, ${names}`});`,
    `    ${result ? `const ${command.result.type} result = ` : ''}${command.name}(${names});`,
    ...(result ? [`    expectResult(static_cast<${command.result.type}>(kResult), result);`] : []),
    `    finish(${variant === 'ordinary'}, {${slots.join(', ')}});`,
    ...(variant === 'null' ? [] : pointers.flatMap(p => check(p, lengthName))),
    '}',
  ].join('\n');
}

function tests(command: Command): string {
  // without room for names nothing is generated
  const pointers = command.parameters.some(p => p.pointer > 0 && p.rule?.kind !== 'newNames');
  const variants = VARIANTS.filter(variant => (variant === 'null' ? pointers : variant === 'bound' ? usesBuffers(command) : true));
  return [
    logFunction(command),
    stub(command),
    `void test_${command.name}() {`,
    ...variants.map(variant => attempt(command, variant)),
    '}\n',
  ].join('\n');
}

export function testFiles(model: Model): GeneratedFile[] {
  const known = carried(model);
  const both = model.commands.filter(
    c =>
      known.has(c.name) &&
      (c.carriage === 'async' || c.carriage === 'reply') &&
      c.annotation.executorByHand === undefined &&
      c.parameters.every(p => p.pointer === 0 || isSending(p.rule) || isReceiving(p.rule)),
  );
  const hand = model.commands.filter(c => c.annotation.executorByHand !== undefined && c.carriage !== 'client');
  const parts = split(both, FILES).map((part, i) => ({
    name: `test_roundtrip_${i + 1}.cc`,
    text: [
      banner(`Round trips of generated commands, part ${i + 1} of ${FILES}.`),
      '#include "roundtrip.h"\n\nusing namespace sgl;\n\nnamespace {\n',
      ...part.map(tests),
      '} // namespace\n',
      `void sgl_test_part_${i + 1}() {`,
      ...part.flatMap(c => [`    driver().${memberName(c.name)} = stub_${c.name};`, `    test_${c.name}();`]),
      '}\n',
    ].join('\n'),
  }));
  return [
    ...parts,
    {
      name: 'test_hand.cc',
      text: [
        banner('Stands for the decoders that are written by hand, which these tests leave out.'),
        '#include "decoders.h"\n\nnamespace sgl {\n',
        ...hand.map(c => `bool hand_${c.name}(Exec& x, Args&) { return x.malformed("is not part of this test"); }`),
        '\n} // namespace sgl\n',
      ].join('\n'),
    },
  ];
}
