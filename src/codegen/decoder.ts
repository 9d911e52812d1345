// Emits the executor's decoders (decode_gl_N.cpp): each checks a command against what the driver will touch,
// follows the tracked state, calls the driver and builds the reply. Also the table of all decoders.
import type { Model } from '../spec/model.js';
import type { Command, ImageShape, ReplyClass } from '../spec/types.js';
import { carried } from './client.js';
import { memberName } from './host.js';
import {
  type CommandLayout,
  isReceiving,
  isSending,
  layoutOf,
  objectConstant,
  type Place,
  replies,
  returnsValue,
  usesState,
} from './layout.js';
import { banner, type GeneratedFile, split } from './output.js';

const FILES = 8;

/** With NULL for the text these tell its whole length. Elsewhere the driver gets memory of ours even for NULL. */
const NULL_ASKS_LENGTH = /^glGetObject(Ptr)?Label/;

const image = (shape: ImageShape) =>
  `${shape.dimensions}, ${shape.width}, ${shape.height ?? 1}, ${shape.depth ?? 1}, ${shape.format}, ${shape.type}`;
const isPack = (place: Place) => place.parameter.rule?.kind === 'outPixels' || place.parameter.rule?.kind === 'outPack';
const dataName = (place: Place) => `sgl_d_${place.parameter.name}`;
const packName = (place: Place) => `sgl_t_${place.parameter.name}`;
const baseOf = (place: Place) => place.parameter.base;

/** Numbers of a program's parts, which a replay on another driver has to translate (native/reflection.h). */
function translation(command: Command, parameter: string): ((value: string) => string) | undefined {
  const program = command.parameters.find(({ name }) => name === 'program' || name === 'programObj')?.name ?? '0';
  const kind = parameter === 'uniformBlockIndex' ? 3 : parameter === 'storageBlockIndex' ? 4 : undefined;
  if (kind) return value => `sgl_x.block(${program}, ${kind}, ${value})`;
  if (parameter !== 'location' || !/^gl(Program|Getn?)?Uniform(?!Subroutine)/.test(command.name)) return undefined;
  return value => `sgl_x.location(${program}, ${value})`;
}

/** A parameter passed by value, read from its words. */
function load(command: Command, { parameter: { name, base }, word, value }: Place): string {
  const translated = translation(command, name);
  if (translated) return `    const ${base} ${name} = ${translated(`sgl_a.${value.form === 'signed' ? 'i32' : 'u32'}(${word})`)};`;
  switch (value.form) {
    case 'float':
      return `    const ${base} ${name} = sgl_a.f32(${word});`;
    case 'double':
      return `    const ${base} ${name} = sgl_a.f64(${word});`;
    case 'signed':
      return `    const ${base} ${name} = static_cast<${base}>(sgl_a.${value.words === 2 ? 'i64' : 'i32'}(${word}));`;
    case 'unsigned':
      return `    const ${base} ${name} = static_cast<${base}>(sgl_a.${value.words === 2 ? 'u64' : 'u32'}(${word}));`;
    case 'handle':
      throw new Error(`parameter ${name}: a handle needs a decoder written by hand`);
  }
}

/** The check of one pointer: an expression of type Taken. */
function take(command: Command, place: Place): string {
  const { parameter, word } = place;
  // a length that the driver does not write stays negative
  const tellsLength = command.parameters.some(({ rule }) => rule?.kind === 'outString' && rule.length === parameter.name);
  const { name, rule } = parameter;
  const data = dataName(place);
  if (isSending(rule)) {
    const nullable = 'nullable' in rule && rule.nullable === true;
    switch (rule.kind) {
      case 'in':
        return `takeIn(sgl_x, ${data}, ${rule.bytes}, ${nullable}, ${name})`;
      case 'inString':
        return `takeText(sgl_x, ${data}, ${rule.length ?? -1}, ${nullable}, ${name})`;
      case 'inPixels':
        return `takePixels(sgl_x, ${data}, ${image(rule.image)}, ${nullable}, ${name})`;
      case 'inUnpack':
        return `takeUnpack(sgl_x, ${data}, ${rule.bytes}, ${nullable}, ${name})`;
      case 'offset':
        return `takeOffset(${data}, ${name})`;
      case 'vertexPointer':
        return `takeVertex(sgl_x, ${data}, ${name})`;
      case 'newNames':
        return `takeNames(${data}, ${rule.count}, ${name})`;
    }
  }
  if (isReceiving(rule)) {
    switch (rule.kind) {
      case 'out':
        return `makeRoom(sgl_x, ${rule.bytes}, ${name}${tellsLength ? ', 0xff' : ''})`;
      case 'outString':
        return `makeRoom(sgl_x, sgl_size(textRoom(${rule.capacity})), ${name})`;
      case 'outPixels':
        return `takePack(sgl_x, sgl_a, ${word}, ${data}, ${image(rule.image)}, ${packName(place)})`;
      case 'outPack':
        return `takePackBytes(sgl_x, sgl_a, ${word}, ${data}, ${rule.bytes}, ${packName(place)})`;
      case 'outMeasured':
        break;
    }
  }
  throw new Error(`parameter ${name}: no check for ${rule?.kind ?? 'no rule'}`);
}

function declare(place: Place): string[] {
  const { name, rule } = place.parameter;
  const base = baseOf(place);
  if (rule?.kind === 'outMeasured') return [];
  if (isPack(place)) return [`    PackTarget ${packName(place)};`];
  return [`    ${isReceiving(rule) ? '' : 'const '}${base}* ${name} = nullptr;`];
}

/** The arguments of the driver's function. */
function callArguments(command: Command, layout: CommandLayout, replace: Readonly<Record<string, string>> = {}): string {
  const capacities = new Set(command.parameters.flatMap(({ rule }) => (rule?.kind === 'outString' ? [rule.capacity] : [])));
  return layout.places
    .map(place => {
      const { name, type, rule, pointer } = place.parameter;
      if (replace[name] !== undefined) return replace[name];
      if (pointer === 0) return capacities.has(name) ? `textRoom(${name})` : name;
      if (isPack(place)) return base(place) === 'void' ? `${packName(place)}.p` : `static_cast<${base(place)}*>(${packName(place)}.p)`;
      if (rule?.kind === 'outString' && NULL_ASKS_LENGTH.test(command.name)) return `sgl_a.isNull(${place.word}) ? nullptr : ${name}`;
      // the driver's prototype says neither const nor twice const the same way everywhere
      return isSending(rule) && !type.startsWith('const') ? `const_cast<${base(place)}*>(${name})` : name;
    })
    .join(', ');
}
const base = baseOf;

function callDriver(command: Command, layout: CommandLayout): string[] {
  const member = `sgl_x.gl.${memberName(command.name)}`;
  const { newName } = command.annotation;
  if (newName) {
    const word = `sgl_a.u32(${layout.nameWord})`;
    if (newName.object === 'displayList') return [`    adoptLists(sgl_x, ${word}, ${newName.count ?? 1});`];
    // names that any bind may introduce: the host's choice does not matter
    if (newName.count !== undefined) return [`    ${member}(${callArguments(command, layout)});`];
    return [
      `    sgl_x.adoptName(${objectConstant(newName.object)}, ${word}, [&] { return ${member}(${callArguments(command, layout)}); });`,
    ];
  }
  const names = layout.places.find(place => place.parameter.rule?.kind === 'newNames');
  if (names?.parameter.rule?.kind === 'newNames') {
    const { count, object } = names.parameter.rule;
    const generate = callArguments(command, layout, { [names.parameter.name]: 'sgl_out', [count]: 'sgl_n' });
    return [
      `    if (!${names.parameter.name} && ${count} > 0) return true; // nowhere to put them: natively a crash of the program`,
      `    if (!sgl_x.adoptNames(${objectConstant(object)}, ${count}, ${names.parameter.name}, [&](int32_t sgl_n, uint32_t* sgl_out) { ${member}(${generate}); })) return false;`,
    ];
  }
  const returns = returnsValue(command);
  const measured = layout.places.filter(place => place.parameter.rule?.kind === 'outMeasured');
  if (measured.length > 1) throw new Error(`${command.name}: only one pointer can be measured`);
  const [target] = measured;
  if (target) {
    const cast = base(target) === 'void' ? 'sgl_m' : `static_cast<${base(target)}*>(sgl_m)`;
    const call = `${member}(${callArguments(command, layout, { [target.parameter.name]: cast })})`;
    return [
      ...(returns ? [`    ${command.result.type} sgl_r{};`] : []),
      `    const Measured sgl_measured = sgl_x.measure([&](void* sgl_m) { ${returns ? 'sgl_r = ' : ''}${call}; });`,
    ];
  }
  return [`    ${returns ? `const ${command.result.type} sgl_r = ` : ''}${member}(${callArguments(command, layout)});`];
}

function reply(command: Command, layout: CommandLayout): string[] {
  const receiving = layout.places.filter(place => isReceiving(place.parameter.rule));
  const packs = receiving.filter(isPack);
  const returns = returnsValue(command);
  const out = (place: Place): string => {
    const { name, rule } = place.parameter;
    const isNull = `sgl_a.isNull(${place.word})`;
    switch (rule?.kind) {
      case 'outMeasured':
        return `    replyOut(sgl_x, ${isNull}, sgl_measured.p, sgl_measured.bytes);`;
      case 'outString': {
        const length = rule.length === undefined ? '-1' : `*${rule.length}`;
        return `    replyOut(sgl_x, ${isNull}, ${name}, sgl_failed ? 0 : textBytes(${name}, ${rule.capacity}, ${length}));`;
      }
      case 'outPixels':
        return `    replyPixels(sgl_x, ${packName(place)}, sgl_failed);`;
      case 'outPack':
        return `    replyOut(sgl_x, ${packName(place)}.null, ${packName(place)}.p, sgl_failed ? 0 : ${packName(place)}.bytes);`;
      case 'out':
        return `    replyOut(sgl_x, ${isNull}, ${name}, sgl_failed ? 0 : ${rule.bytes});`;
      default:
        throw new Error(`parameter ${name} has nothing to reply`);
    }
  };
  return [
    ...(packs.length > 0 && !returns ? [`    if (${packs.map(place => `${packName(place)}.offset`).join(' && ')}) return true;`] : []),
    ...(receiving.some(place => place.parameter.rule?.kind !== 'outMeasured') ? ['    const bool sgl_failed = sgl_x.errorRaised();'] : []),
    '    sgl_x.reply.begin(sgl_x.opcode);',
    ...(returns ? ['    replyResult(sgl_x, sgl_r);'] : []),
    ...receiving.map(out),
    '    sgl_x.reply.end();',
  ];
}

/** Refuses enums of extensions that are not offered. Texture units run on past the ones that have names. */
function checkEnums(values: readonly Place[], answers: string): string[] {
  const enums = values
    .filter(({ parameter }) => parameter.base === 'GLenum' && parameter.group !== 'TextureUnit')
    .map(({ parameter }) => `enumRefused(${parameter.name})`);
  return enums.length === 0 ? [] : [`    if (${enums.join(' || ')}) return refuse(sgl_x, raised(sgl_x, GL_INVALID_ENUM), ${answers}, "");`];
}

/** Refuses negative counts where drivers do not. */
function checkCounts(command: Command, answers: string): string[] {
  return (command.annotation.notNegative ?? []).map(
    name => `    if (${name} < 0) return refuse(sgl_x, raised(sgl_x, GL_INVALID_VALUE), ${answers}, "");`,
  );
}

function decoder(command: Command): string {
  const layout = layoutOf(command);
  const values = layout.places.filter(place => place.parameter.pointer === 0);
  const pointers = layout.places.filter(place => place.parameter.pointer > 0);
  const tailed = pointers.filter(place => isSending(place.parameter.rule) || isPack(place));
  const answers = replies(command);
  // with a pixel pack buffer nobody waits, so a refusal must not answer either
  const pack = returnsValue(command) ? undefined : pointers.find(isPack);
  const answersUnlessPacked = pack ? `!${dataName(pack)}.offset` : String(answers);
  const lines = [
    `bool decode_${command.name}(Exec& sgl_x, Args& sgl_a) {`,
    `    if (!sgl_a.fixed(${layout.fixedWords})) return sgl_x.malformed("lacks arguments");`,
    ...(usesState(command) ? ['    sgl_track* const cx = sgl_x.cx;', '    (void)cx;'] : []),
    ...values.map(place => load(command, place)),
    ...tailed.flatMap(place => [
      `    Data ${dataName(place)};`,
      `    if (${isPack(place) ? `sgl_a.isOffset(${place.word}) && ` : ''}!sgl_a.data(${place.word}, ${dataName(place)})) return sgl_x.malformed("is cut off in ${place.parameter.name}");`,
    ]),
    '    if (sgl_a.restWords()) return sgl_x.malformed("is longer than its arguments");',
    ...checkEnums(values, answersUnlessPacked),
    ...checkCounts(command, answersUnlessPacked),
    ...pointers.flatMap(declare),
    ...pointers
      .filter(place => place.parameter.rule?.kind !== 'outMeasured')
      .map(
        place =>
          `    if (const Taken sgl_k = ${take(command, place)}; sgl_k != Taken::Ok) return refuse(sgl_x, sgl_k, ${answersUnlessPacked}, "has too little data or no such pointer in ${place.parameter.name}");`,
      ),
    ...(command.annotation.track
      ? [`    sgl_track_${command.name}(${['cx', ...command.parameters.map(p => trackArgument(layout, p.name))].join(', ')});`]
      : []),
    ...callDriver(command, layout),
    ...(answers ? reply(command, layout) : []),
    '    return true;',
    '}\n',
  ];
  return lines.join('\n');
}

function trackArgument(layout: CommandLayout, name: string): string {
  const place = layout.places.find(candidate => candidate.parameter.name === name);
  return place && isPack(place) ? `${packName(place)}.p` : name;
}

/** Bits of the enum values 0x8000 to 0x9fff, 64 a word. */
function bitmap(values: Iterable<number>): bigint[] {
  const words = new Array<bigint>(0x2000 / 64).fill(0n);
  for (const value of values) {
    const bit = value - 0x8000;
    const word = Math.floor(bit / 64);
    if (bit >= 0 && bit < 0x2000) words[word] = (words[word] ?? 0n) | (1n << BigInt(bit % 64));
  }
  return words;
}

function nameTable(table: string, count: string, names: readonly string[]): string[] {
  return [
    `extern const char* const ${table}[];\nextern const uint32_t ${count};`,
    `const char* const ${table}[] = {`,
    ...names.map(name => `    "${name}",`),
    `};\nconst uint32_t ${count} = ${names.length};\n`,
  ];
}

const HEADERS = '#include "decoders.h"\n#include "opcodes.h"\n#include "decode_pointers.h"\n';

/** In the order of the numbers in native/replayer.h. */
const REPLY_CLASSES: readonly ReplyClass[] = ['exact', 'location', 'timing', 'environment'];

export function decoderFiles(model: Model): GeneratedFile[] {
  const known = carried(model);
  const onWire = model.commands.filter(c => c.carriage !== 'client' && known.has(c.name));
  const generated = onWire.filter(c => c.annotation.executorByHand === undefined);
  const functionOf = (c: Command) => (c.annotation.executorByHand === undefined ? `decode_${c.name}` : `hand_${c.name}`);
  const byOpcode = new Map(onWire.map(c => [c.opcode, c]));
  const nameOf = new Map(model.commands.map(c => [c.opcode, c.name]));
  const opcodes = Array.from({ length: model.highestOpcode + 1 }, (_, i) => i);
  const sorted = (list: readonly string[]) => [...list].sort((a, b) => (a < b ? -1 : 1));
  return [
    {
      name: 'decoders.h',
      text: [
        banner('Decoders of the OpenGL commands; hand_ ones are in native/exec_*.cpp.'),
        '#pragma once\n#include "executor.h"\n\nnamespace sgl {\n',
        ...onWire.map(c => `bool ${functionOf(c)}(Exec&, Args&);`),
        '\n} // namespace sgl\n',
      ].join('\n'),
    },
    {
      name: 'decoders.cpp',
      text: [
        banner('The tables of decoders, command names and extensions that may be advertised.'),
        '#include "decoders.h"\n\nnamespace sgl {\n',
        'const Decoder kDecoders[] = {',
        ...opcodes.map(opcode => {
          const command = byOpcode.get(opcode);
          return `    ${command ? functionOf(command) : 'nullptr'},`;
        }),
        `};\nconst uint32_t kDecoderCount = ${opcodes.length};\n`,
        'const char* commandName(uint32_t opcode) {',
        '    static const char* const names[] = {',
        ...opcodes.map(opcode => `        ${nameOf.has(opcode) ? `"${nameOf.get(opcode)}"` : 'nullptr'},`),
        '    };\n    return opcode < kDecoderCount ? names[opcode] : nullptr;\n}\n',
        // which recorded replies a replay must give again (native/replayer.h)
        `extern const uint8_t kReplyClass[];\nconst uint8_t kReplyClass[] = {${opcodes.map(opcode => REPLY_CLASSES.indexOf(byOpcode.get(opcode)?.annotation.replyClass ?? 'exact')).join(', ')}};\n`,
        ...nameTable('kAllowedExtensions', 'kAllowedExtensionCount', sorted(model.extensions)),
        ...nameTable('kAllowedEsExtensions', 'kAllowedEsExtensionCount', sorted(model.esExtensions)),
        'extern const uint64_t kRefusedEnums[0x2000 / 64];\nconst uint64_t kRefusedEnums[0x2000 / 64] = {',
        ...bitmap(model.refusedEnums).map(word => `    0x${word.toString(16)}ull,`),
        '};\n\n} // namespace sgl\n',
      ].join('\n'),
    },
    ...split(generated, FILES).map((part, i) => ({
      name: `decode_gl_${i + 1}.cpp`,
      text: [
        banner(`Decoders of the OpenGL commands, part ${i + 1} of ${FILES}.`),
        HEADERS,
        'namespace sgl {\n',
        ...part.map(decoder),
        '} // namespace sgl\n',
      ].join('\n'),
    })),
  ];
}
