// What a state pass asks with: the commands that were walked over and not executed yet, the questions behind them, and the
// log that their answers go to.
import { ObjectNames } from '../../inspect/object_names.js';
import type { CellOwner } from '../../inspect/state/log.js';
import { StateLogWriter } from '../../inspect/state/log_writer.js';
import type { CommandRules, Rule } from '../../inspect/state/rules.js';
import type { StateValue } from '../../inspect/state/snapshot.js';
import { cellPath } from '../../spec/state/index.js';
import type { CommandCursor } from '../../trace/commands.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Segment } from '../../trace/segment.js';
import { Player } from '../player.js';
import type { ContextPlan } from './context_state.js';
import { attachmentPoints } from './pass_objects.js';
import { ProbeForms, ProbeWriter } from './probe_writer.js';
import { answerValue, Questions } from './questions.js';
import { UniformTable } from './uniform_table.js';

/** A question that is on its way: whose answer it is. */
interface Waiting {
  readonly cell: number;
  readonly call: number;
  readonly rule: Rule | undefined;
  /** Questions whose answers make the value together; 0: the answer is nobody's. */
  readonly parts: number;
  readonly noteSame: boolean;
}

/** What the pass knows of a context. */
export interface PassContext {
  readonly id: number;
  readonly group: number;
  readonly owner: number;
  readonly plan: ContextPlan;
  /** Mask of each glPushAttrib, and the cells that changed since. */
  readonly attribs: { readonly mask: number; readonly changed: Set<number> }[];
  readonly clientAttribs: { readonly mask: number; readonly changed: Set<number> }[];
  inside: boolean;
  /** Touched since glBegin: cell and the call that did it last. */
  readonly dirty: Map<string, { readonly rule: Rule; readonly index: number; readonly owner: CellOwner; call: number }>;
  compiling: { readonly list: number; readonly calls: Map<string, ListedCall>; readonly executes: boolean } | undefined;
}

/** A command in a display list. */
export interface ListedCall {
  readonly rules: CommandRules;
  readonly args: Uint32Array;
  readonly lists: readonly number[];
}

export const GL_TEXTURE0 = 0x84c0;

export class PassCore {
  protected readonly reader: TraceReader;
  protected readonly player: Player;
  readonly log = new StateLogWriter();
  protected readonly forms: ProbeForms;
  protected readonly probes = new ProbeWriter();
  protected readonly names: ObjectNames;
  protected readonly uniforms = new UniformTable();
  protected readonly contexts = new Map<number, PassContext>();
  readonly framebuffers = new Set<number>();
  protected readonly cells = new Map<Rule, Map<number, number>>();
  protected waiting: Waiting[] = [];
  /** Cells whose answers are on their way, and what they will be where that is certain. */
  protected readonly pending = new Map<number, StateValue | undefined>();
  protected slow: (() => void)[] = [];
  // The commands that were walked over and not executed yet.
  protected segment: Segment | undefined;
  protected start = 0;
  protected end = 0;
  /** Where the command begins that is being looked at. */
  protected here = 0;
  protected call = 0;
  protected stream = 0;
  protected sliceCall = 0;
  protected stopped = false;
  protected readonly rowRules = new Map<object, Rule>();

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.player = new Player(reader);
    this.forms = new ProbeForms(this.player.names, this.player.native);
    this.names = new ObjectNames(reader);
  }

  /** Executes what was walked over but the command that is being looked at: what it works on must be known first. */
  protected flushBefore(): void {
    const end = this.end;
    this.end = this.here;
    this.flush();
    this.end = end;
    this.sliceCall = this.call;
  }

  /** Executes what was walked over, and takes the answers. */
  protected flush(): void {
    const segment = this.segment;
    if (segment && this.end > this.start) {
      this.probes.step(this.end - this.start, this.sliceCall);
      const commands = segment.commands.subarray(this.start * 4, this.end * 4);
      const { answers, malformed } = this.probes.run(this.player.native, commands, this.stream);
      if (malformed !== undefined) this.stopped = true;
      else this.take(answers);
    }
    this.start = this.end;
    this.waiting = [];
    this.pending.clear();
    const slow = this.slow;
    this.slow = [];
    if (!this.stopped) for (const each of slow) each();
  }

  protected take(answers: Uint32Array): void {
    const bytes = new Uint8Array(answers.buffer, answers.byteOffset, answers.byteLength);
    let at = 0;
    for (const { cell, call, rule, parts, noteSame } of this.waiting) {
      if (parts === 0) {
        at += 2;
        continue;
      }
      if (rule) {
        const { row } = rule.owned;
        const form = this.forms.of(row)!;
        const failed = answers[at] !== 0;
        const from = (at + 1) * 4;
        at += 1 + form.words;
        if (failed) continue;
        const value = form.returns
          ? answers[at - form.words] !== 0
          : answerValue(bytes.subarray(from, from + form.words * 4), form.element, row.kind, row.count, row.query.offset ?? 0);
        this.set(cell, call, value, noteSame);
      } else at = this.uniforms.take(this.log, cell, call, answers, at, parts, noteSame);
    }
  }

  protected set(cell: number, call: number, value: StateValue, noteSame: boolean, initial = false): void {
    if (!this.log.set(cell, call, value, noteSame, initial)) return;
    for (const { attribs, clientAttribs } of this.contexts.values()) {
      for (const { changed } of attribs) changed.add(cell);
      for (const { changed } of clientAttribs) changed.add(cell);
    }
  }

  /** The last value of a variable of a context. */
  value(context: PassContext, path: string): StateValue | undefined {
    return this.current(this.log.find(context.owner, path));
  }

  protected current(cell: number | undefined): StateValue | undefined {
    if (cell === undefined) return undefined;
    if (this.pending.has(cell)) {
      const certain = this.pending.get(cell);
      if (certain !== undefined) return certain;
      this.flushBefore();
    }
    return this.log.current(cell);
  }

  /** The last value of a property of an object. */
  property(owner: CellOwner, path: string): StateValue | undefined {
    return this.current(this.log.find(this.log.owner(owner), path));
  }

  protected later(action: () => void): void {
    this.slow.push(action);
  }

  protected ruleOf(row: Rule['owned']['row']): Rule {
    let rule = this.rowRules.get(row);
    if (!rule) {
      rule = { owned: { row, prefix: '' }, conditions: [], everyIndex: false, exact: false };
      this.rowRules.set(row, rule);
    }
    return rule;
  }

  protected indexIn(path: string): number {
    return Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0);
  }

  protected emit(
    cursor: CommandCursor,
    touched: readonly { readonly rule: Rule; readonly index: number; readonly owner: CellOwner; readonly call?: number }[],
    context?: PassContext,
    note = false,
  ): void {
    if (!context || touched.length === 0) return;
    const active = touched.some(({ rule }) => rule.owned.row.query.activeTexture)
      ? Number(this.value(context, 'binding.active_texture') ?? GL_TEXTURE0)
      : GL_TEXTURE0;
    this.probes.step(cursor.end - this.start, this.sliceCall);
    this.sliceCall = cursor.call + 1;
    for (const { rule, index, owner, call = cursor.call } of touched)
      this.askFor(context, rule, index, owner, call, note && rule.exact, active);
  }

  protected askFor(
    context: PassContext,
    rule: Rule,
    index: number,
    owner: CellOwner,
    call: number,
    noteSame: boolean,
    active: number,
  ): void {
    const { row, kind } = rule.owned;
    const form = this.forms.of(row);
    if (!form) {
      this.later(() => this.askSlowly(context, rule, index, call));
      return;
    }
    const ownerId = kind === undefined ? context.owner : this.log.owner(owner);
    let byIndex = this.cells.get(rule);
    if (!byIndex) {
      byIndex = new Map();
      this.cells.set(rule, byIndex);
    }
    const key = ownerId * 65536 + (index & 0xffff);
    let cell = byIndex.get(key);
    if (cell === undefined) {
      cell = this.log.cell(
        ownerId,
        cellPath(rule.owned, kind === 'framebuffer' && rule.owned.prefix === 'attachment' ? attachmentPoints.label(index) : index),
      );
      byIndex.set(key, cell);
    }
    if (row.query.activeTexture && active !== GL_TEXTURE0 + index) {
      this.later(() => this.askSlowly(context, rule, index, call));
      return;
    }
    const a = [...form.args];
    if (form.indexAt >= 0)
      a[form.indexAt] = rule.owned.prefix === 'attachment' ? index : row.domain ? context.plan.limits.index(row.domain, index) : index;
    if (form.nameAt >= 0) a[form.nameAt] = owner.name ?? 0;
    this.probes.ask(form.function, a[0] ?? 0, a[1] ?? 0, a[2] ?? 0, a[3] ?? 0, form.words);
    this.pending.set(cell, undefined);
    this.waiting.push({ cell, call, rule, parts: 1, noteSame });
  }

  protected askSlowly(context: PassContext, rule: Rule, index: number, call: number): void {
    const path = cellPath(rule.owned, index);
    const cell = this.log.cell(context.owner, path);
    const found = context.plan.cells.find(each => each.path === path);
    if (!found) return;
    const questions = new Questions(this.player, context.id);
    const active = this.value(context, 'binding.active_texture');
    if (found.row.query.activeTexture) questions.set('glActiveTexture', [found.index]);
    questions.row(found.row, value => this.set(cell, call, value, false), found.index);
    if (found.row.query.activeTexture && typeof active === 'number') questions.set('glActiveTexture', [active]);
    questions.ask();
  }

  protected note(owner: CellOwner, call: number, values: Readonly<Record<string, StateValue>>): void {
    const id = this.log.owner(owner);
    for (const [path, value] of Object.entries(values)) this.log.set(this.log.cell(id, path), call, value, false);
  }
}
