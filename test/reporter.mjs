// Reporter for node:test: a line per file, everything about failures, and the counts to the file SGL_TEST_COUNTS.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default async function* report(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const isFile = data => data.nesting === 0 && data.file !== undefined && data.name.endsWith('.test.ts');
  const failures = [];
  const output = [];
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') output.push(data.message);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const name = data.file ? relative(process.cwd(), data.file) : data.name;
    if (isFile(data)) {
      yield `${type === 'test:pass' ? 'ok  ' : 'FAIL'} ${data.name.startsWith('/') ? relative(process.cwd(), data.name) : data.name} (${(data.details.duration_ms / 1000).toFixed(1)} s)\n`;
      continue;
    }
    if (data.details.type === 'suite') continue;
    if (data.skip !== undefined || data.todo !== undefined) {
      counts.skipped++;
      yield `skipped: ${data.name}${typeof data.skip === 'string' ? `: ${data.skip}` : ''}\n`;
    } else if (type === 'test:pass') counts.passed++;
    else {
      counts.failed++;
      const cause = data.details.error?.cause ?? data.details.error;
      failures.push(`FAIL ${name}: ${data.name}\n${cause?.stack ?? cause?.message ?? cause}\n`);
    }
  }
  for (const failure of failures) yield `\n${failure}`;
  if (failures.length > 0 && output.length > 0) yield `\noutput of the tests:\n${output.join('')}`;
  if (process.env.SGL_TEST_COUNTS) writeFileSync(process.env.SGL_TEST_COUNTS, JSON.stringify(counts));
}
