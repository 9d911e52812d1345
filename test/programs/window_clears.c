/* glClear and glClearBuffer* of a window's front and back buffer, and other things where the driver forgives what a client library
 * might not: a count beyond a uniform array's end, primitives begun and ended by different display lists. */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <limits.h>
#include <stdio.h>

#include "glx_window.h"

static void show(const char *what)
{
    static const GLenum buffers[] = {GL_FRONT, GL_BACK};
    printf("%s:", what);
    for (int i = 0; i < 2; i++) {
        unsigned char p[4] = {9, 9, 9, 9};
        glReadBuffer(buffers[i]);
        glReadPixels(5, 5, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
        printf(" %d %d %d", p[0], p[1], p[2]);
    }
    printf(", error 0x%x\n", glGetError());
}

static void clears(void)
{
    static const GLenum selected[] = {GL_FRONT, GL_BACK, GL_FRONT_AND_BACK, GL_NONE, GL_BACK_LEFT};
    GLuint fbo, texture;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, 16, 16);
    glCreateFramebuffers(1, &fbo);
    glNamedFramebufferTexture(fbo, GL_COLOR_ATTACHMENT0, texture, 0);
    glDrawBuffer(GL_FRONT_AND_BACK);
    glClear(GL_COLOR_BUFFER_BIT);
    for (unsigned i = 0; i < sizeof selected / sizeof *selected; i++) {
        const float color[] = {(float)(i & 1), (float)(i >> 1 & 1), 0.4f + 0.1f * (float)i, 1};
        const float other[] = {0.2f * (float)i, 1, 0.5f, 1};
        glDrawBuffer(selected[i]);
        glClearBufferfv(GL_COLOR, 0, color);
        show("glClearBufferfv");
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, fbo);
        glClearNamedFramebufferfv(0, GL_COLOR, 0, other);
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
        show("glClearNamedFramebufferfv of the window");
        if (selected[i] != GL_FRONT_AND_BACK) glClearBufferfv(GL_COLOR, 1, color);
        show("a draw buffer that there is not");
        glClearColor(color[2], color[0], color[1], 1);
        glClear(GL_COLOR_BUFFER_BIT);
        show("glClear");
    }
    glDrawBuffer(GL_BACK);
    const float red[] = {1, 0, 0, 1};
    unsigned char p[4] = {0};
    glClearNamedFramebufferfv(fbo, GL_COLOR, 0, red);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, fbo);
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("framebuffer object: %d %d %d\n", p[0], p[1], p[2]);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    const GLenum targets[] = {GL_DRAW_FRAMEBUFFER, GL_READ_FRAMEBUFFER};
    for (int i = 0; i < 2; i++) {
        GLint value = 7, named = 7, object = 7;
        glGetFramebufferParameteriv(targets[i], GL_DOUBLEBUFFER, &value);
        glGetNamedFramebufferParameteriv(0, GL_DOUBLEBUFFER, &named);
        glGetNamedFramebufferParameteriv(fbo, GL_DOUBLEBUFFER, &object);
        printf("GL_DOUBLEBUFFER %d %d %d, error 0x%x\n", value, named, object, glGetError());
    }
}

static void lists(void)
{
    glNewList(1, GL_COMPILE);
    glBegin(GL_TRIANGLES);
    glEndList();
    glNewList(2, GL_COMPILE);
    glVertex2f(-1, -1);
    glVertex2f(1, -1);
    glVertex2f(0, 1);
    glEndList();
    glNewList(3, GL_COMPILE);
    glEnd();
    glEndList();
    glDrawBuffer(GL_BACK);
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT);
    glColor3f(1, 1, 0);
    glCallList(1);
    glCallList(2);
    glCallList(3);
    printf("version is there: %d\n", glGetString(GL_VERSION) != NULL);
    glBegin(GL_POINTS);
    glCallList(2);
    glCallList(3);
    printf("and there: %d, error 0x%x\n", glGetString(GL_VERSION) != NULL, glGetError());
    unsigned char p[4] = {0};
    glReadBuffer(GL_BACK);
    glReadPixels(32, 16, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("triangle: %d %d %d\n", p[0], p[1], p[2]);
}

static void uniforms(void)
{
    static const char *const source = "#version 130\nuniform vec4 one; uniform mat4 many[3];\n"
                                      "void main() { gl_Position = many[0] * many[1] * many[2] * one; }";
    GLuint shader = glCreateShader(GL_VERTEX_SHADER), program = glCreateProgram();
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    glAttachShader(program, shader);
    glLinkProgram(program);
    glUseProgram(program);
    float values[4 * 16], back[16] = {0};
    for (int i = 0; i < 64; i++) values[i] = (float)i;
    static const int counts[] = {-1, 0, 1, 2, 4, INT_MAX / 64, INT_MAX};
    static const char *const names[] = {"one", "many[0]", "many[1]", "many[2]", "none"};
    for (unsigned n = 0; n < sizeof names / sizeof *names; n++)
        for (unsigned c = 0; c < sizeof counts / sizeof *counts; c++) {
            const GLint location = glGetUniformLocation(program, names[n]), last = glGetUniformLocation(program, "many[2]");
            if (n == 0) glUniform4fv(location, counts[c], values);
            else glUniformMatrix4fv(location, counts[c], GL_FALSE, values);
            const GLenum error = glGetError();
            glProgramUniform4fv(program, n == 0 ? location : -1, counts[c], values);
            glGetUniformfv(program, last, back);
            printf("%s, %d: error 0x%x, then 0x%x; the last begins with %g\n", names[n], counts[c], error, glGetError(), back[0]);
        }
}

int main(void)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 64, 64);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True));
    clears();
    lists();
    uniforms();
    return 0;
}
