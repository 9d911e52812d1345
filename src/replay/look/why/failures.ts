// Draws that OpenGL refuses, and programs that are not there.
import type { Cause } from '../../../inspect/why.js';
import { type ProgramView, programView } from '../program.js';
import { LookError, type Questions } from '../questions.js';
import { plainFragment, programInUse, relink, wholeProgram } from '../relink.js';
import { cause, type Inquiry } from './inquiry.js';
import { programsBefore } from './programs.js';

const STATUS: Readonly<Record<number, string>> = {
  33305: 'GL_FRAMEBUFFER_UNDEFINED: there is no window',
  36054: 'GL_FRAMEBUFFER_INCOMPLETE_ATTACHMENT: an attachment has no image, no size, or a format that cannot be drawn to',
  36055: 'GL_FRAMEBUFFER_INCOMPLETE_MISSING_ATTACHMENT: nothing is attached',
  36057: 'GL_FRAMEBUFFER_INCOMPLETE_DIMENSIONS: its attachments have different sizes',
  36059: 'GL_FRAMEBUFFER_INCOMPLETE_DRAW_BUFFER: a draw buffer has no attachment',
  36060: 'GL_FRAMEBUFFER_INCOMPLETE_READ_BUFFER: the read buffer has no attachment',
  36061: 'GL_FRAMEBUFFER_UNSUPPORTED: this driver cannot draw to this combination of formats',
  36182: 'GL_FRAMEBUFFER_INCOMPLETE_MULTISAMPLE: its attachments have different numbers of samples',
  36264: 'GL_FRAMEBUFFER_INCOMPLETE_LAYER_TARGETS: some attachments are layered, others are not',
};
const COMPLETE = 0x8cd5;
const OWN = 27_980;

/** Whether what is drawn to, or cleared, is not complete. */
export function incompleteFramebuffer(inquiry: Inquiry): Cause | undefined {
  const { draw, error } = inquiry;
  draw.begin();
  const questions = inquiry.questions();
  const writer = questions.write();
  const asked = writer.call('glCheckFramebufferStatus', 'GL_DRAW_FRAMEBUFFER');
  const status = Number(questions.ask(writer).reply(asked)?.result?.value ?? COMPLETE);
  const { framebuffer } = inquiry.target;
  if (status === COMPLETE || status === 0) return undefined;
  const [[, , width = 0, height = 0] = []] = questions.integers([['glGetIntegerv', 'GL_VIEWPORT']]);
  const proof = inquiry.trial(
    'a complete framebuffer in its place',
    prepare => completeFramebuffer(prepare, Math.max(1, width), Math.max(1, height)),
    {
      elsewhere: true,
    },
  );
  return cause({
    id: 'incomplete framebuffer',
    text: `framebuffer ${framebuffer} is not complete, so that the call fails (${error}): ${STATUS[status] ?? `0x${status.toString(16)}`}`,
    proof: proof ?? null,
    state: [...attachmentStates(questions, framebuffer), 'binding.draw_framebuffer'],
  });
}

export function failure(inquiry: Inquiry): Cause {
  const { error } = inquiry;
  const incomplete = incompleteFramebuffer(inquiry);
  if (incomplete) return incomplete;
  inquiry.draw.begin();
  const questions = inquiry.questions();
  const program = programInUse(questions);
  if (program === 0) return noProgram(inquiry, error);
  const [[linked = 1] = []] = questions.integers([['glGetProgramiv', program, 'GL_LINK_STATUS']]);
  if (linked === 0) return unlinked(inquiry, program, error);
  const [active = 0, paused = 0] = questions.get([0x8e24, 0x8e23]); // GL_TRANSFORM_FEEDBACK_ACTIVE, _PAUSED
  const feedback = active !== 0 && paused === 0 ? '; transform feedback is active, and takes one kind of primitives only' : '';
  return cause({ id: 'call failed', text: `the call fails with ${error}, so that it does nothing${feedback}` });
}

/** One of our own that everything fits into. */
function completeFramebuffer(questions: Questions, width: number, height: number): void {
  questions.run([
    ['glGenRenderbuffers', 2, Uint32Array.of(OWN, OWN + 1)],
    ['glBindRenderbuffer', 'GL_RENDERBUFFER', OWN],
    ['glRenderbufferStorage', 'GL_RENDERBUFFER', 'GL_RGBA8', width, height],
    ['glBindRenderbuffer', 'GL_RENDERBUFFER', OWN + 1],
    ['glRenderbufferStorage', 'GL_RENDERBUFFER', 'GL_DEPTH24_STENCIL8', width, height],
    ['glGenFramebuffers', 1, Uint32Array.of(OWN)],
    ['glBindFramebuffer', 'GL_FRAMEBUFFER', OWN],
    ['glFramebufferRenderbuffer', 'GL_FRAMEBUFFER', 'GL_COLOR_ATTACHMENT0', 'GL_RENDERBUFFER', OWN],
    ['glFramebufferRenderbuffer', 'GL_FRAMEBUFFER', 'GL_DEPTH_STENCIL_ATTACHMENT', 'GL_RENDERBUFFER', OWN + 1],
    ['glClearBufferfi', 'GL_DEPTH_STENCIL', 0, 1, 0],
  ]);
}

/** What is attached, and its sizes: one of them is wrong. */
function attachmentStates(questions: Questions, framebuffer: number): string[] {
  const points = [
    ...Array.from({ length: 8 }, (_, i) => [0x8ce0 + i, `color${i}`] as const),
    [0x8d00, 'depth'] as const,
    [0x8d20, 'stencil'] as const,
  ];
  const types = questions.integers(
    points.map(
      ([point]) =>
        ['glGetFramebufferAttachmentParameteriv', 'GL_DRAW_FRAMEBUFFER', point, 'GL_FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE'] as const,
    ),
  );
  const attached = points.filter((_, i) => (types[i]?.[0] ?? 0) !== 0);
  const shown = attached.length > 0 ? attached : points.slice(0, 1);
  return shown.map(([, name]) => `framebuffer:${framebuffer}.attachment[${name}].name`);
}

/** A glUseProgram that failed, before the draw: what it named was never linked. */
function lastFailedUse(inquiry: Inquiry): { readonly call: number; readonly program: number } | undefined {
  const { pages, draw } = inquiry;
  const { dictionary } = pages.reader;
  const call = pages.nearest(
    draw.span.first,
    -1,
    (opcode, at) => dictionary.name(opcode) === 'glUseProgram' && pages.stream(at) === pages.stream(draw.span.first),
  );
  if (call === undefined || !pages.hasError(call)) return undefined;
  return { call, program: Number(pages.at(call)?.call.arguments[0]?.value ?? 0) };
}

export function noProgram(inquiry: Inquiry, error: string): Cause {
  const failed = lastFailedUse(inquiry);
  if (failed && failed.program !== 0) return unlinked(inquiry, failed.program, error, failed.call);
  const parts = {
    id: 'no program',
    text: `no program is in use${error === '' ? '' : `, so that the call fails (${error})`}`,
    state: ['binding.program'],
  } as const;
  for (const program of programsBefore(inquiry.pages, inquiry.draw.span.first)) {
    const [proven] = inquiry.attempt(parts, `glUseProgram(${program})`, questions => questions.run([['glUseProgram', program]]));
    if (proven) return proven;
  }
  return cause(parts);
}

/** A program that the draw was to use, and could not: what is drawn is drawn by another, or by the fixed function. */
export function failedProgram(inquiry: Inquiry): Cause[] {
  const failed = lastFailedUse(inquiry);
  return failed && failed.program !== 0 ? [unlinked(inquiry, failed.program, '', failed.call)] : [];
}

export function unlinked(inquiry: Inquiry, program: number, error: string, use?: number): Cause {
  const view = viewOf(inquiry, program);
  const broken = view?.shaders.find(({ compiled }) => !compiled);
  const said = broken ? `${broken.type} does not compile: ${broken.log}` : (view?.log ?? '');
  const log = said
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .slice(0, 3)
    .join('; ');
  const fails = error === '' ? '' : ` (the draw fails with ${error})`;
  const instead = use === undefined ? '' : `; glUseProgram fails, and the draw is made without it${fails}`;
  return cause({
    id: 'no program',
    text: `program ${program} is not linked${instead === '' ? fails : instead}${log === '' ? '' : `. ${log}`}`,
    proof:
      inquiry.trial('a fragment shader that compiles in it', questions => replaced(inquiry, questions, program), { otherwise: true }) ??
      null,
    calls: [lastLink(inquiry, program), use].filter(call => call !== undefined),
  });
}

function lastLink({ pages, draw }: Inquiry, program: number): number | undefined {
  const { dictionary } = pages.reader;
  return pages.nearest(
    draw.span.first,
    -1,
    (opcode, at) => dictionary.name(opcode) === 'glLinkProgram' && pages.at(at)?.call.arguments[0]?.value === program,
  );
}

function viewOf({ player, context }: Inquiry, program: number): ProgramView | undefined {
  try {
    return programView(player, context, program);
  } catch (error) {
    if (error instanceof LookError) return undefined;
    throw error;
  }
}

/** Puts the program in use with a fragment shader of ours; false: that does not make it whole. */
function replaced(inquiry: Inquiry, questions: Questions, program: number): boolean {
  const { player, context } = inquiry;
  if (!viewOf(inquiry, program)) return false;
  const view = wholeProgram(player, context, program);
  const fragment = view.shaders.find(({ type }) => type === 'GL_FRAGMENT_SHADER');
  if (!fragment || !relink(player, context, view, [{ shader: fragment.shader, source: plainFragment(fragment.source) }]).linked)
    return false;
  questions.run([['glUseProgram', program]]);
  return true;
}
