// What makes the verbs handy: places everywhere, reports for a CI, completion, the manual page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, sampleTrace, sgl } from './support.js';
import { TmuxTerminal } from './tmux.js';

const trace = sampleTrace('core_fbo');
const json = async (...args: string[]) => {
  const { stdout, stderr, code } = await sgl([...args, '--json']);
  assert.ok(code === 0 || code === 1, stderr);
  return JSON.parse(stdout);
};

test('a place means the same call to every verb, and each says it so', async () => {
  const [found] = (await sgl(['find', trace, '--calls', 'f3:draw1', '--json'])).stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.deepEqual([found.call, found.name, found.place], [269, 'glDrawArrays', 'f3:draw1']);
  assert.match(
    (await sgl(['find', trace, 'glDrawArrays', '--calls', 'f3'])).stdout,
    /^247 glDrawArraysInstanced\(.*\(f3:draw0\)\n269 .*\(f3:draw1\)\n$/,
  );
  assert.equal((await sgl(['dump', trace, '--calls', 'f3:draw1-f3:call37'])).stdout.split('\n')[0]?.slice(0, 4), '269 ');
  assert.equal((await json('mesh', trace, '--at', 'f3:draw1')).place, 'f3:draw1');
  assert.equal((await json('shader', trace, '--at', 'f3:draw1')).program, 4);
  assert.deepEqual((({ call, place }) => ({ call, place }))(await json('state', trace, '--at', 'f3:draw1', '--quick')), {
    call: 269,
    place: 'f3:draw1',
  });
  const [who] = await json('who', trace, '--at', 'f3:draw1', '--state', 'depth.test');
  assert.match(who.set_by.place, /^f\d+:call\d+$/);
  const [picture] = await json('image', trace, '--at', 'f3:draw1', '-o', folder);
  assert.deepEqual([picture.call, picture.place], [269, 'f3:draw1']);
  const history = await json('history', trace, '--pixel', '120,80', '--at', 'f3');
  assert.ok(history.events.every(({ place }: { place: string }) => /^f3:(call|draw)\d+$/.test(place)));
  const compared = await json('diff', trace, '--at', 'f3:draw1,f4:draw1', '--no-state');
  assert.deepEqual([compared.pictures[0].a.place, compared.pictures[0].b.place], ['f3:draw1', 'f4:draw1']);
  const [use] = await json('uses', trace, 'texture:1', '--reads');
  assert.match(use.place, /^f0:(draw|call)\d+$/);
  const [pass] = await json('passes', trace, '--calls', 'f3');
  assert.equal(pass.place, 'f3:call7');
  const wrong = await sgl(['mesh', trace, '--at', 'f3:draw9']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--at: "f3:draw9" is not a place: frame 3 has 2 draws, counted from 0/);
});

test('verbs that judge write a report, and annotations', async () => {
  const report = join(folder, 'report.xml');
  const good = await sgl(['replay', '--verify', sampleTrace('es3_scenes'), '--backend', 'webgl', '--junit', report]);
  assert.match(readFileSync(report, 'utf8'), /<testsuites tests="3" failures="[01]"/);
  assert.equal(readFileSync(report, 'utf8').includes('failures="0"'), good.code === 0);
  const differ = await sgl(['diff', sampleTrace('fixed_function'), trace, '--no-replay', '--junit', report, '--annotations', 'github']);
  assert.equal(differ.code, 1);
  assert.match(readFileSync(report, 'utf8'), /<testcase classname="diff [^"]*" name="frames">\s*<failure message="20 of 20 frames differ/);
  assert.match(differ.stderr, /^::error file=.*,title=sgl diff%3A calls::\d+ calls differ%0A/m);
  const leaks = await sgl(['leaks', trace, '--check', '--junit', report]);
  assert.equal(leaks.code, 1, leaks.stdout);
  assert.match(readFileSync(report, 'utf8'), /<testcase classname="leaks [^"]*" name="\w+:\d+ \(f\d+(:\w+)?\)">/);
  const none = await sgl(['errors', trace, '--check', '--junit', report]);
  assert.equal(none.code, 0);
  assert.match(readFileSync(report, 'utf8'), /<testsuites tests="1" failures="0"/);
  assert.equal((await sgl(['errors', trace, '--annotations', 'jenkins'])).code, 2);
});

test('bash completes verbs, options and values', async () => {
  const script = join(folder, 'completion.bash');
  writeFileSync(script, (await sgl(['completion'])).stdout);
  const complete = (...words: string[]) => {
    const line = `source ${script}; COMP_WORDS=(sgl ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _sgl; echo "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['--norc', '-c', line], { encoding: 'utf8' }).stdout.trim().split(' ');
  };
  assert.ok(complete('').includes('replay') && complete('').includes('man'));
  assert.deepEqual(complete('rep'), ['replay', 'repair']);
  assert.deepEqual(complete('replay', '--back'), ['--backend']);
  assert.deepEqual(complete('replay', '--backend', ''), ['native', 'webgl']);
  assert.deepEqual(complete('replay', '--backend', 'w'), ['webgl']);
  assert.equal((await sgl(['completion', 'tcsh'])).code, 2);
});

test('completion in fish', async () => {
  const script = join(folder, 'sgl.fish');
  writeFileSync(script, (await sgl(['completion', 'fish'])).stdout);
  const complete = (line: string) => {
    const asked = `source ${script}; complete -C '${line}'`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', asked], { encoding: 'utf8', env: { ...process.env, HOME: folder } });
    assert.equal(stderr, '');
    return stdout.trim().split('\n');
  };
  assert.match(complete('sgl repl').join(), /^replay\tExecutes a trace again/);
  assert.match(complete('sgl replay --back').join(), /^--backend\texecute on native/);
  assert.deepEqual(
    complete('sgl replay --backend ').map(line => line.split('\t')[0]),
    ['native', 'webgl'],
  );
  assert.ok(!complete('sgl why --').some(line => line.startsWith('--backend')), 'options of other verbs');
});

test('completion in zsh, at its prompt', async () => {
  const script = join(folder, 'completion.zsh');
  writeFileSync(script, (await sgl(['completion', 'zsh'])).stdout);
  const terminal = new TmuxTerminal(['zsh', '-f'], { columns: 110, env: { PS1: '> ' } });
  await terminal.shows(/^>/m);
  terminal.type(`autoload -U compinit; compinit -u -D; source ${script}; cd ${folder}; clear; echo sourced`);
  await terminal.shows(/^sourced\n>/m);
  terminal.press('sgl repl', 'Tab');
  await terminal.shows('> sgl replay');
  terminal.press('--back', 'Tab');
  await terminal.shows('> sgl replay --backend');
  terminal.press('w', 'Tab');
  await terminal.shows('> sgl replay --backend webgl');
  terminal.press('C-u', 'sgl why --', 'Tab');
  const listed = await terminal.shows(/^--pixel +-- why this pixel/m);
  assert.match(listed, /^--draw +-- the draw, clear or dispatch: a call \(1234\)/m);
  assert.doesNotMatch(listed, /--backend/);
});

test('the manual page holds every verb with its options, and troff has nothing to say against it', async () => {
  const { stdout } = await sgl(['man']);
  for (const part of ['.SH NAME', '.SS sgl diff ', '\\-\\-backends', '.SH EXIT STATUS']) assert.ok(stdout.includes(part), part);
  const lines = stdout.split('\n');
  // requests are those that the page means: a line of text that begins with a dot would be one, too
  for (const line of lines.filter(text => text.startsWith('.'))) assert.match(line, /^\.(TH|SH|SS|TP|PP|B|BR|I)\b/);
  assert.ok(!lines.some(text => text.startsWith("'")));
});
