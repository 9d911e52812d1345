// Which draws to the window a replay may leave out on its way to a call: those whose pixels a later glClear overwrites, all of them,
// before anything can have read them. Most of a long way is such draws: of frames that nobody looks at.
//
// What forbids it is read off the commands, and from the first such command on nothing more is left out: whatever reads the window or
// counts what is drawn (readbacks, copies, blits, queries), draws that write more than the framebuffer (feedback, storage buffers,
// images), display lists, a front buffer, several windows or threads, and draws that raised an error. That a clear does cover
// the window is asked of the driver when the replay stands before it.
import { CommandCursor } from '../trace/commands.js';
import { FLAG } from '../trace/dictionary.js';
import { OP } from '../trace/protocol_commands.js';
import type { TraceReader } from '../trace/reader.js';
import type { Asker } from './asker.js';
import { Questions } from './keyframe/questions.js';

/** So many calls are worth a look for a clear. */
const WORTH_CALLS = 200;

const FORBIDDEN =
  /Read(n)?Pixels|Copy(?!(Named)?Buffer|Image)|Blit|^glAccum|Begin\w*Query|PerfMonitor|PerfQuery|BeginTransformFeedback|ConditionalRender|RenderMode|NewList|CallList|BindImageTexture|ImageHandle|WindowRectangles|ActiveStencilFace/;
const SELECTS_BUFFER = /DrawBuffer|ReadBuffer/;
const BINDS_BUFFER = /^glBindBuffers?(Base|Range)/;
const SETS_STATE = /^gl(Enable|Disable|ColorMask|BindFramebuffer(EXT|OES)?)$/;

/** Protocol commands that neither read a window nor make a second one. */
const HARMLESS: ReadonlySet<number> = new Set([
  OP.nop,
  OP.stage,
  OP.clientArrays,
  OP.frameArea,
  OP.error,
  OP.flushMap,
  OP.drainDebug,
  OP.indexRange,
  OP.restartState,
  OP.readBuffer,
  OP.sync,
  OP.flushWords,
  OP.queryHost,
  OP.createContext,
  OP.destroyContext,
  OP.createDrawable,
  OP.resizeDrawable,
  OP.swapBuffers,
  OP.waitGl,
  OP.releaseThread,
  OP.finishContext,
]);

/** What is done about a command. */
const KIND = { nothing: 1, forbidden: 2, clear: 3, state: 4, selectsBuffer: 5, bindsBuffer: 6, makeCurrent: 7 } as const;
type Kind = (typeof KIND)[keyof typeof KIND];
/** Commands that do nothing when they raise an error; others may have done a part of it (glBindBuffersBase). */
const WITHOUT_EFFECT: ReadonlySet<Kind> = new Set([KIND.nothing, KIND.clear, KIND.state, KIND.selectsBuffer]);

const GL = {
  BACK: 0x405,
  COLOR_BUFFER_BIT: 0x4000,
  DEPTH_BUFFER_BIT: 0x100,
  STENCIL_BUFFER_BIT: 0x400,
  DEPTH_TEST: 0xb71,
  STENCIL_TEST: 0xb90,
  SCISSOR_TEST: 0xc11,
  DRAW_FRAMEBUFFER: 0x8ca9,
  FRAMEBUFFER: 0x8d40,
  UNIFORM_BUFFER: 0x8a11,
  TRANSFORM_FEEDBACK_BUFFER: 0x8c8e,
  RENDER: 0x1c00,
} as const;

/** Names of front, left, right and auxiliary buffers, and of both. */
const otherThanBack = (word: number): boolean => word >= 0x400 && word <= 0x40c && word !== GL.BACK;

export class UnseenDraws {
  readonly #reader: TraceReader;
  readonly #kinds = new Uint8Array(65536);
  readonly #names: string[] = [];
  /** Calls of clears that seem to cover the window, ascending. */
  readonly #clears: number[] = [];
  #segment = 0;
  /** The first call that forbids more; all before `#looked` were looked at. */
  #end = Number.POSITIVE_INFINITY;
  #looked = 0;
  #stream = -1;
  #drawable = 0;
  #depth = false;
  #stencil = false;
  // what a clear would meet, as far as commands of a simple kind tell: the driver is asked in the end
  #framebuffer = 0;
  #scissor = false;
  #masked = false;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  /** The last clear before `call` that draws between `from` and it need not be executed for; undefined: none is worth it. */
  clearBefore(from: number, call: number): number | undefined {
    if (call - from < WORTH_CALLS) return undefined;
    while (this.#looked < call && this.#segment < this.#reader.segments.length && this.#end === Number.POSITIVE_INFINITY)
      this.#look(this.#segment);
    let low = 0;
    let high = this.#clears.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#clears[middle]! < call) low = middle + 1;
      else high = middle;
    }
    const clear = this.#clears[low - 1];
    return clear !== undefined && clear - from >= WORTH_CALLS ? clear : undefined;
  }

  /** Whether the clear that comes next overwrites all that draws to the window may have left there. */
  covers(asker: Asker): boolean {
    const stream = asker.streams().find(({ id }) => id === this.#stream);
    if (!stream || stream.context === 0 || stream.draw !== this.#drawable) return false;
    const questions = new Questions(asker, stream.context);
    const integers = (name: string) => questions.ints('glGetIntegerv', name);
    const framebuffer = integers('GL_DRAW_FRAMEBUFFER_BINDING');
    const buffer = integers('GL_DRAW_BUFFER0');
    const colour = integers('GL_COLOR_WRITEMASK');
    const depth = integers('GL_DEPTH_WRITEMASK');
    const stencil = integers('GL_STENCIL_WRITEMASK');
    const mode = integers('GL_RENDER_MODE');
    const scissor = questions.truth('glIsEnabled', 'GL_SCISSOR_TEST');
    const discard = questions.truth('glIsEnabled', 'GL_RASTERIZER_DISCARD');
    questions.run();
    return (
      framebuffer()?.[0] === 0 &&
      (buffer()?.[0] ?? GL.BACK) === GL.BACK && // OpenGL ES 2 has no other
      colour()?.every(value => value !== 0) === true &&
      (!this.#depth || depth()?.[0] === 1) &&
      (!this.#stencil || ((stencil()?.[0] ?? 0) & 0xff) === 0xff) &&
      (mode()?.[0] ?? GL.RENDER) === GL.RENDER &&
      scissor() !== true &&
      discard() !== true
    );
  }

  /** Nothing is left out from now on: the commands did not tell enough. */
  giveUp(): void {
    this.#end = 0;
    this.#clears.length = 0;
  }

  #kindOf(opcode: number): Kind {
    const name = this.#reader.dictionary.name(opcode);
    this.#names[opcode] = name;
    if (opcode === OP.makeCurrent) return KIND.makeCurrent;
    if (!name.startsWith('gl')) return HARMLESS.has(opcode) ? KIND.nothing : KIND.forbidden;
    if (FORBIDDEN.test(name)) return KIND.forbidden;
    if (name === 'glClear') return KIND.clear;
    if (SELECTS_BUFFER.test(name)) return KIND.selectsBuffer;
    if (BINDS_BUFFER.test(name)) return KIND.bindsBuffer;
    return SETS_STATE.test(name) ? KIND.state : KIND.nothing;
  }

  /** Stops at what forbids more. */
  #look(index: number): void {
    const segment = this.#reader.segment(index);
    // errors of the last calls may stand in the next segment
    const following = index + 1 < this.#reader.segments.length ? this.#reader.tables(index + 1).errors : [];
    const failed = new Set([...segment.errors, ...following].map(({ call }) => call));
    const cursor = new CommandCursor(segment);
    const kinds = this.#kinds;
    while (cursor.next()) {
      const { opcode } = cursor;
      const kind = (kinds[opcode] || this.#kindOf(opcode)) as Kind;
      kinds[opcode] = kind;
      const error = failed.size > 0 && cursor.isCall && failed.has(cursor.call);
      const fine =
        error && WITHOUT_EFFECT.has(kind)
          ? !(this.#reader.dictionary.flags(opcode) & FLAG.draw)
          : kind === KIND.nothing || this.#take(kind, cursor);
      if (fine) continue;
      this.#end = this.#looked = cursor.call;
      return;
    }
    this.#looked = segment.firstCall + segment.calls;
    this.#segment = index + 1;
  }

  /** False: nothing is left out from here on. */
  #take(kind: Kind, { words, args, end, opcode, call, stream }: CommandCursor): boolean {
    const word = words[args]!;
    switch (kind) {
      case KIND.forbidden:
        return false;
      case KIND.selectsBuffer:
        return !words.subarray(args, end).some(otherThanBack);
      case KIND.bindsBuffer:
        return word === GL.UNIFORM_BUFFER || word === GL.TRANSFORM_FEEDBACK_BUFFER;
      case KIND.makeCurrent: {
        if (word === 0) return true;
        const [draw, read] = [words[args + 1]!, words[args + 2]!];
        if (this.#stream < 0) {
          this.#stream = stream;
          this.#drawable = draw;
        }
        return stream === this.#stream && draw === this.#drawable && read === draw && draw !== 0;
      }
      case KIND.state:
        this.#setState(this.#names[opcode]!, words, args, end);
        return true;
      case KIND.clear: {
        const needed = GL.COLOR_BUFFER_BIT | (this.#depth ? GL.DEPTH_BUFFER_BIT : 0) | (this.#stencil ? GL.STENCIL_BUFFER_BIT : 0);
        if ((word & needed) === needed && this.#framebuffer === 0 && !this.#scissor && !this.#masked) this.#clears.push(call);
        return true;
      }
    }
    return true;
  }

  #setState(name: string, words: Uint32Array, args: number, end: number): void {
    const word = words[args]!;
    if (name === 'glEnable' || name === 'glDisable') {
      const on = name === 'glEnable';
      if (word === GL.SCISSOR_TEST) this.#scissor = on;
      else if (on && word === GL.DEPTH_TEST) this.#depth = true;
      else if (on && word === GL.STENCIL_TEST) this.#stencil = true;
    } else if (name.startsWith('glBindFramebuffer')) {
      if (word === GL.FRAMEBUFFER || word === GL.DRAW_FRAMEBUFFER) this.#framebuffer = words[args + 1]!;
    } else if (name === 'glColorMask') this.#masked = words.subarray(args, end).includes(0);
  }
}
