/* Contexts of a version and profile, and programs from source, for the test programs. */
#ifndef GLX_CORE_H
#define GLX_CORE_H

#include "glx_window.h"

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

static inline void check_status(GLuint object, GLenum what, void (*get)(GLuint, GLenum, GLint *), void (*log)(GLuint, GLsizei, GLsizei *, GLchar *))
{
    GLint fine = 0;
    get(object, what, &fine);
    if (fine) return;
    char text[1000] = "";
    log(object, sizeof text, NULL, text);
    fprintf(stderr, "%s\n", text);
    exit(2);
}

static inline void add_shader(GLuint program, GLenum stage, const char *source)
{
    GLuint shader = glCreateShader(stage);
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    check_status(shader, GL_COMPILE_STATUS, glGetShaderiv, glGetShaderInfoLog);
    glAttachShader(program, shader);
    glDeleteShader(shader);
}

static inline GLuint link_program(GLuint program)
{
    glLinkProgram(program);
    check_status(program, GL_LINK_STATUS, glGetProgramiv, glGetProgramInfoLog);
    return program;
}

static inline GLuint make_program(const char *vertex, const char *fragment)
{
    GLuint program = glCreateProgram();
    add_shader(program, GL_VERTEX_SHADER, vertex);
    add_shader(program, GL_FRAGMENT_SHADER, fragment);
    return link_program(program);
}

static inline GLuint make_compute(const char *source)
{
    GLuint program = glCreateProgram();
    add_shader(program, GL_COMPUTE_SHADER, source);
    return link_program(program);
}

#endif
