// The real programs of programs.txt: what they need around them, and which of them are here.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const sources = resolve(import.meta.dirname, '../programs');

/** The list that is tried. */
export const programList = join(import.meta.dirname, 'programs.txt');

/** Toolkits that choose by these: X11 and not Wayland, no sound, one thread, small windows. */
export const surroundings: Readonly<Record<string, string>> = {
  vblank_mode: '0',
  GDK_BACKEND: 'x11',
  SDL_AUDIODRIVER: 'dummy',
  ALSOFT_DRIVERS: 'null',
  OSG_WINDOW: '0 0 400 300',
  OSG_THREADING: 'SingleThreaded',
};

export interface Program {
  readonly name: string;
  readonly packages: string;
  readonly generation: string;
  /** 0: it draws nothing in windows; what it prints is compared. */
  readonly frames: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** The programs of a list; `built`: where {@link buildPrograms} puts what is not a package's. */
export function readPrograms(file: string, built: string): Program[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [name, packages, generation, frames, text] = line.split(' | ');
      if (text === undefined) throw new Error(`${file}: five fields are due: ${line}`);
      const words = text.replaceAll('TEST/', `${sources}/`).replaceAll('BUILT/', `${built}/`).split(' ');
      const first = words.findIndex(word => !/^\w+=/.test(word));
      const variables = Object.fromEntries(words.slice(0, first).map(word => word.split('=', 2)));
      return { name: name!, packages: packages!, generation: generation!, frames: Number(frames), variables, command: words.slice(first) };
    });
}

/** Returns the file. */
export function buildDetframe(built: string): string {
  mkdirSync(built, { recursive: true });
  const file = join(built, 'detframe.so');
  execFileSync('gcc', ['-O2', '-w', '-shared', '-fPIC', join(sources, 'detframe.c'), '-o', file, '-ldl']);
  return file;
}

/** detframe.so, a video, and our own program where its libraries are installed. */
export function buildPrograms(built: string): void {
  buildDetframe(built);
  writeVideo(join(built, 'video.y4m'));
  const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'gtk4', 'epoxy'], { encoding: 'utf8' });
  if (flags.status === 0)
    execFileSync('gcc', ['-O1', '-w', join(sources, 'gtk4_area.c'), '-o', join(built, 'gtk4_area'), ...flags.stdout.trim().split(/\s+/)]);
}

export function isInstalled({ command }: Program): boolean {
  const program = command.find(word => word !== 'env' && !word.startsWith('--chdir=')) as string;
  if (program.startsWith('/')) return existsSync(program) && hasModules(program, command);
  if (spawnSync('sh', ['-c', 'command -v "$0"', program]).status !== 0) return false;
  return true;
}

function hasModules(program: string, command: readonly string[]): boolean {
  if (!program.endsWith('python3')) return true;
  const modules = /^(?:import|from) (\w+)/gm;
  const text = readFileSync(command[1] as string, 'utf8');
  return [...text.matchAll(modules)].every(([, module]) => spawnSync(program, ['-c', `import ${module}`]).status === 0);
}

/** 30 pictures of 160x120, for players. */
function writeVideo(file: string): void {
  const width = 160;
  const height = 120;
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < 30; frame++) {
    const plane = (w: number, h: number, across: number, down: number, step: number) =>
      Buffer.from(Uint8Array.from({ length: w * h }, (_, i) => (i % w) * across + Math.floor(i / w) * down + frame * step));
    parts.push(Buffer.from('FRAME\n'), plane(width, height, 2, 1, 5));
    parts.push(plane(width / 2, height / 2, 1, 0, 3), plane(width / 2, height / 2, 0, 2, 7));
  }
  writeFileSync(file, Buffer.concat(parts));
}
