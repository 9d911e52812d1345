// One client process and the renderer process that serves it, from the client's arrival to its slot being free again.
import { addon, type ClientRow, type Region, type StopAt } from '../native.js';
import type { Ended } from '../trace/index_packet.js';
import { programSettings } from './environment.js';
import { LiveProgram } from './live.js';
import type { RendererLimits } from './messages.js';
import type { Recording } from './recording.js';
import { processFields, processStartTime } from './region_name.js';
import type { RendererExit, RendererProcess } from './renderer_process.js';

/** A renderer that makes no progress for so long after its client has gone is ended. */
const stuckMs = 20_000;
const lookMs = 500;
const exited: Ended = { how: 'exit', code: 0, reason: '' };

export interface SessionEnd {
  readonly pid: number;
  readonly program: string;
  readonly calls: number;
  readonly frames: number;
  /** Empty when all went well. */
  readonly reason: string;
}

export interface SessionSettings {
  /** The program's, as far as it can be read. */
  readonly environment: ReadonlyMap<string, string> | undefined;
  readonly limits: RendererLimits;
  /** Where the program stops first, if it is to stop by itself. */
  readonly firstStop: StopAt | undefined;
}

export class Session {
  readonly pid: number;
  readonly program: string;
  /** Resolves when nothing of the session is left but, perhaps, a client that was told that its renderer is gone. */
  readonly done: Promise<SessionEnd>;
  readonly live: LiveProgram;
  /** Recorded from its first call on. */
  readonly recordedWhole: boolean;
  private readonly watch: { stop(): void } | undefined;
  private clientGone = false;
  private clientClosed = false;
  private rendererGone = false;
  private released = false;
  private howEnded: Ended | undefined;
  /** Ends when the renderer has done what it was last told about recording; and what that was. */
  private turned: Promise<void> = Promise.resolve();
  private isRecorded: boolean;
  private stuckTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly region: Region,
    readonly row: ClientRow,
    private readonly renderer: RendererProcess,
    public recording: Recording | undefined,
    { environment, limits, firstStop }: SessionSettings,
  ) {
    this.pid = row.pid;
    this.program = row.program;
    renderer.serve({
      region: region.path,
      slot: row.slot,
      environment: programSettings(row.program, environment),
      limits,
      ...(firstStop ? { firstStop } : {}),
    });
    this.live = new LiveProgram(row, renderer);
    this.recordedWhole = this.isRecorded = recording !== undefined;
    recording?.begin(renderer.journal);
    this.done = renderer.exited.then(exit => this.afterRenderer(exit));
    // The pid of a guest means nothing here; that such a client is gone shows in the client table only.
    if (row.sameKernel) {
      this.watch = addon().watchProcess(row.pid, () => this.processEnded());
      this.lookForProcess();
    }
  }

  /** Records a client that was not recorded so far into `recording`, from its next call on. */
  record(recording: Recording): void {
    this.recording = recording;
    const { journal } = this.renderer;
    this.turned = this.turned.then(async () => {
      if (this.recording !== recording) return;
      journal.attend(true);
      this.isRecorded = true;
      await this.live.record(true);
      if (this.recording === recording && !this.rendererGone) recording.begin(journal);
    });
  }

  /** Ends a recording that nobody wants to keep. */
  async abandonRecording(): Promise<void> {
    const { recording } = this;
    if (!recording?.temporary) return;
    this.recording = undefined;
    this.renderer.journal.attend(false); // at once: a renderer that waits for a free segment hears nothing else
    this.turned = this.turned.then(async () => {
      if (!this.isRecorded) return;
      this.isRecorded = false;
      await this.live.record(false);
    });
    await recording.abandon();
  }

  /** The client table says that the client left in good order. */
  closing(): void {
    this.clientClosed = true;
    this.watchForStuckRenderer();
    this.releaseIfOver();
  }

  /** The client's process is gone; the renderer executes what it left behind and ends. `how`: when the caller knows better. */
  processEnded(how?: Ended): void {
    if (how) this.howEnded = how;
    if (this.clientGone) return;
    this.clientGone = true;
    this.howEnded ??= this.clientClosed ? exited : exitOfZombie(this.pid);
    this.watch?.stop();
    if (!this.rendererGone) this.region.markEnded(this.row.slot);
    this.watchForStuckRenderer();
    this.releaseIfOver();
  }

  /** The supervisor stops: the client loses its renderer now. What it has done so far is recorded. */
  stop(reason: string): void {
    if (!this.rendererGone) this.renderer.kill(reason);
  }

  private async afterRenderer(exit: RendererExit): Promise<SessionEnd> {
    this.rendererGone = true;
    clearInterval(this.stuckTimer);
    const { journal } = this.renderer;
    let { reason } = exit;
    if (exit.crashed) {
      const call = journal.executingCall;
      if (call > 0n) reason += `, in call ${call} or soon after`;
    }
    if (reason !== '' && !this.clientGone && !this.clientClosed) this.region.lost(this.row.slot, reason);
    const ended: Ended = reason !== '' ? { how: 'lost', code: 0, reason } : (this.howEnded ?? exited);
    const totals = (await this.recording?.end(ended)) ?? exit;
    journal.close();
    // A renderer that ended in good order saw its client leave, before the client table or the process told us.
    if (reason === '') this.clientClosed = true;
    this.releaseIfOver();
    return { pid: this.pid, program: this.program, calls: totals.calls, frames: totals.frames, reason };
  }

  private releaseIfOver(): void {
    // A process of this machine may touch its memory until it is gone, whatever it said.
    if (this.released || !this.rendererGone || !(this.clientGone || (this.clientClosed && !this.row.sameKernel))) return;
    this.released = true;
    this.watch?.stop();
    this.region.release(this.row.slot);
  }

  /** Nothing is left of it; the slot may be another client's by now. */
  get over(): boolean {
    return this.released;
  }

  /** The client is gone or going. */
  get leaving(): boolean {
    return this.clientGone || this.clientClosed;
  }

  /** Notices at once, rather than when the kernel tells, that the client's process is gone. */
  lookForProcess(): void {
    const { startTime, sameKernel } = this.row; // 0: it could not tell
    if (!this.clientGone && sameKernel && startTime !== 0n && processStartTime(this.pid) !== startTime) this.processEnded();
  }

  private watchForStuckRenderer(): void {
    if (this.stuckTimer || this.rendererGone) return;
    let lastCall = -1n;
    let since = Date.now();
    this.stuckTimer = setInterval(() => {
      const call = this.renderer.journal.executingCall;
      // no progress may mean that someone looks at it
      if (call !== lastCall || this.live.where) {
        lastCall = call;
        since = Date.now();
      } else if (Date.now() - since > stuckMs)
        this.renderer.kill(`the driver did not come back from call ${call} within ${stuckMs / 1000} s`);
    }, lookMs);
  }
}

/** How a process ended, as long as its parent has not asked (a zombie still has its exit status). */
function exitOfZombie(pid: number): Ended {
  const fields = processFields(pid);
  if (fields?.[0] !== 'Z') return { ...exited, reason: 'its exit status was gone before it could be read' };
  const status = Number(fields[49]);
  return (status & 0x7f) !== 0 ? { how: 'signal', code: status & 0x7f, reason: '' } : { ...exited, code: status >> 8 };
}
