// The window of `sgl replay --window`: SDL shows each frame when it was shown in the recording.
import type { Backend } from '../replay/backend.js';
import type { PlayedFrame } from '../replay/messages.js';
import { playTrace } from '../replay/replay_process.js';
import { TraceReader } from '../trace/reader.js';
import { CommandError, exitCode } from './command.js';
import { frameRange } from './trace_input.js';

type Sdl = typeof import('@kmamal/sdl');

async function loadSdl(): Promise<Sdl> {
  try {
    return ((await import('@kmamal/sdl')) as unknown as { default: Sdl }).default;
  } catch (error) {
    throw new CommandError(
      `--window needs SDL (@kmamal/sdl), which cannot be loaded: ${(error as Error).message.split('\n')[0]}; run \`npm run setup\``,
    );
  }
}

/** Shows a trace until its end, or until the window is closed or Escape pressed. Space stops and goes on. */
export async function showInWindow(file: string, at: string | undefined, backend: Backend): Promise<number> {
  const reader = new TraceReader(file);
  const range = frameRange(at, reader.frames, '--at with --window');
  const mark = reader.frame(range.first);
  reader.close();
  const sdl = await loadSdl();
  if (sdl.video.displays.length === 0) throw new CommandError('--window needs a screen: DISPLAY is not set, or names no X server');
  const window = sdl.video.createWindow({
    title: `sgl: ${file}`,
    width: mark?.width ?? 640,
    height: mark?.height ?? 480,
    resizable: true,
    accelerated: false,
  });
  const stop = new AbortController();
  let paused = false;
  let resume = () => {};
  window.on('close', () => stop.abort());
  window.on('keyDown', ({ key }) => {
    if (key === 'escape' || key === 'q') stop.abort();
    if (key === 'space') {
      paused = !paused;
      if (!paused) resume();
    }
  });
  stop.signal.addEventListener('abort', () => resume());

  let offset: number | undefined; // clock minus recording, ms
  const show = async ({ frame, timeNs, pixels }: PlayedFrame) => {
    offset ??= performance.now() - timeNs / 1e6;
    const wait = offset + timeNs / 1e6 - performance.now();
    if (wait > 1) await new Promise(wake => setTimeout(wake, wait));
    else offset -= wait; // the replay is slower than the recording was: later frames count from here
    if (stop.signal.aborted) return;
    const { width, height, data } = pixels;
    if (window.width !== width || window.height !== height) window.setSize(width, height);
    window.setTitle(`sgl: ${file} frame ${frame}`);
    window.render(width, height, width * 4, 'rgba32', Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    if (paused) {
      await new Promise<void>(wake => {
        resume = wake;
      });
      offset = performance.now() - timeNs / 1e6;
    }
  };
  try {
    await playTrace(file, range, show, { signal: stop.signal, backend });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    window.destroy();
  }
  return exitCode.fine;
}
