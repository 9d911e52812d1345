// What `import … from 'sgl'` gives. docs/library.md has examples.

export { CallSetError } from '../inspect/callset.js';
export type { CallDiff, CallDifference } from '../inspect/diff/calls.js';
export { diffImages, heatMap, type ImageDifference, type Picture } from '../inspect/diff/images.js';
export type { CallRecord } from '../inspect/dump.js';
export type { ErrorRecord } from '../inspect/find.js';
export type { TraceInfo } from '../inspect/info.js';
export type { Pass, PassTarget } from '../inspect/passes.js';
export { imageFacts, type RawImage, showImage } from '../inspect/raw_image.js';
export { diffJson, snapshotJson } from '../inspect/state/json.js';
export type { StateSnapshot } from '../inspect/state/snapshot.js';
export type { Leak, LeakReport, Use } from '../inspect/uses.js';
export type { CompareOptions, Comparison } from '../replay/compare.js';
export type { PixelEvent, PixelHistory } from '../replay/look/history.js';
export type { Mesh, MeshAttribute, MeshVertex } from '../replay/look/mesh.js';
export type { ProgramView, UniformView } from '../replay/look/program.js';
export { encodePng } from '../replay/pictures.js';
export { ReplayError } from '../replay/replay_process.js';
export { TraceError } from '../trace/errors.js';
export { type At, type FindOptions, LibraryError, Trace } from './trace.js';
