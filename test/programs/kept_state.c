/* State that is easily lost on the way back to a keyframe: each frame sets some of it, and asks or draws later, so that
 * random calls fall in between. What it is told is recorded, and compared by the test. Texture 0's parameters, a texture
 * view, unsized depth, arrays in client memory, a proxy texture, names given again.
 *
 *   gcc -O1 kept_state.c -o kept_state -lGL -lX11 && ./kept_state [frames] */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

#include "glx_window.h"

enum { SIZE = 32 };
static unsigned char read_back[SIZE * SIZE * 4 * 4];
static GLint told;

static void default_texture(int frame)
{
    glBindTexture(GL_TEXTURE_2D, 0);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_G, frame % 2 ? GL_ZERO : GL_RED);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, frame % 3 ? GL_CLAMP_TO_EDGE : GL_REPEAT);
    glFlush();
    glGetTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_G, &told);
    glGetTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, &told);
}

static void proxy(int frame)
{
    glTexImage2D(GL_PROXY_TEXTURE_2D, 0, GL_RGBA8, 8 << frame % 4, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    glFlush();
    glGetTexLevelParameteriv(GL_PROXY_TEXTURE_2D, 0, GL_TEXTURE_WIDTH, &told);
}

/* A view of a texture, both deleted at the end of the frame: their names come again. */
static void view(int frame)
{
    GLuint names[2], buffer;
    unsigned char pixels[SIZE * SIZE * 4];
    memset(pixels, 40 + frame, sizeof pixels);
    glGenTextures(1, &names[0]);
    glBindTexture(GL_TEXTURE_2D_ARRAY, names[0]);
    glTexStorage3D(GL_TEXTURE_2D_ARRAY, 1, GL_RGBA8, SIZE, SIZE, 1);
    glTexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 0, 0, 0, SIZE, SIZE, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    glGenTextures(1, &names[1]);
    glGenBuffers(1, &buffer);
    glTextureView(names[1], GL_TEXTURE_2D, names[0], GL_RGBA8, 0, 1, 0, 1);
    glBindTexture(GL_TEXTURE_2D, names[1]);
    glFlush();
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, read_back);
    glDeleteTextures(2, names);
    glDeleteBuffers(1, &buffer);
}

static void depth(void)
{
    const float half = 0.5f;
    GLuint name;
    glGenTextures(1, &name);
    glBindTexture(GL_TEXTURE_2D, name);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT, 1, 1, 0, GL_DEPTH_COMPONENT, GL_FLOAT, &half);
    glFlush();
    glGetTexLevelParameteriv(GL_TEXTURE_2D, 0, GL_TEXTURE_DEPTH_SIZE, &told);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT, GL_UNSIGNED_INT, read_back);
    glDeleteTextures(1, &name);
}

static GLuint shader(GLenum type, const char *source)
{
    const GLuint made = glCreateShader(type);
    glShaderSource(made, 1, &source, NULL);
    glCompileShader(made);
    return made;
}

static void arrays(int frame)
{
    static const float corners[] = {-1, -1, 1, -1, -1, 1, 1, 1};
    static unsigned char colors[16];
    const GLuint program = glCreateProgram();
    const GLuint vertex = shader(GL_VERTEX_SHADER, "attribute vec2 at; attribute vec4 color; varying vec4 c; void main() { c = color; gl_Position = vec4(at, 0, 1); }");
    const GLuint fragment = shader(GL_FRAGMENT_SHADER, "varying vec4 c; void main() { gl_FragColor = c; }");
    memset(colors, 100 + frame, sizeof colors);
    glAttachShader(program, vertex);
    glAttachShader(program, fragment);
    glBindAttribLocation(program, 0, "at");
    glBindAttribLocation(program, 1, "color");
    glLinkProgram(program);
    glGetProgramiv(program, GL_LINK_STATUS, &told);
    glUseProgram(program);
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, 8, corners);
    glVertexAttribPointer(1, GL_BGRA, GL_UNSIGNED_BYTE, GL_TRUE, 4, colors);
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glFlush();
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, read_back);
    glDisableVertexAttribArray(0);
    glDisableVertexAttribArray(1);
    glVertexAttribI4i(5, -7, 2, 3, 4); /* a current value that is no float */
    glVertexAttribI4ui(6, 0xfffffff0u, 2, 3, 4);
    glUseProgram(0);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    glDeleteProgram(program);
}

/* Looking between glBegin and glEnd is an error that must not be the program's. */
static void immediate(int frame)
{
    glBegin(GL_TRIANGLES);
    for (int i = 0; i < 12; i++) {
        glColor3f(0.1f * (float)frame, 0.05f * (float)i, 0.5f);
        glVertex2f(i % 3 == 1 ? 1 : -0.5f, i % 3 == 2 ? 1 : -0.5f);
    }
    glEnd();
    glGetError();
}

int main(int argc, char **argv)
{
    const int frames = argc > 1 ? atoi(argv[1]) : 5;
    Display *dpy = open_display();
    const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, None};
    const GLXFBConfig config = choose_config(dpy, attributes);
    const Window window = make_window(dpy, config, SIZE, SIZE);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    for (int frame = 0; frame < frames; frame++) {
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        default_texture(frame);
        proxy(frame);
        view(frame);
        depth();
        arrays(frame);
        immediate(frame);
        glXSwapBuffers(dpy, window);
    }
    printf("%d frames, error %x\n", frames, glGetError());
    return 0;
}
