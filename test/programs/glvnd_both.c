/* GLX and EGL in one process: prints the renderer of each, and which OpenGL libraries the process has loaded.
 * Ends with 1 when a context of either cannot be had. */
#include <EGL/egl.h>
#include <GL/glx.h>
#include <stdio.h>
#include <string.h>

static int with_glx(Display *dpy)
{
    int attributes[] = {GLX_RGBA, GLX_DOUBLEBUFFER, GLX_DEPTH_SIZE, 16, None};
    XVisualInfo *visual = glXChooseVisual(dpy, DefaultScreen(dpy), attributes);
    GLXContext context = visual ? glXCreateContext(dpy, visual, NULL, True) : NULL;
    if (!context) return 1;
    XSetWindowAttributes window = {.colormap = XCreateColormap(dpy, DefaultRootWindow(dpy), visual->visual, AllocNone)};
    Window w = XCreateWindow(dpy, DefaultRootWindow(dpy), 0, 0, 64, 64, 0, visual->depth, InputOutput, visual->visual, CWColormap, &window);
    if (!glXMakeCurrent(dpy, w, context)) return 1;
    printf("GLX renderer %s\n", (const char *)glGetString(GL_RENDERER));
    glClear(GL_COLOR_BUFFER_BIT);
    glXSwapBuffers(dpy, w);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    return 0;
}

static int with_egl(Display *dpy)
{
    EGLDisplay display = eglGetDisplay((EGLNativeDisplayType)dpy);
    EGLint count = 0, list[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLint size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
    EGLConfig config;
    if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_API)) return 1;
    if (!eglChooseConfig(display, list, &config, 1, &count) || !count) return 1;
    EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, NULL);
    EGLSurface surface = eglCreatePbufferSurface(display, config, size);
    if (!eglMakeCurrent(display, surface, surface, context)) return 1;
    printf("EGL renderer %s\n", (const char *)glGetString(GL_RENDERER));
    eglTerminate(display);
    return 0;
}

static void libraries(void)
{
    char line[1024], *path, last[1024] = "";
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps)) {
        if (!(path = strchr(line, '/')) || !strstr(path, "libGL") || strcmp(path, last) == 0) continue;
        strcpy(last, path);
        printf("library %s", path);
    }
}

int main(void)
{
    Display *dpy = XOpenDisplay(NULL);
    int failed = !dpy || with_glx(dpy) || with_egl(dpy);
    libraries();
    return failed;
}
