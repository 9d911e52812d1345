// `npm run generate`: reads the command model and writes build/gen. `--report [--json]` prints how each entry
// point is carried instead, `--state-report` what each query enum is in the state table; `--append` adds new commands to src/spec/opcodes.txt.
import { fileURLToPath } from 'node:url';
import { loadModel, rowNames } from '../spec/model.js';
import { appendOpcodes } from '../spec/opcodes.js';
import { readRegistry } from '../spec/registry.js';
import { makeReport, reportText } from '../spec/report.js';
import { stateReport, stateReportText } from '../spec/state/report.js';
import { clientFiles } from './client.js';
import { decoderFiles } from './decoder.js';
import { glDefs, opcodes } from './headers.js';
import { hostHeader, hostSource } from './host.js';
import { modelJson } from './names.js';
import { writeFiles } from './output.js';
import { testFiles } from './tests.js';
import { writtenFunctions } from './written.js';

const FOLDER = fileURLToPath(new URL('../../build/gen', import.meta.url));

function generate(): void {
  const model = loadModel();
  const files = [
    glDefs(model),
    opcodes(model),
    ...clientFiles(model),
    hostHeader(model),
    hostSource(model),
    ...decoderFiles(model),
    modelJson(model),
    ...testFiles(model),
  ];
  const written = writeFiles(FOLDER, files);
  const gaps = new Set(model.gaps.map(gap => gap.command)).size;
  console.log(
    `${model.commands.length} commands, ${files.length} files, ${written.length} changed${gaps > 0 ? `; ${gaps} commands cannot be carried, see npm run model:report` : ''}`,
  );
}

/** Exit code 1 when an entry point is not classified. */
function report(): void {
  const registry = readRegistry();
  const made = makeReport(loadModel(registry), registry, writtenFunctions());
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(made, null, 2)}\n` : reportText(made));
  if (made.counts.unclassified > 0) process.exitCode = 1;
}

/** Exit code 1 when a query enum has neither row nor reason. */
function reportState(): void {
  const registry = readRegistry();
  const list = stateReport(loadModel(registry), registry);
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(list, null, 2)}\n` : stateReportText(list));
  if (list.some(({ state }) => state === 'gap')) process.exitCode = 1;
}

try {
  if (process.argv.includes('--append')) {
    const added = appendOpcodes(rowNames(readRegistry()));
    console.log(added.length > 0 ? `added ${added.length}: ${added.join(' ')}` : 'nothing to add');
  } else if (process.argv.includes('--state-report')) {
    reportState();
  } else if (process.argv.includes('--report')) {
    report();
  } else {
    generate();
  }
} catch (error) {
  console.error(`generate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
