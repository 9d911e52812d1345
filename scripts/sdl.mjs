// Builds @kmamal/sdl from its own sources against the system's SDL 2 (its install script would download a binary).
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'node_modules/@kmamal/sdl');
const sdl = variable => execFileSync('pkg-config', [`--variable=${variable}`, 'sdl2'], { encoding: 'utf8' }).trim();

// What the package uses and SDL before 2.30 lacks.
const compat = join(root, 'build/sdl-compat.h');
mkdirSync(dirname(compat), { recursive: true });
writeFileSync(
  compat,
  `#include <SDL.h>
#if !SDL_VERSION_ATLEAST(2, 28, 0)
#define SDL_DISPLAYEVENT_MOVED 4
#endif
#if !SDL_VERSION_ATLEAST(2, 30, 0)
#define SDL_CONTROLLERSTEAMHANDLEUPDATED 0x65B
static inline Uint64 SDL_GameControllerGetSteamHandle(SDL_GameController *controller) { (void)controller; return 0; }
#endif
`,
);
nodeGyp(folder, {
  SDL_INC: join(sdl('includedir'), 'SDL2'),
  SDL_LIB: sdl('libdir'),
  CXXFLAGS: `${process.env.CXXFLAGS ?? ''} -include ${compat} -Wno-error`,
});
mkdirSync(join(folder, 'dist'), { recursive: true });
copyFileSync(join(folder, 'build/Release/sdl.node'), join(folder, 'dist/sdl.node'));
