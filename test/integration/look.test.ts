// Looking at attachments, textures, vertices and programs between two calls: right values, and nothing is changed by it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { imageFacts, showImage } from '../../src/inspect/raw_image.js';
import { ImageReader } from '../../src/replay/look/image.js';
import { programView } from '../../src/replay/look/program.js';
import { LookError, Questions } from '../../src/replay/look/questions.js';
import { image } from '../../src/replay/operations/image.js';
import { mesh as meshOf } from '../../src/replay/operations/mesh.js';
import { Player } from '../../src/replay/player.js';
import { TraceReader } from '../../src/trace/reader.js';
import { folder, root, sampleTrace, sgl } from './support.js';

function withPlayer(file: string, use: (player: Player, reader: TraceReader) => void): void {
  const reader = new TraceReader(file);
  const player = new Player(reader);
  try {
    use(player, reader);
  } finally {
    player.close();
    reader.close();
  }
}

/** The instanced draw of frame 3 in core_fbo.pb, with two colour attachments and depth, 4 samples. */
const cubes = 247;

test('stepping back: every image is the one that a straight replay has there, and few steps go anywhere', () => {
  for (const [name, frame, wanted] of [
    ['core_fbo', 4, {}],
    ['core_fbo', 4, { attachment: 'depth' }],
    ['core_fbo', 5, { texture: { name: 1, level: 0, layer: 0 } }],
    ['contexts', 4, {}],
    ['fixed_function', 3, {}],
  ] as const)
    withPlayer(sampleTrace(name), (forwards, reader) => {
      const last = reader.frame(frame)!.call;
      const calls = Array.from({ length: 60 }, (_, i) => last - 60 + i);
      const see = (player: Player, call: number) => {
        try {
          const { data, of, width, height } = image(player, { call, ...wanted });
          return { of, width, height, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1') };
        } catch (error) {
          if (!(error instanceof LookError)) throw error;
          return error.message;
        }
      };
      const straight = new Map(calls.map(call => [call, see(forwards, call)]));
      withPlayer(sampleTrace(name), backwards => {
        let moved = 0;
        for (const call of calls.reverse()) {
          const { position } = backwards;
          assert.deepEqual(see(backwards, call), straight.get(call), `${name}, call ${call}`);
          if (backwards.position !== position) moved++;
        }
        if (name === 'core_fbo') assert.ok(moved < 30, `${moved} of 60 steps`);
      });
    });
});

test('attachments: multisampled, depth, windows', () => {
  withPlayer(sampleTrace('core_fbo'), player => {
    const color = image(player, { call: cubes });
    assert.deepEqual([color.width, color.height, color.of, color.format, color.samples], [128, 128, 'renderbuffer:1', 'GL_RGBA8', 4]);
    const before = image(player, { call: cubes, before: true });
    // what glClearBufferfv cleared it to: 0.1, 0.12, 0.2, 1
    assert.deepEqual([...before.data.subarray(0, 4)], [26, 31, 51, 255]);
    assert.deepEqual(new Set(before.data).size, 4);
    const depth = image(player, { call: cubes, attachment: 'depth' });
    assert.equal(depth.channels, 1);
    const range = imageFacts(depth).range;
    assert.ok(range && range.low > 0.5 && range.low < 1 && range.high === 1, JSON.stringify(range));
    assert.deepEqual([...new Set(image(player, { call: cubes, before: true, attachment: 'depth' }).data)], [1]);
    assert.throws(() => image(player, { call: cubes, attachment: 'color4' }), LookError);
    assert.throws(() => image(player, { call: cubes, texture: { name: 77, level: 0, layer: 0 } }), /texture 77 does not exist/);
  });
  withPlayer(sampleTrace('fixed_function'), (player, reader) => {
    const swap = reader.frame(3)!.call;
    const stencil = image(player, { call: swap, before: true, attachment: 'stencil' });
    assert.deepEqual([...new Set(stencil.data)].sort(), [0, 1]);
    assert.throws(() => image(player, { call: 172 }), /between glBegin and glEnd/);
    const window = image(player, { call: swap, before: true });
    player.goBefore(swap);
    const { data } = player.pixels();
    for (let i = 0; i < data.length; i += 4)
      assert.deepEqual([...window.data.subarray(i, i + 3)], [...data.subarray(i, i + 3)], `pixel ${i / 4}`);
  });
});

test('textures of every kind come back as they were sent', () => {
  withPlayer(sampleTrace('core_fbo'), (player, reader) => {
    player.goBefore(reader.frame(2)!.call);
    const context = player.contexts()[0]!.id;
    const questions = new Questions(player, context);
    const make = (name: number, target: string, define: (w: ReturnType<typeof questions.write>) => void) => {
      const writer = questions.write();
      writer.call('glGenTextures', 1, Uint32Array.of(name));
      writer.call('glBindTexture', target, name);
      define(writer);
      questions.ask(writer);
    };
    const values = Float32Array.of(0, 0.5, 2, 1, Number.NaN, -3, 0, 1, Number.POSITIVE_INFINITY, 0, 0, 1, 7, 8, 9, 1);
    make(300, 'GL_TEXTURE_2D', w => w.call('glTexImage2D', 'GL_TEXTURE_2D', 0, 'GL_RGBA32F', 2, 2, 0, 'GL_RGBA', 'GL_FLOAT', values));
    make(301, 'GL_TEXTURE_2D_ARRAY', w =>
      w.call('glTexImage3D', 'GL_TEXTURE_2D_ARRAY', 0, 'GL_R32I', 1, 2, 3, 0, 'GL_RED_INTEGER', 'GL_INT', Int32Array.of(1, 2, -3, 4, 5, 6)),
    );
    make(302, 'GL_TEXTURE_CUBE_MAP', w => {
      for (let face = 0; face < 6; face++)
        w.call('glTexImage2D', 0x8515 + face, 0, 'GL_RGBA8', 1, 1, 0, 'GL_RGBA', 'GL_UNSIGNED_BYTE', Uint8Array.of(face, 1, 2, 3));
    });
    make(303, 'GL_TEXTURE_2D', w =>
      w.call(
        'glTexImage2D',
        'GL_TEXTURE_2D',
        0,
        'GL_DEPTH_COMPONENT32F',
        1,
        2,
        0,
        'GL_DEPTH_COMPONENT',
        'GL_FLOAT',
        Float32Array.of(0.25, 0.75),
      ),
    );
    make(304, 'GL_TEXTURE_2D', w =>
      w.call('glTexImage2D', 'GL_TEXTURE_2D', 0, 'GL_RG16UI', 1, 1, 0, 'GL_RG_INTEGER', 'GL_UNSIGNED_SHORT', Uint16Array.of(60000, 3)),
    );
    const reading = new ImageReader(player, context);
    const floats = reading.texture(300, 0, 0);
    // the upper row was sent last
    assert.deepEqual([...floats.data], [...values.subarray(8), ...values.subarray(0, 8)]);
    assert.deepEqual(imageFacts(floats), { range: { low: -3, high: 9 }, nan: 1, infinite: 1 });
    const shown = showImage(floats).data;
    assert.deepEqual([...shown.subarray(0, 4)], [255, 255, 0, 255]);
    assert.deepEqual([...shown.subarray(12, 16)], [255, 0, 255, 255]);
    assert.deepEqual(
      [...reading.texture(301, 0, 1).data].filter((_, i) => i % 4 === 0),
      [4, -3],
    );
    assert.throws(() => reading.texture(301, 0, 3), /layers 0 to 2/);
    assert.throws(() => reading.texture(301, 1, 0), /no level 1/);
    assert.deepEqual([...reading.texture(302, 0, 4).data], [4, 1, 2, 3]);
    assert.deepEqual([...reading.texture(303, 0, 0).data], [0.75, 0.25]);
    assert.deepEqual([...reading.texture(304, 0, 0).data], [60000, 3, 0, 1]);
  });
});

test('vertices: attributes, instances, indices and formats', () => {
  withPlayer(sampleTrace('core_fbo'), player => {
    const mesh = meshOf(player, { call: cubes });
    assert.deepEqual(
      mesh.attributes.map(({ name, size, divisor, buffer }) => [name, size, divisor, buffer]),
      [
        ['position', 3, 0, 3],
        ['normal', 3, 0, 3],
        ['place', 4, 1, 4],
      ],
    );
    assert.equal(mesh.total, 36);
    assert.deepEqual(mesh.vertices[1]?.values[0], [1, 1, -1]);
    const other = meshOf(player, { call: cubes, instance: 3, most: 1 });
    assert.notDeepEqual(other.vertices[0]?.values[2], mesh.vertices[0]?.values[2]);
    assert.throws(() => meshOf(player, { call: cubes, instance: 9 }), /there is no instance 9/);
    assert.throws(() => meshOf(player, { call: cubes - 1 }), /draws no vertex arrays/);
  });
});

test('vertices in client memory, with indices there and in buffers', async () => {
  const program = join(folder, 'client_arrays');
  execFileSync('gcc', ['-O1', '-w', join(root, 'test/programs/client_arrays.c'), '-o', program, '-lGL', '-lX11']);
  const trace = join(folder, 'client_arrays.pb');
  const { code, stderr } = await sgl(['record', '-o', trace, '--', program]);
  assert.equal(code, 0, stderr);
  const found = await sgl(['find', trace, '--name', 'glDrawElements', '--max', '1', '--json']);
  const call = JSON.parse(found.stdout.split('\n')[0]!).call as number;
  withPlayer(trace, player => {
    const mesh = meshOf(player, { call });
    const position = mesh.attributes.findIndex(({ name, location }) => name === 'vertices' || location === 0);
    assert.ok(position >= 0, JSON.stringify(mesh.attributes));
    assert.equal(mesh.beyond, 0);
    // make_grid() of the program: x from the index
    for (const { index, values } of mesh.vertices) {
      const [x, y] = [index! % 20, Math.floor(index! / 20)];
      assert.ok(Math.abs(values[position]![0]! - (x / 9.5 - 1 + 0.02 * (y % 3))) < 1e-6, `index ${index}: ${values[position]}`);
    }
  });
});

test('a program with sources, uniforms and blocks', () => {
  withPlayer(sampleTrace('core_fbo'), player => {
    player.goBefore(cubes);
    const context = player.contexts()[0]!.id;
    const cube = programView(player, context);
    assert.deepEqual([cube.program, cube.linked, cube.blocks], [1, true, [{ name: 'Frame', binding: 2, bytes: 80, buffer: 1 }]]);
    const last = programView(player, context, 4);
    assert.deepEqual(
      last.uniforms.map(({ name, type, values }) => [name, type, values[0]]),
      [
        ['picture', 'sampler2D', [0]],
        ['normals', 'sampler2D', [1]],
        ['level', 'float', [2]],
      ],
    );
    assert.match(last.shaders[0]!.source, /^#version 330 core\nout vec2 at/);
    assert.throws(() => programView(player, context, 2), /program 2 does not exist/);
  });
});

test('a replay that was looked into goes on as if it had not been', () => {
  for (const name of ['core_fbo', 'fixed_function', 'compute_ssbo', 'glxgears']) {
    const pictures = (looking: boolean) => {
      const shown: string[] = [];
      withPlayer(sampleTrace(name), (player, reader) => {
        for (let frame = 0; frame < 4; frame++) {
          const swap = reader.frame(frame)!.call;
          const before = frame === 0 ? 0 : reader.frame(frame - 1)!.call;
          for (let call = before + 60; looking && call < swap; call += 7) {
            for (const attachment of ['color0', 'depth', 'stencil'] as const)
              try {
                image(player, { call, attachment });
              } catch (error) {
                assert.ok(error instanceof LookError, String(error));
              }
            try {
              image(player, { call, texture: { name: 1, level: 0, layer: 0 } });
            } catch (error) {
              assert.ok(error instanceof LookError, String(error));
            }
          }
          player.goBefore(swap);
          shown.push(Buffer.from(player.pixels().data).toString('base64'));
        }
      });
      return shown;
    };
    assert.deepEqual(pictures(true), pictures(false), name);
  }
});

test('sgl image, mesh, shader and export write what they say', async () => {
  const trace = sampleTrace('core_fbo');
  const written = JSON.parse((await sgl(['image', trace, '--at', String(cubes), '--attachment', 'depth', '-o', folder, '--json'])).stdout);
  assert.equal(written[0].format, 'GL_DEPTH_COMPONENT24');
  assert.equal(PNG.sync.read(readFileSync(written[0].file)).width, 128);
  const csv = (await sgl(['mesh', trace, '--at', String(cubes), '--max', '2'])).stdout.split('\n');
  assert.equal(csv[0], 'vertex,index,position.x,position.y,position.z,normal.x,normal.y,normal.z,place.x,place.y,place.z,place.w');
  assert.equal(csv[1], '0,0,1,-1,-1,1,0,0,-1.5,-1.4,0,0.47');
  assert.match((await sgl(['shader', trace, '--at', String(cubes), '--uniforms'])).stdout, /block Frame: binding 2, 80 bytes, buffer:1/);
  const none = await sgl(['image', trace, '--at', '3', '--attachment', 'color9', '-o', folder]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^sgl: a window has color0 only\n$/);
  const y4m = join(folder, 'a.y4m');
  execFileSync('sh', ['-c', `${process.execPath} bin/sgl.js export ${trace} --frames 3-4 --y4m --fps 30 > ${y4m}`], { cwd: root });
  const bytes = readFileSync(y4m);
  const head = 'YUV4MPEG2 W240 H180 F30:1 Ip A1:1 C444\n';
  assert.equal(bytes.subarray(0, head.length).toString(), head);
  assert.equal(bytes.length, head.length + 2 * (6 + 240 * 180 * 3));
  const pictures = JSON.parse((await sgl(['export', trace, '--frames', '3-4', '-o', folder, '--json'])).stdout);
  assert.deepEqual(
    pictures.map(({ frame }: { frame: number }) => frame),
    [3, 4],
  );
  assert.ok(existsSync(join(folder, 'f000003.png')));
});
