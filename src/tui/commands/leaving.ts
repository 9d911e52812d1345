// Keys for what leaves the inspector: commands, copies, the end.
import { callText } from '../../inspect/format.js';
import { copyText } from '../clipboard.js';
import { runCommand } from '../colon.js';
import type { Inspector } from '../inspector.js';
import type { Handlers, Host } from './handler.js';

/** `q` of a live program asks what becomes of it. */
function quit(inspector: Inspector): void {
  const leave = (): void => {
    inspector.quitting = true;
    inspector.changed();
  };
  const { live } = inspector;
  if (!live || live.ended !== undefined) {
    leave();
    return;
  }
  inspector.waitForKey(`quit: g lets ${live.program} go on, e ends it, any other key stays …`, key => {
    if (key === 'g') leave();
    else if (key === 'e') void live.end().then(leave);
  });
}

function copyKey(inspector: Inspector, host: Host, key: string): void {
  const walked = inspector.pages.at(inspector.call);
  const texts: Readonly<Record<string, () => string>> = {
    y: () => (walked ? callText(walked.call, walked.reply, inspector.reader.dictionary) : ''),
    p: () => inspector.place,
    v: () =>
      inspector.live
        ? `sgl inspect --live --at ${inspector.live.where?.call ?? inspector.call} -- ${inspector.reader.header.commandLine}`
        : `sgl inspect ${inspector.file} ${inspector.place}`,
  };
  const text = texts[key]?.();
  if (text) {
    host.write(copyText(text));
    inspector.say(`copied: ${text}`);
  } else inspector.say('y copies the call, p the place, v the command line', 'problem');
}

export const leaving = {
  command: inspector => inspector.ask(':', 'command', text => runCommand(inspector, text)),
  copy: (inspector, host) => inspector.waitForKey('copy: y call, p place, v command line …', key => copyKey(inspector, host, key)),
  quit,
} satisfies Handlers;
