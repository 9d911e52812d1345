// `npm run bench [-- NAME...] [--json] [--rounds N] [--seconds S]`: what sgl costs, as ratios to what runs beside it. Best of
// the rounds, in rotating order, in processor time wherever a machine that does other things would spoil the clock. `seek`
// takes [--frames N] [--calls N] [--seeks N] [--only NAME], too, `programs`, `recording` and `sizes` [--only WORD]. All of it takes about an hour.
// Exit code 1 when a target is missed.
import { parseArgs } from 'node:util';
import { benchCalls } from './calls.js';
import { benchFrames } from './frames.js';
import { benchInspector } from './inspector.js';
import { cleanUp, startXServer } from './machine.js';
import { benchMaps } from './maps.js';
import { benchPrograms } from './programs.js';
import { benchRecording } from './recording.js';
import { benchReplay } from './replay.js';
import { benchSeek, type SeekSettings } from './seek.js';
import { benchSizes } from './sizes.js';
import { type Figure, meets, verdicts } from './table.js';
import { benchTogether } from './together.js';

export interface Settings {
  readonly rounds: number;
  /** How long a program is watched. */
  readonly seconds: number;
  /** Prints a table of results. */
  readonly show: (text: string) => void;
}

const benches: Readonly<Record<string, (settings: Settings & SeekSettings) => Promise<Figure[]>>> = {
  calls: benchCalls,
  maps: benchMaps,
  replay: benchReplay,
  frames: benchFrames,
  recording: benchRecording,
  programs: benchPrograms,
  together: benchTogether,
  sizes: benchSizes,
  inspector: benchInspector,
  seek: benchSeek,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '1' },
      frames: { type: 'string', default: '10000' },
      calls: { type: 'string', default: '1000000' },
      seeks: { type: 'string', default: '200' },
      only: { type: 'string', default: '' },
    },
  });
  const unknown = positionals.find(name => !(name in benches));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}; there are ${Object.keys(benches).join(', ')}`);
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (!(rounds >= 1) || !(seconds > 0)) throw new Error('--rounds and --seconds are numbers above 0');
  const [frames, calls, seeks] = [Number(values.frames), Number(values.calls), Number(values.seeks)];
  if (!(frames >= 10 && calls >= 10_000 && seeks >= 4)) throw new Error('--frames is at least 10, --calls 10000, --seeks 4');
  const show = (text: string) => {
    if (!values.json) process.stdout.write(`${text}\n\n`);
  };
  const figures: Figure[] = [];
  process.env.DISPLAY = await startXServer();
  for (const [name, bench] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    if (process.stderr.isTTY) process.stderr.write(`${name} …\n`);
    figures.push(...(await bench({ rounds, seconds, show, frames, calls, seeks, only: values.only })));
  }
  if (values.json)
    process.stdout.write(
      `${JSON.stringify(
        figures.map(figure => ({ ...figure, pass: meets(figure) })),
        null,
        2,
      )}\n`,
    );
  else process.stdout.write(`${verdicts(figures)}\n`);
  process.exitCode = figures.some(figure => meets(figure) === false) ? 1 : 0;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
} finally {
  cleanUp();
}
