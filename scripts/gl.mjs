// Builds the `gl` package (WebGL for Node, over the ANGLE that it ships) from its own sources, with two mistakes of theirs
// put right on the way: without that neither several draw buffers nor transform feedback of several outputs work.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules/gl');
const source = join(folder, 'src/native/webgl.cc');

/** What stands there, and what it must be; both as they are written, once or more. */
const repairs = [
  // every draw buffer became the first one: the function ended without a result
  ['    return GL_STENCIL_ATTACHMENT;\n  }\n}\n', '    return GL_STENCIL_ATTACHMENT;\n  }\n  return buffer;\n}\n'],
  // names were freed before they were used
  [
    '    Nan::Utf8String str(Nan::Get(varyings, i).ToLocalChecked());\n    varyingStrings[i] = *str;\n',
    '    held.emplace_back(*Nan::Utf8String(Nan::Get(varyings, i).ToLocalChecked()));\n    varyingStrings[i] = held.back().c_str();\n',
  ],
  [
    '  const char **varyingStrings = new const char *[count];\n',
    '  std::vector<std::string> held;\n  held.reserve(count);\n  const char **varyingStrings = new const char *[count];\n',
  ],
];

let text = readFileSync(source, 'utf8');
for (const [wrong, right] of repairs) {
  if (text.includes(right)) continue;
  if (!text.includes(wrong)) throw new Error(`${source} is not the version that scripts/gl.mjs knows: look at its repairs again`);
  text = text.replaceAll(wrong, right);
}
writeFileSync(source, text);
nodeGyp(folder);
