// What a session can be asked: one row an operation. Each runs in the session's process, on its player, and gives
// something that passes over Node's channel (structured clone).
import type { EditOptions } from './look/edit.js';
import type { ExplainOptions } from './look/explain.js';
import type { HistoryOptions } from './look/history.js';
import type { PixelChangeOptions } from './look/pixel_change.js';
import type { WhyOptions } from './look/why/index.js';
import { background } from './operations/background.js';
import { editable, edited } from './operations/edit.js';
import { explain } from './operations/explain.js';
import { history } from './operations/history.js';
import { type ImageParams, image } from './operations/image.js';
import { type MeshParams, mesh } from './operations/mesh.js';
import { type PictureParams, picture } from './operations/picture.js';
import { pixelChange } from './operations/pixel_change.js';
import { type ProfileParams, profile } from './operations/profile.js';
import { type ProgramParams, program } from './operations/program.js';
import { type StateParams, state } from './operations/state.js';
import { type ThumbnailParams, thumbnail } from './operations/thumbnail.js';
import { type TrimParams, trim } from './operations/trim.js';
import { why } from './operations/why.js';
import type { Player } from './player.js';
import type { Omission } from './webgl/omissions.js';

/** Messages of `params` and result by operation. */
export interface Operations {
  readonly background: { readonly params: Record<string, never>; readonly result: ReturnType<typeof background> };
  readonly explain: { readonly params: ExplainOptions; readonly result: ReturnType<typeof explain> };
  readonly history: { readonly params: HistoryOptions; readonly result: ReturnType<typeof history> };
  readonly image: { readonly params: ImageParams; readonly result: ReturnType<typeof image> };
  readonly mesh: { readonly params: MeshParams; readonly result: ReturnType<typeof mesh> };
  readonly picture: { readonly params: PictureParams; readonly result: ReturnType<typeof picture> };
  readonly thumbnail: { readonly params: ThumbnailParams; readonly result: ReturnType<typeof thumbnail> };
  readonly state: { readonly params: StateParams; readonly result: ReturnType<typeof state> };
  readonly profile: { readonly params: ProfileParams; readonly result: ReturnType<typeof profile> };
  readonly program: { readonly params: ProgramParams; readonly result: ReturnType<typeof program> };
  /** What the webgl back end left out so far. */
  readonly omissions: { readonly params: Record<never, never>; readonly result: readonly Omission[] };
  readonly editable: { readonly params: { readonly call: number }; readonly result: ReturnType<typeof editable> };
  readonly edited: { readonly params: EditOptions; readonly result: ReturnType<typeof edited> };
  readonly pixelChange: { readonly params: PixelChangeOptions; readonly result: ReturnType<typeof pixelChange> };
  readonly why: { readonly params: WhyOptions; readonly result: ReturnType<typeof why> };
  readonly trim: { readonly params: TrimParams; readonly result: Awaited<ReturnType<typeof trim>> };
}
export type OperationName = keyof Operations;
/** Those of the host's driver; another back end does some of them, and what is its own (webgl/player.ts). */
type NativeOperation = Exclude<OperationName, 'omissions'>;

type Table = {
  readonly [Name in NativeOperation]: (
    player: Player,
    params: Operations[Name]['params'],
  ) => Operations[Name]['result'] | Promise<Operations[Name]['result']>;
};

export const operations: Table = {
  background,
  explain,
  history,
  profile,
  image,
  mesh,
  picture,
  program,
  state,
  thumbnail,
  trim,
  why,
  pixelChange,
  editable,
  edited,
};
