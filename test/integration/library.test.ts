// The library's documented examples, run as they stand; the same methods over JSON-RPC and as tools for agents.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { root, sampleTrace, start } from './support.js';

test('the examples of docs/library.md print what stands below them', async () => {
  const text = readFileSync(join(root, 'docs/library.md'), 'utf8');
  const examples = [...text.matchAll(/```ts\n(.*?)```\s+```text\n(.*?)```/gs)];
  assert.equal(examples.length, 3);
  // within the package, so that `import 'sgl'` finds what package.json exports
  const folder = join(root, 'build/library-examples');
  mkdirSync(folder, { recursive: true });
  for (const [i, [, code, expected]] of examples.entries()) {
    const file = join(folder, `${i}.ts`);
    writeFileSync(file, code!);
    const { stdout, stderr } = await start(process.execPath, ['--import', 'tsx', file], { limitMs: 120_000 }).result;
    assert.equal(stdout, expected, stderr);
  }
});

/** Talks to a verb in lines of JSON. */
function talk(args: readonly string[]) {
  const child = spawn(process.execPath, [join(root, 'bin/sgl.js'), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(message: unknown) {
      child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...(message as object) })}\n`);
      return JSON.parse((await lines.next()).value);
    },
    tell: (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    async end() {
      child.stdin.end();
      return new Promise(resolve => child.once('exit', resolve));
    },
  };
}

test('sgl session answers JSON-RPC in order, and says what is wrong', async () => {
  const session = talk(['session', sampleTrace('core_fbo'), '--stdio']);
  const methods = (await session.ask({ id: 1, method: 'methods' })).result;
  assert.ok(methods.some(({ name }: { name: string }) => name === 'history'));
  const found = await session.ask({ id: 'a', method: 'find', params: { name: 'glTexImage*', condition: 'level>5', limit: 3 } });
  assert.deepEqual([found.id, found.result.map(({ call }: { call: number }) => call)], ['a', [90, 91, 103]]);
  const image = (await session.ask({ id: 2, method: 'image', params: { at: '247', attachment: 'depth' } })).result;
  assert.equal(image.format, 'GL_DEPTH_COMPONENT24');
  assert.equal(PNG.sync.read(Buffer.from(image.png, 'base64')).width, 128);
  const codes: unknown[] = [];
  for (const message of [
    { id: 3, method: 'nothing' },
    { id: 4, method: 'image', params: {} },
    { id: 5, method: 'image', params: { at: '247', wrong: 1 } },
    { id: 6, method: 'image', params: { at: '99999' } },
    { id: 7, method: 'image', params: { at: '247', texture: 77 } },
  ])
    codes.push((await session.ask(message)).error.code);
  assert.deepEqual(codes, [-32601, -32602, -32602, -32602, -32000]);
  assert.equal((await session.ask('{')).error.code, -32700);
  session.tell({ method: 'info' }); // a notification has no answer
  const batch = await session.ask(JSON.stringify([{ jsonrpc: '2.0', id: 8, method: 'leaks' }, 1]));
  assert.deepEqual([batch[0].id, batch[1].error.code], [8, -32600]);
  assert.equal(await session.end(), 0);
});

test('sgl mcp lists tools and calls them, with pictures', async () => {
  const server = talk(['mcp']);
  const hello = (
    await server.ask({
      id: 0,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test' } },
    })
  ).result;
  assert.deepEqual([hello.protocolVersion, hello.serverInfo.name, hello.capabilities], ['2025-06-18', 'sgl', { tools: {} }]);
  server.tell({ method: 'notifications/initialized' });
  const { tools } = (await server.ask({ id: 1, method: 'tools/list' })).result;
  const history = tools.find(({ name }: { name: string }) => name === 'history');
  assert.deepEqual(history.inputSchema.required, ['trace', 'x', 'y', 'at']);
  const call = (name: string, args: object) => server.ask({ id: 2, method: 'tools/call', params: { name, arguments: args } });
  const trace = sampleTrace('glxgears');
  const { content } = (await call('picture', { trace, at: 'f3' })).result;
  assert.deepEqual(JSON.parse(content[0].text), { width: 300, height: 300 });
  assert.equal(content[1].mimeType, 'image/png');
  const wrong = (await call('picture', { trace, at: 'f999' })).result;
  assert.equal(wrong.isError, true);
  assert.match(wrong.content[0].text, /there is no frame 999: the trace has frames 0 to 59/);
  assert.equal((await call('picture', { at: 'f3' })).result.isError, true);
  assert.equal((await server.ask({ id: 3, method: 'tools/call', params: { name: 'none' } })).error.code, -32602);
  assert.equal(await server.end(), 0);
});
