// Where our libGL.so.1 is.
import { fileURLToPath } from 'node:url';

/** Folder for LD_LIBRARY_PATH. */
export const clientLibrary = fileURLToPath(new URL('../../build/libsgl', import.meta.url));
