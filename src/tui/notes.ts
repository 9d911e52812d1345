// Marks and notes of a trace, in a file beside it: TRACE.notes.json. Where that folder cannot be written to, under
// $XDG_STATE_HOME/sgl. Written whole at each change, by renaming.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

interface NotesFile {
  readonly version: 1;
  readonly marks: Readonly<Record<string, number>>;
  readonly notes: Readonly<Record<string, string>>;
}

export class Notes {
  readonly path: string;
  readonly marks = new Map<string, number>();
  /** By call. */
  readonly notes = new Map<number, string>();

  constructor(path: string) {
    this.path = path;
  }

  /** Those of a trace. What is no such file, or a damaged one, is left as it is and counts as none. */
  static of(trace: string, env: NodeJS.ProcessEnv = process.env): Notes {
    const beside = `${resolve(trace)}.notes.json`;
    const digest = createHash('sha256').update(resolve(trace)).digest('hex').slice(0, 16);
    const state = join(env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'sgl/notes', `${basename(trace)}.${digest}.json`);
    const notes = new Notes(existsSync(beside) || writable(dirname(beside)) ? beside : state);
    notes.#read();
    return notes;
  }

  /** Throws when the file cannot be written. */
  setMark(letter: string, call: number): void {
    this.marks.set(letter, call);
    this.#write();
  }

  /** An empty text takes the note away. Throws when the file cannot be written. */
  setNote(call: number, text: string): void {
    if (text === '') this.notes.delete(call);
    else this.notes.set(call, text);
    this.#write();
  }

  marksAt(call: number): string {
    let letters = '';
    for (const [letter, at] of this.marks) if (at === call) letters += letter;
    return letters;
  }

  #read(): void {
    let file: Partial<NotesFile>;
    try {
      file = JSON.parse(readFileSync(this.path, 'utf8')) as Partial<NotesFile>;
    } catch {
      return;
    }
    if (file?.version !== 1) return;
    for (const [letter, call] of Object.entries(file.marks ?? {})) if (Number.isSafeInteger(call)) this.marks.set(letter, call);
    for (const [call, text] of Object.entries(file.notes ?? {})) if (typeof text === 'string') this.notes.set(Number(call), text);
  }

  #write(): void {
    const file: NotesFile = {
      version: 1,
      marks: Object.fromEntries([...this.marks].sort()),
      notes: Object.fromEntries([...this.notes].sort(([a], [b]) => a - b)),
    };
    mkdirSync(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`);
    renameSync(temporary, this.path);
  }
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
