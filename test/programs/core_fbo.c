/* Core profile 3.3 with framebuffer objects: cubes by instances into a multisampled framebuffer, resolved into a
 * texture, its mipmaps made, and drawn with two fragment outputs read through them. Uniform blocks, vertex array
 * objects, an occlusion query, a read through a pixel buffer.
 *
 *   core_fbo [FRAMES]   draws that many (20), the same each time, and ends */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#define WIDTH 240
#define HEIGHT 180
#define SIZE 128
#define CUBES 9

static const char cube_vertex[] = "#version 330 core\n"
                                  "layout(std140) uniform Frame { mat4 projection; vec4 turn; };\n"
                                  "layout(location = 0) in vec3 position;\n"
                                  "layout(location = 1) in vec3 normal;\n"
                                  "layout(location = 2) in vec4 place;\n"
                                  "out vec3 n; out vec3 tint;\n"
                                  "void main() {\n"
                                  "  mat3 r = mat3(turn.x, 0, turn.y, 0, 1, 0, -turn.y, 0, turn.x);\n"
                                  "  vec3 p = r * (position * place.w) + place.xyz;\n"
                                  "  n = r * normal; tint = 0.5 + 0.5 * place.xyz / 2.0;\n"
                                  "  gl_Position = projection * vec4(p - vec3(0, 0, 6), 1);\n"
                                  "}\n";
static const char cube_fragment[] = "#version 330 core\n"
                                    "in vec3 n; in vec3 tint;\n"
                                    "layout(location = 0) out vec4 colour; layout(location = 1) out vec4 normal;\n"
                                    "void main() {\n"
                                    "  float light = 0.3 + 0.7 * max(dot(normalize(n), normalize(vec3(1, 2, 3))), 0.0);\n"
                                    "  colour = vec4(tint * light, 1); normal = vec4(0.5 + 0.5 * normalize(n), 1);\n"
                                    "}\n";
static const char screen_vertex[] = "#version 330 core\n"
                                    "out vec2 at;\n"
                                    "void main() { at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0; gl_Position = vec4(at * 2.0 - 1.0, 0, 1); }\n";
static const char screen_fragment[] = "#version 330 core\n"
                                      "uniform sampler2D picture; uniform sampler2D normals; uniform float level;\n"
                                      "in vec2 at; out vec4 colour;\n"
                                      "void main() {\n"
                                      "  vec4 sharp = texture(picture, at); vec4 blurred = textureLod(picture, at, level);\n"
                                      "  vec4 side = texture(normals, at);\n"
                                      "  colour = at.x < 0.5 ? mix(sharp, blurred, at.y) : mix(sharp, side, (at.x - 0.5) * 2.0);\n"
                                      "}\n";

static GLuint cubes_program, screen_program, cubes_array, screen_array, block, instances, many, one, images[2], samples[3], query, pixel_buffer;
static GLint level_location;

static void make_cubes(void)
{
    GLfloat vertices[36][6];
    int count = 0;
    for (int face = 0; face < 6; face++) {
        static const int corners[6] = {0, 1, 2, 2, 1, 3};
        const int axis = face / 2, u = (axis + 1) % 3, v = (axis + 2) % 3;
        const GLfloat side = face & 1 ? -1 : 1;
        for (int i = 0; i < 6; i++, count++) {
            GLfloat *p = vertices[count], *n = p + 3;
            n[u] = n[v] = 0;
            n[axis] = p[axis] = side;
            p[u] = corners[i] & 1 ? side : -side;
            p[v] = corners[i] & 2 ? 1 : -1;
        }
    }
    GLuint buffer;
    glGenVertexArrays(1, &cubes_array);
    glBindVertexArray(cubes_array);
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof vertices, vertices, GL_STATIC_DRAW);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof vertices[0], NULL);
    glVertexAttribPointer(1, 3, GL_FLOAT, GL_FALSE, sizeof vertices[0], (const char *)NULL + 12);
    glGenBuffers(1, &instances);
    glBindBuffer(GL_ARRAY_BUFFER, instances);
    glBufferData(GL_ARRAY_BUFFER, CUBES * 16, NULL, GL_STREAM_DRAW);
    glVertexAttribPointer(2, 4, GL_FLOAT, GL_FALSE, 16, NULL);
    glVertexAttribDivisor(2, 1);
    for (GLuint i = 0; i < 3; i++) glEnableVertexAttribArray(i);
    glGenVertexArrays(1, &screen_array);
}

static void check_complete(const char *what)
{
    const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
    if (status == GL_FRAMEBUFFER_COMPLETE) return;
    fprintf(stderr, "the %s framebuffer is not complete: %x\n", what, status);
    exit(2);
}

static void make_framebuffers(void)
{
    static const GLenum both[] = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
    glGenFramebuffers(1, &many);
    glBindFramebuffer(GL_FRAMEBUFFER, many);
    glGenRenderbuffers(3, samples);
    for (int i = 0; i < 3; i++) {
        glBindRenderbuffer(GL_RENDERBUFFER, samples[i]);
        glRenderbufferStorageMultisample(GL_RENDERBUFFER, 4, i < 2 ? GL_RGBA8 : GL_DEPTH_COMPONENT24, SIZE, SIZE);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, i < 2 ? both[i] : GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, samples[i]);
    }
    glDrawBuffers(2, both);
    check_complete("multisampled");
    glGenFramebuffers(1, &one);
    glBindFramebuffer(GL_FRAMEBUFFER, one);
    glGenTextures(2, images);
    for (int i = 0; i < 2; i++) {
        glBindTexture(GL_TEXTURE_2D, images[i]);
        for (int level = 0; level < 8; level++) glTexImage2D(GL_TEXTURE_2D, level, GL_RGBA8, SIZE >> level, SIZE >> level, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
        glFramebufferTexture2D(GL_FRAMEBUFFER, both[i], GL_TEXTURE_2D, images[i], 0);
    }
    glDrawBuffers(2, both);
    check_complete("resolved");
}

static void set_up(void)
{
    cubes_program = make_program(cube_vertex, cube_fragment);
    glUniformBlockBinding(cubes_program, glGetUniformBlockIndex(cubes_program, "Frame"), 2);
    screen_program = make_program(screen_vertex, screen_fragment);
    glUseProgram(screen_program);
    glUniform1i(glGetUniformLocation(screen_program, "picture"), 0);
    glUniform1i(glGetUniformLocation(screen_program, "normals"), 1);
    level_location = glGetUniformLocation(screen_program, "level");
    glGenBuffers(1, &block);
    glBindBufferBase(GL_UNIFORM_BUFFER, 2, block);
    glBufferData(GL_UNIFORM_BUFFER, 80, NULL, GL_DYNAMIC_DRAW);
    glGenBuffers(1, &pixel_buffer);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, pixel_buffer);
    glBufferData(GL_PIXEL_PACK_BUFFER, 64, NULL, GL_STREAM_READ);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    glGenQueries(1, &query);
    make_cubes();
    make_framebuffers();
}

static void draw_cubes(int frame)
{
    /* a turn by 12 degrees a frame, without a library's sine */
    static GLfloat turn[2] = {1, 0};
    const GLfloat next[2] = {turn[0] * 0.9781476f - turn[1] * 0.2079117f, turn[0] * 0.2079117f + turn[1] * 0.9781476f};
    const GLfloat uniforms[20] = {2, 0, 0, 0, 0, 2, 0, 0, 0, 0, -1.2f, -1, 0, 0, -2.2f, 0, turn[0], turn[1], 0, 0};
    turn[0] = next[0];
    turn[1] = next[1];
    glBindBuffer(GL_UNIFORM_BUFFER, block);
    glBufferSubData(GL_UNIFORM_BUFFER, 0, sizeof uniforms, uniforms);
    glBindBuffer(GL_ARRAY_BUFFER, instances);
    GLfloat(*places)[4] = glMapBufferRange(GL_ARRAY_BUFFER, 0, CUBES * 16, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);
    for (int i = 0; i < CUBES; i++) {
        places[i][0] = (GLfloat)(i % 3 - 1) * 1.5f;
        places[i][1] = (GLfloat)(i / 3 - 1) * 1.4f;
        places[i][2] = (GLfloat)((i * 5 + frame) % 7) * 0.2f - 0.6f;
        places[i][3] = 0.35f + 0.04f * (GLfloat)((i + frame) % 5);
    }
    glUnmapBuffer(GL_ARRAY_BUFFER);
    glBindFramebuffer(GL_FRAMEBUFFER, many);
    glViewport(0, 0, SIZE, SIZE);
    static const GLfloat background[4] = {0.1f, 0.12f, 0.2f, 1}, black[4] = {0, 0, 0, 1}, far = 1;
    glClearBufferfv(GL_COLOR, 0, background);
    glClearBufferfv(GL_COLOR, 1, black);
    glClearBufferfv(GL_DEPTH, 0, &far);
    glEnable(GL_DEPTH_TEST);
    glUseProgram(cubes_program);
    glBindVertexArray(cubes_array);
    glBeginQuery(GL_ANY_SAMPLES_PASSED, query);
    glDrawArraysInstanced(GL_TRIANGLES, 0, 36, CUBES);
    glEndQuery(GL_ANY_SAMPLES_PASSED);
    glDisable(GL_DEPTH_TEST);
}

static void resolve(void)
{
    glBindFramebuffer(GL_READ_FRAMEBUFFER, many);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, one);
    for (unsigned i = 0; i < 2; i++) {
        const GLenum target = GL_COLOR_ATTACHMENT0 + i;
        glReadBuffer(target);
        glDrawBuffers(2, (const GLenum[]){i ? GL_NONE : target, i ? target : GL_NONE});
        glBlitFramebuffer(0, 0, SIZE, SIZE, 0, 0, SIZE, SIZE, GL_COLOR_BUFFER_BIT, GL_NEAREST);
        glActiveTexture(GL_TEXTURE0 + i);
        glBindTexture(GL_TEXTURE_2D, images[i]);
        glGenerateMipmap(GL_TEXTURE_2D);
    }
}

static void draw_screen(int frame)
{
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, WIDTH, HEIGHT);
    glUseProgram(screen_program);
    glUniform1f(level_location, (GLfloat)(frame % 4));
    glBindVertexArray(screen_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

/* The middle of the resolved picture, by way of a pixel buffer. */
static void print_middle(void)
{
    GLuint seen = 0;
    glGetQueryObjectuiv(query, GL_QUERY_RESULT, &seen);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, one);
    glReadBuffer(GL_COLOR_ATTACHMENT0);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, pixel_buffer);
    glReadPixels(SIZE / 2, SIZE / 2, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, (char *)NULL + 16);
    const GLubyte *p = glMapBufferRange(GL_PIXEL_PACK_BUFFER, 0, 64, GL_MAP_READ_BIT);
    printf("seen %u, middle %02x%02x%02x%02x\n", seen, p[16], p[17], p[18], p[19]);
    glUnmapBuffer(GL_PIXEL_PACK_BUFFER);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, None};
    const int frames = argc > 1 ? atoi(argv[1]) : 20;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    GLXContext context = make_core_context(dpy, config, NULL, 3, 3);
    glXMakeCurrent(dpy, window, context);
    set_up();
    for (int frame = 0; frame < frames; frame++) {
        draw_cubes(frame);
        resolve();
        if (frame % 5 == 0) print_middle();
        draw_screen(frame);
        glXSwapBuffers(dpy, window);
    }
    printf("%d frames, error %x\n", frames, glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
