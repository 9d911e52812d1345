/* A window with an OpenGL ES context in a few lines, for the test programs. */
#ifndef ES_WINDOW_H
#define ES_WINDOW_H

#include <EGL/egl.h>
#include <X11/Xlib.h>
#include <stdio.h>
#include <stdlib.h>

struct es_window {
    Display *x;
    EGLDisplay display;
    EGLSurface surface;
    EGLContext context;
};

/* Current, without samples. `version` 2 or 3; `depth` bits at least. */
static inline struct es_window open_es_window(int version, int width, int height, int depth)
{
    const EGLint wanted[] = {EGL_RENDERABLE_TYPE, version == 3 ? EGL_OPENGL_ES3_BIT : EGL_OPENGL_ES2_BIT, EGL_RED_SIZE, 8, EGL_DEPTH_SIZE, depth, EGL_SAMPLES, 0, EGL_NONE};
    const EGLint client[] = {EGL_CONTEXT_CLIENT_VERSION, version, EGL_NONE};
    struct es_window w = {.x = XOpenDisplay(NULL)};
    EGLConfig config;
    EGLint n = 0;
    w.display = eglGetDisplay(w.x);
    if (w.x && eglInitialize(w.display, NULL, NULL) && eglBindAPI(EGL_OPENGL_ES_API)) eglChooseConfig(w.display, wanted, &config, 1, &n);
    if (n) {
        Window window = XCreateSimpleWindow(w.x, DefaultRootWindow(w.x), 0, 0, (unsigned)width, (unsigned)height, 0, 0, 0);
        XMapWindow(w.x, window);
        XSync(w.x, False);
        w.surface = eglCreateWindowSurface(w.display, config, (EGLNativeWindowType)window, NULL);
        w.context = eglCreateContext(w.display, config, EGL_NO_CONTEXT, client);
        if (eglMakeCurrent(w.display, w.surface, w.surface, w.context)) return w;
    }
    fprintf(stderr, "no window with OpenGL ES %d\n", version);
    exit(2);
}

static inline void close_es_window(struct es_window *w)
{
    eglMakeCurrent(w->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(w->display, w->context);
    eglDestroySurface(w->display, w->surface);
    eglTerminate(w->display);
    XCloseDisplay(w->x);
}

#endif
