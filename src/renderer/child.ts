// A renderer process: waits, warm, until the supervisor gives it a client, executes that client's calls, and ends.
// One process per client, so that a driver that crashes takes one program with it and no more.
import { addon } from '../native.js';
import { type EndedMessage, journalDescriptor, type ServeMessage } from './messages.js';

// Ctrl-C goes to all processes of a terminal; this one ends when its client or its supervisor does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(1));

addon(); // loaded while there is time
process.once('message', async (message: ServeMessage) => {
  Object.assign(process.env, message.environment);
  const { maxUpload, overlay, gl, largest } = message.limits;
  let ended: EndedMessage;
  try {
    // Loaded only where it is wanted: a renderer must start fast.
    const control = message.live && (await import('./live_child.js')).liveControl(message.live);
    const result = await addon().runRenderer({
      region: message.region,
      slot: message.slot,
      journalFd: journalDescriptor,
      ...(control ? { control } : {}),
      maxUpload,
      overlay,
      ...(gl ? { gl } : {}),
      ...(largest ? { maxWidth: largest[0], maxHeight: largest[1] } : {}),
    });
    ended = { reason: result.reason, calls: Number(result.calls), frames: Number(result.frames) };
  } catch (error) {
    ended = { reason: error instanceof Error ? error.message : String(error), calls: 0, frames: 0 };
  }
  process.send?.(ended, () => process.exit(0));
});
