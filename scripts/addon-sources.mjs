// Prints the C and C++ files that make up the addon, for binding.gyp: native/, the shared C of guest/common,
// and what the code generator wrote. Runs before any TypeScript can.
import { existsSync, readdirSync } from 'node:fs';

/** guest/common files that the executor needs too; the rest there belongs to the client library alone. */
const shared = /^(sizes|pixels|track)\w*\.c$/;
const list = (folder, wanted) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => wanted.test(name))
        .sort()
        .map(name => `${folder}/${name}`)
    : [];

console.log([...list('native', /\.(c|cpp)$/), ...list('guest/common', shared), ...list('build/gen', /\.cpp$/)].join('\n'));
