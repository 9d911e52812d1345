/* Contexts of a version and profile, and their programs, for the test programs. */
#ifndef GLX_CORE_H
#define GLX_CORE_H

#include "glx_window.h"

#include "gl_program.h"

typedef GLXContext (*create_context)(Display *, GLXFBConfig, GLXContext, Bool, const int *);

static inline GLXContext make_core_context(Display *dpy, GLXFBConfig config, GLXContext share, int major, int minor)
{
    const int attributes[] = {GLX_CONTEXT_MAJOR_VERSION_ARB,    major, GLX_CONTEXT_MINOR_VERSION_ARB, minor, GLX_CONTEXT_PROFILE_MASK_ARB,
                              GLX_CONTEXT_CORE_PROFILE_BIT_ARB, None};
    create_context create = (create_context)glXGetProcAddressARB((const GLubyte *)"glXCreateContextAttribsARB");
    GLXContext context = create(dpy, config, share, True, attributes);
    if (context) return context;
    fprintf(stderr, "no core profile context of version %d.%d\n", major, minor);
    exit(2);
}

static inline GLuint make_compute(const char *source)
{
    GLuint program = glCreateProgram();
    add_shader(program, GL_COMPUTE_SHADER, source);
    return link_program(program);
}

#endif
