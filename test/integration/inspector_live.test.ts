// The inspector on a live program, in a real terminal: stops, looks, steps, goes on, records; and what happens when one of them goes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { TraceReader } from '../../src/trace/reader.js';
import { descendants, detframe, environmentFor, folder, regionName, root, serve, sgl, sleep, start, startSgl, until } from './support.js';
import { type TmuxOptions, TmuxTerminal } from './tmux.js';

function inspect(args: readonly string[], options: TmuxOptions = {}): TmuxTerminal {
  return new TmuxTerminal([process.execPath, join(root, 'bin/sgl.js'), 'inspect', ...args], {
    ...options,
    env: { DISPLAY: process.env.DISPLAY ?? '', vblank_mode: '0', ...options.env },
  });
}

/** The call that the program stands in front of: in its place in the tree, or in the border below. */
const next = (name: string) => new RegExp(`next: \\d+ ${name}|\\d+ ${name} comes next`);

const sgls = () => readdirSync('/dev/shm').filter(name => name.startsWith('sgl-private-'));

/** Process ids of renderers that hold a program whose frames go to `out`. */
function holders(out: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes('--held') && words.some(word => word.endsWith(out));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** glxgears that ends by itself after so many frames and leaves their hashes: by these a test knows its own. */
function gears(frames: number): { readonly env: Record<string, string>; readonly out: string } {
  const out = join(folder, `${regionName()}.frames`);
  return { out, env: { LD_PRELOAD: detframe(), DF_FRAMES: String(frames), DF_OUT: out } };
}

/** A script that runs glxgears with detframe: the inspector itself must not have it. */
function gearsCommand(frames: number): { readonly command: readonly string[]; readonly out: string } {
  const { env, out } = gears(frames);
  return { out, command: ['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`), 'glxgears'] };
}

test('glxgears stops at the second glCallList of frame 20, shows the frame so far, steps, and goes on', async () => {
  const { command, out } = gearsCommand(60);
  const native = gears(60);
  const terminal = inspect(['--live', '--at', 'f20:glCallList:1', '--', ...command], { columns: 100, rows: 30 });
  await terminal.shows('LIVE stopped');
  const there = await terminal.shows(next('glCallList'));
  assert.match(there, /f20:call\d+ /);
  assert.match(there, /glCallList\(1\)/);
  assert.doesNotMatch(there, /glCallList\(2\)/);
  const lit = (screen: string) => (screen.match(/▀/g) ?? []).length;
  const sofar = await until('the picture', () => {
    const screen = terminal.screen();
    return /drawable:1/.test(screen) && lit(screen) > 20 && screen;
  });
  terminal.press('n');
  await terminal.shows(/◆ +glCallList\(2\)/);
  await until('the second gear', () => lit(terminal.screen()) > lit(sofar) + 5);
  // the program's real state
  terminal.press('s');
  await terminal.shows(/State after \d+/);
  await terminal.shows(/State after \d+, live/);
  await terminal.shows('material.front.diffuse'); // the list's own
  terminal.press('N');
  await terminal.shows(/◆ +glCallList\(3\)/);
  terminal.press('f');
  await terminal.shows(next('sglSwapBuffers'));
  terminal.press('f');
  await terminal.shows(/f21:call\d+ .*LIVE stopped/);
  // calls that went by are those of a trace
  terminal.press('g').type('f3');
  await terminal.shows(/ f3 .*LIVE stopped/);
  terminal.press('.');
  await terminal.shows(/f21:call\d+ /);
  terminal.press('b').type('glPopMatrix');
  terminal.press('c');
  await terminal.shows(next('glPopMatrix'));
  terminal.press('b').type('glPopMatrix');
  terminal.press('c');
  await terminal.shows('glxgears has ended');
  await terminal.shows('LIVE ended');
  terminal.press('q');
  await terminal.shows('ended 0');
  // it did not notice but for the time
  await start('glxgears', [], { env: native.env }).result;
  assert.equal(readFileSync(out, 'utf8'), readFileSync(native.out, 'utf8'));
});

test('a paused program waits beyond every time-out, goes on, and is recorded by a key', async () => {
  const { command, out } = gearsCommand(100_000);
  const file = join(folder, 'live_recorded.pb');
  const terminal = inspect(['--live', '--at', 'f5', '--', ...command]);
  await terminal.shows(/LIVE stopped/);
  // 3 s without a beat are death to a client, 10 s free a slot that nobody serves
  await sleep(12_000);
  terminal.press('f');
  await terminal.shows(/ f6:call\d+ /);
  terminal.press('R');
  await terminal.shows('recording from frame 6 on');
  terminal.press(':').type('until f9');
  await terminal.shows(/ f9:call\d+ .*stopped/);
  terminal.press('R');
  await terminal.shows('write the recording to glxgears-f6.pb');
  terminal.press('C-u').type(file);
  await terminal.shows(/live_recorded\.pb: 3 frames/);
  const { code, stdout, stderr } = await sgl(['replay', file]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /frames +3 of 3 identical/);
  terminal.press('q');
  await terminal.shows('e ends it');
  terminal.press('e');
  await terminal.shows('ended 0');
  await until('the program and its renderer are gone', () => holders(out).length === 0);
});

test('kill -9 of the inspector: the program goes on, and nothing is left when it ends', async () => {
  const { command, out } = gearsCommand(400);
  const before = sgls();
  const terminal = inspect(['--live', '--', ...command]);
  await terminal.shows('LIVE stopped');
  const inspector = descendants(terminal.pid).find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('inspect\0--live'));
  assert.ok(inspector);
  process.kill(inspector, 'SIGKILL');
  await terminal.shows('ended 137');
  await until('the program has drawn its frames', () => existsSync(out) && readFileSync(out, 'utf8').trim().split('\n').length >= 400);
  await until('nothing is left', () => sgls().every(name => before.includes(name)) && holders(out).length === 0);
});

test('an inspector that goes before the program uses OpenGL leaves nothing that waits for it', async () => {
  for (const how of ['C-c', 'SIGKILL'] as const) {
    const { command, out } = gearsCommand(30);
    const late = join(folder, `${how}.go`);
    const terminal = inspect([
      '--live',
      '--',
      'sh',
      '-c',
      `while ! test -e ${late}; do sleep 0.1; done; exec ${command.join(' ')} # ${out}`,
    ]);
    await terminal.shows('waiting for sh to use OpenGL');
    const held = () =>
      readdirSync('/proc').filter(pid => {
        try {
          return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--held\0--\0sh\0-c\0while ! test -e ${late}`);
        } catch {
          return false;
        }
      });
    await until('it is held', () => held().length === 1);
    if (how === 'C-c') terminal.press(how);
    else {
      process.kill(descendants(terminal.pid).find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('inspect\0--live'))!, how);
      await terminal.shows('ended 137');
      // it goes on to its end
      writeFileSync(late, '');
      await until('the program has drawn its frames', () => existsSync(out) && readFileSync(out, 'utf8').trim().split('\n').length >= 30);
    }
    await until('nothing is left', () => held().length === 0);
  }
});

test('attach to a client of sgl serve, by name; leaving lets it go on; its socket is private and gone with the server', async () => {
  const name = regionName();
  const server = await serve(name);
  assert.equal(execFileSync('stat', ['-c', '%a', `/dev/shm/${name}.socket`], { encoding: 'utf8' }).trim(), '600');
  const { env } = gears(100_000_000);
  const program = start('glxgears', [], { env: { ...environmentFor(name), ...env }, limitMs: 120_000 });
  await until('it is served', () => server.said.stderr.includes('is connected'));
  const wrong = inspect(['--attach', '--shm', name, 'nothing']);
  await wrong.shows(`${program.pid}  glxgears`);
  await wrong.shows('no program nothing is served');
  await wrong.shows('ended 2');
  const terminal = inspect(['--attach', '--shm', name, 'glxgears'], { columns: 100, rows: 30 });
  await terminal.shows('LIVE stopped');
  terminal.press('f');
  await terminal.shows(next('sglSwapBuffers'));
  await until('a picture of its real state', () => /drawable:1/.test(terminal.screen()) && /▀{6}/.test(terminal.screen()));
  terminal.press('n', 'n', 'n', 'N');
  await terminal.shows(/◆ +glCallList|◇ +glClear/);
  terminal.press('q');
  await terminal.shows('g lets glxgears go on');
  terminal.press('g');
  await terminal.shows('ended 0');
  assert.equal(program.exitCode, null);
  // nonsense is refused, and nothing comes of it
  const answers = await new Promise<string>((resolve, reject) => {
    let said = '';
    const socket = connect(`/dev/shm/${name}.socket`, () =>
      socket.write('nonsense\n{"id":3,"do":"goOn"}\n{"id":4,"do":"attach","pid":-1}\n'),
    );
    socket.on('error', reject);
    socket.on('data', piece => {
      said += piece;
      if (said.split('\n').length > 3) resolve(said);
      if (said.split('\n').length > 3) socket.destroy();
    });
  });
  assert.deepEqual(
    answers
      .trim()
      .split('\n')
      .map(line => /"problem":/.test(line)),
    [true, true, true],
  );
  // once more, chosen from two, and this time the server goes
  const other = start('glxgears', [], { env: { ...environmentFor(name), ...gears(100_000_000).env }, limitMs: 120_000 });
  await until('both are served', () => (server.said.stderr.match(/is connected/g) ?? []).length >= 2);
  const again = inspect(['--attach', '--shm', name]);
  await again.shows('which one?');
  again.type(String(program.pid));
  await again.shows('LIVE stopped');
  other.kill('SIGKILL');
  server.kill('SIGINT');
  await again.shows('has ended');
  again.press('q');
  await again.shows('ended 0');
  assert.equal((await server.result).code, 0);
  assert.equal(existsSync(`/dev/shm/${name}.socket`), false);
  program.kill('SIGKILL');
  await program.result;
});

test('serve --inspectable: all calls are there, also for the second who comes, and can be recorded', async () => {
  const name = regionName();
  const server = await serve(name, ['--inspectable']);
  const { env } = gears(100_000_000);
  const program = start('glxgears', [], { env: { ...environmentFor(name), ...env }, limitMs: 120_000 });
  await until('it is served', () => server.said.stderr.includes('is connected'));
  for (const leave of ['g', 'e']) {
    const terminal = inspect(['--attach', '--shm', name]);
    await terminal.shows('LIVE stopped');
    terminal.press('g').type('f2');
    await terminal.shows(/ f2 .*LIVE stopped/);
    await until('a replayed picture', () => /presented/.test(terminal.screen()) && /▀{6}/.test(terminal.screen()));
    terminal.press('.', 'R');
    await terminal.shows(/recording from frame \d+ on/);
    terminal.press('q', leave);
    await terminal.shows('ended 0');
  }
  await program.result;
  server.kill('SIGINT');
  assert.equal((await server.result).code, 0);
});

test('without a terminal: a session stops, steps, looks and ends the program', async () => {
  const { command } = gearsCommand(100_000);
  const requests = [
    { method: 'where' },
    { method: 'until', params: { at: 'f20:glCallList:1' } },
    { method: 'step', params: { by: 'draw' } },
    { method: 'step', params: { by: 'sideways' } },
    { method: 'end' },
    { method: 'where' },
  ];
  const input = requests.map((request, id) => JSON.stringify({ jsonrpc: '2.0', id, ...request })).join('\n');
  const shell = `printf '%s\\n' "$REQUESTS" | "$NODE" "$SGL" session --live --stdio --at f2 -- "$@"`;
  const { code, stdout, stderr } = await start('sh', ['-c', shell, 'sh', ...command], {
    env: { REQUESTS: input, NODE: process.execPath, SGL: join(root, 'bin/sgl.js') },
  }).result;
  assert.equal(code, 0, stderr);
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const [first, stopped, stepped, wrong, , last] = answers;
  assert.deepEqual([first.result.state, first.result.next.name, first.result.frame], ['stopped', 'sglSwapBuffers', 2]);
  assert.deepEqual([stopped.result.next.name, stopped.result.frame], ['glCallList', 20]);
  assert.equal(stepped.result.now, stopped.result.next.call);
  assert.equal(wrong.error.code, -32602);
  assert.equal(last.result.state, 'ended');
});

test('a session looks at the real state where the program stands, and at its trace elsewhere', async () => {
  const { command } = gearsCommand(100_000);
  const session = startSgl(['session', '--live', '--stdio', '--at', 'f4:glCallList:0', '--', ...command], { input: true });
  const ask = async (method: string, params = {}) => {
    const before = session.said.stdout.split('\n').length;
    session.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
    const lines = await until(
      `an answer to ${method}: ${session.said.stderr}`,
      () => {
        const all = session.said.stdout.split('\n');
        return all.length > before && all;
      },
      30_000,
    );
    return JSON.parse(lines[before - 1]!).result;
  };
  await ask('until', { at: 'f6' });
  const { now } = await ask('where');
  const live = await ask('image', { at: String(now) });
  const { now: next } = await ask('step', { by: 'call' });
  // the same place, by now one that went by
  const replayed = await ask('image', { at: String(now) });
  assert.equal(live.png, replayed.png);
  assert.equal(next, now + 1);
  assert.ok((await ask('state', { at: String(next) })).contexts.length === 1);
  await ask('end');
  session.stdin!.end();
  assert.equal((await session.result).code, 0);
});

test('what cannot be done is said', async () => {
  for (const [args, message] of [
    [['--live'], /which program\?/],
    [['--live', '--at', 'somewhere', '--', 'glxgears'], /"somewhere" is no place to stop/],
    [['--live', '--attach'], /one of them/],
    [['--at', 'f3', 'x.pb'], /--at and --shm go with --live/],
  ] as const) {
    const { code, stderr } = await sgl(['inspect', ...args]);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
  const none = inspect(['--live', '--', 'true']);
  await none.shows('true ended without using OpenGL');
  const reader = new TraceReader(join(root, 'traces/glxgears.pb'));
  assert.equal(reader.grow(), false, 'a closed trace does not grow');
  reader.close();
});
