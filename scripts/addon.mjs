// Builds the addon, build/Release/sgl.node.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

nodeGyp(dirname(dirname(fileURLToPath(import.meta.url))));
