// The supervisor behind `sgl serve`, `run` and `record`: owns the shared-memory region, watches its client table,
// gives each client process a renderer process, and frees what clients and renderers leave behind.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clientLibrary } from '../host_environment.js';
import { addon, type ClientRow, ClientState, type Region, type StopAt } from '../native.js';
import type { Ended } from '../trace/index_packet.js';
import { environmentOf } from './environment.js';
import type { LiveProgram } from './live.js';
import { LiveServer } from './live_server.js';
import type { RendererLimits } from './messages.js';
import { Recording, type RecordingPlan, unusedFile } from './recording.js';
import { processStartTime, regionOwner, temporaryFolder } from './region_name.js';
import { RendererProcess } from './renderer_process.js';
import { Session, type SessionEnd } from './session.js';

export interface SupervisorOptions {
  /** File of the region. */
  readonly path: string;
  readonly bytes: number;
  readonly limits: RendererLimits;
  /** Records each client that this gives a file for. */
  readonly recording?: RecordingPlan;
  readonly onRecording?: (recording: Recording, program: LiveProgram) => void;
  /** Clients that are to stop by themselves: gives where each does first, undefined to let one alone. */
  readonly live?: (client: ClientRow) => StopAt | undefined;
  readonly onLive?: (program: LiveProgram, recording: Recording | undefined) => void;
  /** Keeps the calls of clients that nobody records, in temporary traces, for whoever comes to look at them. */
  readonly inspectable?: 'always' | 'until they leave';
  /** Keep a warm renderer process for the next client. Without it the first one is warm, and no other. */
  readonly keepSpare: boolean;
  /** Told in one line each: clients that come and go, and what went wrong. */
  readonly log?: (line: string) => void;
  /** Told why a recording goes no further, where there is no `log`. */
  readonly warn?: (line: string) => void;
}

/** A slot that nobody serves is taken back after so long, where the process that took it cannot be looked for. */
const abandonedMs = 10_000;
/** After a client came, before the next spare starts: the client's own start comes first. */
const spareDelayMs = 300;

export class Supervisor {
  /** What was recorded, finished or not. */
  readonly recordings: Recording[] = [];
  private readonly sessions = new Map<number, Session>();
  private readonly server: LiveServer;
  /** For traces that are only looked at; made when first needed. */
  private folder: string | undefined;
  private readonly region: Region;
  private readonly unfinished = new Set<Promise<SessionEnd>>();
  private spare: RendererProcess | undefined;
  private spareTimer: NodeJS.Timeout | undefined;
  private closed = false;
  /** Slots that nobody serves and that are not free, and since when: clients that are arriving, or died of it. */
  private unserved = new Map<number, number>();

  /** Makes the region. Throws when a living renderer has one of that name, or when there is no room for it. */
  constructor(private readonly options: SupervisorOptions) {
    const owner = regionOwner(options.path);
    if (owner?.alive)
      throw new Error(`${options.path} is in use: process ${owner.pid} serves it; stop that one, or choose another name with --shm`);
    if (!existsSync(`${clientLibrary}/libGL.so.1`))
      throw new Error(`the client library ${clientLibrary}/libGL.so.1 is not built; run \`npm run build\``);
    this.spare = new RendererProcess(this.records);
    this.region = new (addon().Region)(options.path, options.bytes);
    this.server = new LiveServer(options.path, {
      all: () => this.alive.map(({ live }) => live),
      recordingOf: program => this.recordingOf(program),
      left: program => this.left(program),
    });
    this.region.watch(() => this.look());
    this.look();
  }

  get path(): string {
    return this.region.path;
  }

  /** Clients that are being served. */
  get clients(): number {
    return this.alive.length;
  }

  /** Clients that have not said that they leave. */
  get staying(): Session[] {
    return this.alive.filter(session => !session.leaving);
  }

  private get alive(): Session[] {
    return [...this.sessions.values()].filter(session => !session.over);
  }

  /** A file for the trace of a program that is only looked at. It is gone with the supervisor. */
  temporaryTrace(client: Pick<ClientRow, 'program'>): string {
    this.folder ??= temporaryFolder();
    return unusedFile(join(this.folder, `${client.program.replace(/[^\w.+-]/g, '_') || 'program'}.pb`));
  }

  private recordingOf(program: LiveProgram): { recording: Recording; whole: boolean } {
    const session = this.alive.find(({ live }) => live === program)!;
    if (this.options.live && !this.options.inspectable) throw new Error('its window stops and steps it');
    if (session.recording) return { recording: session.recording, whole: session.recordedWhole };
    const recording = new Recording(this.temporaryTrace(session.row), session.row, this.warn, true);
    session.record(recording);
    return { recording, whole: false };
  }

  private left(program: LiveProgram): void {
    const session = [...this.sessions.values()].find(({ live }) => live === program);
    if (this.options.inspectable !== 'always' || program.ended !== undefined) void session?.abandonRecording();
  }

  /** Waits until nobody looks at one of the programs, living or dead. */
  async lookedAt(): Promise<void> {
    await this.server.idle();
  }

  /** Brings the sessions up to date with the client table. */
  private look(): void {
    if (this.closed) return;
    const unserved = new Map<number, number>();
    for (const row of this.region.clients()) {
      const session = this.sessions.get(row.slot);
      if (session && !session.over) {
        if (row.state === ClientState.Closing) session.closing();
      } else if (row.state === ClientState.Claimed) {
        const reason = refusal(row);
        if (reason) this.refuse(row, reason);
        else this.begin(row);
      } else {
        const since = this.unserved.get(row.slot) ?? Date.now();
        if (isAbandoned(row, since)) this.region.release(row.slot);
        else unserved.set(row.slot, since);
      }
    }
    this.unserved = unserved;
  }

  private refuse(row: ClientRow, reason: string): void {
    this.region.refuse(row.slot, reason);
    this.options.log?.(`${row.program} (process ${row.pid}) was refused: ${reason}`);
  }

  private begin(row: ClientRow): void {
    const { options } = this;
    const environment = environmentOf(row.pid);
    // A program on this machine can ask the renderer it shares with others to record it (`sgl record --shm`).
    const asked = environment?.get('SGL_RECORD');
    const firstStop = options.live?.(row);
    const wanted = options.recording?.fileFor(row) ?? (asked && unusedFile(asked));
    const file = wanted ?? (options.inspectable && this.temporaryTrace(row));
    const recording = file ? new Recording(file, row, this.warn, wanted === undefined) : undefined;
    if (recording && wanted !== undefined) {
      this.recordings.push(recording);
      options.log?.(`recording ${recording.file}`);
    }
    const renderer = this.takeRenderer(recording !== undefined);
    const session = new Session(this.region, row, renderer, recording, { environment, limits: options.limits, firstStop });
    this.sessions.set(row.slot, session);
    if (recording && !recording.temporary) options.onRecording?.(recording, session.live);
    if (firstStop) options.onLive?.(session.live, recording);
    options.log?.(`${row.program} (process ${row.pid}) is connected`);
    const done = session.done.then(end => {
      this.unfinished.delete(done);
      if (!this.server.looksAt(session.live)) void session.abandonRecording();
      options.log?.(
        `${end.program} (process ${end.pid}) ${end.reason === '' ? 'is gone' : `lost its renderer: ${end.reason}`}, after ${end.calls} calls and ${end.frames} frames`,
      );
      return end;
    });
    this.unfinished.add(done);
  }

  private get warn(): (line: string) => void {
    return this.options.log ?? this.options.warn ?? (() => {});
  }

  /** Clients that come are recorded, as a rule. */
  private get records(): boolean {
    return this.options.recording !== undefined || this.options.inspectable !== undefined;
  }

  private takeRenderer(recording: boolean): RendererProcess {
    const { spare } = this;
    if (spare?.recording === recording && !spare.ended) {
      this.spare = undefined;
      if (this.options.keepSpare) {
        this.spareTimer ??= setTimeout(() => {
          this.spareTimer = undefined;
          if (!this.closed) this.spare ??= new RendererProcess(this.records);
        }, spareDelayMs);
      }
      return spare;
    }
    return new RendererProcess(recording);
  }

  /** A process that the caller started has ended; says how, which only its parent knows for sure. */
  processEnded(pid: number, how: Ended): void {
    for (const session of this.sessions.values()) if (session.pid === pid) session.processEnded(how);
  }

  /** Waits until every client whose process is gone is executed and recorded to its end. */
  async settle(): Promise<void> {
    this.look();
    for (const session of this.sessions.values()) session.lookForProcess();
    await Promise.all([...this.sessions.values()].filter(session => session.leaving).map(session => session.done));
  }

  /** Ends all sessions (their clients lose their renderers), finishes the recordings and removes the region. */
  async close(reason = 'the renderer was stopped'): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.spareTimer);
    this.server.close();
    this.spare?.kill('not needed');
    for (const session of this.sessions.values()) session.stop(reason);
    await Promise.all([this.spare?.exited, ...this.unfinished]);
    this.spare?.journal.close();
    this.region.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Why a client cannot be served: client libraries say it themselves, of a renderer that is older than they are. */
function refusal(row: ClientRow): string | undefined {
  const { protocol, highestOpcode } = addon();
  if (row.protocol !== protocol) {
    const old = row.protocol < protocol ? 'client library' : 'renderer';
    return `the ${old} is too old: the client library speaks protocol ${row.protocol}, the renderer ${protocol}; update the ${old}`;
  }
  if (row.highestOpcode > highestOpcode)
    return `the renderer is too old: the client library knows commands up to number ${row.highestOpcode}, the renderer up to ${highestOpcode}; update the renderer`;
  return undefined;
}

/** Whether nobody will ever use a slot again that no session serves. */
function isAbandoned(row: ClientRow, since: number): boolean {
  if (row.state === ClientState.Closing) return true;
  if (!row.sameKernel || row.pid === 0) return Date.now() - since > abandonedMs;
  const started = processStartTime(row.pid);
  return started === 0n || (row.startTime !== 0n && row.startTime !== started);
}
