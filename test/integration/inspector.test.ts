// `sgl inspect` in a real terminal: each key, each panel, sizes, and every way out.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CallPages } from '../../src/inspect/call_pages.js';
import { placeText, resolvePlace } from '../../src/inspect/place.js';
import { TraceReader } from '../../src/trace/reader.js';
import { keyTable, keyText } from '../../src/tui/keys.js';
import { descendants, folder, root, sampleTrace, until } from './support.js';
import { type TmuxOptions, TmuxTerminal } from './tmux.js';

let copies = 0;
/** A copy of a sample, so that marks and notes are not written beside the original. */
function copyOf(name: string): string {
  const file = join(folder, `${name}${copies++}.pb`);
  copyFileSync(sampleTrace(name), file);
  return file;
}

function inspect(file: string, place = '', options: TmuxOptions = {}): TmuxTerminal {
  return new TmuxTerminal([process.execPath, join(root, 'bin/sgl.js'), 'inspect', file, ...(place === '' ? [] : [place])], options);
}

function pagesOf(file: string): CallPages {
  return new CallPages(new TraceReader(file));
}

const titleShows = (place: string) => new RegExp(`^ \\S+\\.pb  ${place} `);

test('n p N P f F move by calls, draws and frames; g, : and places go anywhere', async () => {
  const file = copyOf('core_fbo');
  const pages = pagesOf(file);
  const terminal = inspect(file, 'f3:draw1');
  const start = resolvePlace('f3:draw1', pages);
  const at = (call: number) => terminal.shows(titleShows(placeText(pages, call)));
  await at(start);
  terminal.press('n');
  await at(start + 1);
  terminal.press('p', 'p');
  await at(start - 1);
  terminal.press('f');
  await at(pages.frame(3).last);
  terminal.press('f');
  await at(pages.frame(4).last);
  terminal.press('F', 'F');
  await at(pages.frame(2).last);
  terminal.press('g').type('f5:draw0');
  await at(resolvePlace('f5:draw0', pages));
  terminal.press(':').type('f7');
  await at(pages.frame(7).last);
  terminal.press('BSpace');
  await at(resolvePlace('f5:draw0', pages));
  terminal.press('g').type('f99');
  await terminal.shows('the trace has frames 0 to 20');
  terminal.press('End');
  await at(pages.calls - 1);
  terminal.press('n');
  await terminal.shows('this is the last call');
  terminal.press('Home', 'N');
  const firstWork = await terminal.shows(/[◆◇] +gl\w+/);
  assert.match(firstWork, titleShows('f0:(draw|call)\\d+'));
  terminal.press('q');
  await terminal.shows('ended 0');
});

test('rows: arrows, pages, closing and opening frames and lists', async () => {
  const file = copyOf('fixed_function');
  const terminal = inspect(file, 'f1:call0');
  await terminal.shows(/▾ f1 /);
  terminal.press('Left');
  await terminal.shows(titleShows('f1'));
  terminal.press('Left');
  const closed = await terminal.shows(/▸ f1 /);
  assert.match(closed, /▸ f2 /);
  terminal.press('Down');
  await terminal.shows(titleShows('f2'));
  terminal.press('Up', 'Right', 'Down');
  await terminal.shows(titleShows('f1:call0'));
  terminal.press('/').type('glNewList');
  await terminal.shows(/▾ glNewList/);
  terminal.press('Space');
  await terminal.shows(/▸ glNewList\(.*/);
  terminal.press('n');
  await terminal.shows(/▾ glNewList/);
  terminal.press('PPage', 'PPage');
  await terminal.shows(/sglCreateContext/);
});

test('search finds names, patterns and arguments, there and back, and says when there is nothing', async () => {
  const file = copyOf('core_fbo');
  const terminal = inspect(file, '0');
  await terminal.shows('sglQueryHost');
  terminal.press('/').type('glLink*');
  const first = await terminal.shows(/glLinkProgram {2}call \d+/);
  terminal.press('*');
  await until('the next one', () => {
    const screen = terminal.screen();
    return /glLinkProgram {2}call/.test(screen) && screen !== first;
  });
  terminal.press('#');
  await terminal.shows(/glLinkProgram {2}call \d+/.exec(first)![0]);
  terminal.press('/').type('GL_PIXEL_PACK_BUFFER');
  await terminal.shows(/target +GL_PIXEL_PACK_BUFFER/);
  terminal.press('/').type('no such thing');
  await terminal.shows('nothing found: no such thing');
});

test('marks and notes are kept beside the trace', async () => {
  const file = copyOf('core_fbo');
  const terminal = inspect(file, 'f3:draw1');
  await terminal.shows(titleShows('f3:draw1'));
  terminal.press('m', 'a');
  await terminal.shows('f3:draw1 is marked a');
  terminal.press(':').type('note the odd one');
  await terminal.shows('noted at f3:draw1');
  terminal.press('f', "'", 'a');
  await terminal.shows(titleShows('f3:draw1'));
  terminal.press("'", "'");
  await terminal.shows(titleShows('f3'));
  terminal.press('q');
  await terminal.shows('ended 0');
  const again = inspect(file, 'f3:draw1');
  const screen = await again.shows('✎ the odd one');
  assert.match(screen, /│a +\d+ ◆ gl/);
  again.press(':').type('page notes');
  await again.shows(/a f3:draw1 \d+ glDraw/);
  again.press("'", 'z');
  await again.shows('there is no mark z');
});

test('breakpoints stop c and C', async () => {
  const file = copyOf('core_fbo');
  const terminal = inspect(file, '0');
  await terminal.shows('sglQueryHost');
  terminal.press('b').type('glLink*');
  await terminal.shows('breakpoints: glLink*');
  terminal.press('c');
  const first = await terminal.shows(/glLinkProgram {2}call (\d+)/);
  terminal.press('c', 'C');
  await terminal.shows(/glLinkProgram {2}call \d+/.exec(first)![0]);
  terminal.press('C');
  await terminal.shows('no breakpoint before this call');
  terminal.press('b').type('');
  await terminal.shows(/●\s+17 /);
  terminal.press('b').type('glNothing*');
  await terminal.shows('the trace calls nothing that is named glNothing*');
});

test('errors are listed, signed in the tree, and where the context has labels objects have their names', async () => {
  const file = copyOf('contexts');
  const terminal = inspect(file, '', { columns: 100, rows: 30 });
  await terminal.shows('Calls');
  terminal.press(':').type('page errors');
  const pages = pagesOf(file);
  const expected = pages.reader.segments.flatMap((_, i) => pages.reader.tables(i).errors);
  await terminal.shows(expected.length === 0 ? 'No call raised a GL error.' : `Errors ${expected.length}`);
});

test('passes stand in the tree and on a page; u, < and > follow an object', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f5:draw0', { columns: 160, rows: 45 });
  await terminal.shows(/▾ pass \d+ render → color0 renderbuffer/);
  terminal.press(':').type('page passes');
  const passes = await terminal.shows(/▶ pass \d+ render → color0 renderbuffer/);
  assert.match(passes, /reads texture:1 of pass \d+/);
  terminal.press('/').type('glGenerateMipmap');
  await terminal.shows('glGenerateMipmap  call');
  terminal.press('u');
  await terminal.shows('this call names no object');
  terminal.press('/').type('glBindTexture');
  await terminal.shows('glBindTexture  call');
  terminal.press('u');
  const uses = await terminal.shows(/Uses of texture:\d+/);
  await terminal.shows(/▶ f5 +\d+ binds/);
  terminal.press('>');
  const next = await until('the next use', () => {
    const screen = terminal.screen();
    return /▶ f5 +(\d+) (?!binds)/.exec(screen)?.[1];
  });
  assert.match(terminal.screen(), new RegExp(`Calls ${next} of`));
  terminal.press('<');
  await terminal.shows(/▶ f5 +\d+ binds/);
  terminal.press(':').type('uses buffer:1');
  await terminal.shows(/Uses of buffer:1 /);
  assert.ok(!uses.includes('buffer:1 '));
  terminal.press(':').type('uses what:1');
  await terminal.shows("'what:1' is no object");
});

test('? shows every key of the table; the footer some; any key goes back', async () => {
  const terminal = inspect(copyOf('core_fbo'), '', { columns: 300, rows: 80 });
  await terminal.shows('? help');
  terminal.press('?');
  const help = await terminal.shows('any other key goes back'); // painted last
  for (const { keys, help: text } of keyTable) {
    assert.ok(help.includes(keys.map(keyText).join(' ')), `${keys} is not in\n${help}`);
    assert.ok(help.replaceAll(/\s+/g, ' ').includes(text.split(' ').slice(0, 3).join(' ')), `${text} is not in\n${help}`);
  }
  terminal.press('n');
  await terminal.shows('Calls');
  assert.ok(!terminal.screen().includes('sgl inspect: keys'));
});

test('Tab gives the keys to the next panel, [ and ] turn its pages, an unknown key says so', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f0:call3');
  await terminal.shows('Calls');
  const title = /␛\[[0-9;]*;7m(?:␛\[[34]9m)* Arguments /; // inverse
  assert.doesNotMatch(terminal.styled(), title);
  terminal.press('Tab');
  await until('Arguments has the keys', () => title.test(terminal.styled()));
  terminal.press('BTab');
  await until('Calls has the keys', () => !title.test(terminal.styled()));
  const shown = (screen: string) => /\[ \] (.*) ─╮/.exec(screen)?.[1];
  const before = shown(terminal.screen());
  terminal.press(']');
  await until('another page', () => shown(terminal.screen()) !== before);
  terminal.press('[');
  await until('the page again', () => shown(terminal.screen()) === before);
  terminal.press('Z');
  await terminal.shows('nothing is on Z');
});

test('y copies the call, the place and the command line through the terminal', async () => {
  const file = copyOf('core_fbo');
  const terminal = inspect(file, 'f3:draw1');
  await terminal.shows('Calls');
  terminal.set('set-clipboard', 'on');
  terminal.press('y', 'p');
  await terminal.shows('copied: f3:draw1');
  assert.equal(terminal.copied(), 'f3:draw1');
  terminal.press('y', 'y');
  await terminal.shows(/copied: \d+ glDraw/);
  assert.match(terminal.copied(), /^\d+ glDraw\w+\(mode = GL_\w+, /);
  terminal.press('y', 'v');
  await until('the command line', () => terminal.copied() === `sgl inspect ${file} f3:draw1`);
});

for (const [columns, rows] of [
  [80, 24],
  [120, 36],
  [300, 80],
] as const)
  test(`everything has its place at ${columns}x${rows}, and after a resize`, async () => {
    const terminal = inspect(copyOf('core_fbo'), 'f3:draw1', { columns, rows });
    const complete = async (width: number, height: number) => {
      const screen = await until(`a whole screen of ${width}x${height}`, () => {
        const lines = terminal.screen().replace(/\n$/, '').split('\n');
        return (
          lines.length === height &&
          lines[1]!.startsWith('╭─ Calls') &&
          lines[1]!.length === width &&
          lines.at(-1)!.includes('q quit') &&
          lines.some(line => /◆ +glDraw/.test(line)) &&
          lines.some(line => /│mode +GL_/.test(line)) &&
          lines
        );
      });
      // Borders are closed, and nothing is wider than the screen.
      for (const line of screen) assert.ok([...line].length <= width, line);
      assert.equal(screen.join('').split('╭').length, screen.join('').split('╯').length);
      assert.match(screen[0]!, /core_fbo\d+\.pb {2}f3:draw1 /);
    };
    await complete(columns, rows);
    terminal.resize(100, 40);
    await complete(100, 40);
    terminal.resize(columns, rows);
    await complete(columns, rows);
  });

test('a window that is too small says so', async () => {
  const terminal = inspect(copyOf('core_fbo'), '', { columns: 60, rows: 20 });
  await terminal.shows('Calls');
  terminal.resize(30, 8);
  await terminal.shows('40x12 is the least');
  terminal.resize(60, 20);
  await terminal.shows('Calls');
});

/** The terminal is as it was: main screen, cursor, echo, whole lines. */
async function givenBack(terminal: TmuxTerminal, ended: string | RegExp): Promise<string> {
  await terminal.shows(ended);
  const screen = await terminal.shows(/^echo$/m);
  assert.match(screen, /^icanon;?$/m);
  assert.equal(terminal.ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag}'), '0 1 0');
  return screen;
}

function inspectorPid(terminal: TmuxTerminal): number {
  return descendants(terminal.pid)[0]!;
}

test('the terminal is given back: q, Ctrl-C, a crash of the replayer, signals, a crash of its own', async () => {
  const file = copyOf('core_fbo');
  const replayerKilled = async (terminal: TmuxTerminal): Promise<void> => {
    const replayer = await until('a replayer', () => descendants(terminal.pid)[1]);
    process.kill(replayer, 'SIGKILL');
    await terminal.shows('ended (SIGKILL)');
    terminal.press('q');
  };
  const ways: readonly (readonly [(terminal: TmuxTerminal) => unknown, string | RegExp])[] = [
    [terminal => terminal.press('q'), 'ended 0'],
    [terminal => terminal.press('C-c'), 'ended 0'],
    [terminal => terminal.press('N', ':', 'C-c', 'C-c'), 'ended 0'],
    [replayerKilled, 'ended 0'],
    [terminal => process.kill(inspectorPid(terminal), 'SIGTERM'), 'ended 143'],
    [terminal => process.kill(inspectorPid(terminal), 'SIGHUP'), 'ended 129'],
  ];
  for (const [leave, ended] of ways) {
    const terminal = inspect(file);
    await terminal.shows('Calls');
    await leave(terminal);
    await givenBack(terminal, ended);
    terminal.close();
  }
  const planted = "process.on('SIGUSR2', () => { throw new Error('planted by the test'); })";
  const terminal = inspect(file, '', { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(planted)}` } });
  await terminal.shows('Calls');
  process.kill(inspectorPid(terminal), 'SIGUSR2');
  const screen = await givenBack(terminal, 'ended 1');
  assert.match(screen, /sgl: planted by the test/);
});

test('Ctrl-Z gives the terminal to the shell and comes back', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f3:draw1');
  await terminal.shows('Calls');
  const pid = inspectorPid(terminal);
  terminal.press('C-z');
  await until('the main screen', () => terminal.ask('#{alternate_on}') === '0');
  // one that is told to go on before it has stopped stops all the same
  await until('the stopped process', () => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'latin1')));
  process.kill(pid, 'SIGCONT');
  await terminal.shows(titleShows('f3:draw1'));
  assert.equal(terminal.ask('#{alternate_on}'), '1');
});

test('Ctrl-L paints everything anew where something else wrote', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f3:draw1');
  await terminal.shows('Calls');
  writeFileSync(terminal.ask('#{pane_tty}'), '\u001b[2J\u001b[HNOISE');
  await terminal.shows('NOISE');
  terminal.press('C-l');
  await terminal.shows(titleShows('f3:draw1'));
  assert.match(terminal.screen(), /Calls/);
});

test('NO_COLOR means no colours; without UTF-8 only ASCII is written', async () => {
  const terminal = inspect(copyOf('core_fbo'), 'f3:draw1', { env: { NO_COLOR: '1', LC_ALL: 'C' } });
  const screen = await terminal.shows('+- Calls');
  assert.doesNotMatch(terminal.styled(), /␛\[[0-9;]*(?:[34][0-7]|9[0-7]|38|48)[;m]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  assert.match(screen, /^[\u0000-\u007f]*$/);
  const coloured = inspect(copyOf('core_fbo'), 'f3:draw1');
  await coloured.shows('Calls');
  assert.match(coloured.styled(), /␛\[[0-9;]*36m/);
});

test('where it cannot run it says why and what else there is', async () => {
  const file = copyOf('core_fbo');
  const command = [process.execPath, join(root, 'bin/sgl.js'), 'inspect', '--live', '--', 'glxgears'];
  const screen = await new TmuxTerminal(command, { env: { TERM: 'dumb' } }).shows('ended 2');
  assert.match(screen.replaceAll('\n', ''), /the inspector cannot run here: .*TERM is 'dumb'.*sgl session/);
  const wrong = inspect(file, 'f3:draw77');
  assert.match(await wrong.shows('ended 2'), /frame 3 has \d+ draws/);
});
