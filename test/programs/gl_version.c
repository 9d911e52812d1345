/* What contexts of each kind say of their version: one made without attributes, a core one of 3.2, one of 4.5, an OpenGL ES one. */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

#include <GL/glext.h>

static void report(Display *dpy, Window window, GLXContext context, const char *what)
{
    if (!context) {
        printf("%s: none\n", what);
        return;
    }
    glXMakeCurrent(dpy, window, context);
    const char *version = (const char *)glGetString(GL_VERSION), *language = (const char *)glGetString(GL_SHADING_LANGUAGE_VERSION);
    const char *line = (const char *)glGetString(GL_EXTENSIONS);
    GLint major = 0, minor = 0, mask = 0, extensions = -1, languages = 0, words = 0;
    while (glGetError()) {}
    glGetIntegerv(GL_MAJOR_VERSION, &major);
    glGetIntegerv(GL_MINOR_VERSION, &minor);
    if (major * 10 + minor >= 32 && !strstr(version, "ES")) glGetIntegerv(GL_CONTEXT_PROFILE_MASK, &mask);
    if (major >= 3) glGetIntegerv(GL_NUM_EXTENSIONS, &extensions);
    if (major * 10 + minor >= 43 && !strstr(version, "ES")) glGetIntegerv(GL_NUM_SHADING_LANGUAGE_VERSIONS, &languages);
    for (const char *p = line; p && *p; p++) words += p == line || p[-1] == ' ';
    printf("%s: version %.3s%s number %d.%d language %s profile %x listed %s newest %s error %x\n", what, strstr(version, "ES ") ? strstr(version, "ES ") + 3 : version,
           strstr(version, "ES ") ? " ES" : "", major, minor, language ? language : "none", mask,
           !line ? "one by one" : extensions < 0 || extensions == words ? "in a line" : "differently", languages ? (const char *)glGetStringi(GL_SHADING_LANGUAGE_VERSION, 0) : "-",
           glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
}

static int quiet(Display *dpy, XErrorEvent *event) { return (void)dpy, (void)event, 0; }

int main(void)
{
    const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 32, 32);
    create_context create = (create_context)glXGetProcAddressARB((const GLubyte *)"glXCreateContextAttribsARB");
    const int core[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, 3, GLX_CONTEXT_MINOR_VERSION_ARB, 2, GLX_CONTEXT_PROFILE_MASK_ARB, GLX_CONTEXT_CORE_PROFILE_BIT_ARB, None};
    const int newest[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, 4, GLX_CONTEXT_MINOR_VERSION_ARB, 5, GLX_CONTEXT_PROFILE_MASK_ARB, GLX_CONTEXT_CORE_PROFILE_BIT_ARB, None};
    const int es[] = {GLX_CONTEXT_MAJOR_VERSION_ARB, 2, GLX_CONTEXT_PROFILE_MASK_ARB, GLX_CONTEXT_ES2_PROFILE_BIT_EXT, None};
    XSetErrorHandler(quiet);
    report(dpy, window, glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True), "plain");
    report(dpy, window, create(dpy, config, NULL, True, core), "core 3.2");
    report(dpy, window, create(dpy, config, NULL, True, newest), "core 4.5");
    report(dpy, window, create(dpy, config, NULL, True, es), "es 2");
    int major = 0, minor = 0;
    glXQueryVersion(dpy, &major, &minor);
    printf("GLX %d.%d\n", major, minor);
    return 0;
}
