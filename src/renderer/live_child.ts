// The renderer process's part of a program that may be stopped: its gate, and looks at its state while it stands.
import { addon, type LiveControl, type NativeAsker, type Pixels, type StopAt, type Stopped } from '../native.js';
import { Asker } from '../replay/asker.js';
import { looks } from '../replay/looks.js';
import type { LiveRequest, LiveResponse } from './messages.js';

class LiveAsker extends Asker {
  where: Stopped | undefined;
  readonly #control: LiveControl;

  constructor(control: LiveControl) {
    super();
    this.#control = control;
  }

  override get native(): NativeAsker {
    return this.#control;
  }

  override pixels(drawable?: number): Pixels {
    const wanted = drawable ?? (this.where && this.#control.currentDrawable(this.where.stream)) ?? 0;
    if (wanted === 0) throw new Error('no drawable is current here: there is no picture');
    return this.#control.pixels(wanted);
  }
}

function answer(asker: Asker, request: Extract<LiveRequest, { live: 'look' }>): LiveResponse {
  try {
    // The table's types tie name and params together; over the channel they come as data.
    const look = looks[request.look] as (asker: Asker, params: unknown) => unknown;
    return { live: 'seen', id: request.id, result: look(asker, request.params) };
  } catch (error) {
    return { live: 'failed', id: request.id, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The control for runRenderer; requests are answered from now on. */
export function liveControl(first: StopAt): LiveControl {
  const send = (response: LiveResponse) => process.send?.(response, undefined, undefined, () => {}); // a supervisor that is gone needs no answer
  const control = new (addon().LiveControl)(where => {
    asker.where = where;
    send({ live: 'stopped', where });
  });
  const asker = new LiveAsker(control);
  process.on('message', (request: LiveRequest) => {
    if (request.live === 'goOn') control.goOn(request.at);
    else if (request.live === 'look') send(answer(asker, request));
  });
  control.goOn(first);
  return control;
}
