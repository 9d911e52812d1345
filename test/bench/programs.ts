// What recording adds to real programs (test/conformance/programs.txt): processor time a frame of all processes. Programs that end by themselves or draw too slowly to be sampled are named and left out.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildPrograms, isInstalled, type Program, programList, readPrograms, surroundings } from '../conformance/program_list.js';
import { folder } from './machine.js';
import type { Settings } from './main.js';
import { costCells, costColumns, recordingAdds, recordingCost } from './recording.js';
import { columns, type Figure } from './table.js';
import { frameCounter } from './ways.js';

/** The list's lengths are for tests: scenes of glmark2 go on here. */
const endless = ({ command }: Program) => command.map(word => word.replace(/:(duration|nframes)=\d+/, ':duration=600'));

export async function benchPrograms(settings: Settings & { readonly only: string }): Promise<Figure[]> {
  const built = join(folder, 'built');
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  buildPrograms(built);
  const preload = frameCounter();
  const figures: Figure[] = [];
  const table: string[][] = [['µs of processor a frame', ...costColumns]];
  const wanted = ({ name }: Program) => name.toLowerCase().includes(settings.only.toLowerCase());
  for (const program of readPrograms(programList, built)) {
    if (program.frames === 0 || !wanted(program)) continue;
    if (!isInstalled(program)) {
      table.push([program.name, '', 'not installed', '', '', '']);
      continue;
    }
    const variables = { ...surroundings, ...program.variables, HOME: home, XDG_RUNTIME_DIR: home };
    try {
      const cost = await recordingCost(endless(program), settings, preload, variables);
      table.push([program.name, ...costCells(cost)]);
      figures.push(recordingAdds('programs', program.name, cost));
    } catch (error) {
      table.push([program.name, '', error instanceof Error ? error.message : String(error), '', '', '']);
    }
  }
  settings.show(columns(table));
  return figures;
}
