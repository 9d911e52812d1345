// A program with other shaders, in the place of the one that a draw uses: linked again with changed sources, everything that
// the program set in it (uniforms, blocks, locations) as it was. What was there before is gone: the player begins anew
// afterwards (DrawAgain.spoil).

import { TraceHistory } from '../keyframe/history.js';
import { captureUniforms } from '../keyframe/programs.js';
import type { Player } from '../player.js';
import { type ProgramView, programView } from './program.js';
import { LookError, Questions } from './questions.js';

export interface Edit {
  readonly shader: number;
  readonly source: string;
}

export interface Relinked {
  readonly linked: boolean;
  /** What compiler and linker said; '' when nothing. */
  readonly log: string;
}

const VERTEX_SHADER_BIT = 0x8b31;

/** The program that a draw would use for a stage; 0: none. */
export function programInUse(questions: Questions, stage = VERTEX_SHADER_BIT): number {
  const [program = 0, pipeline = 0] = questions.get(['GL_CURRENT_PROGRAM', 'GL_PROGRAM_PIPELINE_BINDING']);
  if (program !== 0 || pipeline === 0) return program;
  return questions.integers([['glGetProgramPipelineiv', pipeline, stage]])[0]?.[0] ?? 0;
}

/** The program with its shaders: those that it has detached since are made and attached again, by the trace's own commands. */
export function wholeProgram(player: Player, context: number, program: number): ProgramView {
  const view = programView(player, context, program);
  if (view.shaders.length > 0) return view;
  const history = new TraceHistory(player.reader);
  history.advance(player.position);
  const group = history.groupOf(context);
  const writer = player.write();
  for (const shader of group.attached.get(program) ?? []) {
    const commands = group.programs.get(shader) ?? [];
    for (const { bytes, calls } of commands.filter(({ name }) => name !== 'glDeleteShader')) writer.append(bytes, calls);
    writer.call('glAttachShader', program, shader);
  }
  if (!writer.isEmpty) player.ask(context, writer);
  const again = programView(player, context, program);
  if (again.shaders.length === 0) throw new LookError(`program ${program} has no shaders whose sources are known`);
  return again;
}

/** Links the program again with other sources of some of its shaders. `feedback`: varyings to be captured. */
export function relink(
  player: Player,
  context: number,
  view: ProgramView,
  edits: readonly Edit[],
  feedback: readonly string[] = [],
): Relinked {
  const questions = new Questions(player, context);
  const { program } = view;
  const [uniforms = []] = captureUniforms({ asker: player, helper: context }, [program]);
  const outputs = outputsOf(questions, view);
  const writer = questions.write();
  for (const { shader, source } of edits) {
    writer.shaderSource(shader, [source]);
    writer.call('glCompileShader', shader);
  }
  for (const { name, location } of view.attributes)
    if (location >= 0 && !name.startsWith('gl_')) writer.call('glBindAttribLocation', program, location, name);
  for (const { name, location } of outputs) writer.call('glBindFragDataLocation', program, location, name);
  if (feedback.length > 0)
    writer.call(
      'glTransformFeedbackVaryings',
      program,
      feedback.length,
      new TextEncoder().encode(feedback.map(name => `${name}\0`).join('')),
      'GL_INTERLEAVED_ATTRIBS',
    );
  writer.call('glLinkProgram', program);
  questions.ask(writer);
  const after = programView(player, context, program);
  const logs = [...after.shaders.filter(({ shader }) => edits.some(each => each.shader === shader)).map(({ log }) => log), after.log];
  if (!after.linked) return { linked: false, log: logs.filter(Boolean).join('\n') };
  const [current = 0] = questions.get(['GL_CURRENT_PROGRAM']);
  const places = questions.write();
  const located = uniforms.map(each => places.call('glGetUniformLocation', program, each.name));
  const answers = questions.ask(places);
  const values = questions.write();
  values.call('glUseProgram', program);
  uniforms.forEach(({ setter, count, isMatrix, value }, i) => {
    const location = Number(answers.reply(located[i]!)?.result?.value ?? -1);
    if (location < 0) return;
    if (isMatrix) values.call(setter, location, count, false, value);
    else values.call(setter, location, count, value);
  });
  after.blocks.forEach(({ name }, index) => {
    const was = view.blocks.find(each => each.name === name);
    if (was) values.call('glUniformBlockBinding', program, index, was.binding);
  });
  values.call('glUseProgram', current);
  questions.ask(values);
  return { linked: true, log: logs.filter(Boolean).join('\n') };
}

/** Fragment outputs with their locations: what the shader declares, where the driver put it. */
function outputsOf(questions: Questions, { program, shaders }: ProgramView): { readonly name: string; readonly location: number }[] {
  const names = shaders
    .filter(({ type }) => type === 'GL_FRAGMENT_SHADER')
    .flatMap(({ source }) => [...source.matchAll(/\bout\s+(?:(?:lowp|mediump|highp)\s+)?\w+\s+(\w+)/g)].map(match => match[1]!));
  if (names.length === 0 || questions.es) return [];
  const writer = questions.write();
  const calls = names.map(name => writer.call('glGetFragDataLocation', program, name));
  const answers = questions.ask(writer);
  return names
    .map((name, i) => ({ name, location: Number(answers.reply(calls[i]!)?.result?.value ?? -1) }))
    .filter(({ location }) => location >= 0);
}

/** The same shader with a `main` of ours around its own: what `body` says is done after it. */
export function wrapped(source: string, body: string, declarations = ''): string {
  const version = /^[^\S\n]*#[^\S\n]*version[^\n]*\n?/m.exec(source);
  const at = version ? version.index + version[0].length : 0;
  return `${source.slice(0, at)}#define main sgl_main\n${source.slice(at)}\n#undef main\n${declarations}\nvoid main() { sgl_main(); ${body} }\n`;
}

/** A fragment shader that gives every fragment one colour, in the language of another. */
export function plainFragment(source: string): string {
  const [head = ''] = /^[^\S\n]*#[^\S\n]*version[^\n]*\n/m.exec(source) ?? [];
  const [number = 110] = /\d+/.exec(head)?.map(Number) ?? [];
  const precision = head.includes('es') || number === 100 ? 'precision mediump float;\n' : '';
  const isOld = number < 130;
  return `${head}${precision}${isOld ? '' : 'out vec4 sgl_color;\n'}void main() { ${isOld ? 'gl_FragColor' : 'sgl_color'} = vec4(1.0); }\n`;
}
