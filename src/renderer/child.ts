// A renderer process: waits, warm, until the supervisor gives it a client, executes that client's calls, and ends.
// One process per client, so that a driver that crashes takes one program with it and no more.
import { setTimeout } from 'node:timers/promises';
import { addon, type Stopped } from '../native.js';
import { type EndedMessage, journalDescriptor, type LiveRequest, type LiveResponse, type ServeMessage } from './messages.js';

const supervisor = process.ppid;
/** A process that was killed closes its descriptors before it counts as dead; freeing much memory takes it a moment. */
const ORPHAN_PATIENCE_MS = 5000;

// Ctrl-C goes to all processes of a terminal; this one ends when its client or its supervisor does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => void outlive());

const send = (response: LiveResponse) => process.send?.(response, undefined, undefined, () => {}); // a supervisor that is gone needs no answer
let where: Stopped | undefined;
const control = new (addon().LiveControl)(
  // loaded while there is time
  now => {
    where = now;
    send({ live: 'stopped', where: now });
  },
  on => send({ live: 'recording', on }),
);

process.on('message', (message: ServeMessage | LiveRequest) => {
  if (!('live' in message)) void serve(message);
  else if (message.live === 'goOn') control.goOn(message.at);
  else if (message.live === 'record') control.record(message.on);
  // Loaded only where it is wanted: a renderer must start fast.
  else void import('./live_child.js').then(({ answerLook }) => send(answerLook(control, where, message)));
});

/** The supervisor is gone. One that was killed could remove nothing: whoever notices does, as soon as it counts as dead. */
async function outlive(): Promise<void> {
  const { removeAbandonedRegions } = await import('./region_name.js');
  for (const end = Date.now() + ORPHAN_PATIENCE_MS; process.ppid === supervisor && Date.now() < end; ) await setTimeout(5);
  try {
    removeAbandonedRegions();
  } finally {
    // Nobody is left to tell what could not be removed: the next sgl tries again. An exit would take the driver apart under
    // the thread that draws.
    process.kill(process.pid, 'SIGKILL');
  }
}

async function serve(message: ServeMessage): Promise<void> {
  Object.assign(process.env, message.environment);
  const { maxUpload, overlay, gl, largest } = message.limits;
  if (message.firstStop) control.goOn(message.firstStop);
  let ended: EndedMessage;
  try {
    const result = await addon().runRenderer({
      region: message.region,
      slot: message.slot,
      journalFd: journalDescriptor,
      control,
      maxUpload,
      overlay,
      ...(gl ? { gl } : {}),
      ...(largest ? { maxWidth: largest[0], maxHeight: largest[1] } : {}),
    });
    ended = { reason: result.reason, calls: Number(result.calls), frames: Number(result.frames) };
  } catch (error) {
    ended = { reason: error instanceof Error ? error.message : String(error), calls: 0, frames: 0 };
  }
  process.send?.(ended, error => error || process.exit(0)); // without a supervisor, outlive() ends it
}
