/* The frame of a program that test/integration/errors.ts writes: calls every entry point four times with arguments of
 * all sorts and prints the errors. What stands open after a call (glBegin, a list, a map) is closed again.
 *
 *   every_call ROUND [NAME...]     NAME: what is not called, since the driver dies of it */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#include <GL/glext.h>
#include <unistd.h>

extern const int call_count;
const char *call_name(int);
long long call_it(int, void *);

static unsigned char *in, *out;
static const char *texts[32];
static const void *pointers[32];
static GLsync fence;
static GLuint buffers[4];

static unsigned long long seed;
static unsigned random_(void)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(seed >> 33);
}
#define CHOOSE(pool) (pool[random_() % (sizeof pool / sizeof *pool)])
static const unsigned some[] = {0, 1, 0x1234, GL_TEXTURE_2D, GL_UNSIGNED_BYTE, GL_FLOAT, GL_RGBA, GL_ARRAY_BUFFER, GL_VERTEX_SHADER, GL_FRAMEBUFFER};
static const int integers[] = {0, 1, 2, 3, 4, -1, 7, 16, 1, 2, 0, 1};
static const unsigned naturals[] = {0, 1, 2, 3, 4, 7, 16, 1, 2};
static const double reals[] = {0, 1, 0.5, -1, 2, 3, 0.25, 8};

static void set_up(void)
{
    GLuint textures[4];
    glGenTextures(4, textures);
    for (int i = 0; i < 4; i++) {
        glBindTexture(GL_TEXTURE_2D, textures[i]);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, in);
    }
    glGenBuffers(4, buffers);
    for (int i = 0; i < 4; i++) {
        glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
        glBufferData(GL_ARRAY_BUFFER, 4096, in, GL_DYNAMIC_DRAW);
    }
    make_program("#version 330 compatibility\nin vec4 p; uniform vec4 u; uniform mat4 m; uniform int i; void main() { gl_Position = p + u * m * float(i); }\n",
                 "#version 330 compatibility\nuniform sampler2D t; void main() { gl_FragColor = texture2D(t, vec2(0)); }\n");
    glNewList(glGenLists(3), GL_COMPILE), glEndList();
    fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
}

static void close_all(void)
{
    static const GLenum queries[] = {GL_SAMPLES_PASSED, GL_ANY_SAMPLES_PASSED, GL_ANY_SAMPLES_PASSED_CONSERVATIVE, GL_PRIMITIVES_GENERATED,
                                     GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, GL_TIME_ELAPSED};
    static const GLenum targets[] = {GL_ARRAY_BUFFER,  GL_ELEMENT_ARRAY_BUFFER, GL_PIXEL_PACK_BUFFER,        GL_PIXEL_UNPACK_BUFFER,
                                     GL_QUERY_BUFFER, GL_DRAW_INDIRECT_BUFFER, GL_DISPATCH_INDIRECT_BUFFER, GL_PARAMETER_BUFFER};
    static const GLenum arrays[] = {GL_VERTEX_ARRAY, GL_COLOR_ARRAY, GL_NORMAL_ARRAY, GL_INDEX_ARRAY, GL_EDGE_FLAG_ARRAY, GL_FOG_COORD_ARRAY,
                                    GL_SECONDARY_COLOR_ARRAY, GL_TEXTURE_COORD_ARRAY};
    glEnd(), glEndList(), glRenderMode(GL_RENDER), glEndTransformFeedback(), glEndConditionalRender();
    for (int i = 0; i < 6; i++) glEndQuery(queries[i]);
    for (int i = 0; i < 8; i++) glBindBuffer(targets[i], 0), glDisableClientState(arrays[i]);
    for (GLuint i = 0; i < 16; i++) glDisableVertexAttribArray(i);
    for (int i = 0; i < 4; i++) glUnmapNamedBuffer(buffers[i]);
    glBindVertexArray(0), glUseProgram(0), glBindProgramPipeline(0), glBindFramebuffer(GL_FRAMEBUFFER, 0);
    for (int i = 0; i < 60 && glGetError(); i++) {}
}

static void say(int to, const char *line) { (void)!write(to, line, strlen(line)); }

int main(int argc, char **argv)
{
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};
    const unsigned long long round = strtoull(argv[1], NULL, 10);
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, wanted);
    Window window = make_window(dpy, config, 32, 32);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True));
    /* room before and behind what a call may be told of */
    in = (unsigned char *)calloc(2, 1 << 20) + (1 << 20), out = (unsigned char *)calloc(2, 1 << 20) + (1 << 20);
    for (int i = 0; i < 32; i++) texts[i] = "t", pointers[i] = in;
    set_up();
    close_all();
    for (int i = 0; i < call_count; i++) {
        char line[200];
        int left_out = 0;
        for (int k = 2; k < argc; k++) left_out |= strcmp(argv[k], call_name(i)) == 0;
        void *f = (void *)glXGetProcAddress((const GLubyte *)call_name(i));
        if (left_out || !f) continue;
        snprintf(line, sizeof line, "> %s\n", call_name(i)), say(2, line);
        for (int turn = 0; turn < 4; turn++) {
            seed = round * 1000003 + (unsigned long long)i * 131 + (unsigned long long)turn * 7 + 1;
            random_(), random_();
            const long long result = call_it(i, f);
            const GLenum first = glGetError(), second = glGetError();
            snprintf(line, sizeof line, "%s %d: %llx, errors %x %x\n", call_name(i), turn, result, first, second), say(1, line);
            close_all();
        }
    }
    say(1, "all\n");
    return 0;
}
