// A thread that reads the trace for what takes a walk over all of it: passes, uses of an object. Without a driver.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { CallSelection, parseCallSet } from '../inspect/callset.js';
import { alignCalls } from '../inspect/diff/calls.js';
import { parseObject } from '../inspect/objects/kinds.js';
import { tracePasses } from '../inspect/passes.js';
import { objectUses } from '../inspect/uses.js';
import { TraceReader } from '../trace/reader.js';
import type { AnalysisRequest, AnalysisResponse } from './analysis.js';

/** Differences that have texts. */
const MOST_DIFFERENCES = 2000;
const reader = new TraceReader(workerData as string);
setPriority(10); // of this thread: keys go before

function answer(request: AnalysisRequest): unknown {
  reader.grow(); // of a live program
  if (request.what === 'passes') {
    const all = new CallSelection(
      parseCallSet('*', () => ''),
      reader,
    );
    return tracePasses(reader, all);
  }
  if (request.what === 'diff') {
    const other = new TraceReader(request.file);
    try {
      return [alignCalls(reader, other, { most: MOST_DIFFERENCES })];
    } finally {
      other.close();
    }
  }
  return objectUses(reader, parseObject(request.object));
}

parentPort!.on('message', (request: AnalysisRequest) => {
  let response: AnalysisResponse;
  try {
    response = { id: request.id, result: answer(request) };
  } catch (error) {
    response = { id: request.id, problem: (error as Error).message };
  }
  parentPort!.postMessage(response);
});
