// The renderer process's part of looking at a program that stands.
import type { LiveControl, NativeAsker, Pixels, Stopped } from '../native.js';
import { Asker } from '../replay/asker.js';
import { type Here, looks } from '../replay/looks.js';
import type { LiveResponse, LookRequest } from './messages.js';

class LiveAsker extends Asker {
  stream = 0;
  readonly #control: LiveControl;

  constructor(control: LiveControl) {
    super();
    this.#control = control;
  }

  override get native(): NativeAsker {
    return this.#control;
  }

  override pixels(drawable?: number): Pixels {
    const wanted = drawable ?? this.#control.currentDrawable(this.stream);
    if (wanted === 0) throw new Error('no drawable is current here: there is no picture');
    return this.#control.pixels(wanted);
  }
}

let asker: LiveAsker | undefined;

export function answerLook(control: LiveControl, where: Stopped | undefined, { id, look: name, params }: LookRequest): LiveResponse {
  try {
    if (!where || !control.stopped()) throw new Error('the program is not stopped');
    asker ??= new LiveAsker(control);
    asker.stream = where.stream;
    // The table's types tie name and params together; over the channel they come as data.
    const look = looks[name] as (here: Here, params: unknown) => unknown;
    return { live: 'seen', id, result: look({ asker, call: where.call, stream: where.stream }, params) };
  } catch (error) {
    return { live: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  }
}
