/* What programs do with contexts that few do: several connections to the X server, EGL and GLX in one thread, hundreds of windows,
 * calls without a context. Prints what it sees.
 *
 *   odd_contexts CASE
 *
 *   gcc -O1 odd_contexts.c -o odd_contexts -lGL -lEGL -lX11 -lpthread */
#define _GNU_SOURCE
#include "odd.h"


/* ---- several displays ------------------------------------------------------------------------------------ */

static Window window_of(Display *dpy, GLXFBConfig *fb)
{
    *fb = choose_config(dpy, window_config);
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

int main(int argc, char **argv)
{
    static const struct odd_case cases[] = {
        {"displays", displays}, {"both", both}, {"many-windows", many_windows}, {"no-context", no_context}, {"no-context-at-all", no_context_at_all},
    };
    return run_case(argc, argv, cases, sizeof cases / sizeof *cases);
}
