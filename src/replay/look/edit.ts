// A draw with another shader: what it draws into, after the draw as the program made it, and with the shader in its place.
import { CallPages } from '../../inspect/call_pages.js';
import type { RawImage } from '../../inspect/raw_image.js';
import type { Player } from '../player.js';
import { contextOfCall } from './context.js';
import { DrawAgain, drawSpan } from './draw_again.js';
import { ImageReader } from './image.js';
import type { ProgramView } from './program.js';
import { LookError, Questions } from './questions.js';
import { type Edit, programInUse, relink, wholeProgram } from './relink.js';

/** What there is to edit at a draw. */
export interface Editable {
  readonly program: number;
  readonly shaders: readonly { readonly shader: number; readonly type: string; readonly source: string }[];
}

export interface Edited {
  readonly program: number;
  readonly linked: boolean;
  /** What compiler and linker said; '' when nothing. */
  readonly log: string;
  readonly before: RawImage;
  /** Null: it could not be linked. */
  readonly after: RawImage | null;
}

export interface EditOptions extends Edit {
  readonly call: number;
}

/** The programs of a draw: one, or those of the pipeline's stages. */
function programsOf(player: Player, context: number): ProgramView[] {
  const questions = new Questions(player, context);
  const stages = [0x8b31, 0x8b30, 0x8dd9, 0x8e88, 0x8e87]; // vertex, fragment, geometry, control, evaluation
  const names = new Set(stages.map(stage => programInUse(questions, stage)).filter(name => name !== 0));
  if (names.size === 0) throw new LookError('no program is in use at this call: the fixed function draws');
  return [...names].map(name => wholeProgram(player, context, name));
}

/** Throws LookError when the call draws nothing, or without a program. */
export function editable(player: Player, call: number): Editable[] {
  const draw = new DrawAgain(player, drawSpan(new CallPages(player.reader), call));
  draw.begin();
  draw.spoil();
  try {
    const context = contextOfCall(player, draw.span.first);
    return programsOf(player, context).map(({ program, shaders }) => ({
      program,
      shaders: shaders.map(({ shader, type, source }) => ({ shader, type, source })),
    }));
  } finally {
    draw.leave();
  }
}

/** Throws LookError when the call draws nothing, or its program does not have the shader. */
export function edited(player: Player, { call, shader, source }: EditOptions): Edited {
  const draw = new DrawAgain(player, drawSpan(new CallPages(player.reader), call));
  try {
    draw.begin();
    const context = contextOfCall(player, draw.span.first);
    player.goAfter(draw.span.call);
    const before = new ImageReader(player, context).attachment('color0');
    draw.begin();
    draw.spoil();
    const view = programsOf(player, context).find(({ shaders }) => shaders.some(each => each.shader === shader));
    if (!view) throw new LookError(`the program of call ${call} has no shader ${shader}`);
    const { linked, log } = relink(player, context, view, [{ shader, source }]);
    if (!linked) return { program: view.program, linked, log, before, after: null };
    const writer = player.write();
    draw.write(writer);
    player.ask(context, writer);
    return { program: view.program, linked, log, before, after: new ImageReader(player, context).attachment('color0') };
  } finally {
    draw.leave();
  }
}
