/* Errors of GLX as the program's error handler gets them, and what the calls return. */
#include "glx_window.h"

#include <GL/glxext.h>

static int error_base;
static char seen[512];

static int note(Display *dpy, XErrorEvent *event)
{
    (void)dpy;
    size_t used = strlen(seen);
    if (event->error_code >= error_base && event->error_code < error_base + 14)
        snprintf(seen + used, sizeof seen - used, ", GLX error %d of request %d", event->error_code - error_base, event->minor_code);
    else
        snprintf(seen + used, sizeof seen - used, ", X error %d of request %d", event->error_code, event->minor_code);
    return 0;
}

static void report(Display *dpy, const char *what, int good)
{
    XSync(dpy, False);
    printf("%s: %s%s\n", what, good ? "yes" : "no", seen);
    seen[0] = 0;
}

static PFNGLXCREATECONTEXTATTRIBSARBPROC create_context;

/* A context of up to three attributes. */
static void attributes(Display *dpy, GLXFBConfig config, const char *what, int a, int x, int b, int y, int c, int z)
{
    const int list[] = {a, x, b, y, c, z, None};
    GLXContext context = create_context(dpy, config, NULL, True, list);
    if (context) glXDestroyContext(dpy, context);
    report(dpy, what, context != NULL);
}

static void context_attributes(Display *dpy, GLXFBConfig config)
{
    const int major = GLX_CONTEXT_MAJOR_VERSION_ARB, minor = GLX_CONTEXT_MINOR_VERSION_ARB, flags = GLX_CONTEXT_FLAGS_ARB;
    const int profile = GLX_CONTEXT_PROFILE_MASK_ARB;
    attributes(dpy, config, "none", 0, 0, 0, 0, 0, 0);
    attributes(dpy, config, "1.6", major, 1, minor, 6, 0, 0);
    attributes(dpy, config, "2.2", major, 2, minor, 2, 0, 0);
    attributes(dpy, config, "3.4", major, 3, minor, 4, 0, 0);
    attributes(dpy, config, "0.0", major, 0, 0, 0, 0, 0);
    attributes(dpy, config, "-1.-1", major, -1, minor, -1, 0, 0);
    attributes(dpy, config, "3.2 core", major, 3, minor, 2, profile, 1);
    attributes(dpy, config, "2.1 core", major, 2, minor, 1, profile, 1);
    attributes(dpy, config, "3.3 compatibility", major, 3, minor, 3, profile, 2);
    attributes(dpy, config, "2.1 forward compatible", major, 2, minor, 1, flags, 2);
    attributes(dpy, config, "3.0 forward compatible", major, 3, minor, 0, flags, 2);
    attributes(dpy, config, "debug", flags, 1, 0, 0, 0, 0);
    attributes(dpy, config, "flag 8", flags, 8, 0, 0, 0, 0);
    attributes(dpy, config, "profile 0", profile, 0, 0, 0, 0, 0);
    attributes(dpy, config, "profile 3", profile, 3, 0, 0, 0, 0);
    attributes(dpy, config, "profile 8", profile, 8, 0, 0, 0, 0);
    attributes(dpy, config, "ES 2", major, 2, minor, 0, profile, 4);
    attributes(dpy, config, "render type 0", GLX_RENDER_TYPE, 0, 0, 0, 0, 0);
    attributes(dpy, config, "colour index", GLX_RENDER_TYPE, GLX_COLOR_INDEX_TYPE, 0, 0, 0, 0);
    attributes(dpy, config, "colour index 3.0", GLX_RENDER_TYPE, GLX_COLOR_INDEX_TYPE, major, 3, 0, 0);
    attributes(dpy, config, "RGBA", GLX_RENDER_TYPE, GLX_RGBA_TYPE, 0, 0, 0, 0);
    attributes(dpy, config, "unknown release behaviour", GLX_CONTEXT_RELEASE_BEHAVIOR_ARB, 1, 0, 0, 0, 0);
    attributes(dpy, config, "release without flush", GLX_CONTEXT_RELEASE_BEHAVIOR_ARB, 0, 0, 0, 0, 0);
    attributes(dpy, config, "unknown attribute", 0x1234, 1, 0, 0, 0, 0);
    attributes(dpy, NULL, "no configuration", 0, 0, 0, 0, 0, 0);
    attributes(dpy, NULL, "no configuration, screen", GLX_SCREEN, DefaultScreen(dpy), 0, 0, 0, 0);
    attributes(dpy, NULL, "no configuration, wrong screen", GLX_SCREEN, 7, 0, 0, 0, 0);
    attributes(dpy, config, "configuration of another screen", GLX_SCREEN, 7, 0, 0, 0, 0);
}

static void drawables(Display *dpy, GLXFBConfig config, GLXContext context)
{
    const XID nothing = 0x1234567;
    Window window = make_window(dpy, config, 60, 40);
    unsigned value = 77;
    report(dpy, "make current", glXMakeCurrent(dpy, window, context));
    report(dpy, "no context, but a drawable", glXMakeCurrent(dpy, window, NULL));
    report(dpy, "nothing to read from", glXMakeContextCurrent(dpy, window, None, context));
    glXSwapBuffers(dpy, nothing);
    report(dpy, "swap nothing", 1);
    glXDestroyWindow(dpy, nothing);
    report(dpy, "destroy no window", 1);
    glXDestroyPixmap(dpy, nothing);
    report(dpy, "destroy no pixmap", 1);
    glXDestroyPbuffer(dpy, nothing);
    report(dpy, "destroy no pbuffer", 1);
    glXCreatePixmap(dpy, config, window, NULL);
    report(dpy, "pixmap of a window", 1);
    glXQueryDrawable(dpy, nothing, GLX_WIDTH, &value);
    report(dpy, "query nothing", 1);
    glXQueryDrawable(dpy, window, GLX_WIDTH, &value);
    report(dpy, "query a window", value == 60);
    GLXWindow named = glXCreateWindow(dpy, config, window, NULL);
    report(dpy, "named window", named != None);
    glXQueryDrawable(dpy, named, GLX_HEIGHT, &value);
    report(dpy, "query a named window", value == 40);
    report(dpy, "named window current", glXMakeCurrent(dpy, named, context));
    glXMakeCurrent(dpy, None, NULL);
    XDestroyWindow(dpy, window);
    glXDestroyWindow(dpy, named);
    report(dpy, "its window went first", 1);
    report(dpy, "bad render type", glXCreateNewContext(dpy, config, 0, NULL, True) != NULL);
}

int main(void)
{
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PIXMAP_BIT, None};
    Display *dpy = open_display();
    int event_base;
    glXQueryExtension(dpy, &error_base, &event_base);
    XSetErrorHandler(note);
    create_context = (PFNGLXCREATECONTEXTATTRIBSARBPROC)glXGetProcAddress((const GLubyte *)"glXCreateContextAttribsARB");
    GLXFBConfig config = choose_config(dpy, wanted);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    context_attributes(dpy, config);
    drawables(dpy, config, context);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
