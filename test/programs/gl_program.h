/* Programs from source, for the test programs; after a header that declares OpenGL 2 or OpenGL ES 2. */
#ifndef GL_PROGRAM_H
#define GL_PROGRAM_H

#include <stdio.h>
#include <stdlib.h>

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

#endif
