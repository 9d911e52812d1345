/* What EGL's objects say of themselves and which mistakes they notice: contexts of every API and version,
 * surfaces of every kind, what is current, syncs and images. Run natively and through the client library:
 * the same lines. */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <X11/Xlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GL_VERSION 0x1F02
#define GL_EXTENSIONS 0x1F03
#define GL_CONTEXT_FLAGS 0x821E
#define GL_CONTEXT_PROFILE_MASK 0x9126
#define GL_DRAW_BUFFER 0x0C01
#define GL_READ_BUFFER 0x0C02
#define GL_DOUBLEBUFFER 0x0C32
#define GL_VIEWPORT 0x0BA2
#define GL_RGBA 0x1908
#define GL_UNSIGNED_BYTE 0x1401

static EGLDisplay d;
static EGLConfig config, pbuffer_only;
static const unsigned char *(*get_string)(unsigned);
static void (*get_integer)(unsigned, int *);
static unsigned (*get_error)(void);
static void (*clear_colour)(float, float, float, float);
static void (*clear)(unsigned);
static void (*read_pixels)(int, int, int, int, unsigned, unsigned, void *);
static void (*finish)(void);

static const char *error(void)
{
    static char text[16];
    snprintf(text, sizeof text, "%#x", (unsigned)eglGetError());
    return text;
}

/* The call, then its result and error. */
#define TELL(what, call) \
    do { \
        long told = (long)(call); \
        printf(" %s %ld %s", what, told, error()); \
    } while (0)
#define MADE(what, call) TELL(what, (call) != NULL)

static void *proc(const char *name) { return (void *)eglGetProcAddress(name); }

static EGLConfig choose(const EGLint *list)
{
    EGLConfig c = NULL;
    EGLint n = 0;
    eglChooseConfig(d, list, &c, 1, &n);
    return n ? c : NULL;
}

/* ---- contexts ------------------------------------------------------------------------------------- */

static void context(const char *what, EGLenum api, EGLConfig c, EGLContext share, const EGLint *list)
{
    eglBindAPI(api);
    EGLContext x = eglCreateContext(d, c, share, list);
    printf("%s: %s %s", what, x ? "made" : "refused", error());
    if (!x) {
        printf("\n");
        return;
    }
    EGLint id = -1, type = -1, version = -1, buffer = -1;
    eglQueryContext(d, x, EGL_CONFIG_ID, &id);
    eglQueryContext(d, x, EGL_CONTEXT_CLIENT_TYPE, &type);
    eglQueryContext(d, x, EGL_CONTEXT_CLIENT_VERSION, &version);
    eglQueryContext(d, x, EGL_RENDER_BUFFER, &buffer);
    printf(" id %d type %#x version %d buffer %#x", id, type, version, buffer);
    EGLint pixels[] = {EGL_WIDTH, 8, EGL_HEIGHT, 8, EGL_NONE};
    EGLSurface s = eglCreatePbufferSurface(d, config, pixels);
    if (eglMakeCurrent(d, s, s, x)) {
        int flags = 0, profile = 0, viewport[4] = {0}, draw = 0, read = 0, two = 0;
        get_integer(GL_CONTEXT_FLAGS, &flags);
        get_integer(GL_CONTEXT_PROFILE_MASK, &profile);
        get_integer(GL_VIEWPORT, viewport);
        get_integer(GL_DRAW_BUFFER, &draw);
        get_integer(GL_READ_BUFFER, &read);
        get_integer(GL_DOUBLEBUFFER, &two);
        while (get_error()) {}
        printf(" GL %s flags %#x profile %#x viewport %d %d draw %#x read %#x two %d", get_string(GL_VERSION), flags, profile, viewport[2], viewport[3], draw, read, two);
        eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    } else {
        printf(" not current: %s", error());
    }
    eglDestroySurface(d, s);
    eglDestroyContext(d, x);
    printf("\n");
}

#define CONTEXT(api, ...) context(#api " " #__VA_ARGS__, api, config, EGL_NO_CONTEXT, (const EGLint[]){__VA_ARGS__ __VA_OPT__(,) EGL_NONE})

static void contexts(void)
{
    enum { MAJOR = EGL_CONTEXT_MAJOR_VERSION, MINOR = EGL_CONTEXT_MINOR_VERSION, PROFILE = EGL_CONTEXT_OPENGL_PROFILE_MASK };
    CONTEXT(EGL_OPENGL_ES_API);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 1);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 1, MINOR, 1);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 1, MINOR, 2);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, MINOR, 1);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 3);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 3, MINOR, 1);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 3, MINOR, 2);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 3, MINOR, 3);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 4);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, PROFILE, 1);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_OPENGL_DEBUG, EGL_TRUE);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_OPENGL_ROBUST_ACCESS, EGL_TRUE);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT, EGL_TRUE);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT, EGL_LOSE_CONTEXT_ON_RESET_EXT);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_FLAGS_KHR, EGL_CONTEXT_OPENGL_DEBUG_BIT_KHR);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_FLAGS_KHR, EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE_BIT_KHR);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_OPENGL_NO_ERROR_KHR, EGL_TRUE);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_PRIORITY_LEVEL_IMG, EGL_CONTEXT_PRIORITY_HIGH_IMG);
    CONTEXT(EGL_OPENGL_ES_API, MAJOR, 2, EGL_CONTEXT_RELEASE_BEHAVIOR_KHR, EGL_CONTEXT_RELEASE_BEHAVIOR_NONE_KHR);
    CONTEXT(EGL_OPENGL_ES_API, 0x7777, 2);
    CONTEXT(EGL_OPENGL_API);
    CONTEXT(EGL_OPENGL_API, MAJOR, 2);
    CONTEXT(EGL_OPENGL_API, MAJOR, 2, MINOR, 2);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 1);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 2);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 3, PROFILE, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 3, PROFILE, EGL_CONTEXT_OPENGL_COMPATIBILITY_PROFILE_BIT);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 3, PROFILE, 3);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 3, PROFILE, 0);
    CONTEXT(EGL_OPENGL_API, MAJOR, 2, MINOR, 1, PROFILE, 3);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE, EGL_TRUE);
    CONTEXT(EGL_OPENGL_API, MAJOR, 3, MINOR, 1, EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE, EGL_TRUE);
    CONTEXT(EGL_OPENGL_API, MAJOR, 2, EGL_CONTEXT_OPENGL_FORWARD_COMPATIBLE, EGL_TRUE);
    CONTEXT(EGL_OPENGL_API, MAJOR, 4, MINOR, 5, EGL_CONTEXT_OPENGL_DEBUG, EGL_TRUE);
    CONTEXT(EGL_OPENGL_API, MAJOR, 4, MINOR, 5, EGL_CONTEXT_OPENGL_ROBUST_ACCESS, EGL_TRUE);
    CONTEXT(EGL_OPENGL_API, MAJOR, 4, MINOR, 5, EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, EGL_LOSE_CONTEXT_ON_RESET);
    CONTEXT(EGL_OPENGL_API, MAJOR, 4, MINOR, 5, EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, 7);
    CONTEXT(EGL_OPENGL_API, MAJOR, 4, MINOR, 7);
    CONTEXT(EGL_OPENGL_API, MAJOR, 5);
    CONTEXT(EGL_OPENGL_API, EGL_CONTEXT_FLAGS_KHR, 0x80);
    CONTEXT(EGL_OPENGL_API, EGL_CONTEXT_OPENGL_NO_ERROR_KHR, EGL_TRUE, EGL_CONTEXT_OPENGL_DEBUG, EGL_TRUE);
    eglBindAPI(EGL_OPENGL_ES_API);
    context("no config", EGL_OPENGL_API, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, NULL);
    context("no config", EGL_OPENGL_ES_API, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, (const EGLint[]){MAJOR, 2, EGL_NONE});
    context("wrong share", EGL_OPENGL_ES_API, config, (EGLContext)0x1234, NULL);
    context("null list", EGL_OPENGL_ES_API, config, EGL_NO_CONTEXT, NULL);
    EGLContext es = eglCreateContext(d, config, EGL_NO_CONTEXT, (const EGLint[]){MAJOR, 2, EGL_NONE});
    context("share with ES 2", EGL_OPENGL_ES_API, config, es, (const EGLint[]){MAJOR, 3, EGL_NONE});
    context("ES 1 with ES 2", EGL_OPENGL_ES_API, config, es, NULL);
    context("GL with ES 2", EGL_OPENGL_API, config, es, NULL);
    eglBindAPI(EGL_OPENGL_ES_API);
    EGLint value = 0;
    TELL("query nonsense", eglQueryContext(d, es, EGL_WIDTH, &value));
    TELL("of no context", eglQueryContext(d, EGL_NO_CONTEXT, EGL_CONFIG_ID, &value));
    TELL("destroy", eglDestroyContext(d, es));
    TELL("twice", eglDestroyContext(d, es));
    TELL("bind OpenVG", eglBindAPI(EGL_OPENVG_API));
    TELL("nonsense", eglBindAPI(5));
    TELL("now", eglQueryAPI());
    printf("\n");
}

/* ---- surfaces ------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    EGLint attribute;
} queries[] = {
    {"width", EGL_WIDTH}, {"height", EGL_HEIGHT}, {"config", EGL_CONFIG_ID}, {"largest", EGL_LARGEST_PBUFFER}, {"format", EGL_TEXTURE_FORMAT},
    {"target", EGL_TEXTURE_TARGET}, {"mipmap", EGL_MIPMAP_TEXTURE}, {"level", EGL_MIPMAP_LEVEL}, {"behaviour", EGL_SWAP_BEHAVIOR},
    {"buffer", EGL_RENDER_BUFFER}, {"aspect", EGL_PIXEL_ASPECT_RATIO}, {"hres", EGL_HORIZONTAL_RESOLUTION},
    {"vres", EGL_VERTICAL_RESOLUTION}, {"resolve", EGL_MULTISAMPLE_RESOLVE}, {"vgc", EGL_VG_COLORSPACE}, {"vga", EGL_VG_ALPHA_FORMAT},
    {"space", EGL_GL_COLORSPACE}, {"nonsense", 0x7777},
};

static void surface(const char *what, EGLSurface s)
{
    printf("%s: %s %s", what, s ? "made" : "refused", error());
    for (size_t i = 0; s && i < sizeof queries / sizeof *queries; i++) {
        EGLint value = -99;
        EGLBoolean good = eglQuerySurface(d, s, queries[i].attribute, &value);
        printf(" %s=", queries[i].name);
        if (good) printf("%d", value);
        else printf("%s", error());
    }
    printf("\n");
}

#define PBUFFER(...) \
    do { \
        EGLSurface p = eglCreatePbufferSurface(d, config, (const EGLint[]){__VA_ARGS__ __VA_OPT__(,) EGL_NONE}); \
        surface("pbuffer " #__VA_ARGS__, p); \
        if (p) eglDestroySurface(d, p); \
    } while (0)

static void surfaces(Display *dpy, Window window, Pixmap pixmap)
{
    if (!dpy) { /* natively an error of the X server */
        PBUFFER();
        PBUFFER(EGL_WIDTH, 100000, EGL_HEIGHT, 16);
        PBUFFER(EGL_VG_COLORSPACE, EGL_VG_COLORSPACE_sRGB);
    }
    PBUFFER(EGL_WIDTH, 16, EGL_HEIGHT, 32);
    PBUFFER(EGL_WIDTH, -1, EGL_HEIGHT, 32);
    PBUFFER(EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_LARGEST_PBUFFER, EGL_TRUE);
    PBUFFER(EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_TEXTURE_FORMAT, EGL_TEXTURE_RGBA, EGL_TEXTURE_TARGET, EGL_TEXTURE_2D);
    PBUFFER(EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_TEXTURE_FORMAT, EGL_TEXTURE_RGBA);
    PBUFFER(EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_GL_COLORSPACE, EGL_GL_COLORSPACE_SRGB);
    PBUFFER(EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_RENDER_BUFFER, EGL_BACK_BUFFER);
    PBUFFER(0x7777, 5);
    surface("pbuffer of no config", eglCreatePbufferSurface(d, NULL, NULL));
    surface("from a client buffer", eglCreatePbufferFromClientBuffer(d, EGL_OPENVG_IMAGE, (EGLClientBuffer)1, config, NULL));
    if (!dpy) return;
    EGLSurface w = eglCreateWindowSurface(d, config, window, NULL);
    surface("window", w);
    surface("window again", eglCreateWindowSurface(d, config, window, NULL));
    TELL("behaviour", eglSurfaceAttrib(d, w, EGL_SWAP_BEHAVIOR, EGL_BUFFER_PRESERVED));
    TELL("level", eglSurfaceAttrib(d, w, EGL_MIPMAP_LEVEL, 1));
    TELL("resolve", eglSurfaceAttrib(d, w, EGL_MULTISAMPLE_RESOLVE, EGL_MULTISAMPLE_RESOLVE_BOX));
    TELL("nonsense", eglSurfaceAttrib(d, w, EGL_WIDTH, 1));
    printf("\n");
    surface("then", w);
    XResizeWindow(dpy, window, 77, 55);
    XSync(dpy, False);
    surface("resized", w);
    TELL("destroy", eglDestroySurface(d, w));
    TELL("twice", eglDestroySurface(d, w));
    printf("\n");
    surface("single buffer", w = eglCreateWindowSurface(d, config, window, (const EGLint[]){EGL_RENDER_BUFFER, EGL_SINGLE_BUFFER, EGL_NONE}));
    if (w) eglDestroySurface(d, w);
    surface("window, wrong attribute", eglCreateWindowSurface(d, config, window, (const EGLint[]){EGL_WIDTH, 5, EGL_NONE}));
    surface("window of no config", eglCreateWindowSurface(d, NULL, window, NULL));
    surface("no window", eglCreateWindowSurface(d, config, 0, NULL));
    surface("platform window", w = eglCreatePlatformWindowSurface(d, config, &window, NULL));
    if (w) eglDestroySurface(d, w);
    surface("pixmap", w = eglCreatePixmapSurface(d, config, pixmap, NULL));
    if (w) eglDestroySurface(d, w);
}

/* ---- what is current ------------------------------------------------------------------------------ */

static void pixel(const char *what)
{
    unsigned char p[4] = {0};
    read_pixels(1, 1, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("%s: %d %d %d %d\n", what, p[0], p[1], p[2], p[3]);
}

static void current(Window window)
{
    eglBindAPI(EGL_OPENGL_ES_API);
    const EGLint es2[] = {EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE}, size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
    EGLContext a = eglCreateContext(d, config, EGL_NO_CONTEXT, es2), b = eglCreateContext(d, config, a, es2);
    EGLSurface p = eglCreatePbufferSurface(d, config, size), q = eglCreatePbufferSurface(d, config, size);
    TELL("wrong display", eglMakeCurrent((EGLDisplay)0x99, p, p, a));
    TELL("wrong context", eglMakeCurrent(d, p, p, (EGLContext)0x99));
    TELL("wrong surface", eglMakeCurrent(d, (EGLSurface)0x99, p, a));
    TELL("one surface", eglMakeCurrent(d, p, EGL_NO_SURFACE, a));
    TELL("surface alone", eglMakeCurrent(d, p, p, EGL_NO_CONTEXT));
    TELL("good", eglMakeCurrent(d, p, q, a));
    printf(": %d %d %d %d", eglGetCurrentContext() == a, eglGetCurrentSurface(EGL_DRAW) == p, eglGetCurrentSurface(EGL_READ) == q, eglGetCurrentDisplay() == d);
    MADE("nonsense surface", eglGetCurrentSurface(5));
    printf("\n");
    EGLint value = 0;
    eglQueryContext(d, a, EGL_RENDER_BUFFER, &value);
    printf("render buffer %#x\n", value);
    clear_colour(1, 0.5f, 0.25f, 1);
    clear(0x4000);
    pixel("other surface");
    eglMakeCurrent(d, p, p, a);
    pixel("this surface");
    TELL("swap pbuffer", eglSwapBuffers(d, p));
    TELL("not current", eglSwapBuffers(d, q));
    TELL("wrong", eglSwapBuffers(d, (EGLSurface)0x99));
    TELL("interval", eglSwapInterval(d, 0));
    TELL("destroy current context", eglDestroyContext(d, a));
    TELL("surface", eglDestroySurface(d, p));
    printf(" still %d %d", eglGetCurrentContext() == a, eglGetCurrentSurface(EGL_DRAW) == p);
    pixel(" reads");
    TELL("another context", eglMakeCurrent(d, q, q, b));
    printf("\n");
    eglBindAPI(EGL_OPENGL_API);
    printf("bound GL: context %d surface %d\n", eglGetCurrentContext() == b, eglGetCurrentSurface(EGL_DRAW) == q);
    eglBindAPI(EGL_OPENGL_ES_API);
    TELL("surfaceless", eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, b));
    TELL("swap", eglSwapBuffers(d, q));
    TELL("interval", eglSwapInterval(d, 1));
    TELL("wait client", eglWaitClient());
    TELL("wait GL", eglWaitGL());
    TELL("wait native", eglWaitNative(EGL_CORE_NATIVE_ENGINE));
    printf("\n");
    if (window) {
        EGLSurface w = eglCreateWindowSurface(d, config, window, NULL);
        TELL("window current", eglMakeCurrent(d, w, w, b));
        clear_colour(0, 1, 0, 1);
        clear(0x4000);
        pixel(" back");
        TELL("swap", eglSwapBuffers(d, w));
        TELL("interval", eglSwapInterval(d, 0));
        TELL("interval", eglSwapInterval(d, 5));
        eglQueryContext(d, b, EGL_RENDER_BUFFER, &value);
        printf("render buffer %#x\n", value);
        EGLContext other = eglCreateContext(d, pbuffer_only ? pbuffer_only : config, EGL_NO_CONTEXT, es2);
        TELL("other config", eglMakeCurrent(d, w, w, other));
        printf("\n");
        eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        eglDestroyContext(d, other);
        eglDestroySurface(d, w);
    }
    TELL("release", eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT));
    printf(": %d %d %d", eglGetCurrentContext() == NULL, eglGetCurrentSurface(EGL_DRAW) == NULL, eglGetCurrentDisplay() == NULL);
    TELL("swap", eglSwapBuffers(d, q));
    TELL("interval", eglSwapInterval(d, 1));
    TELL("wait", eglWaitClient());
    TELL("thread", eglReleaseThread());
    TELL("api", eglQueryAPI());
    printf("\n");
    eglDestroyContext(d, b);
    eglDestroySurface(d, q);
}

/* ---- syncs and images ----------------------------------------------------------------------------- */

static void syncs(void)
{
    PFNEGLCREATESYNCKHRPROC create = proc("eglCreateSyncKHR");
    PFNEGLSIGNALSYNCKHRPROC signal = proc("eglSignalSyncKHR");
    EGLSync s;
    MADE("fence without context", eglCreateSync(d, EGL_SYNC_FENCE, NULL));
    EGLContext a = eglCreateContext(d, config, EGL_NO_CONTEXT, (const EGLint[]){EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE});
    EGLSurface p = eglCreatePbufferSurface(d, config, (const EGLint[]){EGL_WIDTH, 8, EGL_HEIGHT, 8, EGL_NONE});
    eglMakeCurrent(d, p, p, a);
    clear(0x4000);
    MADE("fence", s = eglCreateSync(d, EGL_SYNC_FENCE, NULL));
    EGLAttrib value = -1;
    TELL("type", eglGetSyncAttrib(d, s, EGL_SYNC_TYPE, &value));
    printf(" %#lx", (unsigned long)value);
    TELL("condition", eglGetSyncAttrib(d, s, EGL_SYNC_CONDITION, &value));
    printf(" %#lx", (unsigned long)value);
    TELL("nonsense", eglGetSyncAttrib(d, s, 0x7777, &value));
    TELL("wait", eglClientWaitSync(d, s, EGL_SYNC_FLUSH_COMMANDS_BIT, EGL_FOREVER));
    TELL("status", eglGetSyncAttrib(d, s, EGL_SYNC_STATUS, &value));
    printf(" %#lx", (unsigned long)value);
    TELL("server", eglWaitSync(d, s, 0));
    TELL("flags", eglWaitSync(d, s, 1));
    TELL("destroy", eglDestroySync(d, s));
    TELL("twice", eglDestroySync(d, s));
    TELL("wait", eglClientWaitSync(d, s, 0, 0));
    printf("\n");
    finish();
    s = eglCreateSync(d, EGL_SYNC_FENCE, NULL);
    eglMakeCurrent(d, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    TELL("without context", eglClientWaitSync(d, s, 0, EGL_FOREVER));
    eglDestroySync(d, s);
    MADE("reusable", s = create ? create(d, EGL_SYNC_REUSABLE_KHR, NULL) : NULL);
    TELL("timeout", eglClientWaitSync(d, s, 0, 1000));
    TELL("signal", signal ? (int)signal(d, s, EGL_SIGNALED_KHR) : -1);
    TELL("wait", eglClientWaitSync(d, s, 0, EGL_FOREVER));
    TELL("status", eglGetSyncAttrib(d, s, EGL_SYNC_STATUS, &value));
    printf(" %#lx", (unsigned long)value);
    TELL("nonsense", signal ? (int)signal(d, s, 5) : -1);
    TELL("destroy", eglDestroySync(d, s));
    MADE("nonsense", eglCreateSync(d, 0x7777, NULL));
    printf("\n");
    eglDestroySurface(d, p);
    eglDestroyContext(d, a);
    MADE("image", eglCreateImage(d, EGL_NO_CONTEXT, 0x7777, NULL, NULL));
    TELL("destroy", eglDestroyImage(d, (EGLImage)0x99));
    printf("\n");
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    Display *dpy = getenv("DISPLAY") && !getenv("NO_X") ? XOpenDisplay(NULL) : NULL;
    d = dpy ? eglGetDisplay((EGLNativeDisplayType)dpy) : eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, NULL, NULL);
    EGLint value = 0;
    TELL("before", eglGetConfigAttrib(d, NULL, EGL_RED_SIZE, &value));
    MADE("context", eglCreateContext(d, NULL, NULL, NULL));
    MADE("string", eglQueryString(d, EGL_VERSION));
    TELL("no display", eglInitialize(EGL_NO_DISPLAY, NULL, NULL));
    printf("\n");
    if (!eglInitialize(d, NULL, NULL)) return 1;
    printf("same display %d\n", dpy ? d == eglGetDisplay((EGLNativeDisplayType)dpy) : 1);
    get_string = proc("glGetString");
    get_integer = proc("glGetIntegerv");
    get_error = proc("glGetError");
    clear_colour = proc("glClearColor");
    clear = proc("glClear");
    read_pixels = proc("glReadPixels");
    finish = proc("glFinish");
    config = choose((const EGLint[]){EGL_SURFACE_TYPE, dpy ? EGL_WINDOW_BIT | EGL_PBUFFER_BIT : EGL_PBUFFER_BIT, EGL_RED_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_DEPTH_SIZE, 24, EGL_STENCIL_SIZE, 8, EGL_NONE});
    pbuffer_only = choose((const EGLint[]){EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RED_SIZE, 8, EGL_SAMPLES, 4, EGL_NONE});
    Window window = dpy ? XCreateSimpleWindow(dpy, DefaultRootWindow(dpy), 0, 0, 60, 40, 0, 0, 0) : None;
    Pixmap pixmap = dpy ? XCreatePixmap(dpy, DefaultRootWindow(dpy), 20, 10, (unsigned)DefaultDepth(dpy, DefaultScreen(dpy))) : None;
    if (dpy) XMapWindow(dpy, window);
    if (dpy) XSync(dpy, False);
    contexts();
    surfaces(dpy, window, pixmap);
    current(window);
    syncs();
    static const char *const names[] = {"eglSwapBuffersWithDamageKHR", "eglNonsense", "glClear", "eglInitialize", "eglGetPlatformDisplayEXT", "eglQueryDeviceStringEXT"};
    printf("procs");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) printf(" %d", proc(names[i]) != NULL);
    printf("\n");
    TELL("terminate", eglTerminate(d));
    MADE("context", eglCreateContext(d, config, NULL, NULL));
    TELL("again", eglInitialize(d, NULL, NULL));
    printf("\n");
    return 0;
}
