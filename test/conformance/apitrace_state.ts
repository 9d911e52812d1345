// The independent oracle of `sgl state`: records programs with sgl and with apitrace, and compares every parameter that
// `apitrace replay -D` tells at the end of a frame. `node --import tsx test/conformance/apitrace_state.ts [PROGRAM…]`;
// needs apitrace, gcc, the built project and an X server ($DISPLAY). Exit code 1 when a difference is unexplained.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rowOf } from '../../src/inspect/state/lookup.js';
import type { StateSnapshot, StateValue } from '../../src/inspect/state/snapshot.js';
import { ReplaySession } from '../../src/replay/session.js';
import { contextRows, conventionalArrayRows, type StateObjectKind } from '../../src/spec/state/index.js';
import { CommandNames } from '../../src/trace/command_writer.js';
import { currentModel } from '../../src/trace/model_dictionary.js';
import { TraceReader } from '../../src/trace/reader.js';

const root = resolve(import.meta.dirname, '../..');
const names = new CommandNames(currentModel());
/** Programs of test/programs that draw the same each time; they take a number of frames. Not one with program binaries: apitrace
 * has it that there are none, so that the program goes another way. */
const PROGRAMS = ['core_fbo', 'fixed_function', 'compute_ssbo', 'one_bug', 'glx_present', 'hard_to_seek', 'accumulation', 'contexts'];
const FRAME = 1;

/** Parameters that differ, or that `sgl state` does not have, for a reason. */
const EXPLAINED: readonly (readonly [RegExp, string])[] = [
  [/^GL_DEBUG_OUTPUT/, 'the renderer switches debug output on to learn of errors'],
  [/^GL_DEBUG_(NEXT_)?LOGGED_MESSAGE/, 'what the driver has to say to apitrace is another number of messages'],
  [/^GL_(VENDOR|RENDERER|VERSION|SHADING_LANGUAGE_VERSION|EXTENSIONS)$/, 'of the implementation'],
  [
    /^GL_(MAX|MIN|NUM|CONTEXT|SUBPIXEL|MAJOR|MINOR|RESET|VIEWPORT_BOUNDS|VIEWPORT_SUBPIXEL)_|_RANGE$|_GRANULARITY$|_FORMATS$|^GL_FRAGMENT_INTERPOLATION|_ALIGNMENT$/,
    'of the implementation',
  ],
  [
    /^GL_(DOUBLEBUFFER|STEREO|SAMPLES|SAMPLE_BUFFERS|AUX_BUFFERS|(RED|GREEN|BLUE|ALPHA|DEPTH|STENCIL|INDEX)_BITS|ACCUM_\w+_BITS)$/,
    'of the window: apitrace replays in one of its own choosing',
  ],
  [/^GL_(CURRENT_TIME_NV|TIMESTAMP|GPU_MEMORY\w*|TEXTURE_FREE\w*|VBO_FREE\w*|RENDERBUFFER_FREE\w*)$/, 'the time, and free memory'],
  [
    /^GL_TRANSPOSE_|^GL_TEXTURE_BUFFER_DATA_STORE_BINDING$|^GL_TEXTURE_SWIZZLE_RGBA$|^GL_PRIMITIVE_RESTART_INDEX_NV$|^GL_TEXTURE_(LUMINANCE|INTENSITY)_TYPE$|^GL_CURRENT_MATRIX|^GL_BLEND_(SRC|DST)$|_ARRAY_COUNT_EXT$|^GL_PIXEL_MAP_\w+_SIZE$|^GL_LOGIC_OP$|^GL_DRAW_BUFFER$/,
    'follows from values that have rows',
  ],
  [/^GL_\w+_ARRAY_STRIDE$/, 'of arrays in client memory, which travel packed: the stride is that of what came with the last draw'],
  [
    /^GL_TEXTURE_GEN_STR_OES$|^GL_TEXTURE_BUFFER_FORMAT|^GL_RGBA_SIGNED|_POINTER(_EXT)?$|^GL_BUFFER_MAP_POINTER$|^GL_PROGRAM_ERROR_STRING_ARB$/,
    'no state, or a pointer of the program',
  ],
];

const NOT_CORE = 'not of the core profile (Mesa answers all the same)';
const compatibilityOnly = new Set(
  [...contextRows, ...conventionalArrayRows]
    .filter(row => row.compatibility)
    .flatMap(row => [row.pname, ...row.query.args])
    .map(each => (typeof each === 'string' && each.startsWith('GL_') ? names.find(each) : undefined)),
);

/** Values by GL enum, in the place that a key of apitrace's stands for. */
type Place = ReadonlyMap<number, StateValue>;

function numbers(value: unknown): number[] | undefined {
  if (Array.isArray(value)) {
    const all = value.map(numbers);
    return all.every(each => each !== undefined) ? all.flat() : undefined;
  }
  if (typeof value === 'number') return [value];
  if (typeof value === 'boolean') return [Number(value)];
  if (typeof value !== 'string') return undefined;
  const found = value === 'GL_FALSE' ? 0 : value === 'GL_TRUE' ? 1 : value.startsWith('GL_') ? names.find(value) : Number(value);
  return found === undefined || Number.isNaN(found) ? undefined : [found];
}

function equal(a: unknown, b: StateValue): boolean {
  const [x, y] = [numbers(a), numbers(b instanceof Uint8Array ? [...b] : b)];
  if (!x || !y || x.length !== y.length) return false;
  return x.every((each, i) => each === y[i] || Math.abs(each - y[i]!) <= 1e-5 * Math.abs(each) || each >>> 0 === y[i]! >>> 0);
}

class State {
  readonly #context: StateSnapshot['contexts'][number];
  readonly #snapshot: StateSnapshot;

  constructor(snapshot: StateSnapshot) {
    this.#snapshot = snapshot;
    this.#context = snapshot.contexts.find(({ stream }) => stream !== undefined) ?? snapshot.contexts[0]!;
  }

  get core(): boolean {
    return this.#context.profile === 'core';
  }
  value(path: string): StateValue | undefined {
    return this.#context.values.get(path);
  }
  bound(path: string): number {
    return Number(this.value(path) ?? 0);
  }
  object(kind: StateObjectKind, name: number): ReadonlyMap<string, StateValue> {
    const all = [...this.#context.objects, ...(this.#snapshot.groups.find(({ id }) => id === this.#context.group)?.objects ?? [])];
    return all.find(each => each.kind === kind && each.name === name)?.values ?? new Map();
  }

  /** Variables of the context by enum: those with an index at `units`, others where they stand. */
  place(unit: number, command = ''): Place {
    const place = new Map<number, StateValue>();
    const add = (pname: string | number | undefined, value: StateValue | undefined) => {
      const number = typeof pname === 'string' ? names.find(pname) : pname;
      if (number !== undefined && value !== undefined && !place.has(number)) place.set(number, value);
    };
    for (const row of contextRows) {
      const enums = row.query.args.find(argument => typeof argument === 'string' && argument.startsWith('GL_'));
      const pname = row.query.command === 'glIsEnabled' || row.query.command.startsWith('glGet') ? (enums ?? row.pname) : row.pname;
      if (!row.query.command.startsWith(command)) continue;
      if (command !== '') add(row.pname, this.value(row.path.replace('[]', `[${unit}]`)));
      else if (!row.domain) {
        if (/^glGet(Boolean|Integer|Integer64|Float|Double)v$|^glIsEnabled$|PolygonStipple|Integeri_v/.test(row.query.command))
          add(pname ?? 'GL_POLYGON_STIPPLE', this.value(row.path));
      } else if (/^texture (unit|coordinate set)$/.test(row.domain.name)) add(pname, this.value(row.path.replace('[]', `[${unit}]`)));
      else if (row.domain.base && row.pname === row.domain.base)
        for (let i = 0; i < 8; i++) add((names.find(row.domain.base) ?? 0) + i, this.value(row.path.replace('[]', `[${i}]`)));
    }
    const array = this.object('vertexArray', this.bound('binding.vertex_array'));
    add('GL_ELEMENT_ARRAY_BUFFER_BINDING', array.get('element_array_buffer'));
    const draw = this.object('framebuffer', this.bound('binding.draw_framebuffer'));
    for (let i = 0; i < 8; i++) add(0x8825 + i, draw.get(`draw_buffer[${i}]`));
    add('GL_READ_BUFFER', this.object('framebuffer', this.bound('binding.read_framebuffer')).get('read_buffer'));
    for (const [path, value] of array) {
      const part = /^(vertex|normal|color|secondary_color|index|fog_coord|edge_flag)\.(\w+)$|^(texture_coord)\[0\]\.(\w+)$/.exec(path);
      if (!part) continue;
      const [name, what] = [part[1] ?? part[3]!, part[2] ?? part[4]!];
      const suffix = what === 'enabled' ? '' : what === 'buffer' ? '_BUFFER_BINDING' : `_${what.toUpperCase()}`;
      add(`GL_${name.toUpperCase()}_ARRAY${suffix}`, value);
    }
    return place;
  }

  /** Variables of the context whose paths begin so, by the enum of their rows. */
  group(prefix: string, keep: (path: string) => boolean = () => true): Place {
    const place = new Map<number, StateValue>();
    for (const [path, value] of this.#context.values) {
      if (!path.startsWith(prefix) || !keep(path)) continue;
      const number = names.find(rowOf(undefined, path)?.pname ?? '');
      if (number !== undefined) place.set(number, value);
    }
    return place;
  }

  /** Properties of an object by enum. */
  properties(values: ReadonlyMap<string, StateValue>, prefix: string, toEnum: (path: string) => string): Place {
    const place = new Map<number, StateValue>();
    for (const [path, value] of values) {
      if (!path.startsWith(prefix)) continue;
      const number = names.find(toEnum(path.slice(prefix.length)));
      if (number !== undefined) place.set(number, value);
    }
    return place;
  }
}

const upper = (path: string) => path.toUpperCase();

/** What apitrace tells under a key that holds more. */
function nested(state: State, outer: readonly string[]): Place | undefined {
  const last = outer.at(-1)!;
  const unit = /^GL_TEXTURE(\d+)$/.exec(outer[0]!)?.[1];
  if (unit !== undefined && outer.length === 1) return state.place(Number(unit));
  if (unit !== undefined && /^GL_(TEXTURE_ENV|TEXTURE_FILTER_CONTROL|POINT_SPRITE)$/.test(last))
    return state.place(Number(unit), 'glGetMultiTexEnv');
  const coord = /^GL_([STRQ])$/.exec(last)?.[1];
  if (unit !== undefined && coord !== undefined) return state.group(`coord[${unit}].`, path => path.endsWith(`_${coord.toLowerCase()}`));
  if (unit !== undefined && outer.length === 2) {
    const name = state.bound(`texture_unit[${unit}].binding_${last.replace('GL_TEXTURE_', '').toLowerCase()}`);
    const texture = state.object('texture', name);
    const place = new Map(state.properties(texture, '', path => (path.startsWith('level') ? '' : (rowOf('texture', path)?.pname ?? ''))));
    for (const [pname, value] of state.properties(texture, 'level[0].', path => rowOf('texture', `level[0].${path}`)?.pname ?? ''))
      place.set(pname, value);
    return place;
  }
  const face = outer.length === 1 ? /^GL_(FRONT|BACK)$/.exec(last)?.[1] : undefined;
  const light = outer.length === 1 ? /^GL_LIGHT(\d)$/.exec(last)?.[1] : undefined;
  if (face !== undefined || light !== undefined)
    return state.group(face === undefined ? `light[${light}].` : `material.${face.toLowerCase()}.`);
  const attribute = /^GL_VERTEX_ATTRIB_ARRAY(\d+)$/.exec(last)?.[1];
  if (attribute !== undefined) {
    const array = state.object('vertexArray', state.bound('binding.vertex_array'));
    const prefix = `attribute[${attribute}].`;
    const place = new Map(
      state.properties(array, prefix, path =>
        /^(binding|relative_offset)$/.test(path)
          ? `GL_VERTEX_ATTRIB_${upper(path)}`
          : path === 'buffer'
            ? 'GL_VERTEX_ATTRIB_ARRAY_BUFFER_BINDING'
            : `GL_VERTEX_ATTRIB_ARRAY_${upper(path)}`,
      ),
    );
    const current = state.value(`vertex_attrib[${attribute}].value`);
    if (current !== undefined) place.set(names.value('GL_CURRENT_VERTEX_ATTRIB'), current);
    return place;
  }
  if (/_BUFFER$/.test(last) && outer.length === 1) {
    const which = last.replace(/^GL_|_BUFFER$/g, '').toLowerCase();
    const name =
      which === 'element_array'
        ? Number(state.object('vertexArray', state.bound('binding.vertex_array')).get('element_array_buffer') ?? 0)
        : state.bound(`buffer.${which}`);
    return state.properties(state.object('buffer', name), '', path => `GL_BUFFER_${upper(path)}`);
  }
  const indexed = /^GL_(UNIFORM|SHADER_STORAGE|ATOMIC_COUNTER|TRANSFORM_FEEDBACK)_BUFFER$/.exec(outer[0]!)?.[1];
  if (indexed && outer[1] === 'i') {
    const prefix = indexed === 'TRANSFORM_FEEDBACK' ? `buffer[${last}].` : `buffer.${indexed.toLowerCase()}[${last}].`;
    const values = new Map<string, StateValue>();
    for (const part of ['binding', 'start', 'size']) {
      const value =
        indexed === 'TRANSFORM_FEEDBACK'
          ? state.object('transformFeedback', state.bound('binding.transform_feedback')).get(prefix + part)
          : state.value(prefix + part);
      if (value !== undefined) values.set(part, value);
    }
    return state.properties(values, '', path => `GL_${indexed}_BUFFER_${upper(path)}`);
  }
  return undefined;
}

interface Outcome {
  equal: number;
  readonly explained: Map<string, number>;
  readonly wrong: string[];
}

function compare(state: State, outer: readonly string[], told: Readonly<Record<string, unknown>>, outcome: Outcome): void {
  const active = state.bound('binding.active_texture') - 0x84c0;
  const place = outer.length === 0 ? state.place(active) : nested(state, outer);
  for (const [key, value] of Object.entries(told)) {
    if (Array.isArray(value) && key === 'i') {
      for (const [i, each] of value.entries()) compare(state, [...outer, 'i', String(i)], each as Record<string, unknown>, outcome);
      continue;
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (Object.keys(value).length > 0) compare(state, [...outer, key], value as Record<string, unknown>, outcome);
      continue;
    }
    const ours = place?.get(names.find(key) ?? -1);
    if (ours !== undefined && equal(value, ours)) {
      outcome.equal++;
      continue;
    }
    const reason =
      EXPLAINED.find(([pattern]) => pattern.test(key))?.[1] ??
      (state.core && compatibilityOnly.has(names.find(key) ?? -1) ? NOT_CORE : undefined);
    if (reason !== undefined) outcome.explained.set(reason, (outcome.explained.get(reason) ?? 0) + 1);
    else
      outcome.wrong.push(
        `${[...outer, key].join('.')}: apitrace ${JSON.stringify(value)}, sgl ${ours === undefined ? 'does not have it' : JSON.stringify(ours)}`,
      );
  }
}

function uniforms(state: State, told: Readonly<Record<string, unknown>>, outcome: Outcome): void {
  const program = state.object('program', state.bound('binding.program'));
  for (const [name, value] of Object.entries(told)) {
    const ours = program.get(`uniform[${name}].value`);
    // in a block: its value is in the buffer
    if (ours === undefined && [...program.keys()].some(path => path.startsWith(`uniform[${name}].`))) continue;
    if (ours !== undefined && equal(value, ours)) outcome.equal++;
    else
      outcome.wrong.push(
        `uniform ${name}: apitrace ${JSON.stringify(value)}, sgl ${ours === undefined ? 'does not have it' : JSON.stringify(ours)}`,
      );
  }
}

async function check(name: string, folder: string): Promise<Outcome> {
  const binary = join(folder, name);
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs', `${name}.c`), '-o', binary, '-lGL', '-lX11', '-lm', '-ldl', '-lpthread']);
  const run = (command: string, args: readonly string[]) => {
    const result = spawnSync(command, args, { cwd: folder, encoding: 'latin1', timeout: 120_000, maxBuffer: 1 << 30 });
    if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr.slice(-300)}`);
    return result.stdout;
  };
  run('apitrace', ['trace', '-o', `${name}.trace`, binary, '3']);
  run(process.execPath, [join(root, 'bin/sgl.js'), 'record', '-o', `${name}.pb`, '--', binary, '3']);
  const swaps = run('apitrace', ['dump', '--color=never', `${name}.trace`])
    .split('\n')
    .filter(line => /^\d+ glXSwapBuffers/.test(line));
  // Before the swap: what is in the window then is the next frame's.
  const call = Number.parseInt(swaps[FRAME]!, 10) - 1;
  // apitrace writes texts as they are: control characters, which JSON has not.
  const dumped = Array.from(run('apitrace', ['replay', '-D', String(call), `${name}.trace`]), letter => (letter < ' ' ? ' ' : letter)).join(
    '',
  );
  const told = JSON.parse(dumped.slice(dumped.indexOf('{'))) as { parameters: Record<string, unknown>; uniforms?: Record<string, unknown> };
  const reader = new TraceReader(join(folder, `${name}.pb`));
  const session = new ReplaySession(reader.file);
  try {
    const state = new State(await session.do('state', { call: reader.frame(FRAME)!.call - 1 }));
    const outcome: Outcome = { equal: 0, explained: new Map(), wrong: [] };
    compare(state, [], told.parameters, outcome);
    uniforms(state, told.uniforms ?? {}, outcome);
    return outcome;
  } finally {
    session.close();
    reader.close();
  }
}

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'sgl-oracle-'));
try {
  for (const name of wanted.length > 0 ? wanted : PROGRAMS) {
    if (!existsSync(join(root, 'test/programs', `${name}.c`))) throw new Error(`test/programs has no ${name}.c`);
    const { equal: same, explained, wrong } = await check(name, folder);
    const reasons = [...explained].map(([reason, count]) => `${count} ${reason}`).join('; ');
    console.log(`${name}: ${same} equal, ${wrong.length} different${reasons === '' ? '' : `; explained: ${reasons}`}`);
    for (const line of wrong) console.log(`  ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
