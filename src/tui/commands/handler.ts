// What a key's handler is, and what it may do beyond the model.
import type { Inspector, PanelId } from '../inspector.js';
import type { KeyId } from '../keys.js';

/** What a handler may do beyond the model. */
export interface Host {
  /** Writes to the terminal as it is: the clipboard. */
  write(text: string): void;
  suspend(): void;
  /** Runs an editor in the terminal. Rejects when it fails. */
  edit(command: string, file: string): Promise<void>;
  redraw(): void;
  /** Rows of the terminal. */
  height(): number;
  /** Panels that the layout shows now, in order. */
  panels(): readonly PanelId[];
  /** Rows and columns of the panel that has the keys, without its border. */
  rows(): number;
  columns(): number;
}

/** What it gives is over when what it began is. */
export type Handler = (inspector: Inspector, host: Host) => unknown;

/** Those of one subject. */
export type Handlers = { readonly [Id in KeyId]?: Handler };
