/* Sequences after which a client library might believe that it knows a binding, a switch or that there was no error, and
 * would be wrong. Run natively and through the client library: the same lines. */
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <stdio.h>

static EGLDisplay d;
static EGLContext a, b;
static EGLSurface surface;

static void current(EGLContext c) { eglMakeCurrent(d, surface, surface, c); }

static void tell(const char *what)
{
    GLint bound = -1, line = -1;
    GLenum error = glGetError();
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
    glGetIntegerv(GL_TEXTURE_BINDING_1D, &line);
    printf("%s: error %#x bound %d %d fog %d\n", what, error, bound, line, glIsEnabled(GL_FOG));
}

/* The client has seen that this name is a two-dimensional texture. */
static GLuint known_texture(void)
{
    GLuint t;
    GLint bound;
    glGenTextures(1, &t);
    glBindTexture(GL_TEXTURE_2D, t);
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
    glGetError();
    return t;
}

int main(void)
{
    d = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
    if (!eglInitialize(d, NULL, NULL) || !eglBindAPI(EGL_OPENGL_API)) return 2;
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_RED_SIZE, 8, EGL_NONE};
    const EGLint size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
    EGLConfig config;
    EGLint count = 0;
    if (!eglChooseConfig(d, wanted, &config, 1, &count) || count < 1) return 2;
    surface = eglCreatePbufferSurface(d, config, size);
    a = eglCreateContext(d, config, EGL_NO_CONTEXT, NULL);
    b = eglCreateContext(d, config, a, NULL);
    current(a);

    GLuint t = known_texture();
    void (*delete_ext)(GLsizei, const GLuint *) = (void (*)(GLsizei, const GLuint *))eglGetProcAddress("glDeleteTexturesEXT");
    delete_ext(1, &t);
    glBindTexture(GL_TEXTURE_1D, t);
    glGetError();
    glBindTexture(GL_TEXTURE_2D, t);
    tell("deleted by the extension, and another kind now");
    glBindTexture(GL_TEXTURE_1D, 0);

    t = known_texture();
    current(b);
    glDeleteTextures(1, &t);
    glBindTexture(GL_TEXTURE_1D, t);
    tell("deleted by the other context, and another kind there");
    current(a);
    tell("still bound in the first");
    glBindTexture(GL_TEXTURE_2D, 0);
    tell("no more");
    glBindTexture(GL_TEXTURE_2D, t);
    tell("bound again");
    glBindTexture(GL_TEXTURE_2D, 0);

    glNewList(2, GL_COMPILE);
    glEnable(GL_FOG);
    glEndList();
    glDisable(GL_FOG);
    tell("a list that changes a switch");
    glBegin(GL_POINTS);
    glNewList(1, GL_COMPILE);
    glEnd();
    glCallList(2);
    glEndList();
    glGetError();
    glBegin(GL_POINTS);
    glEnd();
    tell("called where another was not begun");

    glNewList(3, GL_COMPILE);
    glBegin(GL_POINTS);
    glEndList();
    glCallList(3);
    GLint value = -7;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &value);
    glEnd();
    printf("a limit inside of what a list began: %d error %#x\n", value == -7, glGetError());

    glBindTexture(GL_TEXTURE_2D, 0x80000000u);
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &value);
    GLfloat real = 0;
    glGetFloatv(GL_TEXTURE_BINDING_2D, &real);
    printf("a large name: %d %.0f error %#x\n", value, real, glGetError());
    return 0;
}
