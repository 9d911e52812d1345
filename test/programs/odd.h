/* What the programs of odd things have in common (odd_processes.c, odd_threads.c, odd_contexts.c): contexts without a window
 * system, drawing that tells what it sees, children, and cases by name. What they print natively they must print through the
 * client library. */
#ifndef ODD_H
#define ODD_H

#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glx_window.h"

#include <GL/glext.h>

#include "gl_program.h"

enum { SIZE = 64 };
_Thread_local char ballast[1 << 20]; /* stacks of threads must have room for it, those of the libraries, too */
static const char *self;

/* ---- contexts without a window system ------------------------------------------------------------------ */

static EGLDisplay display;
static EGLConfig config;

static inline EGLContext make_context(EGLContext share)
{
    static const EGLint attributes[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_RED_SIZE, 8, EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_NONE};
    EGLint count = 0;
    if (!display) {
        display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
        if (!eglInitialize(display, NULL, NULL) || !eglChooseConfig(display, attributes, &config, 1, &count) || !count) {
            fprintf(stderr, "no EGL without a window system\n");
            exit(2);
        }
    }
    eglBindAPI(EGL_OPENGL_API);
    return eglCreateContext(display, config, share, NULL);
}

static inline void use(EGLContext context)
{
    static const EGLint size[] = {EGL_WIDTH, SIZE, EGL_HEIGHT, SIZE, EGL_NONE};
    EGLSurface surface = eglCreatePbufferSurface(display, config, size);
    if (!eglMakeCurrent(display, surface, surface, context)) printf("not current: %x\n", eglGetError());
    eglDestroySurface(display, surface); /* goes when it is current no more */
}

static inline void begin(void) { use(make_context(EGL_NO_CONTEXT)); }

static inline unsigned draw(int shade)
{
    unsigned char p[4] = {1, 2, 3, 4};
    glClearColor((float)shade / 255, 1, 0.5f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glReadPixels(SIZE / 2, SIZE / 2, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

static inline void show(const char *what, int shade)
{
    const unsigned pixel = draw(shade);
    printf("%s: %08x, error %x\n", what, pixel, glGetError());
    fflush(stdout);
}

/* Drawing of which the driver is busy for some tenths of a second. */
static inline void draw_long(const char *what)
{
    static const char *const vertex = "void main() { gl_Position = gl_Vertex; }";
    static const char *const fragment = "void main() { float a = gl_FragCoord.x; for (int i = 0; i < 60000; i++) a = sin(a) + 1.0; gl_FragColor = vec4(a > 9.0 ? 1.0 : 0.2, 0.4, 0.6, 1.0); }";
    const GLuint program = make_program(vertex, fragment);
    unsigned char p[4] = {1, 2, 3, 4};
    glUseProgram(program);
    glRectf(-1, -1, 1, 1);
    glUseProgram(0);
    glReadPixels(9, 9, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("%s: %02x%02x%02x%02x after long, error %x\n", what, p[0], p[1], p[2], p[3], glGetError());
    fflush(stdout);
}

/* ---- children, which draw, too ------------------------------------------------------------------------------ */

extern char **environ;

static inline void wait_for(pid_t child, const char *what)
{
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    printf("%s: status %x\n", what, status);
    fflush(stdout);
}

static inline void spawn_hello(const char *what)
{
    char *const arguments[] = {(char *)(uintptr_t)self, "hello", NULL};
    pid_t child = -1;
    posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ);
    wait_for(child, what);
}

static inline void hello(void)
{
    begin();
    show("hello", 70);
}

/* ---- cases ------------------------------------------------------------------------------------------------ */

static const int window_config[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};

struct odd_case {
    const char *name;
    void (*run)(void);
};

/* `PROGRAM CASE` */
static inline int run_case(int argc, char **argv, const struct odd_case *cases, size_t count)
{
    self = argv[0];
    for (size_t i = 0; argc > 1 && i < count; i++) {
        if (strcmp(cases[i].name, argv[1]) != 0) continue;
        cases[i].run();
        return 0;
    }
    fprintf(stderr, "%s CASE\n", argv[0]);
    return 2;
}

#endif
