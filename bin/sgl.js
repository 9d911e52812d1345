#!/usr/bin/env node
// Starts the command line; everything is in src/cli.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write("sgl: not built yet; run `npm run demo` (or `npm run setup`) in the project's folder first\n");
  process.exitCode = 2;
}
