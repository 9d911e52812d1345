/* Compute shaders: particles in a shader storage buffer, counted by an atomic counter, an image written by a shader,
 * work groups and draws whose size another shader chose (indirect).
 *
 *   compute_ssbo [FRAMES]   draws that many (20), the same each time, and ends */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#define WIDTH 240
#define HEIGHT 180
#define PARTICLES 512

static const char move_source[] = "#version 430 core\n"
                                  "layout(local_size_x = 64) in;\n"
                                  "struct Particle { vec4 place; vec4 speed; };\n"
                                  "layout(std430, binding = 0) buffer Particles { Particle particles[]; };\n"
                                  "layout(std430, binding = 1) buffer Command { uint count; uint instances; uint first; uint base; };\n"
                                  "layout(binding = 0, offset = 4) uniform atomic_uint bounces;\n"
                                  "void main() {\n"
                                  "  uint i = gl_GlobalInvocationID.x;\n"
                                  "  if (i == 0u) { count = uint(particles.length()); instances = 1u; first = 0u; base = 0u; }\n"
                                  "  Particle p = particles[i];\n"
                                  "  p.place.xy += p.speed.xy;\n"
                                  "  for (int k = 0; k < 2; k++)\n"
                                  "    if (abs(p.place[k]) > 0.95) { p.speed[k] = -p.speed[k]; p.place[k] = clamp(p.place[k], -0.95, 0.95); atomicCounterIncrement(bounces); }\n"
                                  "  particles[i] = p;\n"
                                  "}\n";
static const char paint_source[] = "#version 430 core\n"
                                   "layout(local_size_x = 8, local_size_y = 8) in;\n"
                                   "layout(rgba8, binding = 0) writeonly uniform image2D canvas;\n"
                                   "layout(location = 0) uniform int frame;\n"
                                   "shared uint total;\n"
                                   "void main() {\n"
                                   "  if (gl_LocalInvocationIndex == 0u) total = 0u;\n"
                                   "  barrier();\n"
                                   "  atomicAdd(total, (gl_GlobalInvocationID.x ^ gl_GlobalInvocationID.y) & 1u);\n"
                                   "  barrier();\n"
                                   "  ivec2 at = ivec2(gl_GlobalInvocationID.xy);\n"
                                   "  int wave = (at.x * 2 + at.y * 3 + frame * 4) & 63;\n"
                                   "  imageStore(canvas, at, vec4(vec3(float(wave) / 160.0, float(at.y) / 160.0, float(total) / 96.0), 1));\n"
                                   "}\n";
static const char points_vertex[] = "#version 430 core\n"
                                    "struct Particle { vec4 place; vec4 speed; };\n"
                                    "layout(std430, binding = 0) readonly buffer Particles { Particle particles[]; };\n"
                                    "out vec3 tint;\n"
                                    "void main() {\n"
                                    "  Particle p = particles[gl_VertexID];\n"
                                    "  gl_Position = vec4(p.place.xy, 0, 1); gl_PointSize = p.place.w; tint = vec3(0.6 + p.speed.xy * 20.0, p.place.z);\n"
                                    "}\n";
static const char points_fragment[] = "#version 430 core\nin vec3 tint; out vec4 colour;\nvoid main() { colour = vec4(tint, 1); }\n";
static const char screen_vertex[] = "#version 430 core\n"
                                    "out vec2 at;\n"
                                    "void main() { at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0; gl_Position = vec4(at * 2.0 - 1.0, 0, 1); }\n";
static const char screen_fragment[] = "#version 430 core\n"
                                      "layout(binding = 0) uniform sampler2D canvas;\n"
                                      "in vec2 at; out vec4 colour;\nvoid main() { colour = texture(canvas, at); }\n";

static GLuint move, paint, points, screen, particles, command, counter, groups, canvas, array;

static void make_particles(void)
{
    GLfloat data[PARTICLES][8];
    unsigned seed = 12345;
    for (int i = 0; i < PARTICLES; i++)
        for (int k = 0; k < 8; k++) {
            seed = seed * 1664525u + 1013904223u;
            const GLfloat random = (GLfloat)(seed >> 16) / 65536.0f;
            data[i][k] = k < 2 ? random * 1.8f - 0.9f : k == 2 ? random : k == 3 ? 1 + (GLfloat)(i % 4) : random * 0.06f - 0.03f;
        }
    glGenBuffers(1, &particles);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, particles);
    glBufferData(GL_SHADER_STORAGE_BUFFER, sizeof data, data, GL_DYNAMIC_COPY);
    glGenBuffers(1, &command);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 1, command);
    glBufferData(GL_SHADER_STORAGE_BUFFER, 16, NULL, GL_DYNAMIC_COPY);
}

static void set_up(void)
{
    static const GLuint zeros[4], whole[3] = {PARTICLES / 64, 1, 1};
    move = make_compute(move_source);
    paint = make_compute(paint_source);
    points = make_program(points_vertex, points_fragment);
    screen = make_program(screen_vertex, screen_fragment);
    make_particles();
    glGenBuffers(1, &counter);
    glBindBufferBase(GL_ATOMIC_COUNTER_BUFFER, 0, counter);
    glBufferData(GL_ATOMIC_COUNTER_BUFFER, sizeof zeros, zeros, GL_DYNAMIC_READ);
    glGenBuffers(1, &groups);
    glBindBuffer(GL_DISPATCH_INDIRECT_BUFFER, groups);
    glBufferData(GL_DISPATCH_INDIRECT_BUFFER, sizeof whole, whole, GL_STATIC_DRAW);
    glGenTextures(1, &canvas);
    glBindTexture(GL_TEXTURE_2D, canvas);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, 64, 64);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glBindImageTexture(0, canvas, 0, GL_FALSE, 0, GL_WRITE_ONLY, GL_RGBA8);
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glEnable(GL_PROGRAM_POINT_SIZE);
}

static void draw(int frame)
{
    glUseProgram(move);
    glDispatchComputeIndirect(0);
    glUseProgram(paint);
    glUniform1i(0, frame);
    glDispatchCompute(8, 8, 1);
    glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT | GL_COMMAND_BARRIER_BIT | GL_TEXTURE_FETCH_BARRIER_BIT | GL_ATOMIC_COUNTER_BARRIER_BIT);
    glUseProgram(screen);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glUseProgram(points);
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, command);
    glDrawArraysIndirect(GL_POINTS, NULL);
}

static void print_state(void)
{
    GLuint bounces[2] = {0};
    GLfloat first[2] = {0};
    glMemoryBarrier(GL_BUFFER_UPDATE_BARRIER_BIT);
    glGetBufferSubData(GL_ATOMIC_COUNTER_BUFFER, 0, sizeof bounces, bounces);
    glBindBuffer(GL_SHADER_STORAGE_BUFFER, particles);
    glGetBufferSubData(GL_SHADER_STORAGE_BUFFER, 0, sizeof first, first);
    printf("bounces %u, first particle at %a %a\n", bounces[1], (double)first[0], (double)first[1]);
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, None};
    const int frames = argc > 1 ? atoi(argv[1]) : 20;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    GLXContext context = make_core_context(dpy, config, NULL, 4, 3);
    glXMakeCurrent(dpy, window, context);
    set_up();
    for (int frame = 0; frame < frames; frame++) {
        draw(frame);
        if (frame % 5 == 0) print_state();
        glXSwapBuffers(dpy, window);
    }
    printf("%d frames, error %x\n", frames, glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
