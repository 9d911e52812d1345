/* Contexts without a configuration and without surfaces: GLX_EXT_no_config_context with windows of several configurations
 * and with none, EGL_KHR_no_config_context and EGL_KHR_surfaceless_context with pbuffers of several, moved between surfaces,
 * drawables and nothing, desktop OpenGL and OpenGL ES. Prints what it sees; what it prints natively it must print through the
 * client library. */
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>

#include "glx_window.h"

#include <GL/glext.h>

enum { SIZE = 32 };

static void bound(const char *what)
{
    GLint draw = -1, read = -1, two = -1, samples = -1, depth = -1, viewport[4] = {-1, -1, -1, -1};
    glGetIntegerv(GL_DRAW_BUFFER0, &draw);
    glGetIntegerv(GL_READ_BUFFER, &read);
    glGetIntegerv(GL_DOUBLEBUFFER, &two);
    glGetIntegerv(GL_SAMPLES, &samples);
    glGetIntegerv(GL_VIEWPORT, viewport);
    if (glGetString(GL_VERSION) && !strstr((const char *)glGetString(GL_VERSION), "ES")) glGetFramebufferAttachmentParameteriv(GL_FRAMEBUFFER, GL_DEPTH, GL_FRAMEBUFFER_ATTACHMENT_DEPTH_SIZE, &depth);
    printf("%s: status %x, draws to %x, reads %x, double %d, samples %d, depth %d, viewport %d %d %d %d, error %x\n", what, glCheckFramebufferStatus(GL_FRAMEBUFFER), draw, read,
           two, samples, depth, viewport[0], viewport[1], viewport[2], viewport[3], glGetError());
}

/* A framebuffer object is complete whatever there is of surfaces. */
static void draw_to_object(const char *what)
{
    GLuint texture, framebuffer;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, SIZE, SIZE, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    bound(what);
    glViewport(0, 0, SIZE, SIZE);
    glClearColor(0.25f, 0.5f, 0.75f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    print_gl_pixel(what, SIZE / 2, SIZE / 2);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteTextures(1, &texture);
}

static void draw_to_surface(const char *what, float red)
{
    bound(what);
    glClearColor(red, 1 - red, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    print_gl_pixel(what, 3, 3);
}

static void draw_to_nothing(const char *what)
{
    unsigned char pixel[4] = {1, 2, 3, 4};
    bound(what);
    glClear(GL_COLOR_BUFFER_BIT);
    const GLenum clearing = glGetError();
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel);
    printf("%s: errors %x %x, pixel %d %d %d %d\n", what, clearing, glGetError(), pixel[0], pixel[1], pixel[2], pixel[3]);
}

/* ---- GLX --------------------------------------------------------------------------------------------------- */

static GLXContext without_config(Display *dpy, GLXContext share, int major, int minor, int profile)
{
    static PFNGLXCREATECONTEXTATTRIBSARBPROC create;
    const int attributes[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, major, GLX_CONTEXT_MINOR_VERSION_ARB, minor, GLX_CONTEXT_PROFILE_MASK_ARB, profile, GLX_SCREEN, DefaultScreen(dpy), None};
    if (!create) create = (PFNGLXCREATECONTEXTATTRIBSARBPROC)glXGetProcAddressARB((const GLubyte *)"glXCreateContextAttribsARB");
    return create(dpy, NULL, share, True, attributes);
}

static void glx(void)
{
    static const int wanted[][13] = {
        {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None},
        {GLX_DOUBLEBUFFER, False, GLX_RED_SIZE, 8, None},
        {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 16, GLX_SAMPLE_BUFFERS, 1, GLX_SAMPLES, 4, None},
    };
    Display *dpy = open_display();
    printf("GLX_EXT_no_config_context: %d\n", strstr(glXQueryExtensionsString(dpy, DefaultScreen(dpy)), "GLX_EXT_no_config_context") != NULL);
    GLXContext context = without_config(dpy, NULL, 3, 0, GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB);
    GLXContext core = without_config(dpy, NULL, 3, 3, GLX_CONTEXT_CORE_PROFILE_BIT_ARB);
    int id = -1, type = -1, screen = -1;
    const int answers[3] = {glXQueryContext(dpy, context, GLX_FBCONFIG_ID, &id), glXQueryContext(dpy, context, GLX_RENDER_TYPE, &type), glXQueryContext(dpy, context, GLX_SCREEN, &screen)};
    printf("made: %d %d, answers %d %d %d, configuration %d, type %x, screen %d\n", context != NULL, core != NULL, answers[0], answers[1], answers[2], id, type, screen);
    GLXContext never = without_config(dpy, NULL, 3, 3, GLX_CONTEXT_CORE_PROFILE_BIT_ARB);
    printf("current with nothing: %d\n", glXMakeContextCurrent(dpy, None, None, never));
    draw_to_nothing("core, nothing");
    draw_to_object("core, nothing");
    glXDestroyContext(dpy, never);
    for (int i = 0; i < 3; i++) {
        char what[40];
        GLXFBConfig config = choose_config(dpy, wanted[i]);
        Window window = make_window(dpy, config, 40 + i, 30);
        snprintf(what, sizeof what, "window %d", i);
        printf("%s: current %d\n", what, glXMakeContextCurrent(dpy, window, window, context));
        draw_to_surface(what, (float)i / 2);
        glXSwapBuffers(dpy, window);
        if (i < 2) {
            printf("%s: core current %d\n", what, glXMakeContextCurrent(dpy, window, window, core));
            draw_to_surface(what, (float)i / 4);
            printf("%s: nothing %d\n", what, glXMakeContextCurrent(dpy, None, None, core));
            draw_to_nothing(what);
            printf("%s: again %d\n", what, glXMakeContextCurrent(dpy, window, window, core));
            draw_to_surface(what, (float)i / 3);
        }
    }
    GLXContext sharing = without_config(dpy, context, 3, 0, GLX_CONTEXT_COMPATIBILITY_PROFILE_BIT_ARB);
    GLXFBConfig config = choose_config(dpy, wanted[0]);
    GLXContext with = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, sharing, True);
    GLuint texture = 0;
    printf("sharing: %d %d, current %d\n", sharing != NULL, with != NULL, glXMakeContextCurrent(dpy, None, None, sharing));
    draw_to_object("sharing");
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glFlush();
    Window window = make_window(dpy, config, 20, 20);
    printf("with a configuration: current %d", glXMakeContextCurrent(dpy, window, window, with));
    printf(", texture %d\n", glIsTexture(texture));
    draw_to_surface("with a configuration", 1);
    glXMakeContextCurrent(dpy, None, None, NULL);
    glXDestroyContext(dpy, with);
    glXDestroyContext(dpy, sharing);
    glXDestroyContext(dpy, core);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
}

/* ---- EGL --------------------------------------------------------------------------------------------------- */

static EGLDisplay display;

static EGLSurface pbuffer(int depth, int samples, int width, int height)
{
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RED_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_DEPTH_SIZE, depth, EGL_SAMPLES, samples, EGL_NONE};
    const EGLint size[] = {EGL_WIDTH, width, EGL_HEIGHT, height, EGL_NONE};
    EGLConfig config;
    EGLint count = 0;
    if (!eglChooseConfig(display, wanted, &config, 1, &count) || !count) return EGL_NO_SURFACE;
    return eglCreatePbufferSurface(display, config, size);
}

static void egl_api(EGLenum api, const char *name, const EGLint *attributes)
{
    static const EGLint pairs[][2] = {{EGL_CONFIG_ID, 0}, {EGL_CONTEXT_CLIENT_TYPE, 0}, {EGL_CONTEXT_CLIENT_VERSION, 0}, {EGL_RENDER_BUFFER, 0}};
    EGLSurface surfaces[3] = {pbuffer(24, 0, 40, 30), pbuffer(0, 0, 50, 20), pbuffer(16, 4, 30, 60)};
    char what[60];
    eglBindAPI(api);
    EGLContext context = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, attributes);
    printf("-- %s: made %d, error %x\n", name, context != EGL_NO_CONTEXT, eglGetError());
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        EGLint value = -1;
        const EGLBoolean answered = eglQueryContext(display, context, pairs[i][0], &value);
        printf("%s: %x is %d %x\n", name, pairs[i][0], answered, value);
    }
    printf("%s: current without a surface %d, error %x\n", name, eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context), eglGetError());
    draw_to_nothing(name);
    draw_to_object(name);
    EGLint value = -1;
    eglQueryContext(display, context, EGL_RENDER_BUFFER, &value);
    printf("%s: renders to %x, swap %d", name, value, eglSwapBuffers(display, EGL_NO_SURFACE));
    printf(" error %x\n", eglGetError());
    for (int i = 0; i < 4; i++) {
        snprintf(what, sizeof what, "%s, surface %d", name, i % 3);
        printf("%s: current %d", what, eglMakeCurrent(display, surfaces[i % 3], surfaces[i % 3], context));
        printf(" error %x\n", eglGetError());
        draw_to_surface(what, (float)i / 3);
    }
    printf("%s: two %d", name, eglMakeCurrent(display, surfaces[0], surfaces[1], context));
    printf(" error %x\n", eglGetError());
    printf("%s: one of two %d", name, eglMakeCurrent(display, surfaces[0], EGL_NO_SURFACE, context));
    printf(" error %x\n", eglGetError());
    printf("%s: nothing again %d", name, eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context));
    printf(" error %x\n", eglGetError());
    draw_to_nothing(name);
    draw_to_object(name);
    /* gone while current, and the surface that was current before */
    for (int i = 0; i < 3; i++) eglDestroySurface(display, surfaces[i]);
    printf("%s: destroyed %d", name, eglDestroyContext(display, context));
    printf(", still current %d\n", eglGetCurrentContext() == context);
    draw_to_object(name);
    eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
}

int main(void)
{
    static const EGLint desktop[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_COMPATIBILITY_PROFILE_BIT, EGL_NONE};
    static const EGLint core[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    static const EGLint es2[] = {EGL_CONTEXT_MAJOR_VERSION, 2, EGL_NONE}, es3[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE};
    glx();
    display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    if (!eglInitialize(display, NULL, NULL)) return 2;
    egl_api(EGL_OPENGL_API, "OpenGL", desktop);
    egl_api(EGL_OPENGL_API, "OpenGL core", core);
    egl_api(EGL_OPENGL_ES_API, "OpenGL ES 2", es2);
    egl_api(EGL_OPENGL_ES_API, "OpenGL ES 3", es3);
    eglTerminate(display);
    return 0;
}
