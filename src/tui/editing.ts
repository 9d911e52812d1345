// `e`: a shader of the draw under the cursor in the user's editor, and the draw with what was written.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Editable, EditOptions } from '../replay/look/edit.js';
import type { Inspector } from './inspector.js';

const ENDINGS: Readonly<Record<string, string>> = {
  GL_VERTEX_SHADER: 'vert',
  GL_FRAGMENT_SHADER: 'frag',
  GL_GEOMETRY_SHADER: 'geom',
  GL_TESS_CONTROL_SHADER: 'tesc',
  GL_TESS_EVALUATION_SHADER: 'tese',
};
/** The stage that is edited where more than one could be meant comes first. */
const KEYS: readonly (readonly [key: string, type: string])[] = [
  ['f', 'GL_FRAGMENT_SHADER'],
  ['v', 'GL_VERTEX_SHADER'],
  ['g', 'GL_GEOMETRY_SHADER'],
  ['c', 'GL_TESS_CONTROL_SHADER'],
  ['t', 'GL_TESS_EVALUATION_SHADER'],
];

/** What was written for a shader; it is kept until the inspector ends, and edited further. */
interface Written {
  readonly file: string;
  readonly original: string;
}

export class Editing {
  readonly #inspector: Inspector;
  readonly #written = new Map<number, Written>();
  #folder = '';
  /** The draw with the shader that was edited last. */
  asked: EditOptions | undefined;
  /** Where its text lies. */
  file = '';

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** Asks which shader, if there are several, and opens the editor by `open`. */
  async begin(open: (command: string, file: string) => Promise<void>): Promise<void> {
    const inspector = this.#inspector;
    const { call, looking } = inspector;
    let programs: readonly Editable[];
    inspector.say('asking for the shaders of the draw …');
    try {
      programs = await looking.replayer.do('editable', { call });
    } catch (error) {
      inspector.say((error as Error).message, 'problem');
      return;
    }
    const shaders = programs.flatMap(each => each.shaders);
    const choices = KEYS.flatMap(([key, type]) => {
      const shader = shaders.find(each => each.type === type);
      return shader ? [{ key, shader }] : [];
    });
    inspector.message = undefined;
    const edit = (shader: (typeof shaders)[number]) => void this.#edit(call, shader, open);
    const [only] = choices;
    if (!only) inspector.say('the draw has no shader that could be edited', 'problem');
    else if (choices.length === 1) edit(only.shader);
    else
      inspector.waitForKey(`edit which shader? ${choices.map(({ key, shader }) => `${key} ${ENDINGS[shader.type]}`).join(', ')} …`, key => {
        const choice = choices.find(each => each.key === key);
        if (choice) edit(choice.shader);
        else inspector.say('no shader is edited');
      });
  }

  async #edit(
    call: number,
    { shader, type, source }: Editable['shaders'][number],
    open: (command: string, file: string) => Promise<void>,
  ): Promise<void> {
    const inspector = this.#inspector;
    const command = process.env.VISUAL || process.env.EDITOR || 'vi';
    try {
      const written = this.#write(shader, type, source);
      await open(command, written.file);
      const text = readFileSync(written.file, 'utf8');
      this.file = written.file;
      this.asked = { call, shader, source: text };
      inspector.page = 'edit';
      inspector.scroll.delete('edit');
      inspector.looking.against = 'edit';
      inspector.looking.view.comparison = 'side';
      if (text === written.original) inspector.say('the shader is as it was');
    } catch (error) {
      inspector.say(`${command}: ${(error as Error).message}`, 'problem');
    }
    inspector.changed();
  }

  #write(shader: number, type: string, source: string): Written {
    const known = this.#written.get(shader);
    // the program may have given it another source since
    if (known?.original === source) return known;
    if (this.#folder === '') this.#folder = mkdtempSync(join(tmpdir(), 'sgl-shaders-'));
    mkdirSync(this.#folder, { recursive: true });
    const file = join(this.#folder, `shader${shader}.${ENDINGS[type] ?? 'glsl'}`);
    writeFileSync(file, source);
    const written = { file, original: source };
    this.#written.set(shader, written);
    return written;
  }

  close(): void {
    if (this.#folder !== '') rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs an editor in this terminal. Rejects when it cannot be started, or fails. */
export function runEditor(command: string, file: string): Promise<void> {
  return new Promise((done, fail) => {
    // as the shell reads $EDITOR: it may have arguments
    const child = spawn('sh', ['-c', `${command} "$1"`, 'sh', file], { stdio: 'inherit' });
    child.once('error', fail);
    child.once('exit', (code, signal) =>
      code === 0
        ? done()
        : fail(new Error(code === 127 ? 'there is no such editor ($EDITOR names one)' : `it ended with ${signal ?? code}`)),
    );
  });
}
