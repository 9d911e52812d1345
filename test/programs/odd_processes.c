/* What programs do with their process while they use OpenGL: exit handlers and destructors that draw, children of every kind,
 * threads that end with a context or outlive the first one, signals all the time, small stacks, no descriptors left, no /proc.
 * Prints what it sees; what it prints natively it must print through the client library.
 *
 *   odd_processes CASE
 *
 *   gcc -O1 odd_processes.c -o odd_processes -lGL -lEGL -lX11 -lpthread */
#define _GNU_SOURCE
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "glx_window.h"

#include <GL/glext.h>

enum { SIZE = 64 };
static _Thread_local char ballast[1 << 20]; /* stacks of threads must have room for it */
static const char *self;

/* ---- contexts without a window system ------------------------------------------------------------------ */

static EGLDisplay display;
static EGLConfig config;

static EGLContext make_context(EGLContext share)
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

static void use(EGLContext context)
{
    static const EGLint size[] = {EGL_WIDTH, SIZE, EGL_HEIGHT, SIZE, EGL_NONE};
    EGLSurface surface = eglCreatePbufferSurface(display, config, size);
    if (!eglMakeCurrent(display, surface, surface, context)) printf("not current: %x\n", eglGetError());
    eglDestroySurface(display, surface); /* goes when it is current no more */
}

static void begin(void) { use(make_context(EGL_NO_CONTEXT)); }

static unsigned draw(int shade)
{
    unsigned char p[4] = {1, 2, 3, 4};
    glClearColor((float)shade / 255, 1, 0.5f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glReadPixels(SIZE / 2, SIZE / 2, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

static void show(const char *what, int shade)
{
    const unsigned pixel = draw(shade);
    printf("%s: %08x, error %x\n", what, pixel, glGetError());
    fflush(stdout);
}

/* Drawing of which the driver is busy for some tenths of a second. */
static void draw_long(const char *what)
{
    static const char *const vertex = "void main() { gl_Position = gl_Vertex; }";
    static const char *const fragment = "void main() { float a = gl_FragCoord.x; for (int i = 0; i < 60000; i++) a = sin(a) + 1.0; gl_FragColor = vec4(a > 9.0 ? 1.0 : 0.2, 0.4, 0.6, 1.0); }";
    const GLuint program = glCreateProgram(), v = glCreateShader(GL_VERTEX_SHADER), f = glCreateShader(GL_FRAGMENT_SHADER);
    unsigned char p[4] = {1, 2, 3, 4};
    glShaderSource(v, 1, &vertex, NULL);
    glShaderSource(f, 1, &fragment, NULL);
    glCompileShader(v);
    glCompileShader(f);
    glAttachShader(program, v);
    glAttachShader(program, f);
    glLinkProgram(program);
    glUseProgram(program);
    glRectf(-1, -1, 1, 1);
    glUseProgram(0);
    glReadPixels(9, 9, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("%s: %02x%02x%02x%02x after long, error %x\n", what, p[0], p[1], p[2], p[3], glGetError());
    fflush(stdout);
}

/* ---- the end ----------------------------------------------------------------------------------------------- */

static void at_exit(void) { show("exit handler", 30); }
static int draws_late;
__attribute__((destructor)) static void at_end(void)
{
    if (draws_late) show("destructor", 40);
}

static void ends(void)
{
    draws_late = 1;
    atexit(at_exit); /* runs after the handlers of libraries that come later */
    begin();
    show("main", 20);
}

/* ---- children ---------------------------------------------------------------------------------------------- */

extern char **environ;

static void wait_for(pid_t child, const char *what)
{
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    printf("%s: status %x\n", what, status);
    fflush(stdout);
}

static void spawn_hello(const char *what)
{
    char *const arguments[] = {(char *)(uintptr_t)self, "hello", NULL};
    pid_t child = -1;
    posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ);
    wait_for(child, what);
}

static void hello(void)
{
    begin();
    show("hello", 70);
}

static volatile int stop;
static void *draws(void *shade)
{
    unsigned wrong = 0, first;
    begin();
    first = draw((int)(intptr_t)shade);
    while (!stop) wrong += draw((int)(intptr_t)shade) != first;
    return (void *)(uintptr_t)(wrong ? 0 : first);
}

static void children(void)
{
    pid_t child = fork();
    if (child == 0) { /* before anything */
        begin();
        show("child", 80);
        _exit(0);
    }
    wait_for(child, "fork first");
    pthread_t threads[3];
    begin();
    for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, draws, (void *)(intptr_t)(90 + i));
    for (int i = 0; i < 20; i++) {
        child = fork();
        if (child == 0) _exit(i);
        int status = -1;
        waitpid(child, &status, 0);
        if (WEXITSTATUS(status) != i) printf("fork %d: status %x\n", i, status);
    }
    spawn_hello("spawn");
    child = fork();
    if (child == 0) {
        execl("/proc/self/exe", self, "hello", (char *)NULL);
        _exit(9);
    }
    wait_for(child, "fork and exec");
    child = vfork();
    if (child == 0) {
        execl("/proc/self/exe", self, "hello", (char *)NULL);
        _exit(9);
    }
    wait_for(child, "vfork and exec");
    printf("system: %d\n", system("exit 7"));
    child = (pid_t)syscall(SYS_fork); /* no handlers run */
    if (child == 0) _exit(5);
    wait_for(child, "fork without handlers");
    stop = 1;
    for (int i = 0; i < 3; i++) {
        void *seen = NULL;
        pthread_join(threads[i], &seen);
        printf("thread %d: %08x\n", i, (unsigned)(uintptr_t)seen);
    }
    show("parent", 99);
    execl("/proc/self/exe", self, "hello", (char *)NULL);
}

/* The process that was started is gone before the one that draws begins. */
static void goes_behind(void)
{
    fflush(stdout);
    if (daemon(1, 1)) exit(2);
    usleep(300000);
    begin();
    for (int i = 0; i < 10; i++) {
        draw(i);
        usleep(50000);
    }
    show("behind", 110);
}

/* ---- threads ----------------------------------------------------------------------------------------------- */

static EGLContext handed;
static void *leaves_it_current(void *unused)
{
    (void)unused;
    use(handed);
    show("thread", 120);
    return NULL;
}

static void *is_cancelled(void *unused)
{
    (void)unused;
    use(handed);
    for (;;) {
        int old;
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
        draw(121);
        pthread_setcancelstate(old, &old);
        pthread_testcancel();
    }
    return NULL;
}

static void *destroys(void *context)
{
    printf("destroyed elsewhere: %d\n", eglDestroyContext(display, context));
    return NULL;
}

static void threads_end(void)
{
    pthread_t thread;
    void *result = NULL;
    handed = make_context(EGL_NO_CONTEXT);
    pthread_create(&thread, NULL, leaves_it_current, NULL);
    pthread_join(thread, NULL);
    handed = make_context(EGL_NO_CONTEXT);
    pthread_create(&thread, NULL, is_cancelled, NULL);
    usleep(100000);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    handed = make_context(EGL_NO_CONTEXT);
    use(handed);
    show("main after that", 123);
    pthread_create(&thread, NULL, destroys, handed);
    pthread_join(thread, NULL);
    show("destroyed while current", 124);
    eglMakeCurrent(display, NULL, NULL, NULL);
    eglReleaseThread();
    begin();
    show("again", 125);
}

static void *goes_on(void *late)
{
    usleep(200000);
    if (late) begin();
    else use(handed);
    for (int i = 0; i < 10; i++) {
        draw(i);
        usleep(30000);
    }
    draw_long("without the first thread");
    show("without the first thread", 130);
    spawn_hello("its child");
    exit(0);
}

static void first_thread_ends(void *late)
{
    pthread_t thread;
    if (!late) {
        begin();
        show("first thread", 131);
        handed = make_context(eglGetCurrentContext());
    }
    pthread_create(&thread, NULL, goes_on, late);
    pthread_exit(NULL); /* with its context current */
}

static void *on_little_stack(void *unused)
{
    (void)unused;
    ballast[5] = 1;
    begin();
    show("little stack", 140);
    glNewList(1, GL_COMPILE);
    glRectf(-1, -1, 1, 1);
    glEndList();
    glCallList(1);
    GLuint texture;
    static unsigned char image[256 * 256 * 4];
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 256, 256, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    show("little stack", 141);
    return NULL;
}

static void stacks(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, sizeof ballast + (256 << 10));
    pthread_create(&thread, &attributes, on_little_stack, NULL);
    pthread_join(thread, NULL);
    /* a window's pictures come into it although threads' own memory is larger than most stacks */
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig fb = choose_config(dpy, wanted);
    Window window = make_window(dpy, fb, SIZE, SIZE);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, fb, GLX_RGBA_TYPE, NULL, True));
    draw_quarters(SIZE, SIZE, 1);
    glXSwapBuffers(dpy, window);
    glXWaitGL();
    print_x_pixels(dpy, window, "window", SIZE, SIZE);
}

/* ---- signals ----------------------------------------------------------------------------------------------- */

static volatile int alarms;
static void count_alarm(int number)
{
    (void)number;
    alarms++;
}

static void signals(void)
{
    struct sigaction action = {.sa_handler = count_alarm}; /* system calls are not begun again */
    const struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    static unsigned char image[512 * 512 * 4];
    unsigned sum = 0;
    GLuint texture;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    begin();
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    for (int i = 0; i < 60; i++) {
        for (size_t k = 0; k < sizeof image; k++) image[k] = (unsigned char)(k * 7 + (size_t)i);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 512, 512, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        memset(image, 0, sizeof image);
        glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
        for (size_t k = 0; k < sizeof image; k++) sum = sum * 31 + image[k];
        sum = sum * 31 + draw(i);
    }
    draw_long("signals");
    spawn_hello("child");
    setitimer(ITIMER_REAL, &never, NULL);
    printf("sum %08x, alarms %d\n", sum, alarms > 20);
    show("signals", 150);
}

static void *waits_for_signals(void *set)
{
    int number;
    begin();
    for (int i = 0; i < 3; i++) {
        sigwait(set, &number);
        show(number == SIGUSR1 ? "signal 1" : "another signal", 160 + i);
    }
    return NULL;
}

static void signal_thread(void)
{
    sigset_t set;
    pthread_t thread;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    begin();
    pthread_create(&thread, NULL, waits_for_signals, &set);
    for (int i = 0; i < 3; i++) {
        draw(163);
        kill(getpid(), SIGUSR1);
        usleep(150000);
    }
    pthread_join(thread, NULL);
    show("main", 164);
}

/* ---- descriptors and files ------------------------------------------------------------------------------- */

static void no_descriptors(void)
{
    begin();
    show("before", 170);
    const int next = dup(2);
    const struct rlimit none = {(rlim_t)next, (rlim_t)next};
    close(next);
    setrlimit(RLIMIT_NOFILE, &none);
    printf("descriptors: %d\n", open("/dev/null", 0));
    draw_long("no descriptors");
    eglMakeCurrent(display, NULL, NULL, NULL);
    begin();
    show("another context", 171);
}

static void closed_descriptors(void)
{
    closefrom(3);
    begin();
    show("before", 180);
    closefrom(3);
    draw_long("closed");
    for (int i = 0; i < 8; i++)
        if (open("/dev/null", 0) < 3) printf("low descriptor\n"); /* what was closed is something else now */
    eglMakeCurrent(display, NULL, NULL, NULL);
    begin();
    draw_long("closed");
    show("another context", 181);
}

static void other_root(void)
{
    char folder[] = "/tmp/sgl-root-XXXXXX";
    begin();
    show("before", 190);
    if (!mkdtemp(folder)) exit(2);
    const int root = open("/", 0);
    const int there = chroot(folder) == 0; /* as root only */
    draw_long("no files");
    show("no files", 191);
    if (there && (fchdir(root) || chroot("."))) exit(2);
    rmdir(folder);
}

static void no_output(void)
{
    const int out = dup2(1, 20);
    closefrom(21);
    for (int i = 0; i < 3; i++) close(i);
    Display *dpy = open_display(); /* its descriptor is 0 */
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    GLXFBConfig fb = choose_config(dpy, wanted);
    Window window = make_window(dpy, fb, SIZE, SIZE);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, fb, GLX_RGBA_TYPE, NULL, True));
    for (int i = 0; i < 5; i++) {
        draw(i);
        glXSwapBuffers(dpy, window);
    }
    const unsigned pixel = draw(200);
    dprintf(out, "connection %d, pixel %08x, error %x\n", ConnectionNumber(dpy), pixel, glGetError());
}

/* ---- several displays ------------------------------------------------------------------------------------ */

static const int windows_config[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};

static Window window_of(Display *dpy, GLXFBConfig *fb)
{
    *fb = choose_config(dpy, windows_config);
    return make_window(dpy, *fb, SIZE, SIZE);
}

static int reported;
static int report(Display *dpy, XErrorEvent *event)
{
    (void)dpy;
    reported = event->error_code;
    return 0;
}

static void displays(void)
{
    Display *a = open_display(), *b = open_display();
    GLXFBConfig of_a, of_b;
    Window in_a = window_of(a, &of_a), in_b = window_of(b, &of_b);
    XSetErrorHandler(report);
    GLXContext first = glXCreateNewContext(a, of_a, GLX_RGBA_TYPE, NULL, True), second = glXCreateNewContext(b, of_b, GLX_RGBA_TYPE, NULL, True);
    for (int i = 0; i < 3; i++) {
        printf("a %d ", glXMakeCurrent(a, in_a, first));
        show("a", 210 + i);
        glXSwapBuffers(a, in_a);
        printf("b %d ", glXMakeCurrent(b, in_b, second));
        show("b", 220 + i);
        glXSwapBuffers(b, in_b);
    }
    XSync(a, False);
    printf("a window of the other connection %d ", glXMakeCurrent(b, in_a, second));
    show("", 225);
    glXMakeCurrent(b, in_b, second);
    XCloseDisplay(a); /* with a context that is not destroyed, and was used */
    show("a is closed", 226);
    glXSwapBuffers(b, in_b);
    Display *c = open_display();
    GLXFBConfig of_c;
    Window in_c = window_of(c, &of_c);
    GLXContext third = glXCreateNewContext(c, of_c, GLX_RGBA_TYPE, NULL, True);
    printf("c %d ", glXMakeCurrent(c, in_c, third));
    show("c", 227);
    glXSwapBuffers(c, in_c);
    glXMakeCurrent(c, None, NULL);
    glXDestroyContext(b, second);
    XCloseDisplay(b);
    printf("c %d ", glXMakeCurrent(c, in_c, third));
    show("c alone", 228);
    glXWaitGL();
    printf("error %d\n", reported);
}

/* Both in one thread, one after the other. */
static void both(void)
{
    Display *dpy = open_display();
    GLXFBConfig fb;
    Window window = window_of(dpy, &fb);
    XSetErrorHandler(report);
    GLXContext context = glXCreateNewContext(dpy, fb, GLX_RGBA_TYPE, NULL, True);
    EGLContext other = make_context(EGL_NO_CONTEXT);
    printf("glx %d ", glXMakeCurrent(dpy, window, context));
    show("glx", 230);
    glXMakeCurrent(dpy, None, NULL);
    use(other);
    show("egl", 231);
    eglMakeCurrent(display, NULL, NULL, NULL);
    printf("glx %d ", glXMakeCurrent(dpy, window, context));
    show("glx", 232);
    static const EGLint size[] = {EGL_WIDTH, SIZE, EGL_HEIGHT, SIZE, EGL_NONE};
    EGLSurface surface = eglCreatePbufferSurface(display, config, size);
    printf("egl over glx: %d, ", eglMakeCurrent(display, surface, surface, other));
    printf("error %x, glx's %d, egl's %d\n", eglGetError(), glXGetCurrentContext() == context, eglGetCurrentContext() == other);
    show("which", 233);
    printf("egl releases: %d, ", eglMakeCurrent(display, NULL, NULL, NULL));
    printf("error %x, glx's %d, egl's %d\n", eglGetError(), glXGetCurrentContext() == context, eglGetCurrentContext() == other);
    show("which", 234);
    glXMakeCurrent(dpy, None, NULL);
    use(other);
    printf("glx over egl: %d, ", glXMakeCurrent(dpy, window, context));
    XSync(dpy, False);
    printf("error %d, glx's %d, egl's %d\n", reported, glXGetCurrentContext() == context, eglGetCurrentContext() == other);
    show("which", 235);
    reported = 0;
    printf("glx releases: %d, ", glXMakeCurrent(dpy, None, NULL));
    XSync(dpy, False);
    printf("error %d, glx's %d, egl's %d\n", reported, glXGetCurrentContext() == context, eglGetCurrentContext() == other);
    show("which", 236);
}

/* More windows than an X server takes clients; each has its own picture. */
static void many_windows(void)
{
    enum { MANY = 300 };
    static Window windows[MANY];
    Display *dpy = open_display();
    GLXFBConfig fb;
    windows[0] = window_of(dpy, &fb);
    GLXContext context = glXCreateNewContext(dpy, fb, GLX_RGBA_TYPE, NULL, True);
    XVisualInfo *visual = glXGetVisualFromFBConfig(dpy, fb);
    XSetWindowAttributes set = {.override_redirect = True, .colormap = XCreateColormap(dpy, RootWindow(dpy, visual->screen), visual->visual, AllocNone)};
    for (int i = 0; i < MANY; i++) {
        windows[i] = XCreateWindow(dpy, RootWindow(dpy, visual->screen), i % 30 * 40, i / 30 * 40, 36, 36, 0, visual->depth, InputOutput, visual->visual, CWBorderPixel | CWColormap | CWOverrideRedirect, &set);
        XMapRaised(dpy, windows[i]);
        glXMakeCurrent(dpy, windows[i], context);
        glClearColor((float)(i % 256) / 255, (float)(i / 256), 1, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        glXSwapBuffers(dpy, windows[i]);
        glXWaitGL();
    }
    int wrong = 0;
    for (int i = 0; i < MANY; i++) {
        XImage *image = XGetImage(dpy, windows[i], 5, 5, 1, 1, AllPlanes, ZPixmap);
        const unsigned long pixel = XGetPixel(image, 0, 0) & 0xffffff, due = (unsigned long)(i % 256) << 16 | (i / 256 ? 0xff00u : 0) | 0xff;
        if (pixel != due && wrong++ < 5) printf("window %d: %06lx instead of %06lx\n", i, pixel, due);
        XDestroyImage(image);
    }
    Display *another = XOpenDisplay(NULL); /* others still get in */
    printf("wrong %d, another connection %d\n", wrong, another != NULL);
}

/* ---- no context ------------------------------------------------------------------------------------------ */

static void no_context(void)
{
    GLint values[16];
    GLuint names[4] = {7, 7, 7, 7};
    unsigned char pixel[4] = {1, 2, 3, 4};
    char text[8] = "before";
    for (int i = 0; i < 16; i++) values[i] = 77;
    glGetIntegerv(GL_VIEWPORT, values);
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, values + 4);
    glGetFloatv(GL_MODELVIEW_MATRIX, (GLfloat *)values);
    glGenTextures(2, names);
    glGenBuffers(1, names + 2);
    glCreateTextures(GL_TEXTURE_2D, 1, names + 3);
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel);
    glGetShaderInfoLog(1, 8, NULL, text);
    glGetTexEnviv(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, values + 8);
    printf("values %d %d %d %d, names %u %u %u %u, pixel %d %d, text %s, error %x\n", values[0], values[1], values[4], values[8], names[0], names[1], names[2], names[3], pixel[0],
           pixel[3], text, glGetError());
    printf("strings %d %d, list %u, shader %u, program %u, enabled %d, is %d, status %x, map %d, render mode %d\n", glGetString(GL_VERSION) != NULL, glGetStringi(GL_EXTENSIONS, 0) != NULL,
           glGenLists(1), glCreateShader(GL_VERTEX_SHADER), glCreateProgram(), glIsEnabled(GL_DITHER), glIsTexture(0), glCheckFramebufferStatus(GL_FRAMEBUFFER),
           glMapBuffer(GL_ARRAY_BUFFER, GL_READ_ONLY) != NULL, glRenderMode(GL_RENDER));
    printf("location %d, attribute %d, sync %d, reset %x, unmap %d, index %x\n", glGetUniformLocation(1, "a"), glGetAttribLocation(1, "a"), glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0) != NULL,
           glGetGraphicsResetStatus(), glUnmapBuffer(GL_ARRAY_BUFFER), glGetUniformBlockIndex(1, "a"));
}

/* Each entry point that is named on the input, with zeros. */
static void no_context_at_all(void)
{
    char name[128];
    int called = 0;
    while (scanf("%127s", name) == 1) {
        typedef long (*any)(long, long, long, long, long, long, long, long, long, long, long, long, long, long, long, long);
        any function = (any)eglGetProcAddress(name);
        if (!function) continue;
        const long result = function(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        (void)result;
        called++;
    }
    printf("called %d, error %x\n", called, glGetError());
    begin();
    show("then", 240);
}

/* ------------------------------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
        {"ends", ends}, {"children", children}, {"hello", hello}, {"goes-behind", goes_behind}, {"threads-end", threads_end}, {"stacks", stacks},
        {"signals", signals}, {"signal-thread", signal_thread}, {"no-descriptors", no_descriptors}, {"closed-descriptors", closed_descriptors}, {"other-root", other_root},
        {"no-output", no_output}, {"displays", displays}, {"both", both}, {"many-windows", many_windows}, {"no-context", no_context}, {"no-context-at-all", no_context_at_all},
    };
    const char *what = argc > 1 ? argv[1] : "";
    self = argv[0];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (strcmp(cases[i].name, what) != 0) continue;
        cases[i].run();
        return 0;
    }
    if (strcmp(what, "first-thread-ends") == 0) first_thread_ends(NULL);
    if (strcmp(what, "first-thread-ended") == 0) first_thread_ends(&ballast);
    fprintf(stderr, "odd_processes CASE\n");
    return 2;
}
