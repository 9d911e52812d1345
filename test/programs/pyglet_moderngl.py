# A pyglet window with moderngl on its context (OpenGL 4.3 core): a compute shader moves points in a storage buffer, an
# instanced draw shows them, once into a framebuffer object that is read back. 60 frames.
import struct

import moderngl
import pyglet

SIDE, STEPS = 16, 60
COUNT = SIDE * SIDE

config = pyglet.gl.Config(major_version=4, minor_version=3, double_buffer=True, depth_size=24)
window = pyglet.window.Window(320, 240, config=config, vsync=False)


@window.event
def on_resize(width, height):
    return True  # pyglet's own handler is for the fixed-function pipeline


context = moderngl.create_context()
move = context.compute_shader('''#version 430
layout(local_size_x = 64) in;
layout(std430, binding = 0) buffer Points { vec4 points[]; };
uniform float step;
void main() {
    vec4 p = points[gl_GlobalInvocationID.x];
    p.xy += p.zw * step;
    if (abs(p.x) > 1.0) p.z = -p.z;
    if (abs(p.y) > 1.0) p.w = -p.w;
    points[gl_GlobalInvocationID.x] = p;
}''')
show = context.program(vertex_shader='''#version 330
in vec2 corner; in vec4 point; out vec3 colour;
void main() { colour = vec3(point.zw * 0.5 + 0.5, 0.7); gl_Position = vec4(point.xy + corner * 0.05, 0, 1); }''', fragment_shader='''#version 330
in vec3 colour; out vec4 shown;
void main() { shown = vec4(colour, 1); }''')
start = [(i % SIDE / 8 - 1, i // SIDE / 8 - 1, i * 37 % 101 / 101 - 0.5, i * 53 % 97 / 97 - 0.5) for i in range(COUNT)]
points = context.buffer(b''.join(struct.pack('4f', *p) for p in start))
corners = context.buffer(struct.pack('8f', -1, -1, 1, -1, -1, 1, 1, 1))
shape = context.vertex_array(show, [(corners, '2f', 'corner'), (points, '4f/i', 'point')])
hidden = context.simple_framebuffer((64, 64))
points.bind_to_storage_buffer(0)
for frame in range(STEPS):
    window.switch_to()
    window.dispatch_events()
    move['step'] = 1 / 30
    move.run(COUNT // 64)
    pyglet.gl.glMemoryBarrier(pyglet.gl.GL_ALL_BARRIER_BITS)
    hidden.use()
    hidden.clear(0, 0, 0.2)
    shape.render(moderngl.TRIANGLE_STRIP, instances=COUNT // 2)
    context.screen.use()
    context.clear(0.1, 0.1, 0.1)
    shape.render(moderngl.TRIANGLE_STRIP, instances=COUNT)
    if frame % 10 == 0:
        print(frame, sum(hidden.read()))
    window.flip()
