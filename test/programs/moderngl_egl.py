# moderngl without a window (EGL, OpenGL 3.3 core): 20 pictures of a framebuffer object, the hash of each.
import hashlib
import struct

import moderngl

context = moderngl.create_standalone_context(backend='egl')
picture = context.simple_framebuffer((200, 150))
picture.use()
program = context.program(vertex_shader='''#version 330
in vec2 v; out vec2 t;
void main() { t = v; gl_Position = vec4(v, 0, 1); }''', fragment_shader='''#version 330
in vec2 t; out vec4 shown; uniform float k;
void main() { shown = vec4(t * 0.5 + 0.5, sin(k + t.x * 10), 1); }''')
triangle = context.vertex_array(program, [(context.buffer(struct.pack('6f', -1, -1, 1, -1, 0, 1)), '2f', 'v')])
for i in range(20):
    picture.clear()
    program['k'] = i
    triangle.render()
    print(i, hashlib.md5(picture.read()).hexdigest())
