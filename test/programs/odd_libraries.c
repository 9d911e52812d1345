/* OpenGL's libraries opened at run time, again and again, for this program alone and before everything else
 * (RTLD_LOCAL, RTLD_DEEPBIND), with a context each time; entry points asked for before there is a display. Not linked with any of them.
 * Prints what it sees; what it prints natively it must print through the client library. */
#define _GNU_SOURCE
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <GL/glx.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *library(const char *name, int flags)
{
    void *opened = dlopen(name, flags);
    if (opened) return opened;
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
}
#define FIND(library, name) __typeof__(&name) p_##name = (__typeof__(&name))(uintptr_t)dlsym(library, #name)

static void with_egl(int round, int flags)
{
    void *egl = library("libEGL.so.1", flags), *gl = library(round % 2 ? "libGL.so.1" : "libOpenGL.so.0", flags);
    FIND(egl, eglGetProcAddress);
    FIND(egl, eglInitialize);
    FIND(egl, eglTerminate);
    FIND(egl, eglBindAPI);
    FIND(egl, eglCreateContext);
    FIND(egl, eglMakeCurrent);
    FIND(egl, eglDestroyContext);
    FIND(egl, eglReleaseThread);
    FIND(gl, glGetString);
    FIND(gl, glGetError);
    FIND(gl, glGetIntegerv);
    PFNEGLGETPLATFORMDISPLAYEXTPROC get = (PFNEGLGETPLATFORMDISPLAYEXTPROC)p_eglGetProcAddress("eglGetPlatformDisplayEXT");
    void (*generate)(GLsizei, GLuint *) = (void (*)(GLsizei, GLuint *))p_eglGetProcAddress("glGenTextures");
    EGLDisplay display = get(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    const int initialized = (int)p_eglInitialize(display, NULL, NULL);
    p_eglBindAPI(EGL_OPENGL_API);
    EGLContext context = p_eglCreateContext(display, NULL, NULL, NULL);
    const int current = (int)p_eglMakeCurrent(display, NULL, NULL, context);
    GLuint name = 0;
    GLint size = 0;
    generate(1, &name);
    p_glGetIntegerv(GL_MAX_TEXTURE_SIZE, &size);
    if (round % 10 == 0) printf("round %d: %d %d, version %.3s, texture %u, %d, error %x\n", round, initialized, current, (const char *)p_glGetString(GL_VERSION), name, size, p_glGetError());
    p_eglMakeCurrent(display, NULL, NULL, NULL);
    p_eglDestroyContext(display, context);
    p_eglTerminate(display);
    p_eglReleaseThread();
    dlclose(gl);
    dlclose(egl);
}

static void with_glx(int round, int flags)
{
    void *gl = library("libGL.so.1", flags);
    FIND(gl, glXGetProcAddressARB);
    const char *const names[] = {"glClear", "glXCreateContextAttribsARB", "glXSwapIntervalEXT", "glDrawArraysInstanced", "glXGetProcAddress"};
    int found = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) found |= (p_glXGetProcAddressARB((const GLubyte *)names[i]) != NULL) << i;
    FIND(gl, glXChooseVisual);
    FIND(gl, glXCreateContext);
    FIND(gl, glXMakeCurrent);
    FIND(gl, glXDestroyContext);
    FIND(gl, glGetError);
    Display *dpy = XOpenDisplay(NULL);
    int wanted[] = {GLX_RGBA, None};
    XVisualInfo *visual = p_glXChooseVisual(dpy, DefaultScreen(dpy), wanted);
    GLXContext context = p_glXCreateContext(dpy, visual, NULL, True);
    Window window = XCreateSimpleWindow(dpy, DefaultRootWindow(dpy), 0, 0, 10, 10, 0, 0, 0);
    const int current = p_glXMakeCurrent(dpy, window, context);
    if (round % 10 == 0) printf("glx round %d: found %x, current %d, error %x\n", round, found, current, p_glGetError());
    p_glXMakeCurrent(dpy, None, NULL);
    p_glXDestroyContext(dpy, context);
    XFree(visual);
    XCloseDisplay(dpy);
    dlclose(gl);
}

static void *in_thread(void *round)
{
    with_egl((int)(intptr_t)round, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 30; i++) {
        pthread_t thread;
        with_egl(i, RTLD_LAZY | RTLD_LOCAL | (i % 3 ? 0 : RTLD_DEEPBIND));
        pthread_create(&thread, NULL, in_thread, (void *)(intptr_t)i);
        pthread_join(thread, NULL); /* its end comes after the libraries were closed */
        with_glx(i, RTLD_NOW | RTLD_LOCAL | (i % 3 ? 0 : RTLD_DEEPBIND));
    }
    return 0;
}
