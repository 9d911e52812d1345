// The append-only list of opcodes, src/spec/opcodes.txt: line n (from 0) is the name of opcode FIRST_GL + n.
// Lines are never removed, renamed or moved: older guests and traces rely on them.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** SGL_FIRST_GL of guest/common/wire.h. */
export const FIRST_GL = 64;

const FILE = fileURLToPath(new URL('./opcodes.txt', import.meta.url));

export class MissingOpcodes extends Error {
  constructor(readonly commands: readonly string[]) {
    super(
      `${commands.length} commands have no opcode (first: ${commands.slice(0, 5).join(', ')}): ` +
        'run `npm run model:append` to add them at the end of src/spec/opcodes.txt, and commit that',
    );
  }
}

function readNames(): string[] {
  const names = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter(line => line !== '');
  if (new Set(names).size !== names.length)
    throw new Error(`${FILE}: a name stands twice; the list is append-only, restore it from version control`);
  return names;
}

/** Opcode of each listed command, those that the model no longer carries included. */
export function readOpcodes(): ReadonlyMap<string, number> {
  return new Map(readNames().map((name, index) => [name, FIRST_GL + index]));
}

/** Adds the commands that have no opcode yet, in the given order; returns those that were added. */
export function appendOpcodes(commands: readonly string[]): string[] {
  const names = readNames();
  const known = new Set(names);
  const added = commands.filter(name => !known.has(name));
  if (added.length > 0) writeFileSync(FILE, `${[...names, ...added].join('\n')}\n`);
  return added;
}
