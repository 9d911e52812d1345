// Our word on every entry point where the registry is silent or wrong, by chapters of the OpenGL specification.
import type { Annotation } from '../types.js';
import { arrays } from './arrays.js';
import { buffers } from './buffers.js';
import { handArrays } from './by-hand-arrays.js';
import { handClient } from './by-hand-client.js';
import { handWindow } from './by-hand-window.js';
import { es } from './es.js';
import { fixedFunction } from './fixed_function.js';
import { flags } from './flags.js';
import { imaging } from './imaging.js';
import { names } from './names.js';
import { programs } from './programs.js';
import { queries } from './queries.js';
import { merge } from './rules.js';
import { textures } from './textures.js';
import { track } from './track.js';

export const annotations: Record<string, Annotation> = merge(
  textures, imaging, fixedFunction, buffers, arrays, programs, queries, names, flags, track, handArrays, handClient, es, handWindow,
);
