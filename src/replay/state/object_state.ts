// Properties of the objects of one kind, asked in one context that knows them.
import type { ObjectState, StateValue } from '../../inspect/state/snapshot.js';
import {
  attachmentRows,
  boundAttributeRows,
  conventionalArrayRows,
  framebufferBufferRows,
  objectTables,
  type StateObjectKind,
  type StateRow,
  textureLevelRows,
  transformFeedbackBufferRows,
  vertexAttributeRows,
  vertexBindingRows,
} from '../../spec/state/index.js';
import type { Asker } from '../asker.js';
import { type ContextKind, Limits, rowsFor } from './context_state.js';
import { programDetails } from './program_state.js';
import { Questions } from './questions.js';

export type Values = Map<string, StateValue>;

/** A context in which to ask, with what it has bound. */
export interface AskingContext {
  readonly asker: Asker;
  readonly id: number;
  readonly kind: ContextKind;
  readonly limits: Limits;
  /** Its variables. */
  readonly values: ReadonlyMap<string, StateValue>;
}

/** What the object with a name is, `undefined` when the driver says that there is none and will be none. */
export function objectStates(context: AskingContext, kind: StateObjectKind, names: readonly number[]): ObjectState[] {
  const { asker, id } = context;
  const table = objectTables[kind];
  const exists = new Map<number, boolean>();
  const questions = new Questions(asker, id);
  for (const name of names) {
    if (table.exists) questions.call(table.exists, [name], (_bytes, _element, result) => void exists.set(name, (result ?? 0) !== 0));
  }
  questions.ask();
  const found = names.filter(name => exists.get(name));
  const all = table.zero ? [0, ...found] : found;
  const values = new Map<number, Values>(all.map(name => [name, new Map()]));
  for (const row of rowsFor(table.rows, context.kind)) {
    if (row.kind === 'text') continue;
    for (const [name, into] of values) questions.row(row, value => void into.set(row.path, value), 0, name);
  }
  questions.ask();
  details[kind]?.(context, values);
  // A name that was generated and not used yet is none of the driver's; shaders and programs that are gone are gone.
  const unused = kind === 'shader' || kind === 'program' ? [] : names.filter(name => !exists.get(name));
  return [
    ...[...values].map(([name, each]): ObjectState => ({ kind, name, values: each })),
    ...unused.map((name): ObjectState => ({ kind, name, unused: true, values: new Map() })),
  ].sort((a, b) => a.name - b.name);
}

type Details = (context: AskingContext, objects: ReadonlyMap<number, Values>) => void;

/** Rows at one index of objects: `level[0].width`. */
function indexed(
  questions: Questions,
  rows: readonly StateRow[],
  prefix: string,
  label: string | number,
  index: number,
  name: number,
  into: Values,
): void {
  for (const row of rows) {
    const path = `${prefix}[${label}]${row.path.replace('[]', '')}`;
    questions.row(row, value => void into.set(path, value), index, name);
  }
}

const MAX_LEVELS = 16;

/** Levels from 0 on, as long as they have a width; of an immutable texture as many as it has. */
const textureDetails: Details = ({ asker, id, kind }, textures) => {
  const questions = new Questions(asker, id);
  const rows = rowsFor(textureLevelRows, kind);
  let open = [...textures];
  for (let level = 0; level < MAX_LEVELS && open.length > 0; level++) {
    for (const [name, into] of open) indexed(questions, rows, 'level', level, level, name, into);
    questions.ask();
    open = open.filter(([, into]) => {
      const exists = Number(into.get(`level[${level}].width`) ?? 0) > 0;
      if (!exists) for (const path of [...into.keys()]) if (path.startsWith(`level[${level}].`)) into.delete(path);
      return (
        exists &&
        !into
          .get('target')
          ?.toString()
          .match(/^(34037|35882|37120|37122)$/)
      ); // rectangle, buffer, multisample: one level
    });
  }
};

const DEFAULT_ATTACHMENTS = {
  front_left: 0x400,
  front_right: 0x401,
  back_left: 0x402,
  back_right: 0x403,
  depth: 0x1801,
  stencil: 0x1802,
} as const;
const GL_TEXTURE0 = 0x84c0;
const COLOR_ATTACHMENT0 = 0x8ce0;
const COMPLETE = { GL_DRAW_FRAMEBUFFER: 0x8ca9 } as const;

const framebufferDetails: Details = ({ asker, id, limits, values }, framebuffers) => {
  const count = limitOf(asker, id, 'GL_MAX_COLOR_ATTACHMENTS');
  limits.learn(framebufferBufferRows.flatMap(row => (row.domain ? [row.domain] : [])));
  const questions = new Questions(asker, id);
  const attachments: [string, number][] = [
    ...Array.from({ length: count }, (_, i): [string, number] => [`color${i}`, COLOR_ATTACHMENT0 + i]),
    ['depth', 0x8d00],
    ['stencil', 0x8d20],
  ];
  for (const [name, into] of framebuffers) {
    const points = name === 0 ? Object.entries(DEFAULT_ATTACHMENTS) : attachments;
    for (const [label, point] of points) indexed(questions, attachmentRows, 'attachment', label, point, name, into);
    questions.call('glCheckNamedFramebufferStatus', [name, COMPLETE.GL_DRAW_FRAMEBUFFER], (_bytes, _element, result) =>
      into.set('status', result ?? 0),
    );
  }
  // OpenGL tells draw and read buffers only of what is bound; without side effects that is all there is to ask.
  for (const row of framebufferBufferRows) {
    const bound = Number(values.get(row.domain ? 'binding.draw_framebuffer' : 'binding.read_framebuffer') ?? 0);
    const into = framebuffers.get(bound);
    if (!into) continue;
    if (!row.domain) questions.row(row, value => void into.set(row.path, value));
    else
      for (let i = 0; i < limits.of(row.domain); i++) {
        const path = row.path.replace('[]', '').replace(/^\./, '');
        questions.row(row, value => void into.set(`${path}[${i}]`, value), limits.index(row.domain, i));
      }
  }
  questions.ask();
  for (const into of framebuffers.values()) {
    // Of an attachment point that holds nothing only that is known.
    for (const [path, value] of [...into]) {
      const label = /^attachment\[(\w+)\]\.type$/.exec(path)?.[1];
      if (label === undefined || value !== 0) continue;
      for (const other of [...into.keys()]) if (other.startsWith(`attachment[${label}].`) && other !== path) into.delete(other);
    }
  }
};

function limitOf(asker: Asker, context: number, pname: `GL_${string}`): number {
  const domain = { name: pname, count: pname } as const;
  const limits = new Limits(asker, context);
  limits.learn([domain]);
  return limits.of(domain);
}

const vertexArrayDetails: Details = ({ asker, id, kind, limits, values }, arrays) => {
  const questions = new Questions(asker, id);
  const groups = [
    ['attribute', vertexAttributeRows],
    ['binding', vertexBindingRows],
    ['attribute', boundAttributeRows],
  ] as const;
  limits.learn([...groups.flatMap(([, rows]) => rows), ...conventionalArrayRows].flatMap(row => (row.domain ? [row.domain] : [])));
  const bound = Number(values.get('binding.vertex_array') ?? 0);
  for (const [name, into] of arrays) {
    for (const [prefix, rows] of groups) {
      if (rows === boundAttributeRows && name !== bound) continue;
      const domain = rows[0]!.domain!;
      for (let i = 0; i < limits.of(domain); i++) indexed(questions, rowsFor(rows, kind), prefix, i, i, name, into);
    }
    if (name !== bound) continue;
    const unit = Number(values.get('client_array.active_texture') ?? GL_TEXTURE0) - GL_TEXTURE0;
    for (const row of rowsFor(conventionalArrayRows, kind)) {
      const path = row.path.replace('[]', `[${unit}]`);
      questions.row(row, value => void into.set(path, value));
    }
  }
  questions.ask();
};

const transformFeedbackDetails: Details = ({ asker, id, limits }, objects) => {
  const questions = new Questions(asker, id);
  const domain = transformFeedbackBufferRows[0]!.domain!;
  limits.learn([domain]);
  for (const [name, into] of objects)
    for (let i = 0; i < limits.of(domain); i++) indexed(questions, transformFeedbackBufferRows, 'buffer', i, i, name, into);
  questions.ask();
};

/** Source and log, each with the length that the driver names. */
function texts(context: AskingContext, kind: StateObjectKind, objects: ReadonlyMap<number, Values>): void {
  const questions = new Questions(context.asker, context.id);
  for (const row of objectTables[kind].rows) {
    if (row.kind !== 'text') continue;
    for (const [name, into] of objects) {
      const length = Number(into.get(`${row.path}_length`) ?? 0);
      if (length > 1) questions.row(row, value => void into.set(row.path, value), 0, name, length);
      else into.set(row.path, '');
    }
  }
  questions.ask();
}

const details: Partial<Record<StateObjectKind, Details>> = {
  texture: textureDetails,
  framebuffer: framebufferDetails,
  vertexArray: vertexArrayDetails,
  transformFeedback: transformFeedbackDetails,
  shader: (context, objects) => texts(context, 'shader', objects),
  programPipeline: (context, objects) => texts(context, 'programPipeline', objects),
  program(context, objects) {
    texts(context, 'program', objects);
    programDetails(context, objects);
  },
};
