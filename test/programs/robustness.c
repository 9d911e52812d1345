/* Robustness: contexts of each reset strategy, which of them share, what they say of themselves, readbacks with a bound
 * (GL_ARB_robustness, OpenGL 4.5). Prints what it sees; what it prints natively it must print through the client library.
 *
 *   robustness lost     draws until its context is reset, having said "waiting"; then goes on without OpenGL
 *   robustness untold   the same with a context that is not told of resets */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#include <GL/glext.h>
#include <unistd.h>

static Display *dpy;
static GLXFBConfig config;
static int refused;

static int note_error(Display *unused, XErrorEvent *event)
{
    (void)unused;
    refused = event->error_code ? 1 : 0;
    return 0;
}

static GLXContext make(GLXContext share, int core, int strategy, int robust)
{
    PFNGLXCREATECONTEXTATTRIBSARBPROC create = (PFNGLXCREATECONTEXTATTRIBSARBPROC)glXGetProcAddressARB((const GLubyte *)"glXCreateContextAttribsARB");
    int attributes[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, core ? 4 : 2, GLX_CONTEXT_MINOR_VERSION_ARB, core ? 5 : 1, GLX_CONTEXT_FLAGS_ARB,
                        robust ? GLX_CONTEXT_ROBUST_ACCESS_BIT_ARB : 0, GLX_CONTEXT_RESET_NOTIFICATION_STRATEGY_ARB, strategy, None};
    refused = 0;
    GLXContext context = create(dpy, config, share, True, attributes);
    XSync(dpy, False);
    return context;
}

static void strategies(Window window)
{
    static const int all[3] = {GLX_NO_RESET_NOTIFICATION_ARB, GLX_LOSE_CONTEXT_ON_RESET_ARB, 0x1234};
    for (int i = 0; i < 3; i++)
        for (int robust = 0; robust < 2; robust++)
            for (int core = 0; core < 2; core++) {
                GLXContext context = make(NULL, core, all[i], robust);
                printf("strategy %x, robust %d, core %d: made %d, refused %d\n", all[i], robust, core, context != NULL, refused);
                if (!context) continue;
                GLint strategy = -1, flags = -1, access = -1;
                glXMakeCurrent(dpy, window, context);
                glGetIntegerv(GL_RESET_NOTIFICATION_STRATEGY_ARB, &strategy);
                const GLenum first = glGetError();
                glGetIntegerv(GL_CONTEXT_FLAGS, &flags);
                const GLenum second = glGetError();
                glGetIntegerv(0x90F3, &access); /* GL_CONTEXT_ROBUST_ACCESS */
                printf("says %x %x %d, errors %x %x %x, status %x %x\n", strategy, flags, access, first, second, glGetError(), glGetGraphicsResetStatusARB(), glGetError());
                for (int k = 0; k < 2; k++) {
                    GLXContext other = make(context, core, all[k], robust);
                    printf("shared with %x: made %d, refused %d\n", all[k], other != NULL, refused);
                    if (other) glXDestroyContext(dpy, other);
                }
                glXMakeCurrent(dpy, None, NULL);
                glXDestroyContext(dpy, context);
            }
}

static void print_bytes(const char *what, const void *p, size_t bytes)
{
    unsigned hash = 2166136261u;
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ ((const unsigned char *)p)[i]) * 16777619u;
    printf("%s: %08x, error %x\n", what, hash, glGetError());
}

/* Each readback with too little room, with just enough, and with more. */
static void bounded(Window window)
{
    GLXContext context = make(NULL, 0, GLX_NO_RESET_NOTIFICATION_ARB, 1);
    unsigned char memory[1024], image[8 * 8 * 4];
    GLuint texture;
    glXMakeCurrent(dpy, window, context);
    for (size_t i = 0; i < sizeof image; i++) image[i] = (unsigned char)(i * 7);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 8, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glClearColor(1, 0.5f, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    static const GLsizei rooms[] = {0, 16, 255, 256, 1000, -1};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        char what[64];
        memset(memory, 0xee, sizeof memory);
        glReadnPixelsARB(0, 0, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE, rooms[i], memory);
        snprintf(what, sizeof what, "pixels with room %d", rooms[i]);
        print_bytes(what, memory, sizeof memory);
        memset(memory, 0xee, sizeof memory);
        glGetnTexImageARB(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, rooms[i], memory);
        snprintf(what, sizeof what, "texture with room %d", rooms[i]);
        print_bytes(what, memory, sizeof memory);
    }
    static const char *vertex = "uniform mat4 m; uniform ivec3 v; void main() { gl_Position = m * vec4(v, 1); }";
    const GLuint shader = glCreateShader(GL_VERTEX_SHADER), program = glCreateProgram();
    glShaderSource(shader, 1, &vertex, NULL);
    glCompileShader(shader);
    glAttachShader(program, shader);
    glLinkProgram(program);
    glUseProgram(program);
    float matrix[16];
    for (int i = 0; i < 16; i++) matrix[i] = (float)i;
    glUniformMatrix4fv(glGetUniformLocation(program, "m"), 1, GL_FALSE, matrix);
    glUniform3i(glGetUniformLocation(program, "v"), 1, 2, 3);
    static const GLsizei uniform_rooms[] = {0, 12, 60, 64, 100};
    for (size_t i = 0; i < sizeof uniform_rooms / sizeof *uniform_rooms; i++) {
        memset(memory, 0xee, sizeof memory);
        glGetnUniformfvARB(program, glGetUniformLocation(program, "m"), uniform_rooms[i], (float *)memory);
        print_bytes("matrix", memory, sizeof memory);
        memset(memory, 0xee, sizeof memory);
        glGetnUniformivARB(program, glGetUniformLocation(program, "v"), uniform_rooms[i], (int *)memory);
        print_bytes("vector", memory, sizeof memory);
    }
    static const float map[4] = {0, 0.25f, 0.5f, 1};
    glPixelMapfv(GL_PIXEL_MAP_R_TO_R, 4, map);
    memset(memory, 0xee, sizeof memory);
    glGetnPixelMapfvARB(GL_PIXEL_MAP_R_TO_R, 12, (float *)memory);
    print_bytes("pixel map, too little", memory, sizeof memory);
    glGetnPixelMapfvARB(GL_PIXEL_MAP_R_TO_R, 16, (float *)memory);
    print_bytes("pixel map", memory, sizeof memory);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
}

/* The renderer goes while the program draws. */
static int lose(Window window, int strategy)
{
    GLXContext context = make(NULL, 1, strategy, 1);
    GLenum status = GL_NO_ERROR;
    unsigned char pixel[4] = {9, 9, 9, 9};
    glXMakeCurrent(dpy, window, context);
    glXSwapBuffers(dpy, window);
    glFinish();
    printf("waiting, status %x\n", glGetGraphicsResetStatus());
    for (int i = 0; i < 500 && status == GL_NO_ERROR; i++) {
        glClear(GL_COLOR_BUFFER_BIT);
        glXSwapBuffers(dpy, window);
        status = glGetGraphicsResetStatus();
        if (strategy == GLX_NO_RESET_NOTIFICATION_ARB && i > 50) break;
        usleep(10000);
    }
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel);
    printf("status %x, again %x, error %x, read %d\n", status, glGetGraphicsResetStatus(), glGetError(), pixel[0]);
    GLuint made = 0;
    glGenBuffers(1, &made);
    glBindBuffer(GL_ARRAY_BUFFER, made);
    glBufferData(GL_ARRAY_BUFFER, 64, NULL, GL_STATIC_DRAW);
    void *p = glMapBuffer(GL_ARRAY_BUFFER, GL_WRITE_ONLY);
    if (p) memset(p, 1, 64);
    glUnmapBuffer(GL_ARRAY_BUFFER);
    GLsync sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    printf("goes on: fence ends %d\n", glClientWaitSync(sync, 0, 1000000000) != GL_TIMEOUT_EXPIRED);
    glFinish();
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    GLXContext next = make(NULL, 1, strategy, 1);
    printf("another context: %d\n", next != NULL && glXMakeCurrent(dpy, window, next));
    return 0;
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    setvbuf(stdout, NULL, _IOLBF, 0);
    dpy = open_display();
    XSetErrorHandler(note_error);
    config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 16, 16);
    if (argc > 1) return lose(window, strcmp(argv[1], "lost") != 0 ? GLX_NO_RESET_NOTIFICATION_ARB : GLX_LOSE_CONTEXT_ON_RESET_ARB);
    strategies(window);
    bounded(window);
    XCloseDisplay(dpy);
    return 0;
}
