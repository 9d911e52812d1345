// The recordings in traces/ replay: every frame and every answer as recorded, where the driver is the one that they
// were recorded with; with another driver they replay to their end.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, sgl, sizeOf } from './support.js';

const folder = join(root, 'traces');
const traces = readdirSync(folder).filter(name => name.endsWith('.pb'));

interface Info {
  readonly complete: boolean;
  readonly ended: string;
  readonly frames: number;
  readonly calls: number;
  readonly host: { readonly renderer: string; readonly version: string };
  readonly contexts: readonly { readonly share: number }[];
}
interface Verified {
  readonly frames: { readonly total: number; readonly identical: number };
  readonly replies: { readonly total: number; readonly different: number };
  readonly malformed: string | null;
}

async function json<T>(args: readonly string[], codes: readonly number[] = [0]): Promise<T> {
  const { code, stdout, stderr } = await sgl(args);
  assert.ok(code !== undefined && codes.includes(code), `${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** A version without its profile: which one `doctor` tells is not the trace's. */
const release = (version: string) => version.replace(/\(\w+ Profile\) /, '');

/** What this machine's driver calls itself. */
const driver = json<{ findings: readonly { what: string; found: string }[] }>(['doctor', '--json'], [0, 1]).then(
  ({ findings }) => findings.find(({ what }) => what === 'host OpenGL')?.found ?? '',
);

test('there is a trace of each kind', () => {
  for (const name of ['fixed_function', 'core_fbo', 'compute_ssbo', 'contexts']) assert.ok(traces.includes(`${name}.pb`), name);
});

for (const name of traces) {
  test(`traces/${name} replays`, async () => {
    const file = join(folder, name);
    assert.ok(sizeOf(file) < 1 << 20);
    const info = await json<Info>(['info', '--json', file]);
    assert.equal(info.complete, true);
    assert.equal(info.ended, 'exit');
    if (name === 'contexts.pb') assert.ok(info.contexts.length >= 4 && info.contexts.some(({ share }) => share !== 0));
    const sameDriver = (await driver).includes(info.host.renderer) && release(await driver).includes(release(info.host.version));
    const { frames, replies, malformed } = await json<Verified>(['replay', '--verify', '--json', file], sameDriver ? [0] : [0, 1]);
    assert.equal(malformed, null);
    assert.equal(frames.total, info.frames);
    assert.ok(frames.total >= 20);
    if (!sameDriver) return;
    assert.equal(frames.identical, frames.total);
    assert.equal(replies.different, 0);
  });
}
