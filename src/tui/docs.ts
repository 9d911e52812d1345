// Writes the tables of docs/inspector.md from the key table and the commands: `npm run docs`. A test holds that they agree.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { colonCommands } from './colon.js';
import { GROUP_TITLES, type KeyGroup, keyTable, keyText } from './keys.js';

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${text}\``;

function keyTables(): string {
  return Object.entries(GROUP_TITLES)
    .map(([group, title]) => {
      const rows = keyTable
        .filter(row => row.group === (group as KeyGroup))
        .map(({ keys, help, panel }) => `| ${keys.map(key => code(keyText(key))).join(' ')} | ${cell(help)} | ${panel ?? ''} |`);
      return [`### ${title}`, '', '| key | does | only in |', '|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

function commandTable(): string {
  const rows = colonCommands.map(
    ({ name, operand, help }) => `| ${code(`:${name}${operand === '' ? '' : ` ${operand}`}`)} | ${cell(help)} |`,
  );
  return ['| command | does |', '|---|---|', ...rows].join('\n');
}

/** The document with its tables as they should be. */
export function withTables(document: string): string {
  const put = (text: string, name: string, table: string) =>
    text.replace(new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end of ${name} -->)`), (_all, begin, end) => `${begin}\n${table}\n\n${end}`);
  return put(put(document, 'keys', keyTables()), 'commands', commandTable());
}

const file = fileURLToPath(new URL('../../docs/inspector.md', import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, withTables(readFileSync(file, 'utf8')));
