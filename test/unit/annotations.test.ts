// The command model is whole: every pointer has a rule, no annotation goes astray, and what is marked as tracked
// is exactly what guest/common/track.h declares.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { trackedFunctions } from '../../src/spec/annotations/track.js';
import { loadModel } from '../../src/spec/model.js';

const model = loadModel();

test('every parameter and result of every command has a form on the wire', () => {
  assert.deepEqual(model.gaps, []);
  for (const command of model.commands) {
    for (const parameter of command.parameters) {
      if (parameter.pointer > 0) assert.ok(parameter.rule, `${command.name}: ${parameter.name}`);
    }
  }
});

test('annotations are about commands and parameters that exist', () => {
  assert.deepEqual(model.strayAnnotations, []);
});

test('size expressions name parameters of their command and functions of sizes.h', () => {
  const sizes = `${readFileSync('guest/common/sizes.h', 'utf8')}`;
  for (const command of model.commands) {
    const names = new Set(command.parameters.map(p => p.name));
    for (const { name, rule } of command.parameters) {
      const expressions = rule === undefined ? [] : [('bytes' in rule && rule.bytes) || '', ('count' in rule && rule.count) || ''];
      for (const word of expressions.join(' ').match(/[A-Za-z_]\w*/g) ?? []) {
        const known = names.has(word) || sizes.includes(`${word}(`) || ['cx', 'unpack', 'pack'].includes(word) || word.startsWith('GL_');
        assert.ok(known, `${command.name}: the size of ${name} speaks of ${word}`);
      }
    }
  }
});

test('the tracked functions are those of track.h', () => {
  const declared = [...readFileSync('guest/common/track.h', 'utf8').matchAll(/^\w+ \*?sgl_track_(gl\w+)\(/gm)].map(match => match[1]);
  assert.deepEqual([...trackedFunctions].sort(), [...new Set(declared)].sort());
});
