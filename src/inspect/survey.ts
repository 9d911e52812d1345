// One walk over a whole trace, in pieces that leave time between them: what an inspector wants to know of all calls,
// which is object labels, GL errors, and what each frame holds. Answers grow while it goes on.
import { CommandCursor } from '../trace/commands.js';
import { FLAG, type ParameterInfo } from '../trace/dictionary.js';
import type { TraceReader } from '../trace/reader.js';
import type { ErrorMark, LossMark } from '../trace/segment.js';
import { type DataValue, decodeCall } from './decode.js';

/** Object kinds of the command model by the identifiers of glObjectLabel (and, for textures and a few more, of
 * glLabelObjectEXT). */
const LABELLED: Readonly<Record<number, string>> = {
  33504: 'buffer',
  33505: 'shader',
  33506: 'program',
  33507: 'query',
  33508: 'programPipeline',
  33510: 'sampler',
  33511: 'displayList',
  5890: 'texture',
  36160: 'framebuffer',
  36161: 'renderbuffer',
  32884: 'vertexArray',
  36386: 'transformFeedback',
  37201: 'buffer',
  35656: 'shader',
  35648: 'program',
  37203: 'query',
  35407: 'programPipeline',
  37204: 'vertexArray',
};

interface Label {
  readonly call: number;
  readonly text: string;
}

export class Survey {
  readonly #reader: TraceReader;
  readonly #labels = new Map<string, Label[]>();
  readonly errors: ErrorMark[] = [];
  readonly losses: LossMark[] = [];
  /** Draws, clears and dispatches by frame. */
  readonly #work: number[] = [];
  #segments = 0;
  #frame = 0;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  get done(): boolean {
    return this.#segments >= this.#reader.segments.length;
  }
  /** From 0 to 1. */
  get progress(): number {
    return this.#reader.segments.length === 0 ? 1 : this.#segments / this.#reader.segments.length;
  }

  /** The label that an object has before `call`; undefined when it has none, or the walk has not come so far. */
  label(object: string, name: number, call: number): string | undefined {
    return this.#labels.get(`${object}:${name}`)?.findLast(label => label.call < call)?.text || undefined;
  }

  get hasLabels(): boolean {
    return this.#labels.size > 0;
  }

  /** Draws, clears and dispatches of a frame; undefined when the walk has not come so far. */
  work(frame: number): number | undefined {
    return frame < this.#frame || this.done ? (this.#work[frame] ?? 0) : undefined;
  }

  /** Walks over the next segment; false when there is none left. Throws TraceError when it is damaged. */
  step(): boolean {
    if (this.done) return false;
    const reader = this.#reader;
    // Tables, not the reader's kept segments: those are for whoever looks at calls meanwhile.
    const segment = reader.tables(this.#segments++);
    this.errors.push(...segment.errors);
    this.losses.push(...segment.losses);
    const { dictionary } = reader;
    const labels = new Set<number>();
    const counted = new Set<number>();
    for (const { opcode, name, flags } of dictionary.commands.values()) {
      if (name === 'glObjectLabel' || name === 'glObjectLabelKHR' || name === 'glLabelObjectEXT') labels.add(opcode);
      if ((flags & (FLAG.draw | FLAG.clear | FLAG.dispatch)) !== 0) counted.add(opcode);
    }
    const swaps = new Set(segment.frames.map(frame => frame.call));
    // Marks may come late: in a later segment than their call.
    this.#frame += segment.frames.filter(frame => frame.call < segment.firstCall).length;
    const cursor = new CommandCursor(segment);
    while (cursor.next()) {
      if (!cursor.isCall) continue;
      if (counted.has(cursor.opcode)) this.#work[this.#frame] = (this.#work[this.#frame] ?? 0) + 1;
      else if (labels.has(cursor.opcode)) this.#takeLabel(cursor);
      if (swaps.has(cursor.call)) this.#frame++;
    }
    return !this.done;
  }

  #takeLabel(cursor: CommandCursor): void {
    const { call, arguments: values } = decodeCall(cursor, this.#reader.dictionary);
    const [identifier, name] = values;
    const text = values.find(({ parameter }) => parameter.kind === 'in')?.value as DataValue | undefined;
    const object = LABELLED[Number(identifier?.value)];
    if (!object || !name) return;
    const key = `${object}:${Number(name.value)}`;
    const said = text?.kind === 'data' ? new TextDecoder().decode(text.bytes).replace(/\0.*$/s, '') : '';
    const known = this.#labels.get(key);
    if (known) known.push({ call, text: said });
    else this.#labels.set(key, [{ call, text: said }]);
  }
}

/** Whether a parameter names an object that can have a label. */
export function labelledObject(parameter: ParameterInfo): string | undefined {
  return parameter.object === '' || parameter.kind === 'in' || parameter.kind === 'out' ? undefined : parameter.object;
}
