// The state pass: replays a trace once, asks the driver behind each command for just the cells that it may have set, and
// writes down what changed. The driver is the reference for every value; drawing may be switched off meanwhile.
import type { CellOwner, StateLog } from '../../inspect/state/log.js';
import { PRESENCE, THERE } from '../../inspect/state/presence.js';
import { type CommandRules, type Rule, StateRules } from '../../inspect/state/rules.js';
import { cellPath, objectTables, type StateObjectKind } from '../../spec/state/index.js';
import { CommandCursor, madeCurrent } from '../../trace/commands.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import { ContextPlan } from './context_state.js';
import { GL_TEXTURE0, type ListedCall, type PassContext } from './pass_core.js';
import { NOTHING, ObjectPass } from './pass_known.js';
import { bufferBinding, listNames, textureBinding } from './pass_objects.js';
import { holdersOf, indicesOf, ownerOf } from './pass_places.js';
import { Questions } from './questions.js';

/** Calls that change nothing but what the next lines say. */
const LINKS =
  /^gl(LinkProgram|ProgramBinary|UniformBlockBinding|ShaderStorageBlockBinding|CreateShaderProgramv|ValidateProgram|AttachShader|DetachShader)/;
/** Calls after which an object is there that only had a name before. */
const MAKES = /^gl(Bind(?!Attrib|FragData)|Create|BeginQuery|QueryCounter)/;
const GL_COMPILE_AND_EXECUTE = 0x1301;
const READ_FRAMEBUFFER = 0x8ca8;
const DRAW_FRAMEBUFFER = 0x8ca9;
const FIRST_GL = 64;
/** Objects with properties that attribute stacks save. */
const POPPED = new Set(['texture', 'vertexArray', 'framebuffer']);
const EVERYTHING: Pick<ReadonlySet<string>, 'has'> = { has: () => true };

export class StatePass extends ObjectPass {
  readonly #rules: StateRules;
  readonly #lists = new Map<string, ListedCall[]>();
  /** The stream in which each context is current. */
  readonly #currentIn = new Map<number, number>();
  #executed = 0;

  constructor(reader: TraceReader) {
    super(reader);
    this.#rules = new StateRules(this.player.names);
  }

  /** Replays everything. Throws TraceError when the trace is damaged. */
  run(onProgress?: (calls: number, total: number) => void): StateLog {
    try {
      for (let i = 0; i < this.reader.segments.length && !this.stopped; i++) {
        onProgress?.(this.reader.segments[i]!.firstCall, this.reader.calls);
        this.#walk(i);
      }
      return this.log.finish(this.#executed);
    } finally {
      this.player.close();
    }
  }

  #walk(i: number): void {
    const segment = this.reader.segment(i);
    const following = i + 1 < this.reader.segments.length ? [this.reader.segment(i + 1)] : [];
    const failed = new Map([segment, ...following].flatMap(each => each.errors.map(({ call, error }) => [call, error] as const)));
    const cursor = new CommandCursor(segment);
    this.segment = segment;
    let batch = -1;
    const current = new Map<number, number>();
    while (!this.stopped && cursor.next()) {
      if (cursor.batch !== batch) {
        batch = cursor.batch;
        if (cursor.stream !== this.stream || this.end !== cursor.start) this.flush();
        if (this.start === this.end) {
          this.start = cursor.start;
          this.stream = cursor.stream;
          this.sliceCall = cursor.call;
        }
        current.set(cursor.stream, cursor.context);
      }
      this.end = cursor.end;
      this.here = cursor.start;
      this.call = cursor.call;
      if (!cursor.isCall) continue;
      this.#executed = cursor.call + 1;
      if (cursor.opcode === OP.makeCurrent) current.set(cursor.stream, madeCurrent(cursor) ?? 0);
      const id = current.get(cursor.stream)!;
      if (id !== 0 && !this.contexts.has(id)) {
        this.flush();
        this.#meet(id, cursor.call);
      }
      if (cursor.opcode < FIRST_GL) this.#protocol(cursor);
      const context = this.contexts.get(id);
      const error = failed.get(cursor.call);
      if (context && error !== undefined) this.#raised(context, cursor.call, error);
      if (context && error === undefined) this.#command(context, cursor);
      if (this.slow.length > 0) this.flush();
    }
    this.flush();
  }

  /** Where contexts are current, and which there are. */
  #protocol({ opcode, stream, words, args, call }: CommandCursor): void {
    const release = () => {
      for (const [id, where] of this.#currentIn)
        if (where === stream) {
          this.note({ scope: 'context', id }, call, { [PRESENCE.stream]: -1, [PRESENCE.draw]: 0, [PRESENCE.read]: 0 });
          this.#currentIn.delete(id);
        }
    };
    const [context = 0, draw = 0, read = 0] = words.subarray(args, args + 3);
    if (opcode === OP.createContext) this.note({ scope: 'context', id: context }, call, { [PRESENCE.made]: 1 });
    else if (opcode === OP.destroyContext) this.note({ scope: 'context', id: context }, call, { [PRESENCE.made]: 0 });
    else if (opcode === OP.releaseThread) release();
    else if (opcode === OP.makeCurrent) {
      release();
      if (context === 0) return;
      this.#currentIn.set(context, stream);
      this.note({ scope: 'context', id: context }, call, { [PRESENCE.stream]: stream, [PRESENCE.draw]: draw, [PRESENCE.read]: read });
    }
  }

  /** The program has an error to ask for. */
  #raised({ owner, id }: PassContext, call: number, error: number): void {
    const pending = this.log.find(owner, PRESENCE.pendingError);
    if (pending === undefined || !this.log.current(pending)) this.note({ scope: 'context', id }, call, { [PRESENCE.pendingError]: error });
  }

  /** A context becomes current for the first time: all of its variables are as in the beginning. */
  #meet(id: number, call: number): void {
    const live = this.player.contexts().find(context => context.id === id);
    if (!live?.prepared) return;
    const owner: CellOwner = { scope: 'context', id };
    const plan = new ContextPlan(this.player, id, live);
    const context: PassContext = {
      id,
      group: this.names.groupOf(id),
      owner: this.log.owner(owner),
      plan,
      attribs: [],
      clientAttribs: [],
      inside: false,
      dirty: new Map(),
      compiling: undefined,
    };
    this.contexts.set(id, context);
    const questions = new Questions(this.player, id);
    const version = ['GL_MAJOR_VERSION', 'GL_MINOR_VERSION'].map(pname => {
      const part = { value: 0 };
      questions.row({ query: { command: 'glGetIntegerv', args: [pname as `GL_${string}`, '$out'] }, kind: 'int', count: 1 }, value => {
        part.value = Number(value);
      });
      return part;
    });
    questions.ask();
    this.note(owner, call, {
      [PRESENCE.version]: version.map(({ value }) => value).join('.'),
      [PRESENCE.profile]: live.es ? 'es' : live.core ? 'core' : 'compatibility',
    });
    for (const [path, value] of plan.read()) this.log.set(this.log.cell(context.owner, path), call, value, false, true);
    for (const kind of Object.keys(objectTables) as StateObjectKind[])
      if (objectTables[kind].zero) this.learn(context, { scope: 'context', id, kind, name: 0 }, call, new Set());
  }

  #command(context: PassContext, cursor: CommandCursor): void {
    const command = this.reader.dictionary.commands.get(cursor.opcode);
    if (!command) return;
    const { name } = command;
    const args = cursor.words.subarray(cursor.args, cursor.end);
    switch (name) {
      case 'glBegin':
        if (!context.compiling || context.compiling.executes) {
          this.emit(cursor, []);
          context.inside = true;
          this.note({ scope: 'context', id: context.id }, cursor.call, { [PRESENCE.inside]: true });
        }
        return;
      case 'glGetError':
        this.note({ scope: 'context', id: context.id }, cursor.call, { [PRESENCE.pendingError]: 0 });
        return;
      case 'glEnd':
        if (context.inside) this.#endPrimitive(context, cursor);
        return;
      case 'glNewList':
        context.compiling = { list: args[0]!, calls: new Map(), executes: args[1] === GL_COMPILE_AND_EXECUTE };
        break;
      case 'glGenLists':
        this.#listsAre(context, cursor.call, args[1]!, args[0]!, THERE.object);
        return;
      case 'glDeleteLists':
        this.#listsAre(context, cursor.call, args[0]!, args[1]!, THERE.gone);
        return;
      case 'glEndList':
        if (context.compiling) this.#listsAre(context, cursor.call, context.compiling.list, 1, THERE.object);
        if (context.compiling) this.#lists.set(`${context.group} ${context.compiling.list}`, [...context.compiling.calls.values()]);
        context.compiling = undefined;
        break;
      case 'glEndQuery':
      case 'glEndQueryIndexed':
        // While it runs a query tells nothing of itself.
        for (const { path } of context.plan.cells) {
          const query = path.startsWith('active_query.') ? Number(this.value(context, path) ?? 0) : 0;
          if (query !== 0)
            this.later(() => this.learn(context, { scope: 'context', id: context.id, kind: 'query', name: query }, cursor.call, NOTHING));
        }
        break;
      case 'glPushAttrib':
        context.attribs.push({ mask: args[0]!, changed: new Set() });
        break;
      case 'glPushClientAttrib':
        context.clientAttribs.push({ mask: args[0]!, changed: new Set() });
        break;
      case 'glPopAttrib':
      case 'glPopClientAttrib':
        this.flushBefore(); // what changed since the push must be known
        this.#pop(context, cursor, name === 'glPopAttrib' ? context.attribs.pop() : context.clientAttribs.pop());
        return;
      case 'glCallList':
      case 'glCallLists': {
        const lists = listNames(name, cursor, Number(this.value(context, 'list.base') ?? 0));
        if (context.compiling)
          context.compiling.calls.set(`${cursor.call}`, {
            rules: { name, places: [], always: [], chosen: new Map() },
            args: new Uint32Array(0),
            lists,
          });
        if (!context.compiling || context.compiling.executes) this.#callLists(context, cursor, lists);
        return;
      }
    }
    if (name.startsWith('glDelete')) {
      this.delete(context, cursor, command.parameters);
      return;
    }
    if (this.uniforms.isSetter(name)) {
      this.#uniform(context, cursor, name);
      return;
    }
    if (LINKS.test(name) && args[0] !== 0 && name !== 'glCreateShaderProgramv') {
      const owner: CellOwner = { scope: 'shared', id: context.group, kind: 'program', name: args[0]! };
      const set = name.startsWith('glLink') || name.startsWith('glProgramBinary') ? EVERYTHING : NOTHING;
      this.later(() => this.learn(context, owner, cursor.call, set));
      return;
    }
    if (/^glGen(?!erate|Lists)/.test(name)) this.named(context, cursor, command);
    if (MAKES.test(name)) this.made(context, cursor, command);
    const rules = this.#rules.of(command);
    if (!rules) return;
    if (context.compiling) this.#listed(context.compiling, rules, args);
    const applied = this.#matching(rules, args);
    const executes = context.compiling === undefined || context.compiling.executes;
    this.#apply(context, cursor, rules, applied, args, executes);
    if (executes) this.#predict(context, name, args);
  }

  #listsAre({ group }: PassContext, call: number, first: number, count: number, there: number): void {
    for (let i = 0; i < count && i < 1 << 16; i++)
      this.note({ scope: 'shared', id: group, kind: 'displayList', name: first + i }, call, { [PRESENCE.there]: there });
  }

  /** What simple bindings will be, so that the next commands need not wait for the answer. */
  #predict(context: PassContext, name: string, args: Uint32Array): void {
    const certain = (path: string, value: number) => {
      const cell = this.log.find(context.owner, path);
      if (cell !== undefined && this.pending.has(cell)) this.pending.set(cell, value);
    };
    switch (name) {
      case 'glActiveTexture':
        certain('binding.active_texture', args[0]!);
        return;
      case 'glUseProgram':
        certain('binding.program', args[0]!);
        return;
      case 'glBindVertexArray':
        certain('binding.vertex_array', args[0]!);
        return;
      case 'glBindTexture': {
        const path = textureBinding(args[0]!, Number(this.value(context, 'binding.active_texture') ?? GL_TEXTURE0));
        if (path !== undefined) certain(path, args[1]!);
        return;
      }
      case 'glBindBuffer': {
        const path = bufferBinding(args[0]!);
        if (path !== undefined) certain(path, args[1]!);
        return;
      }
      case 'glBindFramebuffer':
        if (args[0] !== READ_FRAMEBUFFER) certain('binding.draw_framebuffer', args[1]!);
        if (args[0] !== DRAW_FRAMEBUFFER) certain('binding.read_framebuffer', args[1]!);
        return;
    }
  }

  #paths(rules: readonly Rule[]): Set<string> {
    return new Set(rules.map(({ owned }) => owned.row.path));
  }

  #matching(rules: CommandRules, args: Uint32Array): Rule[] {
    const chosen = rules.choice === undefined ? [] : (rules.chosen.get(args[rules.choice]!) ?? []);
    return [...rules.always, ...chosen].filter(rule => rule.conditions.every(({ word, value }) => args[word] === value));
  }

  #listed(compiling: NonNullable<PassContext['compiling']>, rules: CommandRules, args: Uint32Array): void {
    const words = Math.min(args.length, 8);
    // Values do not matter, only what chooses rows does: a list of a million vertices has few different commands.
    const choosing = rules.places.filter(place => place.kind === 'enum' || place.object !== '' || place.name === 'index');
    const key = `${rules.name} ${choosing.map(place => args[place.word]).join(' ')}`;
    if (!compiling.calls.has(key)) compiling.calls.set(key, { rules, args: args.slice(0, words), lists: [] });
  }

  #callLists(context: PassContext, cursor: CommandCursor, lists: readonly number[]): void {
    const seen = new Set<number>();
    const run = (list: number, depth: number) => {
      if (seen.has(list) || depth > 64) return;
      seen.add(list);
      for (const { rules, args, lists: nested } of this.#lists.get(`${context.group} ${list}`) ?? []) {
        for (const each of nested) run(each, depth + 1);
        this.#apply(context, cursor, rules, this.#matching(rules, args), args, false);
      }
    };
    for (const list of lists) run(list, 0);
  }

  /** Asks for the cells of rules, behind the command. */
  #apply(
    context: PassContext,
    cursor: CommandCursor,
    rules: CommandRules,
    applied: readonly Rule[],
    args: Uint32Array,
    note: boolean,
  ): void {
    const touched: { rule: Rule; index: number; owner: CellOwner }[] = [];
    const unknown = new Map<string, CellOwner>();
    const material = /^glColor[34]/.test(rules.name) && this.value(context, 'lighting.color_material') !== true;
    for (const rule of applied) {
      if (material && rule.owned.row.path.startsWith('material.')) continue;
      const owner = ownerOf(this, context, rule, rules, args);
      if (!owner) continue;
      const { row, kind } = rule.owned;
      const ownerId = kind === undefined ? context.owner : this.log.owner(owner);
      if (kind === 'renderbuffer' || rule.owned.prefix === 'level')
        for (const holder of holdersOf(this, context, owner)) unknown.set(`framebuffer ${holder.name}`, holder);
      // Attaching changes whether a framebuffer is complete, too.
      const whole = rule.owned.prefix === 'attachment' || this.forms.of(row) === undefined;
      if (kind !== undefined && (whole || !this.known.has(ownerId))) {
        unknown.set(`${kind} ${owner.name}`, owner);
        continue;
      }
      for (const index of indicesOf(this, context, rule, rules, args, owner)) touched.push({ rule, index, owner });
    }
    for (const owner of unknown.values()) {
      const paths = this.#paths(applied.filter(({ owned }) => owned.kind === owner.kind));
      if (!context.inside) this.later(() => this.learn(context, owner, cursor.call, paths));
    }
    if (touched.length === 0) return;
    if (context.inside) {
      for (const each of touched) {
        const key = `${each.owner.kind ?? ''} ${each.owner.name ?? ''} ${cellPath(each.rule.owned, each.index)}`;
        context.dirty.set(key, { ...each, call: cursor.call });
      }
      return;
    }
    this.emit(cursor, touched, context, note);
  }

  #endPrimitive(context: PassContext, cursor: CommandCursor): void {
    context.inside = false;
    this.note({ scope: 'context', id: context.id }, cursor.call, { [PRESENCE.inside]: false });
    const touched = [...context.dirty.values()];
    context.dirty.clear();
    if (touched.length > 0) this.emit(cursor, touched, context, false);
  }

  /** Attributes that changed since the push; the others are what they were. */
  #pop(context: PassContext, cursor: CommandCursor, pushed: PassContext['attribs'][number] | undefined): void {
    if (!pushed) return;
    const { changed } = pushed;
    for (const outer of [...context.attribs, ...context.clientAttribs]) for (const cell of changed) outer.changed.add(cell);
    const byPath = new Map(context.plan.cells.map(cell => [cell.path, cell]));
    const slow: string[] = [];
    const owners = new Set<number>();
    const touched: { rule: Rule; index: number; owner: CellOwner }[] = [];
    for (const cell of changed) {
      const path = this.log.path(cell);
      const found = this.log.find(context.owner, path) === cell ? byPath.get(path) : undefined;
      if (!found) {
        const owner = this.log.ownerIdOf(cell);
        if (owner !== context.owner && POPPED.has(this.log.ownerOf(owner).kind ?? '')) owners.add(owner);
        continue;
      }
      if (this.forms.of(found.row) === undefined || found.row.query.activeTexture) slow.push(path);
      else touched.push({ rule: this.ruleOf(found.row), index: this.indexIn(path), owner: { scope: 'context', id: context.id } });
    }
    if (touched.length > 0) this.emit(cursor, touched, context, false);
    const { call } = cursor;
    if (slow.length > 0)
      this.later(() => {
        const values = context.plan.read();
        for (const path of slow) if (values.has(path)) this.set(this.log.cell(context.owner, path), call, values.get(path)!, false);
      });
    // Texture parameters, arrays, draw buffers: of what was bound then.
    for (const id of owners) this.later(() => this.learn(context, this.log.ownerOf(id), call, NOTHING));
  }

  #uniform(context: PassContext, cursor: CommandCursor, name: string): void {
    const args = cursor.words.subarray(cursor.args, cursor.end);
    const named = name.startsWith('glProgramUniform');
    let program = named ? args[0]! : Number(this.value(context, 'binding.program') ?? 0);
    if (program === 0) {
      const pipeline = Number(this.value(context, 'binding.program_pipeline') ?? 0);
      program = Number(this.property({ scope: 'context', id: context.id, kind: 'programPipeline', name: pipeline }, 'active_program') ?? 0);
    }
    const uniform = this.uniforms.at(
      this.log.owner({ scope: 'shared', id: context.group, kind: 'program', name: program }),
      args[named ? 1 : 0]! | 0,
    );
    if (!uniform || context.inside) return;
    this.probes.step(cursor.end - this.start, this.sliceCall);
    this.sliceCall = cursor.call + 1;
    for (const location of uniform.locations) this.probes.ask(uniform.function, program, location, 0, 0, uniform.words);
    this.waiting.push({ cell: uniform.cell, call: cursor.call, rule: undefined, parts: uniform.locations.length, noteSame: true });
  }
}
