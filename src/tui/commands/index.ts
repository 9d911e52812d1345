// What the keys do: one handler for each id of the key table, by subject. Everything that a key can do is also reached from here
// by the commands behind `:`.
import type { KeyId } from '../keys.js';
import { asking } from './asking.js';
import { finding } from './finding.js';
import type { Handler } from './handler.js';
import { leaving } from './leaving.js';
import { live } from './live.js';
import { looking } from './looking.js';
import { moving } from './moving.js';
import { panels } from './panels.js';

export type { Host } from './handler.js';

export const handlers: Readonly<Record<KeyId, Handler>> = {
  ...moving,
  ...finding,
  ...asking,
  ...looking,
  ...live,
  ...panels,
  ...leaving,
};
