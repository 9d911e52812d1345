// The verbs, in the order in which help lists them. Each is loaded only when it is used, so that `sgl run` starts fast.
import type { Verb } from './command.js';

export const verbs: ReadonlyMap<string, () => Promise<Verb>> = new Map([
  ['record', async () => (await import('./record.js')).verb],
  ['replay', async () => (await import('./replay.js')).verb],
  ['state', async () => (await import('./state.js')).verb],
  ['info', async () => (await import('./info.js')).verb],
  ['dump', async () => (await import('./dump.js')).verb],
  ['image', async () => (await import('./image.js')).verb],
  ['mesh', async () => (await import('./mesh.js')).verb],
  ['shader', async () => (await import('./shader.js')).verb],
  ['export', async () => (await import('./export.js')).verb],
  ['diff', async () => (await import('./diff.js')).verb],
  ['reduce', async () => (await import('./reduce.js')).verb],
  ['find', async () => (await import('./find.js')).verb],
  ['errors', async () => (await import('./errors.js')).verb],
  ['leaks', async () => (await import('./leaks.js')).verb],
  ['uses', async () => (await import('./uses.js')).verb],
  ['passes', async () => (await import('./passes.js')).verb],
  ['inspect', async () => (await import('./inspect.js')).verb],
  ['stat', async () => (await import('./stat.js')).verb],
  ['run', async () => (await import('./run.js')).verb],
  ['serve', async () => (await import('./serve.js')).verb],
  ['env', async () => (await import('./env.js')).verb],
  ['repair', async () => (await import('./repair.js')).verb],
  ['doctor', async () => (await import('./doctor.js')).verb],
  ['completion', async () => (await import('./completion.js')).verb],
]);
