// Turns proto/*.proto into build/gen/trace.js and trace.d.ts (static code of protobufjs).
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { main } from 'protobufjs-cli/pbjs.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'build/gen');
const sources = readdirSync(join(root, 'proto'))
  .filter(name => name.endsWith('.proto'))
  .map(name => join(root, 'proto', name));
if (sources.length === 0) throw new Error('no .proto file in proto/');
mkdirSync(folder, { recursive: true });
await promisify(main)([
  '-t',
  'static-module',
  '-w',
  'esm',
  '--force-long',
  // only encode and decode are used; the rest would double the time that loading takes
  '--no-verify',
  '--no-convert',
  '--no-delimited',
  '--no-create',
  '-d',
  '-p',
  join(root, 'proto'),
  '-o',
  join(folder, 'trace.js'),
  ...sources,
]);
