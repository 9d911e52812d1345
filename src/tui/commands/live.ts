// Keys of a live program: pausing and recording.
import type { Inspector } from '../inspector.js';
import type { Handlers } from './handler.js';

/** `R`: begins a recording, or asks where to write it. */
function toggleRecording(inspector: Inspector): void {
  const { live } = inspector;
  if (!live) inspector.say('a trace is recorded already: sgl trim cuts it', 'problem');
  if (!live) return;
  if (!live.whole) {
    inspector.say('a recording needs the calls from the first one on: sgl inspect --live starts a program so', 'problem');
    return;
  }
  if (live.recording === undefined) {
    live.startRecording();
    inspector.say(`recording from frame ${live.recording} on; R ends it`);
    return;
  }
  inspector.ask(
    'write the recording to ',
    'recording',
    file => {
      if (file.trim() === '') return;
      inspector.say(`writing ${file} …`);
      live.stopRecording(file.trim()).then(
        said => inspector.say(said),
        (error: Error) => inspector.say(`not written: ${error.message}`, 'problem'),
      );
    },
    live.recordingName(),
  );
}

function pauseOrShow(inspector: Inspector): void {
  const { live } = inspector;
  if (!live) inspector.say('this is a trace, not a live program', 'problem');
  else if (live.ended !== undefined) inspector.say(`${live.program} has ended`);
  else if (live.now === undefined) {
    live.pause();
    inspector.say(`${live.program} stops at its next call …`);
  } else inspector.jumpTo(live.now);
}

export const live = {
  pause: pauseOrShow,
  record: toggleRecording,
} satisfies Handlers;
