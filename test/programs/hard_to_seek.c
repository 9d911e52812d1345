/* Frames that depend on all the frames before them: a picture that is drawn from one texture into the other and back,
 * particles that move by transform feedback, and counters in a shader storage buffer; a new program every 200 frames,
 * textures that come and go, display lists that are defined anew, and a window that is never cleared, nor its depth.
 *
 *   hard_to_seek [FRAMES]   draws that many (20), the same each time, prints what the buffers hold, and ends */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#define WIDTH 160
#define HEIGHT 120
#define SIDE 64
#define PARTICLES 256
#define COUNTERS 64
#define NEW_PROGRAM 200
#define NEW_LIST 11
#define NEW_TEXTURE 7
#define TEXTURES 6

static const char flow_vertex[] = "#version 430 compatibility\n"
                                  "out vec2 at;\n"
                                  "void main() { at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0; gl_Position = vec4(at * 2.0 - 1.0, 0, 1); }\n";
/* Each generation of the program has numbers of its own. */
static const char flow_fragment[] = "#version 430 compatibility\n"
                                    "layout(binding = 0) uniform sampler2D before;\n"
                                    "layout(std430, binding = 0) readonly buffer Counters { uint counters[]; };\n"
                                    "uniform int frame;\n"
                                    "uniform vec3 tint[2];\n"
                                    "in vec2 at; out vec4 colour;\n"
                                    "void main() {\n"
                                    "  ivec2 here = ivec2(gl_FragCoord.xy);\n"
                                    "  vec4 old = texelFetch(before, (here + ivec2(%d, %d)) & %d, 0);\n"
                                    "  uint seed = counters[(here.x + here.y * 5) & %d];\n"
                                    "  vec3 fresh = tint[(seed >> 9) & 1u] * float((seed >> 16) & 255u) / 255.0;\n"
                                    "  bool wet = ((here.x * %d + here.y * 3 + frame) & 15) == 0;\n"
                                    "  colour = vec4(wet ? fresh : old.rgb, 1);\n"
                                    "}\n";
static const char move_vertex[] = "#version 430 compatibility\n"
                                  "layout(location = 0) in vec4 particle;\n"
                                  "out vec4 moved;\n"
                                  "void main() {\n"
                                  "  vec4 p = particle; p.xy += p.zw;\n"
                                  "  if (abs(p.x) > 0.96) p.z = -p.z;\n"
                                  "  if (abs(p.y) > 0.96) p.w = -p.w;\n"
                                  "  moved = vec4(clamp(p.xy, -0.97, 0.97), p.zw); gl_Position = vec4(p.xy, 0, 1);\n"
                                  "}\n";
static const char count_source[] = "#version 430\n"
                                   "layout(local_size_x = 64) in;\n"
                                   "layout(std430, binding = 0) buffer Counters { uint counters[]; };\n"
                                   "uniform int frame;\n"
                                   "void main() { uint i = gl_GlobalInvocationID.x; counters[i] = counters[i] * 1664525u + 1013904223u + uint(frame); }\n";

static GLuint move, count, flow, target[2], framebuffer[2], particles[2], arrays[2], feedback, counters, textures[TEXTURES], list;
static GLint flow_frame, flow_tint, count_frame;

static unsigned random_number(unsigned seed)
{
    seed = (seed ^ 61u ^ seed >> 16) * 9u;
    seed = (seed ^ seed >> 4) * 0x27d4eb2du;
    return seed ^ seed >> 15;
}

static void new_program(int generation)
{
    static const GLfloat tints[2][3] = {{1, 0.7f, 0.3f}, {0.3f, 0.8f, 1}};
    char source[2000];
    snprintf(source, sizeof source, flow_fragment, 1 + generation % 3, generation % 5 - 2, SIDE - 1, COUNTERS - 1, 5 + generation % 7 * 2);
    if (flow) glDeleteProgram(flow);
    flow = make_program(flow_vertex, source);
    flow_frame = glGetUniformLocation(flow, "frame");
    flow_tint = glGetUniformLocation(flow, "tint");
    glUseProgram(flow);
    glUniform3fv(flow_tint, 2, tints[0]);
}

static void make_targets(void)
{
    glGenTextures(2, target);
    glGenFramebuffers(2, framebuffer);
    for (int i = 0; i < 2; i++) {
        glBindTexture(GL_TEXTURE_2D, target[i]);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, SIDE, SIDE, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer[i]);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target[i], 0);
        glClearColor(0.1f, 0.2f * (GLfloat)i, 0.3f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

static void make_particles(void)
{
    static const char *const outputs[] = {"moved"};
    GLfloat data[PARTICLES][4];
    for (unsigned i = 0; i < PARTICLES * 4; i++) {
        const GLfloat random = (GLfloat)(random_number(i + 1) >> 16) / 65536.0f;
        data[i / 4][i % 4] = i % 4 < 2 ? random * 1.8f - 0.9f : random * 0.05f - 0.025f;
    }
    glGenBuffers(2, particles);
    glGenVertexArrays(2, arrays);
    for (int i = 0; i < 2; i++) {
        glBindVertexArray(arrays[i]);
        glBindBuffer(GL_ARRAY_BUFFER, particles[i]);
        glBufferData(GL_ARRAY_BUFFER, sizeof data, data, GL_DYNAMIC_COPY);
        glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, NULL);
        glEnableVertexAttribArray(0);
    }
    glBindVertexArray(0);
    move = glCreateProgram();
    add_shader(move, GL_VERTEX_SHADER, move_vertex);
    glTransformFeedbackVaryings(move, 1, outputs, GL_INTERLEAVED_ATTRIBS);
    link_program(move);
    glGenTransformFeedbacks(1, &feedback);
}

static void make_counters(void)
{
    GLuint data[COUNTERS];
    for (unsigned i = 0; i < COUNTERS; i++) data[i] = random_number(i + 1000);
    glGenBuffers(1, &counters);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, counters);
    glBufferData(GL_SHADER_STORAGE_BUFFER, sizeof data, data, GL_DYNAMIC_COPY);
    count = make_compute(count_source);
    count_frame = glGetUniformLocation(count, "frame");
}

/* Replaces the oldest one: under a new name, and now and then in another size. */
static void new_texture(int number)
{
    GLubyte image[32 * 32 * 4];
    const int side = number % 3 ? 32 : 16;
    GLuint *texture = &textures[number % TEXTURES];
    for (int i = 0; i < side * side * 4; i++) image[i] = (GLubyte)(random_number((unsigned)(i / 4 / (side / 4) + number * 4099)) >> i % 4 * 8);
    if (*texture) glDeleteTextures(1, texture);
    glGenTextures(1, texture);
    glBindTexture(GL_TEXTURE_2D, *texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, side, side, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    if (number % 2) glGenerateMipmap(GL_TEXTURE_2D);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, number % 2 ? GL_LINEAR_MIPMAP_NEAREST : GL_NEAREST);
}

static void new_list(int number)
{
    glNewList(list, GL_COMPILE);
    glBegin(GL_TRIANGLE_FAN);
    for (int corner = 0; corner < 3 + number % 5; corner++) {
        const unsigned r = random_number((unsigned)(number * 31 + corner));
        glColor3ub((GLubyte)r, (GLubyte)(r >> 8), (GLubyte)(r >> 16));
        glTexCoord2f((GLfloat)(r & 7) / 4.0f, (GLfloat)(r >> 4 & 7) / 4.0f);
        glVertex3f((GLfloat)(r >> 8 & 255) / 128.0f - 1.0f, (GLfloat)(r >> 20 & 255) / 128.0f - 1.0f, (GLfloat)(r >> 28) / 16.0f);
    }
    glEnd();
    glEndList();
}

static void set_up(void)
{
    make_targets();
    make_particles();
    make_counters();
    list = glGenLists(1);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_SCISSOR_TEST);
    glPointSize(2);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
}

static void step(int frame)
{
    const int from = frame & 1, to = !from;
    glUseProgram(count);
    glUniform1i(count_frame, frame);
    glDispatchCompute(COUNTERS / 64, 1, 1);
    glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT);

    glUseProgram(move);
    glEnable(GL_RASTERIZER_DISCARD);
    glBindTransformFeedback(GL_TRANSFORM_FEEDBACK, feedback);
    glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, particles[to]);
    glBindVertexArray(arrays[from]);
    glBeginTransformFeedback(GL_POINTS);
    glDrawArrays(GL_POINTS, 0, PARTICLES);
    glEndTransformFeedback();
    glDisable(GL_RASTERIZER_DISCARD);

    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer[to]);
    glViewport(0, 0, SIDE, SIDE);
    glScissor(0, 0, SIDE, SIDE);
    glBindTexture(GL_TEXTURE_2D, target[from]);
    glUseProgram(flow);
    glUniform1i(flow_frame, frame);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glUseProgram(0);
    glBindVertexArray(arrays[to]);
    glColor3f(1, 1, (GLfloat)(frame % 64) / 63.0f);
    glDisable(GL_TEXTURE_2D);
    glDrawArrays(GL_POINTS, 0, PARTICLES);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glBindVertexArray(0);
}

static void show(int frame)
{
    const int x = frame * 13 % (WIDTH - 40), y = frame * 7 % (HEIGHT - 40);
    glViewport(x, y, 40, 40);
    glScissor(x, y, 40, 40);
    glEnable(GL_TEXTURE_2D);
    glDepthFunc(frame % 3 ? GL_LEQUAL : GL_ALWAYS);
    glBindTexture(GL_TEXTURE_2D, frame % 2 ? target[!(frame & 1)] : textures[frame % TEXTURES]);
    glCallList(list);
    glViewport(WIDTH - 32 - x / 2, y, 24, 24);
    glScissor(WIDTH - 32 - x / 2, y, 24, 24);
    glBindTexture(GL_TEXTURE_2D, target[!(frame & 1)]);
    glCallList(list);
}

static unsigned hash_of(GLuint buffer, unsigned bytes)
{
    unsigned hash = 2166136261u;
    static unsigned char data[sizeof(GLfloat) * 4 * PARTICLES];
    glBindBuffer(GL_COPY_READ_BUFFER, buffer);
    glGetBufferSubData(GL_COPY_READ_BUFFER, 0, bytes, data);
    for (unsigned i = 0; i < bytes; i++) hash = (hash ^ data[i]) * 16777619u;
    return hash;
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, GLX_DEPTH_SIZE, 24, None};
    const int frames = argc > 1 ? atoi(argv[1]) : 20;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    set_up();
    for (int frame = 0; frame < frames; frame++) {
        if (frame % NEW_PROGRAM == 0) new_program(frame / NEW_PROGRAM);
        if (frame % NEW_TEXTURE == 0 || frame < TEXTURES) new_texture(frame < TEXTURES ? frame : frame / NEW_TEXTURE);
        if (frame % NEW_LIST == 0) new_list(frame / NEW_LIST);
        step(frame);
        show(frame);
        glXSwapBuffers(dpy, window);
    }
    glMemoryBarrier(GL_BUFFER_UPDATE_BARRIER_BIT);
    printf("%d frames: particles %08x, counters %08x, error %x\n", frames, hash_of(particles[frames & 1], sizeof(GLfloat) * 4 * PARTICLES),
           hash_of(counters, sizeof(GLuint) * COUNTERS), glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
