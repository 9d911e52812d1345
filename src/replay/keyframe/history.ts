// What a trace says about objects up to a call: which names are in use, how programs and shaders were made, what is in
// display lists. What OpenGL cannot be asked for is found here, in the program's own commands. Pure: no driver.
import { CommandCursor, madeCurrent } from '../../trace/commands.js';
import { OP } from '../../trace/protocol_commands.js';
import type { TraceReader } from '../../trace/reader.js';
import type { Segment } from '../../trace/segment.js';
import { type Places, PlaceTable, tailWords } from './command_places.js';
import { ContextHistory, GroupHistory, type LoggedCommand, SHADER_OF_TYPE } from './object_history.js';

/** Kinds whose objects belong to a context. */
const OF_CONTEXT = new Set(['framebuffer', 'vertexArray', 'query', 'transformFeedback', 'programPipeline']);
const CLIENT_PIXEL_STORE = 1;

/** Commands that are executed at once while a list is compiled (OpenGL 4.6 compatibility, section 21.4). */
const IMMEDIATE =
  /^gl(Get|Is|Gen(?!erate)|Delete|Create|PixelStore|.*Pointer(EXT)?$|.*Offset(EXT)?$|(En|Dis)ableClient|ClientActive|InterleavedArrays|(Push|Pop)Client|ClientAttrib|Finish|Flush$|ReadPixels|ReadnPixels|RenderMode|FeedbackBuffer|SelectBuffer|Map(Named)?Buffer|Unmap|Flush(Mapped)|BindBuffer|(Named)?Buffer(Sub)?(Data|Storage)|Copy(Named)?BufferSubData|Clear(Named)?Buffer(Sub)?Data|ShaderSource|CompileShader|AttachShader|DetachShader|LinkProgram|ValidateProgram|BindAttribLocation|BindFragData|TransformFeedbackVaryings|BindVertexArray|(En|Dis)ableVertexA|VertexA.*(Format|Binding|Divisor)|BindVertexBuffer|AreTexturesResident|FenceSync|ClientWaitSync|WaitSync|Debug|Object(Ptr)?Label|CheckFramebuffer|CheckNamed|GetError|NewList|EndList|BindFramebuffer|BindRenderbuffer|Framebuffer|NamedFramebuffer|Renderbuffer|NamedRenderbuffer|GenerateMipmap|GenerateTextureMipmap|TexBuffer|TexStorage|TextureStorage|TextureView)/;
const PROGRAM_COMMANDS =
  /^gl(CreateProgram|CreateShader|CreateShaderProgramv|CreateShaderProgramEXT|ShaderSource|CompileShader|CompileShaderIncludeARB|ShaderBinary|SpecializeShader|AttachShader|DetachShader|LinkProgram|ValidateProgram|BindAttribLocation|BindFragDataLocation|BindFragDataLocationIndexed|TransformFeedbackVaryings|ProgramBinary|ProgramParameteri|UniformBlockBinding|ShaderStorageBlockBinding|DeleteShader|DeleteProgram|DeleteObjectARB)$/;
/** Objects and state that keyframes do not carry (docs/limits.md). */
const UNCARRIED = /^gl(EGLImageTarget|ProgramStringARB|NamedProgramStringEXT|NamedStringARB|UniformSubroutines|BeginFragmentShaderATI)/;
/** Sets the current value of a generic attribute: `I` as integers, `u` without a sign. */
const CURRENT_ATTRIBUTE = /^glVertexAttrib(I?)[1-4]N?(u?)/;
const ARRAY_DRAWS = /^gl(Multi)?Draw(Arrays|Elements|RangeElements|Transform)|^glArrayElement$/;

const EGL_SUCCESS = 0x3000;

/** Calls that were to make an EGL image, and made none. */
function refusedImages(segment: Segment): number[] {
  const { call, opcode, rows } = segment.replies;
  const refused: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (opcode[row] !== OP.createImage) continue;
    const payload = segment.replyPayload(row);
    if (payload.length < 4 || new DataView(payload.buffer, payload.byteOffset).getUint32(0, true) !== EGL_SUCCESS) refused.push(call[row]!);
  }
  return refused;
}

/** Walks over a trace, forward only. */
export class TraceHistory {
  readonly reader: TraceReader;
  readonly groups = new Map<number, GroupHistory>();
  readonly contexts = new Map<number, ContextHistory>();
  /** Commands of each stream that wait for the call they belong to (staged data, client arrays). */
  readonly pending = new Map<number, Uint8Array[]>();
  /** EGL images that exist: what is made of one shares its memory, which no keyframe can make again. */
  readonly images = new Set<number>();
  /** Highest stream and context numbers seen. */
  highestStream = 0;
  highestContext = 0;
  readonly #groupOf = new Map<number, GroupHistory>();
  readonly #places: PlaceTable;
  #next = 0;
  #segment = 0;
  #cursor: CommandCursor | undefined;
  #batch = -1;
  #context = 0;
  #errors = new Set<number>();
  #held = false;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.#places = new PlaceTable(reader.dictionary);
  }

  get position(): number {
    return this.#next;
  }

  groupOf(context: number): GroupHistory {
    let group = this.#groupOf.get(context);
    if (!group) {
      group = new GroupHistory(context);
      this.#groupOf.set(context, group);
    }
    return group;
  }

  context(id: number): ContextHistory {
    let context = this.contexts.get(id);
    if (!context) {
      context = new ContextHistory();
      this.contexts.set(id, context);
    }
    return context;
  }

  /** Takes in everything before `call`. Calls before the position were taken in already. */
  advance(call: number): void {
    while (this.#next < call) {
      if (!this.#cursor) {
        if (this.#segment >= this.reader.segments.length) return;
        this.#openSegment();
      }
      const cursor = this.#cursor!;
      for (;;) {
        if (!this.#held && !cursor.next()) {
          this.#cursor = undefined;
          this.#segment++;
          break;
        }
        this.#held = false;
        // what stands behind the last call belongs to the ones that come
        if (this.#next >= call || (cursor.isCall && cursor.call >= call)) {
          this.#held = true;
          return;
        }
        this.#take(cursor);
        if (cursor.isCall) this.#next = cursor.call + 1;
      }
    }
  }

  #openSegment(): void {
    const segment = this.reader.segment(this.#segment);
    const following = this.#segment + 1 < this.reader.segments.length ? this.reader.tables(this.#segment + 1) : undefined;
    const marks = (of: Segment | undefined) => (of ? [...of.errors.map(error => error.call), ...refusedImages(of)] : []);
    this.#errors = new Set([...marks(segment), ...marks(following)]);
    this.#cursor = new CommandCursor(segment);
    this.#batch = -1;
  }

  #take(cursor: CommandCursor): void {
    if (cursor.batch !== this.#batch) {
      this.#batch = cursor.batch;
      this.#context = cursor.context;
      this.highestStream = Math.max(this.highestStream, cursor.stream);
    }
    const { opcode, stream } = cursor;
    if (!cursor.isCall) {
      if (opcode !== OP.nop && opcode !== OP.frameArea) this.#wait(stream, bytesOf(cursor));
      return;
    }
    const waiting = this.pending.get(stream);
    if (waiting) this.pending.delete(stream);
    if (opcode < 64) {
      this.#own(cursor);
      return;
    }
    if (this.#errors.has(cursor.call)) return;
    const places = this.#places.of(opcode);
    if (!places) return;
    const { name } = places.command;
    const group = this.groupOf(this.#context);
    const context = this.context(this.#context);
    this.#names(cursor, places, name, group, context);
    this.#special(cursor, places, name, group, context, waiting);
  }

  #wait(stream: number, bytes: Uint8Array): void {
    const waiting = this.pending.get(stream);
    if (waiting) waiting.push(bytes);
    else this.pending.set(stream, [bytes]);
  }

  #own(cursor: CommandCursor): void {
    const { opcode, words, args } = cursor;
    if (opcode === OP.makeCurrent) this.#context = madeCurrent(cursor) ?? this.#context;
    if (opcode === OP.createImage && !this.#errors.has(cursor.call)) this.images.add(words[args]!);
    if (opcode === OP.destroyImage) this.images.delete(words[args]!);
    if (opcode !== OP.createContext) return;
    const id = words[args]!;
    const share = words[args + 1]!;
    const group = (share && this.#groupOf.get(share)) || new GroupHistory(id);
    this.#groupOf.set(id, group);
    this.highestContext = Math.max(this.highestContext, id);
  }

  #names(cursor: CommandCursor, places: Places, name: string, group: GroupHistory, context: ContextHistory): void {
    if (places.names.length === 0) return;
    const { words, args } = cursor;
    const deletes = name.startsWith('glDelete');
    const generates = name.startsWith('glGen') || name.startsWith('glCreate');
    for (const place of places.names) {
      const set = (OF_CONTEXT.has(place.kind) ? context : group).names(place.kind);
      const list = place.isArray ? tailWords(cursor, places, place.word) : words.subarray(args + place.word, args + place.word + 1);
      for (const object of list ?? []) {
        if (object === 0) continue;
        if (deletes) {
          // programs and shaders in use live on: glIsProgram will tell
          if (place.kind !== 'program' && place.kind !== 'shader') {
            set.seen.delete(object);
            set.generated.delete(object);
          }
        } else {
          set.seen.add(object);
          set.known.add(object);
          if (generates) set.generated.add(object);
        }
      }
    }
    const target = places.word.get('target');
    if (target === undefined) return;
    for (const place of places.names) {
      if (place.kind === 'programArb' && !place.isArray) group.arbTarget.set(words[args + place.word]!, words[args + target]!);
      if (place.kind !== 'texture' || name.startsWith('glFramebuffer') || name.startsWith('glNamedFramebuffer')) continue;
      const list = place.isArray ? tailWords(cursor, places, place.word) : words.subarray(args + place.word, args + place.word + 1);
      if (name === 'glTextureView' && place.word !== 0) continue;
      for (const object of list ?? []) if (object !== 0) group.textureTarget.set(object, baseTarget(words[args + target]!));
    }
  }

  #special(
    cursor: CommandCursor,
    places: Places,
    name: string,
    group: GroupHistory,
    context: ContextHistory,
    waiting: readonly Uint8Array[] | undefined,
  ): void {
    const { words, args } = cursor;
    if (UNCARRIED.test(name)) context.uncarried = name;
    const attribute = CURRENT_ATTRIBUTE.exec(name);
    if (attribute?.[1] && context.list) context.uncarried = `${name} in a display list`;
    else if (attribute?.[1]) context.integerAttributes.set(words[args]!, attribute[2] !== '');
    else if (attribute) context.integerAttributes.delete(words[args]!);
    const logged = (): LoggedCommand => ({ call: cursor.call, name, bytes: joined([...staged(waiting), bytesOf(cursor)]), calls: 1 });
    if (context.list && name !== 'glEndList' && !IMMEDIATE.test(name)) {
      context.list.commands.push(logged());
      if (ARRAY_DRAWS.test(name))
        context.list.obstacle ??= `display list ${context.list.name} holds ${name}, which read arrays when it was compiled`;
      return;
    }
    if (PROGRAM_COMMANDS.test(name)) {
      this.#program(cursor, places, name, group, logged());
      return;
    }
    switch (name) {
      case 'glNewList':
        context.list = { name: words[args]!, commands: [], pixelStore: new Map(context.pixelStore), obstacle: undefined };
        break;
      case 'glEndList':
        if (context.list) {
          // made again in the order of their last glEndList: what a list becomes may depend on those it calls
          group.lists.delete(context.list.name);
          group.lists.set(context.list.name, context.list);
        }
        context.list = undefined;
        break;
      case 'glGenLists': {
        const base = words[args + places.resultWord]!;
        const empty = { commands: [], pixelStore: new Map<number, number>(), obstacle: undefined };
        for (let i = 0; i < words[args]! && i < 1 << 20; i++) {
          group.lists.set(base + i, empty);
          group.names('displayList').known.add(base + i);
        }
        break;
      }
      case 'glDeleteLists':
        for (let i = 0; i < words[args + 1]! && i < 1 << 20; i++) group.lists.delete(words[args]! + i);
        break;
      case 'glPixelStorei':
      case 'glPixelStoref': {
        const value = name === 'glPixelStorei' ? words[args + 1]! | 0 : new Float32Array(words.slice(args + 1, args + 2).buffer)[0]!;
        context.pixelStore.set(words[args]!, Math.round(value));
        break;
      }
      case 'glPushClientAttrib':
        context.pixelStores.push({ mask: words[args]!, store: new Map(context.pixelStore) });
        break;
      case 'glPopClientAttrib': {
        const pushed = context.pixelStores.pop();
        if (pushed && pushed.mask & CLIENT_PIXEL_STORE) context.pixelStore = pushed.store;
        break;
      }
      case 'glTextureView':
        group.views.set(words[args]!, logged());
        break;
      case 'glFenceSync':
        group.syncs.set(wide(words, args + places.resultWord), logged());
        break;
      case 'glDeleteSync':
        group.syncs.delete(wide(words, args));
        break;
      case 'glBeginConditionalRender':
        context.conditionalRender = true;
        break;
      case 'glEndConditionalRender':
        context.conditionalRender = false;
        break;
      case 'glBeginQuery':
        context.queryTarget.set(words[args + 1]!, words[args]!);
        context.endedQueries.delete(words[args + 1]!);
        context.activeQueries.set(words[args]!, words[args + 1]!);
        break;
      case 'glBeginQueryIndexed':
        context.queryTarget.set(words[args + 2]!, words[args]!);
        context.endedQueries.delete(words[args + 2]!);
        context.activeQueries.set(words[args]! * 64 + words[args + 1]!, words[args + 2]!);
        break;
      case 'glEndQuery':
      case 'glEndQueryIndexed': {
        const key = name === 'glEndQuery' ? words[args]! : words[args]! * 64 + words[args + 1]!;
        const query = context.activeQueries.get(key);
        if (query !== undefined) context.endedQueries.set(query, cursor.call);
        context.activeQueries.delete(key);
        break;
      }
      case 'glQueryCounter':
        context.queryTarget.set(words[args]!, words[args + 1]!);
        context.endedQueries.set(words[args]!, cursor.call);
        break;
    }
  }

  #program(cursor: CommandCursor, places: Places, name: string, group: GroupHistory, logged: LoggedCommand): void {
    const { words, args } = cursor;
    const named = (parameter: string) => words[args + (places.word.get(parameter) ?? 0)]!;
    const log = (object: number) => {
      const entries = group.programs.get(object);
      if (entries) entries.push(logged);
      else group.programs.set(object, [logged]);
    };
    if (places.resultWord >= 0 || name.startsWith('glCreateShaderProgram')) {
      const object = words[args + (places.resultWord >= 0 ? places.resultWord : name.endsWith('EXT') ? 2 : 3)]!;
      group.programs.set(object, [logged]);
      if (name === 'glCreateShader') group.names(`${SHADER_OF_TYPE}${words[args]!}`).known.add(object);
      const set = group.names(name === 'glCreateShader' ? 'shader' : 'program');
      set.seen.add(object);
      set.generated.add(object);
    } else if (name === 'glShaderBinary') {
      for (const object of tailWords(cursor, places, places.word.get('shaders') ?? 1) ?? []) log(object);
    } else if (name === 'glDeleteProgram' || (name === 'glDeleteObjectARB' && group.names('program').seen.has(words[args]!))) {
      group.deletedPrograms.set(words[args]!, logged);
    } else if (places.word.has('program')) {
      const program = named('program');
      log(program);
      if (name !== 'glAttachShader') return;
      const shaders = group.attached.get(program);
      if (shaders) shaders.add(named('shader'));
      else group.attached.set(program, new Set([named('shader')]));
    } else log(named('shader'));
  }
}

/** Faces and proxies count as the texture they belong to. */
function baseTarget(target: number): number {
  return target >= 0x8515 && target <= 0x851a ? 0x8513 : target;
}

function wide(words: Uint32Array, at: number): bigint {
  return BigInt(words[at]!) | (BigInt(words[at + 1]!) << 32n);
}

function bytesOf(cursor: CommandCursor): Uint8Array {
  const { words, start, end } = cursor;
  return new Uint8Array(words.slice(start, end).buffer);
}

/** Only staged data belongs to a command in a list or a program; what else waits was executed by then. */
function staged(waiting: readonly Uint8Array[] | undefined): Uint8Array[] {
  return (waiting ?? []).filter(bytes => (bytes[0]! | (bytes[1]! << 8)) === OP.stage);
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const out = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
