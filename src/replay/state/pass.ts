// The state pass: replays a trace once, asks the driver behind each command for just the cells that it may have set, and
// writes down what changed. The driver is the reference for every value; drawing may be switched off meanwhile.
import { ObjectNames } from '../../inspect/object_names.js';
import { type CellOwner, type StateLog, StateLogWriter } from '../../inspect/state/log.js';
import { ABSENT, PRESENCE, THERE } from '../../inspect/state/presence.js';
import { argumentPlaces, type CommandRules, cellPath, type Rule, StateRules } from '../../inspect/state/rules.js';
import type { StateValue } from '../../inspect/state/snapshot.js';
import { objectTables, type StateObjectKind } from '../../spec/state/index.js';
import { CommandCursor, madeCurrent } from '../../trace/commands.js';
import type { CommandInfo } from '../../trace/dictionary.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Segment } from '../../trace/segment.js';
import { Player } from '../player.js';
import { ContextPlan } from './context_state.js';
import { objectStates } from './object_state.js';
import { attachmentPoints, boundName, bufferBinding, deletedNames, listNames, textureBinding } from './pass_objects.js';
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
interface PassContext {
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
interface ListedCall {
  readonly rules: CommandRules;
  readonly args: Uint32Array;
  readonly lists: readonly number[];
}

/** Calls that change nothing but what the next lines say. */
const LINKS =
  /^gl(LinkProgram|ProgramBinary|UniformBlockBinding|ShaderStorageBlockBinding|CreateShaderProgramv|ValidateProgram|AttachShader|DetachShader)/;
/** Calls after which an object is there that only had a name before. */
const MAKES = /^gl(Bind(?!Attrib|FragData)|Create|BeginQuery|QueryCounter)/;
const GL_COMPILE_AND_EXECUTE = 0x1301;
const GL_TEXTURE0 = 0x84c0;
const GL_TEXTURE = 0x1702;
const GL_RENDERBUFFER = 0x8d41;
const READ_FRAMEBUFFER = 0x8ca8;
const DRAW_FRAMEBUFFER = 0x8ca9;
const FIRST_GL = 64;
/** Objects with properties that attribute stacks save. */
const POPPED = new Set(['texture', 'vertexArray', 'framebuffer']);
/** Paths that a call set, for `learn`. */
const NOTHING: ReadonlySet<string> = new Set();
const EVERYTHING: Pick<ReadonlySet<string>, 'has'> = { has: () => true };

export class StatePass {
  readonly #reader: TraceReader;
  readonly #player: Player;
  readonly #log = new StateLogWriter();
  readonly #rules: StateRules;
  readonly #forms: ProbeForms;
  readonly #probes = new ProbeWriter();
  readonly #names: ObjectNames;
  readonly #uniforms = new UniformTable();
  readonly #contexts = new Map<number, PassContext>();
  readonly #known = new Set<number>();
  readonly #framebuffers = new Set<number>();
  readonly #lists = new Map<string, ListedCall[]>();
  /** The stream in which each context is current. */
  readonly #currentIn = new Map<number, number>();
  readonly #cells = new Map<Rule, Map<number, number>>();
  #waiting: Waiting[] = [];
  /** Cells whose answers are on their way, and what they will be where that is certain. */
  readonly #pending = new Map<number, StateValue | undefined>();
  #slow: (() => void)[] = [];
  // The commands that were walked over and not executed yet.
  #segment: Segment | undefined;
  #start = 0;
  #end = 0;
  /** Where the command begins that is being looked at. */
  #here = 0;
  #call = 0;
  #stream = 0;
  #sliceCall = 0;
  #executed = 0;
  #stopped = false;

  constructor(reader: TraceReader) {
    this.#reader = reader;
    this.#player = new Player(reader);
    this.#rules = new StateRules(this.#player.names);
    this.#forms = new ProbeForms(this.#player.names, this.#player.native);
    this.#names = new ObjectNames(reader);
  }

  /** Replays everything. Throws TraceError when the trace is damaged. */
  run(onProgress?: (calls: number, total: number) => void): StateLog {
    try {
      for (let i = 0; i < this.#reader.segments.length && !this.#stopped; i++) {
        onProgress?.(this.#reader.segments[i]!.firstCall, this.#reader.calls);
        this.#walk(i);
      }
      return this.#log.finish(this.#executed);
    } finally {
      this.#player.close();
    }
  }

  #walk(i: number): void {
    const segment = this.#reader.segment(i);
    const following = i + 1 < this.#reader.segments.length ? [this.#reader.segment(i + 1)] : [];
    const failed = new Map([segment, ...following].flatMap(each => each.errors.map(({ call, error }) => [call, error] as const)));
    const cursor = new CommandCursor(segment);
    this.#segment = segment;
    let batch = -1;
    const current = new Map<number, number>();
    while (!this.#stopped && cursor.next()) {
      if (cursor.batch !== batch) {
        batch = cursor.batch;
        if (cursor.stream !== this.#stream || this.#end !== cursor.start) this.#flush();
        if (this.#start === this.#end) {
          this.#start = cursor.start;
          this.#stream = cursor.stream;
          this.#sliceCall = cursor.call;
        }
        current.set(cursor.stream, cursor.context);
      }
      this.#end = cursor.end;
      this.#here = cursor.start;
      this.#call = cursor.call;
      if (!cursor.isCall) continue;
      this.#executed = cursor.call + 1;
      if (cursor.opcode === OP.makeCurrent) current.set(cursor.stream, madeCurrent(cursor) ?? 0);
      const id = current.get(cursor.stream)!;
      if (id !== 0 && !this.#contexts.has(id)) {
        this.#flush();
        this.#meet(id, cursor.call);
      }
      if (cursor.opcode < FIRST_GL) this.#protocol(cursor);
      const context = this.#contexts.get(id);
      const error = failed.get(cursor.call);
      if (context && error !== undefined) this.#raised(context, cursor.call, error);
      if (context && error === undefined) this.#command(context, cursor);
      if (this.#slow.length > 0) this.#flush();
    }
    this.#flush();
  }

  /** Where contexts are current, and which there are. */
  #protocol({ opcode, stream, words, args, call }: CommandCursor): void {
    const release = () => {
      for (const [id, where] of this.#currentIn)
        if (where === stream) {
          this.#note({ scope: 'context', id }, call, { [PRESENCE.stream]: -1, [PRESENCE.draw]: 0, [PRESENCE.read]: 0 });
          this.#currentIn.delete(id);
        }
    };
    const [context = 0, draw = 0, read = 0] = words.subarray(args, args + 3);
    if (opcode === OP.createContext) this.#note({ scope: 'context', id: context }, call, { [PRESENCE.made]: 1 });
    else if (opcode === OP.destroyContext) this.#note({ scope: 'context', id: context }, call, { [PRESENCE.made]: 0 });
    else if (opcode === OP.releaseThread) release();
    else if (opcode === OP.makeCurrent) {
      release();
      if (context === 0) return;
      this.#currentIn.set(context, stream);
      this.#note({ scope: 'context', id: context }, call, { [PRESENCE.stream]: stream, [PRESENCE.draw]: draw, [PRESENCE.read]: read });
    }
  }

  /** The program has an error to ask for. */
  #raised({ owner, id }: PassContext, call: number, error: number): void {
    const pending = this.#log.find(owner, PRESENCE.pendingError);
    if (pending === undefined || !this.#log.current(pending))
      this.#note({ scope: 'context', id }, call, { [PRESENCE.pendingError]: error });
  }

  #note(owner: CellOwner, call: number, values: Readonly<Record<string, StateValue>>): void {
    const id = this.#log.owner(owner);
    for (const [path, value] of Object.entries(values)) this.#log.set(this.#log.cell(id, path), call, value, false);
  }

  /** Executes what was walked over but the command that is being looked at: what it works on must be known first. */
  #flushBefore(): void {
    const end = this.#end;
    this.#end = this.#here;
    this.#flush();
    this.#end = end;
    this.#sliceCall = this.#call;
  }

  /** Executes what was walked over, and takes the answers. */
  #flush(): void {
    const segment = this.#segment;
    if (segment && this.#end > this.#start) {
      this.#probes.step(this.#end - this.#start, this.#sliceCall);
      const commands = segment.commands.subarray(this.#start * 4, this.#end * 4);
      const { answers, malformed } = this.#probes.run(this.#player.native, commands, this.#stream);
      if (malformed !== undefined) this.#stopped = true;
      else this.#take(answers);
    }
    this.#start = this.#end;
    this.#waiting = [];
    this.#pending.clear();
    const slow = this.#slow;
    this.#slow = [];
    if (!this.#stopped) for (const each of slow) each();
  }

  #take(answers: Uint32Array): void {
    const bytes = new Uint8Array(answers.buffer, answers.byteOffset, answers.byteLength);
    let at = 0;
    for (const { cell, call, rule, parts, noteSame } of this.#waiting) {
      if (parts === 0) {
        at += 2;
        continue;
      }
      if (rule) {
        const { row } = rule.owned;
        const form = this.#forms.of(row)!;
        const failed = answers[at] !== 0;
        const from = (at + 1) * 4;
        at += 1 + form.words;
        if (failed) continue;
        const value = form.returns
          ? answers[at - form.words] !== 0
          : answerValue(bytes.subarray(from, from + form.words * 4), form.element, row.kind, row.count, row.query.offset ?? 0);
        this.#set(cell, call, value, noteSame);
      } else at = this.#uniforms.take(this.#log, cell, call, answers, at, parts, noteSame);
    }
  }

  #set(cell: number, call: number, value: StateValue, noteSame: boolean, initial = false): void {
    if (!this.#log.set(cell, call, value, noteSame, initial)) return;
    for (const { attribs, clientAttribs } of this.#contexts.values()) {
      for (const { changed } of attribs) changed.add(cell);
      for (const { changed } of clientAttribs) changed.add(cell);
    }
  }

  /** A context becomes current for the first time: all of its variables are as in the beginning. */
  #meet(id: number, call: number): void {
    const live = this.#player.contexts().find(context => context.id === id);
    if (!live?.prepared) return;
    const owner: CellOwner = { scope: 'context', id };
    const plan = new ContextPlan(this.#player, id, live);
    const context: PassContext = {
      id,
      group: this.#names.groupOf(id),
      owner: this.#log.owner(owner),
      plan,
      attribs: [],
      clientAttribs: [],
      inside: false,
      dirty: new Map(),
      compiling: undefined,
    };
    this.#contexts.set(id, context);
    const questions = new Questions(this.#player, id);
    const version = ['GL_MAJOR_VERSION', 'GL_MINOR_VERSION'].map(pname => {
      const part = { value: 0 };
      questions.row({ query: { command: 'glGetIntegerv', args: [pname as `GL_${string}`, '$out'] }, kind: 'int', count: 1 }, value => {
        part.value = Number(value);
      });
      return part;
    });
    questions.ask();
    this.#note(owner, call, {
      [PRESENCE.version]: version.map(({ value }) => value).join('.'),
      [PRESENCE.profile]: live.es ? 'es' : live.core ? 'core' : 'compatibility',
    });
    for (const [path, value] of plan.read()) this.#log.set(this.#log.cell(context.owner, path), call, value, false, true);
    for (const kind of Object.keys(objectTables) as StateObjectKind[])
      if (objectTables[kind].zero) this.#learn(context, { scope: 'context', id, kind, name: 0 }, call, new Set());
  }

  /** Asks for all properties of an object. `set`: paths that the call itself set. */
  #learn(context: PassContext, owner: CellOwner, call: number, set: Pick<ReadonlySet<string>, 'has'>): void {
    const { kind, name = 0 } = owner;
    if (kind === undefined) return;
    const { plan, id } = context;
    const live = this.#player.contexts().find(each => each.id === id);
    if (!live) return;
    const values = new Map<string, StateValue>();
    for (const path of ['binding.draw_framebuffer', 'binding.read_framebuffer', 'binding.vertex_array', 'client_array.active_texture']) {
      const value = this.value(context, path);
      if (value !== undefined) values.set(path, value);
    }
    const asking = { asker: this.#player, id, kind: live, limits: plan.limits, values };
    const state = objectStates(asking, kind, name === 0 ? [] : [name]).find(each => each.name === name);
    const ownerId = this.#log.owner(owner);
    if (!state || state.unused) {
      if (this.#log.find(ownerId, PRESENCE.there) !== undefined)
        this.#note(owner, call, { [PRESENCE.there]: state?.unused ? THERE.name : THERE.gone });
      return;
    }
    this.#note(owner, call, { [PRESENCE.there]: THERE.object });
    this.#known.add(ownerId);
    if (kind === 'framebuffer') this.#framebuffers.add(ownerId);
    for (const [path, value] of state.values) {
      // What is asked again because something else of it changed was there before.
      const cell = this.#log.cell(ownerId, path);
      this.#set(cell, call, value, false, this.#log.current(cell) === undefined && !set.has(path));
    }
    // a program that was linked anew has other uniforms
    if (kind === 'program')
      for (const [path, cell] of this.#log.pathsOf(ownerId))
        if (path.endsWith(']') || path.includes('].'))
          if (!state.values.has(path) && this.#log.current(cell) !== undefined) this.#log.set(cell, call, ABSENT, false);
    if (kind === 'program') this.#uniforms.learn(this.#forms, ownerId, name, state.values, path => this.#log.cell(ownerId, path));
  }

  /** The last value of a variable of a context. */
  value(context: PassContext, path: string): StateValue | undefined {
    return this.#current(this.#log.find(context.owner, path));
  }

  #current(cell: number | undefined): StateValue | undefined {
    if (cell === undefined) return undefined;
    if (this.#pending.has(cell)) {
      const certain = this.#pending.get(cell);
      if (certain !== undefined) return certain;
      this.#flushBefore();
    }
    return this.#log.current(cell);
  }

  /** The last value of a property of an object. */
  property(owner: CellOwner, path: string): StateValue | undefined {
    return this.#current(this.#log.find(this.#log.owner(owner), path));
  }

  #command(context: PassContext, cursor: CommandCursor): void {
    const command = this.#reader.dictionary.commands.get(cursor.opcode);
    if (!command) return;
    const { name } = command;
    const args = cursor.words.subarray(cursor.args, cursor.end);
    switch (name) {
      case 'glBegin':
        if (!context.compiling || context.compiling.executes) {
          this.#emit(cursor, []);
          context.inside = true;
          this.#note({ scope: 'context', id: context.id }, cursor.call, { [PRESENCE.inside]: true });
        }
        return;
      case 'glGetError':
        this.#note({ scope: 'context', id: context.id }, cursor.call, { [PRESENCE.pendingError]: 0 });
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
            this.#later(() => this.#learn(context, { scope: 'context', id: context.id, kind: 'query', name: query }, cursor.call, NOTHING));
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
        this.#flushBefore(); // what changed since the push must be known
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
      this.#delete(context, cursor, command.parameters);
      return;
    }
    if (this.#uniforms.isSetter(name)) {
      this.#uniform(context, cursor, name);
      return;
    }
    if (LINKS.test(name) && args[0] !== 0 && name !== 'glCreateShaderProgramv') {
      const owner: CellOwner = { scope: 'shared', id: context.group, kind: 'program', name: args[0]! };
      const set = name.startsWith('glLink') || name.startsWith('glProgramBinary') ? EVERYTHING : NOTHING;
      this.#later(() => this.#learn(context, owner, cursor.call, set));
      return;
    }
    if (/^glGen(?!erate|Lists)/.test(name)) this.#named(context, cursor, command);
    if (MAKES.test(name)) this.#made(context, cursor, command);
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
      this.#note({ scope: 'shared', id: group, kind: 'displayList', name: first + i }, call, { [PRESENCE.there]: there });
  }

  /** Names that are no objects yet. */
  #named(context: PassContext, cursor: CommandCursor, command: CommandInfo): void {
    for (const { object, kind: form } of argumentPlaces(command)) {
      if (!(object in objectTables) || form !== 'in') continue;
      const kind = object as StateObjectKind;
      const { scope } = objectTables[kind];
      for (const name of deletedNames(cursor, this.#reader.dictionary)) {
        const owner: CellOwner = { scope, id: scope === 'context' ? context.id : context.group, kind, name };
        this.#note(owner, cursor.call, { [PRESENCE.there]: THERE.name });
      }
    }
  }

  /** Objects that a command brings into being without setting any of their properties. */
  #made(context: PassContext, cursor: CommandCursor, command: CommandInfo): void {
    const { call } = cursor;
    for (const place of argumentPlaces(command)) {
      if (!(place.object in objectTables)) continue;
      const kind = place.object as StateObjectKind;
      const { scope } = objectTables[kind];
      const names = place.kind === 'in' ? deletedNames(cursor, this.#reader.dictionary) : [cursor.words[cursor.args + place.word]!];
      for (const name of names) {
        const owner: CellOwner = { scope, id: scope === 'context' ? context.id : context.group, kind, name };
        if (name !== 0 && !context.inside && !this.#known.has(this.#log.owner(owner)))
          this.#later(() => this.#learn(context, owner, call, NOTHING));
      }
    }
  }

  /** What simple bindings will be, so that the next commands need not wait for the answer. */
  #predict(context: PassContext, name: string, args: Uint32Array): void {
    const certain = (path: string, value: number) => {
      const cell = this.#log.find(context.owner, path);
      if (cell !== undefined && this.#pending.has(cell)) this.#pending.set(cell, value);
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

  #later(action: () => void): void {
    this.#slow.push(action);
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
      const owner = this.#ownerOf(context, rule, rules, args);
      if (!owner) continue;
      const { row, kind } = rule.owned;
      const ownerId = kind === undefined ? context.owner : this.#log.owner(owner);
      if (kind === 'renderbuffer' || rule.owned.prefix === 'level')
        for (const holder of this.#holdersOf(context, owner)) unknown.set(`framebuffer ${holder.name}`, holder);
      // Attaching changes whether a framebuffer is complete, too.
      const whole = rule.owned.prefix === 'attachment' || this.#forms.of(row) === undefined;
      if (kind !== undefined && (whole || !this.#known.has(ownerId))) {
        unknown.set(`${kind} ${owner.name}`, owner);
        continue;
      }
      for (const index of this.#indicesOf(context, rule, rules, args, owner)) touched.push({ rule, index, owner });
    }
    for (const owner of unknown.values()) {
      const paths = this.#paths(applied.filter(({ owned }) => owned.kind === owner.kind));
      if (!context.inside) this.#later(() => this.#learn(context, owner, cursor.call, paths));
    }
    if (touched.length === 0) return;
    if (context.inside) {
      for (const each of touched) {
        const key = `${each.owner.kind ?? ''} ${each.owner.name ?? ''} ${cellPath(each.rule.owned, each.index)}`;
        context.dirty.set(key, { ...each, call: cursor.call });
      }
      return;
    }
    this.#emit(cursor, touched, context, note);
  }

  /** Framebuffers that have an image of this texture or renderbuffer attached. */
  #holdersOf(context: PassContext, { kind, name }: CellOwner): CellOwner[] {
    const type = kind === 'texture' ? GL_TEXTURE : GL_RENDERBUFFER;
    return [...this.#framebuffers]
      .map(id => this.#log.ownerOf(id))
      .filter(
        owner =>
          owner.id === context.id &&
          owner.name !== 0 &&
          this.#log
            .pathsOf(this.#log.owner(owner))
            .some(
              ([path, cell]) =>
                path.endsWith('].name') &&
                this.#log.current(cell) === name &&
                this.property(owner, path.replace('.name', '.type')) === type,
            ),
      );
  }

  #endPrimitive(context: PassContext, cursor: CommandCursor): void {
    context.inside = false;
    this.#note({ scope: 'context', id: context.id }, cursor.call, { [PRESENCE.inside]: false });
    const touched = [...context.dirty.values()];
    context.dirty.clear();
    if (touched.length > 0) this.#emit(cursor, touched, context, false);
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
      const path = this.#log.path(cell);
      const found = this.#log.find(context.owner, path) === cell ? byPath.get(path) : undefined;
      if (!found) {
        const owner = this.#log.ownerIdOf(cell);
        if (owner !== context.owner && POPPED.has(this.#log.ownerOf(owner).kind ?? '')) owners.add(owner);
        continue;
      }
      if (this.#forms.of(found.row) === undefined || found.row.query.activeTexture) slow.push(path);
      else touched.push({ rule: this.#ruleOf(found.row), index: this.#indexIn(path), owner: { scope: 'context', id: context.id } });
    }
    if (touched.length > 0) this.#emit(cursor, touched, context, false);
    const { call } = cursor;
    if (slow.length > 0)
      this.#later(() => {
        const values = context.plan.read();
        for (const path of slow) if (values.has(path)) this.#set(this.#log.cell(context.owner, path), call, values.get(path)!, false);
      });
    // Texture parameters, arrays, draw buffers: of what was bound then.
    for (const id of owners) this.#later(() => this.#learn(context, this.#log.ownerOf(id), call, NOTHING));
  }

  readonly #rowRules = new Map<object, Rule>();
  #ruleOf(row: Rule['owned']['row']): Rule {
    let rule = this.#rowRules.get(row);
    if (!rule) {
      rule = { owned: { row, prefix: '' }, conditions: [], everyIndex: false, exact: false };
      this.#rowRules.set(row, rule);
    }
    return rule;
  }
  #indexIn(path: string): number {
    return Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0);
  }

  #emit(
    cursor: CommandCursor,
    touched: readonly { readonly rule: Rule; readonly index: number; readonly owner: CellOwner; readonly call?: number }[],
    context?: PassContext,
    note = false,
  ): void {
    if (!context || touched.length === 0) return;
    const active = touched.some(({ rule }) => rule.owned.row.query.activeTexture)
      ? Number(this.value(context, 'binding.active_texture') ?? GL_TEXTURE0)
      : GL_TEXTURE0;
    this.#probes.step(cursor.end - this.#start, this.#sliceCall);
    this.#sliceCall = cursor.call + 1;
    for (const { rule, index, owner, call = cursor.call } of touched)
      this.#askFor(context, rule, index, owner, call, note && rule.exact, active);
  }

  #askFor(context: PassContext, rule: Rule, index: number, owner: CellOwner, call: number, noteSame: boolean, active: number): void {
    const { row, kind } = rule.owned;
    const form = this.#forms.of(row);
    if (!form) {
      this.#later(() => this.#askSlowly(context, rule, index, call));
      return;
    }
    const ownerId = kind === undefined ? context.owner : this.#log.owner(owner);
    let byIndex = this.#cells.get(rule);
    if (!byIndex) {
      byIndex = new Map();
      this.#cells.set(rule, byIndex);
    }
    const key = ownerId * 65536 + (index & 0xffff);
    let cell = byIndex.get(key);
    if (cell === undefined) {
      cell = this.#log.cell(
        ownerId,
        cellPath(rule.owned, kind === 'framebuffer' && rule.owned.prefix === 'attachment' ? attachmentPoints.label(index) : index),
      );
      byIndex.set(key, cell);
    }
    if (row.query.activeTexture && active !== GL_TEXTURE0 + index) {
      this.#later(() => this.#askSlowly(context, rule, index, call));
      return;
    }
    const a = [...form.args];
    if (form.indexAt >= 0)
      a[form.indexAt] = rule.owned.prefix === 'attachment' ? index : row.domain ? context.plan.limits.index(row.domain, index) : index;
    if (form.nameAt >= 0) a[form.nameAt] = owner.name ?? 0;
    this.#probes.ask(form.function, a[0] ?? 0, a[1] ?? 0, a[2] ?? 0, a[3] ?? 0, form.words);
    this.#pending.set(cell, undefined);
    this.#waiting.push({ cell, call, rule, parts: 1, noteSame });
  }

  #askSlowly(context: PassContext, rule: Rule, index: number, call: number): void {
    const path = cellPath(rule.owned, index);
    const cell = this.#log.cell(context.owner, path);
    const found = context.plan.cells.find(each => each.path === path);
    if (!found) return;
    const questions = new Questions(this.#player, context.id);
    const active = this.value(context, 'binding.active_texture');
    if (found.row.query.activeTexture) questions.set('glActiveTexture', [found.index]);
    questions.row(found.row, value => this.#set(cell, call, value, false), found.index);
    if (found.row.query.activeTexture && typeof active === 'number') questions.set('glActiveTexture', [active]);
    questions.ask();
  }

  #indicesOf(context: PassContext, rule: Rule, rules: CommandRules, args: Uint32Array, owner: CellOwner): number[] {
    const { row, prefix } = rule.owned;
    const { domain } = row;
    if (!domain) return [0];
    const argument = (name: string) => {
      const place = rules.places.find(each => each.name === name);
      return place ? args[place.word] : undefined;
    };
    if (prefix === 'attachment')
      return attachmentPoints.of(argument('attachment'), Number(this.#limit(context, 'GL_MAX_COLOR_ATTACHMENTS')));
    context.plan.limits.learn([domain]);
    const first = domain.first ?? 0;
    const count = context.plan.limits.of(domain);
    if (rule.index) {
      const index = (args[rule.index.word]! - rule.index.base) | 0;
      return index >= first && index < count ? [index] : [];
    }
    if (prefix === 'level') {
      const level = argument('level');
      const mipmaps = /Mipmap/.test(rules.name) || this.property(owner, 'generate_mipmap') === true;
      if (level !== undefined && !mipmaps) return level < 16 ? [level] : [];
      const levels = argument('levels') ?? (/Buffer|Multisample/.test(rules.name) ? 1 : 16);
      return Array.from({ length: Math.min(levels, 16) }, (_, i) => i);
    }
    const begin = argument('first');
    if (begin !== undefined && argument('count') !== undefined)
      return Array.from({ length: Math.min(argument('count')!, count) }, (_, i) => begin + i).filter(i => i >= first && i < count);
    if (/^texture (unit|coordinate set)$/.test(domain.name)) {
      const unit =
        Number(
          this.value(context, !row.path.startsWith('texture_coord') ? 'binding.active_texture' : 'client_array.active_texture') ??
            GL_TEXTURE0,
        ) - GL_TEXTURE0;
      return unit >= first && unit < count ? [unit] : [];
    }
    return Array.from({ length: Math.max(0, count - first) }, (_, i) => first + i);
  }

  #limit(context: PassContext, pname: `GL_${string}`): number {
    const domain = { name: pname, count: pname } as const;
    context.plan.limits.learn([domain]);
    return context.plan.limits.of(domain);
  }

  #ownerOf(context: PassContext, rule: Rule, rules: CommandRules, args: Uint32Array): CellOwner | undefined {
    const { kind, bound } = rule.owned;
    if (kind === undefined) return { scope: 'context', id: context.id };
    const scope = objectTables[kind].scope;
    const id = scope === 'context' ? context.id : context.group;
    const place = rules.places.find(each => each.object === kind);
    const name = place
      ? args[place.word]!
      : boundName(
          kind,
          rules,
          args,
          path => Number(this.value(context, path) ?? 0),
          () =>
            Number(
              this.property(
                { scope: 'context', id: context.id, kind: 'vertexArray', name: Number(this.value(context, 'binding.vertex_array') ?? 0) },
                'element_array_buffer',
              ) ?? 0,
            ),
        );
    if (name === undefined || (name === 0 && !objectTables[kind].zero)) return undefined;
    if (bound) {
      const path =
        kind === 'vertexArray' ? 'binding.vertex_array' : rule.owned.row.domain ? 'binding.draw_framebuffer' : 'binding.read_framebuffer';
      if (Number(this.value(context, path) ?? 0) !== name) return undefined;
    }
    return { scope, id, kind, name };
  }

  /** Bindings of what is deleted become 0; the names are free for new objects. */
  #delete(context: PassContext, cursor: CommandCursor, parameters: readonly { readonly object: string }[]): void {
    const kind = parameters.find(parameter => parameter.object in objectTables)?.object as StateObjectKind | undefined;
    if (kind === undefined) return;
    const names = new Set(deletedNames(cursor, this.#reader.dictionary));
    const scope = objectTables[kind].scope;
    const id = scope === 'context' ? context.id : context.group;
    const { call } = cursor;
    if (kind === 'program' || kind === 'shader') {
      for (const name of names) this.#later(() => this.#learn(context, { scope, id, kind, name }, call, new Set(['delete_status'])));
      return;
    }
    for (const name of names) {
      const owner = this.#log.owner({ scope, id, kind, name });
      this.#known.delete(owner);
      if (name === 0 || this.#log.find(owner, PRESENCE.there) === undefined) continue;
      this.#note({ scope, id, kind, name }, call, { [PRESENCE.there]: THERE.gone });
      this.#log.forget(owner);
    }
    const touched: { rule: Rule; index: number; owner: CellOwner }[] = [];
    for (const { path, row } of context.plan.cells) {
      if (row.kind !== 'name' || row.object !== kind || !names.has(Number(this.value(context, path) ?? 0))) continue;
      touched.push({ rule: this.#ruleOf(row), index: this.#indexIn(path), owner: { scope: 'context', id: context.id } });
    }
    this.#emit(cursor, touched, context, false);
    // What the bound containers hold of it goes, too.
    if (kind === 'buffer' || kind === 'texture' || kind === 'renderbuffer') {
      const holder = kind === 'buffer' ? 'vertexArray' : 'framebuffer';
      const holders = (holder === 'vertexArray' ? ['binding.vertex_array'] : ['binding.draw_framebuffer', 'binding.read_framebuffer']).map(
        path => Number(this.value(context, path) ?? 0),
      );
      this.#later(() => {
        for (const name of new Set(holders))
          this.#learn(context, { scope: 'context', id: context.id, kind: holder, name }, call, new Set());
      });
    }
  }

  #uniform(context: PassContext, cursor: CommandCursor, name: string): void {
    const args = cursor.words.subarray(cursor.args, cursor.end);
    const named = name.startsWith('glProgramUniform');
    let program = named ? args[0]! : Number(this.value(context, 'binding.program') ?? 0);
    if (program === 0) {
      const pipeline = Number(this.value(context, 'binding.program_pipeline') ?? 0);
      program = Number(this.property({ scope: 'context', id: context.id, kind: 'programPipeline', name: pipeline }, 'active_program') ?? 0);
    }
    const uniform = this.#uniforms.at(
      this.#log.owner({ scope: 'shared', id: context.group, kind: 'program', name: program }),
      args[named ? 1 : 0]! | 0,
    );
    if (!uniform || context.inside) return;
    this.#probes.step(cursor.end - this.#start, this.#sliceCall);
    this.#sliceCall = cursor.call + 1;
    for (const location of uniform.locations) this.#probes.ask(uniform.function, program, location, 0, 0, uniform.words);
    this.#waiting.push({ cell: uniform.cell, call: cursor.call, rule: undefined, parts: uniform.locations.length, noteSame: true });
  }
}
