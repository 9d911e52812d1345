// Settings: $XDG_CONFIG_HOME/sgl/config.toml, table [inspect]. What is not understood is said, not ignored.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';

export interface Settings {
  /** Replay, to show pictures and state. Without it only the trace is read. */
  readonly pictures: boolean;
  /** Pictures of frames in the strip. */
  readonly thumbnails: boolean;
  /** Whole pictures where the terminal can (kitty), or always half blocks. */
  readonly graphics: 'auto' | 'blocks';
  readonly mouse: boolean;
  /** The page that shows first. */
  readonly page: string;
}

export const defaults: Settings = { pictures: true, thumbnails: true, graphics: 'auto', mouse: true, page: '' };

export class SettingsError extends Error {
  readonly exitCode = 2;
}

export function settingsFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'sgl/config.toml');
}

/** Throws SettingsError with file, setting and what it may be. A file that is not there means the defaults. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const file = settingsFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return defaults;
    throw new SettingsError(`${file} cannot be read (${(error as Error).message})`);
  }
  return parseSettings(text, file);
}

export function parseSettings(text: string, file: string): Settings {
  let table: unknown;
  try {
    table = parse(text).inspect ?? {};
  } catch (error) {
    throw new SettingsError(`${file}: ${(error as Error).message.split('\n')[0]}`);
  }
  if (typeof table !== 'object' || table === null || Array.isArray(table))
    throw new SettingsError(`${file}: inspect is a table: [inspect]`);
  const settings: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(table)) {
    if (!(name in defaults))
      throw new SettingsError(`${file}: there is no setting inspect.${name}; there are ${Object.keys(defaults).join(', ')}`);
    if (typeof value !== typeof settings[name])
      throw new SettingsError(`${file}: inspect.${name} is ${typeof settings[name] === 'boolean' ? 'true or false' : 'a text'}`);
    settings[name] = value;
  }
  const graphics = settings.graphics;
  if (graphics !== 'auto' && graphics !== 'blocks') throw new SettingsError(`${file}: inspect.graphics is "auto" or "blocks"`);
  return settings as unknown as Settings;
}
