// Builds the `gl` package (WebGL for Node, over the ANGLE that it ships) from its own sources.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

nodeGyp(join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules/gl'));
