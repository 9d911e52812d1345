// What recording adds to real programs (test/conformance/programs.txt): processor time a frame of all processes, run and
// recorded, by turns. Programs that end by themselves or draw too slowly to be sampled are named and left out.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildPrograms, isInstalled, type Program, programList, readPrograms, surroundings } from '../conformance/program_list.js';
import { compare, recordingAdds } from './frames.js';
import { folder } from './machine.js';
import type { Settings } from './main.js';
import { columns, type Figure, rounded } from './table.js';
import { frameCounter, type Way } from './ways.js';

const compared: readonly Way[] = ['run', 'record'];

/** The list's lengths are for tests: scenes of glmark2 go on here. */
const endless = ({ command }: Program) => command.map(word => word.replace(/:(duration|nframes)=\d+/, ':duration=600'));

export async function benchPrograms(settings: Settings & { readonly only: string }): Promise<Figure[]> {
  const built = join(folder, 'built');
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  buildPrograms(built);
  const preload = frameCounter();
  const figures: Figure[] = [];
  const table: string[][] = [['µs of processor a frame', ...compared, 'recording adds', 'frames/s recorded']];
  const wanted = ({ name }: Program) => name.toLowerCase().includes(settings.only.toLowerCase());
  for (const program of readPrograms(programList, built)) {
    if (program.frames === 0 || !wanted(program)) continue;
    if (!isInstalled(program)) {
      table.push([program.name, '', '', 'not installed', '']);
      continue;
    }
    const variables = { ...surroundings, ...program.variables, HOME: home, XDG_RUNTIME_DIR: home };
    try {
      const seen = await compare(endless(program), settings, preload, compared, variables);
      const [plain, recorded] = [seen.get('run'), seen.get('record')];
      if (!plain || !recorded || !(plain.cpu > 0 && recorded.cpu > 0)) throw new Error('too few frames');
      table.push([program.name, rounded(plain.cpu), rounded(recorded.cpu), rounded(recorded.cpu - plain.cpu), rounded(recorded.fps)]);
      figures.push(recordingAdds('programs', program.name, plain.cpu, recorded.cpu));
    } catch (error) {
      table.push([program.name, '', '', error instanceof Error ? error.message : String(error), '']);
    }
  }
  settings.show(columns(table));
  return figures;
}
