// Client library and supervisor find out about each other through the region (guest/common/wire.h), which anybody may have
// written: versions that do not fit, rows that nobody finished, sizes that are lies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { addon, ClientState } from '../../src/native.js';
import { processStartTime } from '../../src/renderer/region_name.js';
import { environmentFor, regionName, serve, sleep, start, until } from './support.js';

/** Offsets of words in struct sgl_region and struct sgl_client. */
const REGION = { protocol: 4, highestOpcode: 8, bell: 72, clients: 4096 };
const CLIENT = { bytes: 1856, state: 0, flags: 4, pid: 8, startTime: 16, protocol: 24, highestOpcode: 28, reason: 480 };
const BLOCK = 65536;

class RegionFile {
  readonly #file: number;
  constructor(name: string) {
    this.#file = openSync(`/dev/shm/${name}`, 'r+');
  }
  bytes(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, at);
    return bytes;
  }
  u32(at: number): number {
    return this.bytes(at, 4).readUInt32LE();
  }
  setU32(at: number, value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    writeSync(this.#file, bytes, 0, 4, at);
  }
  setU64(at: number, value: bigint): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    writeSync(this.#file, bytes, 0, 8, at);
  }
  /** The supervisor looks at the client table, within half a second. */
  ring(): void {
    this.setU32(REGION.bell, this.u32(REGION.bell) + 1);
  }
  row(slot: number): number {
    return REGION.clients + slot * CLIENT.bytes;
  }
  state(slot: number): ClientState {
    return this.u32(this.row(slot) + CLIENT.state);
  }
  /** A row as a client of this machine leaves it. */
  writeRow(slot: number, state: ClientState, pid: number, highestOpcode: number, protocol = addon().protocol): void {
    const row = this.row(slot);
    this.setU32(row + CLIENT.flags, 1);
    this.setU32(row + CLIENT.pid, pid);
    this.setU64(row + CLIENT.startTime, processStartTime(pid));
    this.setU32(row + CLIENT.protocol, protocol);
    this.setU32(row + CLIENT.highestOpcode, highestOpcode);
    this.setU32(row + CLIENT.state, state);
    this.ring();
  }
  /** Where blocks begin with this frame area's header. */
  frameAreas(slots: number, slotBytes: number): number[] {
    const found: number[] = [];
    for (let at = 2 * BLOCK; at < fstatSync(this.#file).size; at += BLOCK) {
      const head = this.bytes(at, 16);
      if (head.readUInt32LE(0) === slots && Number(head.readBigUInt64LE(8)) === slotBytes) found.push(at);
    }
    return found;
  }
  close(): void {
    closeSync(this.#file);
  }
}

test('a client library says which side is too old, of the protocol and of the commands', async () => {
  const name = regionName();
  const server = await serve(name);
  const region = new RegionFile(name);
  const complaint = async (word: number, value: number) => {
    const before = region.u32(word);
    region.setU32(word, value);
    const { stdout, stderr } = await start('glxinfo', ['-B'], { env: environmentFor(name) }).result;
    region.setU32(word, before);
    assert.doesNotMatch(stdout, /renderer string/);
    return stderr;
  };
  const { protocol, highestOpcode } = addon();
  assert.equal(region.u32(REGION.highestOpcode), highestOpcode);
  assert.match(await complaint(REGION.highestOpcode, highestOpcode - 1), /the renderer is too old: .*number \d+.*update the renderer/);
  assert.match(await complaint(REGION.protocol, protocol - 1), /the renderer is too old: .*protocol/);
  assert.match(await complaint(REGION.protocol, protocol + 1), /the client library is too old: .*protocol/);
  // a renderer that knows more commands is fine
  region.setU32(REGION.highestOpcode, highestOpcode + 9);
  assert.equal((await start('glxinfo', ['-B'], { env: environmentFor(name) }).result).code, 0);
  region.close();
  server.kill('SIGINT');
  await server.result;
});

test('a supervisor refuses clients that it is too old or too new for, and takes their slots back', async () => {
  const name = regionName();
  const server = await serve(name);
  const region = new RegionFile(name);
  const { protocol, highestOpcode } = addon();
  const refusal = async (commands: number, version: number) => {
    region.writeRow(63, ClientState.Claimed, process.pid, commands, version);
    await until('it is refused', () => region.state(63) === ClientState.Refused);
    const reason = region
      .bytes(region.row(63) + CLIENT.reason, 192)
      .toString('latin1')
      .replace(/\0.*/s, '');
    region.setU32(region.row(63) + CLIENT.state, ClientState.Closing);
    region.ring();
    await until('the slot is free', () => region.state(63) === ClientState.Free);
    return reason;
  };
  assert.match(await refusal(highestOpcode + 1, protocol), /the renderer is too old: .*commands up to number/);
  assert.match(await refusal(highestOpcode, protocol + 1), /the renderer is too old: .*protocol/);
  assert.match(await refusal(highestOpcode, protocol - 1), /the client library is too old: .*protocol/);
  assert.match(server.said.stderr, /was refused: the renderer is too old/);
  region.close();
  server.kill('SIGINT');
  await server.result;
});

test('a slot whose client died while it took it is free again; one that is being taken is left alone', async () => {
  const name = regionName();
  const server = await serve(name);
  const region = new RegionFile(name);
  const child = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
  region.writeRow(5, ClientState.Claiming, process.pid, 0);
  region.writeRow(6, ClientState.Claiming, child, 0);
  await until('the slot is free', () => region.state(6) === ClientState.Free);
  assert.equal(region.state(5), ClientState.Claiming);
  // all slots taken by the dead: a program still gets one
  for (let slot = 0; slot < 64; slot++) region.writeRow(slot, ClientState.Claiming, child, 0);
  const { code, stderr } = await start('glxinfo', ['-B'], { env: environmentFor(name) }).result;
  assert.equal(code, 0, stderr);
  region.close();
  server.kill('SIGINT');
  await server.result;
});

test('a program does not believe what a frame area says of its size', async () => {
  const name = regionName();
  const server = await serve(name);
  const program = start('glxgears', [], { env: environmentFor(name) });
  await until('it is served', () => server.said.stderr.includes('is connected'));
  const region = new RegionFile(name);
  const slotBytes = Math.ceil((300 * 300 * 4 * 1.25) / 4096) * 4096;
  const [area] = await until('it shows frames', () => {
    const found = region.frameAreas(2, slotBytes);
    return found.length > 0 && found;
  });
  region.setU64((area as number) + 8, 1n << 40n);
  region.setU32(area as number, 1000);
  await sleep(1500);
  assert.equal(program.exitCode, null);
  assert.equal(program.signalCode, null);
  region.close();
  program.kill('SIGTERM');
  await program.result;
  server.kill('SIGINT');
  await server.result;
});
