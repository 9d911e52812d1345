// Emits client_memo.c, the table of guest/common/memo.h, and memo_rows.h, where each name stands in it: from src/spec/memo.ts.

import { type MemoName, memoAttrib, memoNames, undecidedByHand } from '../spec/memo.js';
import type { Model } from '../spec/model.js';
import { banner, type GeneratedFile } from './output.js';

const PROFILES = { compatibility: 'SGL_COMPATIBILITY', core: 'SGL_CORE', es1: 'SGL_ES1', es2: 'SGL_ES2' } as const;
const ASKED = { capability: 'SGL_ASK_ENABLED', get: 'SGL_ASK_GET', texEnv: 'SGL_ASK_TEX_ENV' } as const;

export function memoTable(model: Model): GeneratedFile[] {
  const undecided = undecidedByHand(model.commands);
  if (undecided !== undefined)
    throw new Error(`${undecided} is written by hand, and src/spec/memo.ts does not say what it does to what the client knows`);
  const numbers = new Map(model.enums.map(({ name, value }) => [name, Number(value)]));
  const number = (name: string) => {
    const found = numbers.get(name);
    if (found === undefined) throw new Error(`${name} is not in the registry`);
    return `0x${found.toString(16).toUpperCase().padStart(4, '0')}`;
  };
  const cells = [...new Set(memoNames.map(({ cell }) => cell))];
  const lists = [...new Set(memoNames.map(({ values }) => values.map(number).join(', ')))].filter(list => list !== '');
  const row = (name: MemoName) => {
    const list = lists.indexOf(name.values.map(number).join(', '));
    const attrib = memoAttrib(name).map(number).join(' | ') || '0';
    const profiles = name.profiles.map(profile => PROFILES[profile]).join(' | ');
    const values = list < 0 ? 'NULL, 0' : `values_${list}, ${name.values.length}`;
    return `    {${number(name.pname)}, ${cells.indexOf(name.cell)}, ${ASKED[name.asked]}, ${profiles}, ${name.unit}, ${attrib}, ${values}}, /* ${name.pname} */`;
  };
  const ofUnits = cells.filter(cell => memoNames.some(name => name.cell === cell && name.unit));
  const table = {
    name: 'client_memo.c',
    text: [
      banner('State that the client knows without asking.'),
      '#include <stddef.h>\n\n#include "memo.h"\n',
      ...lists.map((list, i) => `static const uint16_t values_${i}[] = {${list}};`),
      '\nconst struct sgl_memo_row sgl_memo_rows[] = {',
      ...memoNames.map(row),
      `};\nconst uint32_t sgl_memo_row_count = ${memoNames.length};`,
      `_Static_assert(${cells.length} <= SGL_MEMO_CELLS && ${memoNames.length} <= 64, "a bit for each");`,
      `const uint64_t sgl_memo_unit_cells = ${ofUnits.map(cell => `(uint64_t)1 << ${cells.indexOf(cell)}`).join(' | ')};\n`,
    ].join('\n'),
  };
  const rows = {
    name: 'memo_rows.h',
    text: [
      banner('Where names stand in sgl_memo_rows. Always inline: most are constants.'),
      '#include <stdint.h>\n',
      '/* Index into sgl_memo_rows, or -1. */',
      'static inline __attribute__((always_inline)) int sgl_memo_row_of(uint32_t pname)\n{\n    switch (pname) {',
      ...memoNames.map(({ pname }, i) => `    case ${number(pname)}: return ${i};`),
      '    default: return -1;\n    }\n}\n',
    ].join('\n'),
  };
  return [table, rows];
}
