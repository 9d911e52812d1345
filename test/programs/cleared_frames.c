/* Frames that begin with a clear of the window, and draw a texture that is drawn to itself a bit more each frame.
 *
 *   cleared_frames WAY [FRAMES]   what makes earlier frames matter after all:
 *     plain     nothing does
 *     scissor   every clear leaves a part as it is, in a way that single commands do not tell: the state of a glPopAttrib
 *     copy      the window is copied to the texture now and then
 *     stencil   the stencil is drawn to and never cleared
 *     partly    from the middle on, only a part of the window is cleared
 *     counted   draws count their pixels in a buffer, bound by a call that raised an error for another one */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"
#include <string.h>

#define SIDE 64

static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};

static void triangle(int number)
{
    const float at = (float)(number % 29) / 14.5f - 1, up = (float)(number % 17) / 8.5f - 1;
    const float corners[] = {at, up, at + 0.5f, up, at, up + 0.7f};
    glColor3f((float)(number % 5) / 4, (float)(number % 7) / 6, (float)(number % 3) / 2);
    glVertexPointer(2, GL_FLOAT, 0, corners);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

/* A program that counts pixels, and its buffer, bound beside one that does not exist. */
static void count_pixels(void)
{
    static const char *source = "#version 430 compatibility\n"
                                "layout(std430, binding = 0) buffer Count { uint count; };\n"
                                "void main() { atomicAdd(count, 1u); gl_FragColor = gl_Color; }\n";
    GLuint buffers[2] = {0, 9999};
    const GLuint zero = 0, shader = glCreateShader(GL_FRAGMENT_SHADER), program = glCreateProgram();
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    glAttachShader(program, shader);
    glLinkProgram(program);
    glGenBuffers(1, buffers);
    glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffers[0]);
    glBufferData(GL_SHADER_STORAGE_BUFFER, sizeof zero, &zero, GL_DYNAMIC_COPY);
    glBindBuffer(GL_SHADER_STORAGE_BUFFER, 0);
    glBindBuffersBase(GL_SHADER_STORAGE_BUFFER, 0, 2, buffers);
    if (glGetError() != GL_INVALID_OPERATION) printf("no error for a buffer that does not exist\n");
    glUseProgram(program);
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "plain";
    const int frames = argc > 2 ? atoi(argv[2]) : 60;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, SIDE, SIDE);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    GLuint texture, framebuffer;
    glXMakeCurrent(dpy, window, context);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, SIDE, SIDE, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexGeni(GL_S, GL_TEXTURE_GEN_MODE, GL_OBJECT_LINEAR);
    glTexGeni(GL_T, GL_TEXTURE_GEN_MODE, GL_OBJECT_LINEAR);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    glClear(GL_COLOR_BUFFER_BIT);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glEnableClientState(GL_VERTEX_ARRAY);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LEQUAL);
    glScissor(0, 0, SIDE / 2, SIDE / 2);
    if (!strcmp(way, "scissor")) {
        glEnable(GL_SCISSOR_TEST);
        glPushAttrib(GL_SCISSOR_BIT);
        glDisable(GL_SCISSOR_TEST);
        glPopAttrib();
    }
    if (!strcmp(way, "stencil")) {
        glEnable(GL_STENCIL_TEST);
        glStencilFunc(GL_GEQUAL, 3, 255);
        glStencilOp(GL_INCR, GL_INCR, GL_INCR);
    }
    if (!strcmp(way, "counted")) count_pixels();
    for (int frame = 0; frame < frames; frame++) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glDisable(GL_TEXTURE_2D);
        triangle(frame * 5);
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
        if (!strcmp(way, "partly") && frame == frames / 2) glEnable(GL_SCISSOR_TEST);
        if (!strcmp(way, "copy") && frame % 8 == 7) glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, SIDE / 2, SIDE);
        glClearColor(0, (float)(frame % 9) / 8, 0.2f, 1);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        if (!strcmp(way, "partly")) glDisable(GL_SCISSOR_TEST);
        triangle(frame * 3);
        triangle(frame * 11);
        glEnable(GL_TEXTURE_2D);
        glEnable(GL_TEXTURE_GEN_S);
        glEnable(GL_TEXTURE_GEN_T);
        triangle(frame * 7);
        if (!strcmp(way, "partly") && frame >= frames / 2) glEnable(GL_SCISSOR_TEST);
        glXSwapBuffers(dpy, window);
    }
    printf("%s: error %x\n", way, glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
