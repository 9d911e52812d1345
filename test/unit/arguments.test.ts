// How the command line reads its words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText, parseArguments, UsageError, type Verb } from '../../src/cli/command.js';
import { rendererLimits } from '../../src/cli/region_options.js';
import { quoted } from '../../src/cli/shell.js';
import { verbs } from '../../src/cli/verbs.js';

const verb: Verb = {
  name: 'try',
  summary: 'A verb to try.',
  operands: 'TRACE',
  options: [
    { long: 'json', short: 'j', help: 'a switch' },
    { long: 'memory', short: 'm', value: 'MiB', help: 'a number' },
    { long: 'gl', short: 'g', value: 'MAJOR.MINOR', help: 'a pair' },
    { long: 'resolution', short: 'r', value: 'WIDTHxHEIGHT', help: 'a pair' },
  ],
  examples: [['sgl try a.pb', 'tries it']],
  run: async () => 0,
};
const program: Verb = { ...verb, program: true };
const parse = (...words: string[]) => parseArguments(verb, words);

test('long and short options, values attached or apart', () => {
  for (const words of [['--memory', '64'], ['--memory=64'], ['-m', '64'], ['-m64'], ['-jm64'], ['-jm', '64']]) {
    assert.equal(parse(...words).number('memory', { least: 1, most: 100 }), 64, words.join(' '));
  }
  assert.equal(parse('-j', 'a.pb').single('trace'), 'a.pb');
  assert.equal(parse('a.pb', '--json').has('json'), true);
  assert.deepEqual(parse('-g', '3.3').pair('gl', '.', '4.6'), [3, 3]);
});

test('what is wrong with the words is said by name', () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => parse('--nothing'), /unknown option --nothing/],
    [() => parse('-z'), /unknown option -z/],
    [() => parse('-m'), /-m needs a value: MiB/],
    [() => parse('--json=yes'), /--json takes no value/],
    [() => parse('-m', 'zero').number('memory', { least: 1, most: 9 }), /--memory takes a whole number from 1 to 9, not 'zero'/],
    [() => parse('-m', '10').number('memory', { least: 1, most: 9 }), /not '10'/],
    [() => parse('-m', '-1').number('memory', { least: 1, most: 9 }), /not '-1'/],
    [() => parse('-r', '12').pair('resolution', 'x', '1920x1080'), /two numbers like 1920x1080, not '12'/],
    [() => parse().single('trace'), /which trace\?/],
    [() => parse('a', 'b').single('trace'), /one trace only/],
    [() => parse('a').none(), /one word too many/],
    [() => rendererLimits(parse('-g', '5.0')), /an OpenGL version like 3\.3/],
    [() => rendererLimits(parse('-r', '0x10')), /sides/],
  ];
  for (const [action, message] of wrong)
    assert.throws(action, error => error instanceof UsageError && message.test(error.message), String(message));
});

test("a program's own options stay its own", () => {
  assert.deepEqual(parseArguments(program, ['-m64', 'glxgears', '-info', '--json']).operands, ['glxgears', '-info', '--json']);
  assert.deepEqual(parseArguments(program, ['--', '-odd', '--', 'x']).operands, ['-odd', '--', 'x']);
});

test('every verb has a help text that names all its options, and no letter twice', async () => {
  for (const [name, load] of verbs) {
    const each = await load();
    assert.equal(each.name, name);
    const text = helpText(each);
    for (const option of each.options) assert.ok(text.includes(`--${option.long}`), `${name} --${option.long}`);
    const letters = each.options.flatMap(option => option.short ?? []);
    assert.equal(new Set(letters).size, letters.length, `${name}: ${letters.join('')}`);
  }
});

test('every verb has examples, whose words it takes', async () => {
  for (const [name, load] of verbs) {
    const each = await load();
    assert.ok(each.examples.length > 0, name);
    for (const [command, does] of each.examples) {
      assert.ok(helpText(each).includes(command) && does !== '', command);
      const words = /\bsgl ([^|&>)]*)/.exec(command)?.[1]?.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
      assert.equal(words[0], name, command);
      parseArguments(
        each,
        words.slice(1).map(word => word.replaceAll(/["']/g, '')),
      );
    }
  }
});

test('shell words mean what they say', () => {
  assert.equal(quoted('/tmp/plain-1.pb'), '/tmp/plain-1.pb');
  assert.equal(quoted("it's $HOME"), `'it'\\''s $HOME'`);
  assert.equal(quoted(''), "''");
});
