// What verbs say to a CI: reports that XML readers take, annotations on one line each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { annotationLines, type Judgement, junitReport } from '../../src/cli/judgement.js';

const judgement: Judgement = {
  suite: 'errors',
  file: 'a "b" & c.pb',
  cases: [
    { name: 'fine' },
    { name: 'glX: <GL>', place: 'f1:draw2', failure: '2 calls,\u0007 first 7 glX("\u{1f600}")', details: ['f1: a\nb'] },
  ],
};

test('a report has a case for each thing, and counts the failures', () => {
  const report = junitReport(judgement);
  assert.equal(XMLValidator.validate(report), true);
  const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(report);
  const suite = testsuites.testsuite;
  assert.deepEqual([testsuites.tests, testsuites.failures, suite.name], ['2', '1', 'sgl errors']);
  const [fine, wrong] = suite.testcase;
  assert.deepEqual(fine, { classname: 'errors a "b" & c.pb', name: 'fine' });
  assert.equal(wrong.name, 'glX: <GL> (f1:draw2)');
  assert.equal(wrong.failure.message, '2 calls,? first 7 glX("\u{1f600}")');
  assert.match(wrong.failure['#text'], /^2 calls.*\nf1: a\nb$/s);
});

test('an annotation is one line for each failure, whatever it holds', () => {
  const lines = annotationLines(judgement);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /^::error file=a "b" & c\.pb,title=sgl errors%3A glX%3A <GL> \(f1%3Adraw2\)::2 calls,.*%0Af1: a%0Ab$/);
});
