// Programs that a draw or dispatch could have used, where none is in use.
import type { CallPages } from '../../../inspect/call_pages.js';

const MOST = 4;
/** Calls before it in which they are looked for. */
const FAR = 200_000;

/** Names of programs that were used or linked before a call, the last ones first. */
export function programsBefore(pages: CallPages, call: number): readonly number[] {
  const { dictionary } = pages.reader;
  const stream = pages.stream(call);
  const found = new Set<number>();
  const names = (opcode: number, at: number) => {
    if (!/^gl(UseProgram|LinkProgram|ProgramBinary)$/.test(dictionary.name(opcode)) || pages.stream(at) !== stream || pages.hasError(at))
      return false;
    const program = Number(pages.at(at)?.call.arguments[0]?.value ?? 0);
    if (program !== 0) found.add(program);
    return found.size === MOST;
  };
  pages.nearest(call, -1, names, FAR);
  return [...found];
}
