// What the supervisor decides without starting anything: names, files, environments.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientLibrary, hostLibraryPath } from '../../src/host_environment.js';
import { environmentOf, programSettings, rendererEnvironment } from '../../src/renderer/environment.js';
import { numberedFile, unusedFile } from '../../src/renderer/recording.js';
import { privateRegion, processStartTime, regionOwner, regionPath } from '../../src/renderer/region_name.js';

test('a region is a name in /dev/shm or a path', () => {
  assert.equal(regionPath('sgl'), '/dev/shm/sgl');
  assert.equal(regionPath('/tmp/region'), '/tmp/region');
  assert.notEqual(privateRegion(), privateRegion());
});

test('files that are no region, or a region of a dead process, have no living owner', t => {
  const folder = mkdtempSync(join(tmpdir(), 'sgl-region-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'region');
  assert.equal(regionOwner(file), undefined);
  assert.equal(regionOwner(folder), undefined);
  writeFileSync(file, 'short');
  assert.equal(regionOwner(file), undefined);
  const header = Buffer.alloc(4096);
  header.writeUInt32LE(0x314c4753, 0);
  header.writeUInt32LE(process.pid, 20);
  header.writeBigUInt64LE(processStartTime(process.pid), 40);
  writeFileSync(file, header);
  assert.equal(regionOwner(file)?.alive, true);
  header.writeBigUInt64LE(processStartTime(process.pid) - 1n, 40); // an older process had this pid
  writeFileSync(file, header);
  assert.equal(regionOwner(file)?.alive, false);
});

test('a renderer gets driver settings, and neither our client library nor what the program preloads', () => {
  const environment = rendererEnvironment({
    PATH: '/bin',
    MESA_GL_VERSION_OVERRIDE: '3.3',
    LIBGL_ALWAYS_SOFTWARE: '1',
    LD_PRELOAD: '/tmp/evil.so',
    LD_LIBRARY_PATH: `${clientLibrary}:/opt/driver`,
    DISPLAY: ':0',
    NODE_OPTIONS: '--inspect',
    SECRET: 'x',
  });
  assert.equal(environment.PATH, '/bin');
  assert.equal(environment.MESA_GL_VERSION_OVERRIDE, '3.3');
  assert.equal(environment.LIBGL_ALWAYS_SOFTWARE, '1');
  assert.equal(environment.LD_LIBRARY_PATH, '/opt/driver');
  assert.doesNotMatch(environment.LD_PRELOAD ?? '', /evil/);
  for (const name of ['DISPLAY', 'NODE_OPTIONS', 'SECRET']) assert.equal(environment[name], undefined);
  assert.equal(hostLibraryPath(clientLibrary), undefined);
});

test("a program's driver settings and name reach its renderer", () => {
  const settings = programSettings(
    'game',
    new Map([
      ['MESA_NO_ERROR', '1'],
      ['HOME', '/root'],
    ]),
  );
  assert.equal(settings.MESA_NO_ERROR, '1');
  assert.equal(settings.GALLIUM_PROCESS_NAME, 'game');
  assert.equal(settings.HOME, undefined);
  assert.equal(environmentOf(process.pid)?.get('PATH'), process.env.PATH);
  assert.equal(environmentOf(0x7fffffff), undefined);
});

test('further traces are numbered, and none is overwritten', t => {
  assert.equal(numberedFile('/tmp/a.b/trace.pb', 2), '/tmp/a.b/trace-2.pb');
  assert.equal(numberedFile('trace', 3), 'trace-3');
  const folder = mkdtempSync(join(tmpdir(), 'sgl-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 't.pb');
  assert.equal(unusedFile(file), file);
  writeFileSync(file, '');
  assert.equal(unusedFile(file), join(folder, 't-2.pb'));
});
