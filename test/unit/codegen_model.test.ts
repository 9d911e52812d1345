// The command model: complete, classified, and true to the registry where that can be decided.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedExtensions } from '../../src/spec/extensions.js';
import { loadModel, rowNames } from '../../src/spec/model.js';
import { FIRST_GL, readOpcodes } from '../../src/spec/opcodes.js';
import { readRegistry } from '../../src/spec/registry.js';
import { makeReport } from '../../src/spec/report.js';

const registry = readRegistry();
const model = loadModel(registry);
const byName = new Map(model.commands.flatMap(command => [command.name, ...command.aliases].map(name => [name, command] as const)));

test('all 1,048 entry points of OpenGL 1.0 to 4.6 are carried, and none is unclassified', () => {
  const core = new Set(registry.versions.flatMap(version => version.commands));
  assert.equal(core.size, 1048);
  assert.deepEqual(
    [...core].filter(name => !byName.has(name)),
    [],
  );
  assert.deepEqual(model.gaps, []);
  const report = makeReport(model, registry, { client: undefined, executor: undefined });
  assert.equal(report.core, 1048);
  assert.equal(report.counts.unclassified, 0);
  assert.ok(report.total - report.core > 800);
});

test('OpenGL ES 1.0 to 3.2 is carried, its extensions only in its own contexts', () => {
  const es = new Set(registry.esVersions.flatMap(version => version.commands));
  assert.ok(es.size > 400);
  assert.deepEqual(
    [...es].filter(name => !byName.has(name)),
    [],
  );
  for (const name of ['GL_OES_fixed_point', 'GL_EXT_clear_texture', 'GL_EXT_texture_format_BGRA8888']) {
    assert.ok(model.esExtensions.includes(name) && !model.extensions.includes(name), name);
  }
  assert.deepEqual(
    model.esExtensions.filter(name => name in refusedExtensions),
    [],
  );
  assert.equal(byName.get('glAlphaFuncxOES'), byName.get('glAlphaFuncx'));
  assert.equal(byName.get('glBlendBarrier'), byName.get('glBlendBarrierKHR'));
});

test('every pointer has a rule, and what is measured is measured alone', () => {
  for (const command of model.commands) {
    const pointers = command.parameters.filter(p => p.pointer > 0);
    assert.deepEqual(
      pointers.filter(p => p.rule === undefined).map(p => `${command.name} ${p.name}`),
      [],
    );
    assert.ok(pointers.filter(p => p.rule?.kind === 'outMeasured').length <= 1, command.name);
  }
});

test('an alias shares a row only when its parameters are passed alike', () => {
  assert.equal(byName.get('glBindBufferARB')?.name, 'glBindBuffer');
  assert.equal(byName.get('glTexImage3DEXT')?.name, 'glTexImage3D');
  // the registry does not call these aliases: the older one makes objects of unused names
  assert.equal(byName.get('glBindFramebufferEXT')?.name, 'glBindFramebufferEXT');
});

test('opcodes.txt lists every row once and gives each its line', () => {
  const opcodes = readOpcodes();
  for (const name of rowNames(registry)) assert.ok(opcodes.has(name), name);
  assert.equal(opcodes.get('glCullFace'), FIRST_GL);
  assert.equal(new Set(model.commands.map(command => command.opcode)).size, model.commands.length);
  assert.ok(model.highestOpcode < 0xffff);
});

test('nothing that names memory, descriptors or syncs of the host is carried', () => {
  for (const name of [
    'glImportMemoryFdEXT',
    'glBufferStorageExternalEXT',
    'glCreateSyncFromCLeventARB',
    'glVDPAUInitNV',
    'glImportSemaphoreFdEXT',
  ]) {
    assert.equal(byName.has(name), false, name);
  }
  assert.equal(model.extensions.includes('GL_AMD_pinned_memory'), false);
  // GL_EXTERNAL_VIRTUAL_MEMORY_BUFFER_AMD, GL_TEXTURE_EXTERNAL_OES
  assert.ok(model.refusedEnums.has(0x9160) && model.refusedEnums.has(0x8d65));
  for (const name of ['GL_TEXTURE_2D', 'GL_ARRAY_BUFFER', 'GL_RGBA', 'GL_HALF_FLOAT', 'GL_PACK_INVERT_MESA']) {
    assert.equal(model.refusedEnums.has(Number(registry.enums.get(name)?.value)), false, name);
  }
});

test('sizes that the registry tells become rules', () => {
  const rule = (name: string, parameter: string) => byName.get(name)?.parameters.find(p => p.name === parameter)?.rule;
  assert.deepEqual(rule('glUniform4fv', 'value'), { kind: 'in', bytes: 'sgl_bytes(count, 16)' });
  assert.deepEqual(rule('glLoadMatrixd', 'm'), { kind: 'in', bytes: '128' });
  assert.equal(rule('glGetShaderInfoLog', 'infoLog')?.kind, 'outString');
  assert.equal(rule('glGenTextures', 'textures')?.kind, 'newNames');
});
