/* Draws of every form with arrays, indices and parameters in the program's memory, in buffers, and mixed. Prints a
 * hash of the picture and the error of each; what it prints natively it must print through the client library.
 *
 *   gcc -O1 client_arrays.c -o client_arrays -lGL -lX11 */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>
#include <stddef.h>
#include <stdint.h>

#include "glx_window.h"

#define SIZE 96

struct vertex {
    float position[2];
    GLubyte colour[4];
    short texture[2];
};
static struct vertex grid[20 * 20];
static GLushort shorts[19 * 19 * 6];
static GLuint ints[19 * 19 * 6];
static GLubyte bytes[6 * 6];
static unsigned long long before; /* hash of the picture before */

static void make_grid(void)
{
    int n = 0;
    for (int y = 0; y < 20; y++)
        for (int x = 0; x < 20; x++) {
            struct vertex *v = &grid[y * 20 + x];
            v->position[0] = (float)x / 9.5f - 1 + 0.02f * (float)(y % 3);
            v->position[1] = (float)y / 9.5f - 1;
            v->colour[0] = (GLubyte)(x * 13), v->colour[1] = (GLubyte)(y * 13), v->colour[2] = (GLubyte)((x ^ y) * 12), v->colour[3] = 255;
            v->texture[0] = (short)x, v->texture[1] = (short)y;
        }
    for (int y = 0; y < 19; y++)
        for (int x = 0; x < 19; x++) {
            const int a = y * 20 + x, corner[6] = {a, a + 1, a + 20, a + 20, a + 1, a + 21};
            for (int i = 0; i < 6; i++) shorts[n] = (GLushort)corner[i], ints[n++] = (GLuint)corner[i];
        }
    for (int i = 0; i < 36; i++) bytes[i] = (GLubyte)ints[i * 7 % 200];
}

static void show(const char *what)
{
    static GLubyte pixels[SIZE * SIZE * 4];
    unsigned long long hash = 1469598103934665603ull;
    const GLenum error = glGetError();
    glReadPixels(0, 0, SIZE, SIZE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    for (size_t i = 0; i < sizeof pixels; i++) hash = (hash ^ pixels[i]) * 1099511628211ull;
    printf("%s: %016llx%s error %x\n", what, hash, hash == before ? " (as before)" : "", error);
    before = hash;
    glClear(GL_COLOR_BUFFER_BIT);
}

static void arrays(const void *base)
{
    const char *p = base;
    glVertexPointer(2, GL_FLOAT, sizeof(struct vertex), p + offsetof(struct vertex, position));
    glColorPointer(4, GL_UNSIGNED_BYTE, sizeof(struct vertex), p + offsetof(struct vertex, colour));
    glEnableClientState(GL_VERTEX_ARRAY);
    glEnableClientState(GL_COLOR_ARRAY);
}

static void single_draws(GLuint vertex_buffer, GLuint index_buffer)
{
    const void *i16 = index_buffer ? NULL : (void *)shorts;
    const void *i16later = index_buffer ? (void *)(300 * 2) : (void *)(shorts + 300);
    glBindBuffer(GL_ARRAY_BUFFER, vertex_buffer);
    arrays(vertex_buffer ? NULL : (void *)grid);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, index_buffer);
    printf("vertices %s, indices %s\n", vertex_buffer ? "buffered" : "in memory", index_buffer ? "buffered" : "in memory");
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 400), show("arrays");
    glDrawArrays(GL_POINTS, 37, 3), show("arrays from the middle");
    glDrawArrays(GL_TRIANGLES, -3, 3), show("negative first");
    glDrawArrays(GL_TRIANGLES, 0, 0), show("nothing");
    glDrawArrays(0x77, 0, 3), show("wrong mode");
    glDrawElements(GL_TRIANGLES, 19 * 19 * 6, GL_UNSIGNED_SHORT, i16), show("elements");
    glDrawElements(GL_TRIANGLES, 99, GL_UNSIGNED_SHORT, i16later), show("elements from the middle");
    glDrawElements(GL_TRIANGLES, -1, GL_UNSIGNED_SHORT, i16), show("negative count");
    glDrawElements(GL_TRIANGLES, 3, GL_FLOAT, i16), show("wrong type");
    glDrawRangeElements(GL_TRIANGLES, 0, 399, 600, GL_UNSIGNED_SHORT, i16), show("range");
    glDrawRangeElements(GL_TRIANGLES, 2, 1, 600, GL_UNSIGNED_SHORT, i16), show("wrong range");
    glDrawElementsBaseVertex(GL_TRIANGLES, 60, GL_UNSIGNED_SHORT, i16, 100), show("base vertex");
    glDrawElementsBaseVertex(GL_TRIANGLES, 60, GL_UNSIGNED_SHORT, i16later, -20), show("negative base vertex");
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 3, 99, 4), show("instanced");
    glDrawElementsInstanced(GL_TRIANGLES, 300, GL_UNSIGNED_SHORT, i16, 3), show("elements instanced");
    glDrawElementsInstancedBaseVertexBaseInstance(GL_TRIANGLES, 300, GL_UNSIGNED_SHORT, i16, 3, 40, 2), show("all bases");
    glMultiDrawArrays(GL_TRIANGLE_STRIP, (GLint[]){0, 100, 50}, (GLsizei[]){40, 40, 0}, 3), show("multi arrays");
    glMultiDrawArrays(GL_TRIANGLE_STRIP, (GLint[]){0, 100}, (GLsizei[]){40, -1}, 2), show("multi arrays, one wrong");
    glMultiDrawElements(GL_TRIANGLES, (GLsizei[]){30, 61}, GL_UNSIGNED_SHORT, (const void *[]){i16, i16later}, 2), show("multi elements");
    glMultiDrawElementsBaseVertex(GL_TRIANGLES, (GLsizei[]){31, 60}, GL_UNSIGNED_SHORT, (const void *[]){i16, i16later}, 2, (GLint[]){20, -9}), show("multi base vertex");
    glMultiDrawElements(GL_TRIANGLES, (GLsizei[]){30}, GL_UNSIGNED_SHORT, (const void *[]){i16}, -1), show("multi, wrong count");
    glMultiDrawElements(0x77, (GLsizei[]){30}, GL_UNSIGNED_SHORT, (const void *[]){i16}, 1), show("multi, wrong mode");
    const GLuint indirect[] = {60, 2, 10, 0, 30, 1, 200, 0};
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, 0);
    glDrawArraysIndirect(GL_TRIANGLE_STRIP, indirect), show("indirect from memory");
    glMultiDrawArraysIndirect(GL_TRIANGLE_STRIP, indirect, 2, 0), show("multi indirect from memory");
    GLuint parameters;
    glGenBuffers(1, &parameters);
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, parameters);
    glBufferData(GL_DRAW_INDIRECT_BUFFER, sizeof indirect, indirect, GL_STATIC_DRAW);
    glMultiDrawArraysIndirect(GL_TRIANGLE_STRIP, NULL, 2, 16), show("multi indirect from a buffer");
    if (index_buffer) {
        const GLuint elements[] = {90, 1, 12, 5, 0};
        glBufferData(GL_DRAW_INDIRECT_BUFFER, sizeof elements, elements, GL_STATIC_DRAW);
        glDrawElementsIndirect(GL_TRIANGLES, GL_UNSIGNED_SHORT, NULL), show("elements indirect");
    }
    glDeleteBuffers(1, &parameters);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
    glDrawElements(GL_LINES, 36, GL_UNSIGNED_BYTE, bytes), show("bytes");
    glDrawElements(GL_LINE_STRIP, 500, GL_UNSIGNED_INT, ints), show("ints");
    glDisableClientState(GL_VERTEX_ARRAY);
    glDisableClientState(GL_COLOR_ARRAY);
}

static void mixed(GLuint vertex_buffer)
{
    arrays(grid);
    glBindBuffer(GL_ARRAY_BUFFER, vertex_buffer);
    glColorPointer(4, GL_UNSIGNED_BYTE, sizeof(struct vertex), (void *)offsetof(struct vertex, colour));
    glDrawElements(GL_TRIANGLES, 900, GL_UNSIGNED_SHORT, shorts), show("positions in memory, colours in a buffer");
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glDisableClientState(GL_COLOR_ARRAY);
    glDisableClientState(GL_VERTEX_ARRAY);
}

static void restart(void)
{
    static GLushort strips[] = {0, 20, 1, 21, 2, 22, 0xffff, 100, 120, 101, 121, 102, 122, 7, 200, 220, 201, 221, 399};
    arrays(grid);
    glEnable(GL_PRIMITIVE_RESTART);
    glPrimitiveRestartIndex(0xffff);
    glDrawElements(GL_TRIANGLE_STRIP, 13, GL_UNSIGNED_SHORT, strips), show("restart");
    glPrimitiveRestartIndex(7);
    strips[6] = 6;
    glDrawElements(GL_TRIANGLE_STRIP, 18, GL_UNSIGNED_SHORT, strips), show("restart at another index");
    glDisable(GL_PRIMITIVE_RESTART);
    glNewList(5, GL_COMPILE);
    glEnable(GL_PRIMITIVE_RESTART);
    glEndList();
    glDrawElements(GL_TRIANGLE_STRIP, 18, GL_UNSIGNED_SHORT, strips), show("restart off");
    glPrimitiveRestartIndex(0xffff);
    strips[6] = 0xffff;
    glCallList(5);
    glDrawElements(GL_TRIANGLE_STRIP, 13, GL_UNSIGNED_SHORT, strips), show("restart by a list");
    glDisable(GL_PRIMITIVE_RESTART);
    glEnable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
    glDrawElements(GL_TRIANGLE_STRIP, 13, GL_UNSIGNED_SHORT, strips), show("fixed index");
    glDisable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
    glDisableClientState(GL_COLOR_ARRAY);
    glDisableClientState(GL_VERTEX_ARRAY);
}

static void lists_and_elements(void)
{
    arrays(grid);
    glNewList(1, GL_COMPILE);
    glDrawElements(GL_TRIANGLES, 600, GL_UNSIGNED_SHORT, shorts);
    glDrawArrays(GL_POINTS, 300, 100);
    glEndList();
    glVertexPointer(2, GL_FLOAT, 0, NULL);
    glDisableClientState(GL_VERTEX_ARRAY);
    show("nothing yet");
    glCallList(1), show("a list of draws");
    arrays(grid);
    glBegin(GL_TRIANGLES);
    for (int i = 0; i < 900; i += 7) glArrayElement((GLint)ints[i]);
    glEnd();
    show("array elements");
    glNewList(2, GL_COMPILE);
    glBegin(GL_LINE_STRIP);
    for (int i = 0; i < 60; i++) glArrayElement(i * 6);
    glEnd();
    glEndList();
    glCallList(2), show("array elements in a list");
    glInterleavedArrays(GL_C4UB_V2F, 0, (GLubyte[]){255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 255, 0, 0, 128, 63, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 128, 63});
    glDrawArrays(GL_TRIANGLES, 0, 3), show("interleaved arrays");
    glPushClientAttrib(GL_CLIENT_VERTEX_ARRAY_BIT);
    arrays(grid);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 200), show("pushed");
    glPopClientAttrib();
    glDrawArrays(GL_TRIANGLES, 0, 3), show("popped");
    glDisableClientState(GL_COLOR_ARRAY);
    glDisableClientState(GL_VERTEX_ARRAY);
}

/* All types of array elements, by draw and by glArrayElement. */
static void types(void)
{
    static const struct {
        GLenum type;
        int bytes;
    } position[] = {{GL_SHORT, 2}, {GL_INT, 4}, {GL_FLOAT, 4}, {GL_DOUBLE, 8}}, colour[] = {{GL_BYTE, 1}, {GL_UNSIGNED_BYTE, 1}, {GL_SHORT, 2}, {GL_UNSIGNED_SHORT, 2}, {GL_INT, 4}, {GL_UNSIGNED_INT, 4}, {GL_FLOAT, 4}, {GL_DOUBLE, 8}};
    static char memory[1024] __attribute__((aligned(8)));
    char name[64];
    glMatrixMode(GL_MODELVIEW);
    for (int t = 0; t < 4; t++)
        for (int size = 2; size <= 4; size++) {
            for (int i = 0; i < 3 * size; i++) {
                const int c = i % size, v = i / size;
                const int value = c == 3 ? 1 : c == 2 ? 0 : c == 0 ? (v == 1) : (v == 2);
                char *at = memory + i * position[t].bytes;
                if (t == 0) *(short *)at = (short)value;
                else if (t == 1) *(int *)at = value;
                else if (t == 2) *(float *)at = (float)value;
                else *(double *)at = value;
            }
            glVertexPointer(size, position[t].type, 0, memory);
            glEnableClientState(GL_VERTEX_ARRAY);
            snprintf(name, sizeof name, "positions %x of %d", position[t].type, size);
            glColor3f(1, 0.5f, 0.25f);
            glDrawArrays(GL_TRIANGLES, 0, 3), show(name);
            glBegin(GL_TRIANGLES), glArrayElement(0), glArrayElement(1), glArrayElement(2), glEnd(), show("by element");
        }
    glVertexPointer(2, GL_FLOAT, 0, (float[]){-1, -1, 1, -1, 0, 1});
    glEnableClientState(GL_COLOR_ARRAY);
    for (int t = 0; t < 8; t++)
        for (int size = 3; size <= 4; size++) {
            for (int i = 0; i < 3 * size * colour[t].bytes; i++) memory[i] = (char)(i * 37 + 11);
            if (colour[t].type == GL_FLOAT)
                for (int i = 0; i < 3 * size; i++) ((float *)memory)[i] = (float)(i % 5) / 4;
            if (colour[t].type == GL_DOUBLE)
                for (int i = 0; i < 3 * size; i++) ((double *)memory)[i] = (double)(i % 5) / 4;
            glColorPointer(size, colour[t].type, 0, memory);
            snprintf(name, sizeof name, "colours %x of %d", colour[t].type, size);
            glDrawArrays(GL_TRIANGLES, 0, 3), show(name);
            glBegin(GL_TRIANGLES), glArrayElement(0), glArrayElement(1), glArrayElement(2), glEnd(), show("by element");
        }
    glColorPointer(GL_BGRA, GL_UNSIGNED_BYTE, 0, memory);
    glDrawArrays(GL_TRIANGLES, 0, 3), show("bgra");
    glBegin(GL_TRIANGLES), glArrayElement(0), glArrayElement(1), glArrayElement(2), glEnd(), show("by element");
    glDisableClientState(GL_COLOR_ARRAY);
    glDisableClientState(GL_VERTEX_ARRAY);
}

static void generic_attributes(void)
{
    const char *vertex = "#version 130\nin vec2 position; in vec4 tint; in ivec2 shift; out vec4 colour;"
                         "void main() { gl_Position = vec4(position + vec2(shift) * 0.1, 0, 1); colour = tint; }";
    const char *fragment = "#version 130\nin vec4 colour; out vec4 result; void main() { result = colour; }";
    const GLuint program = glCreateProgram(), shaders[] = {glCreateShader(GL_VERTEX_SHADER), glCreateShader(GL_FRAGMENT_SHADER)};
    glShaderSource(shaders[0], 1, &vertex, NULL), glShaderSource(shaders[1], 1, &fragment, NULL);
    for (int i = 0; i < 2; i++) glCompileShader(shaders[i]), glAttachShader(program, shaders[i]);
    glBindAttribLocation(program, 0, "position"), glBindAttribLocation(program, 3, "tint"), glBindAttribLocation(program, 7, "shift");
    glLinkProgram(program), glUseProgram(program);
    const GLubyte tints[] = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 0, 255};
    const GLint shifts[] = {0, 0, 3, 1, -4, -2, 1, 5, 2, 2, 6, 6};
    glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, sizeof(struct vertex), grid);
    glVertexAttribPointer(3, 4, GL_UNSIGNED_BYTE, GL_TRUE, 0, tints);
    glVertexAttribIPointer(7, 2, GL_INT, 0, shifts);
    glVertexAttribDivisor(3, 2), glVertexAttribDivisor(7, 1);
    glEnableVertexAttribArray(0), glEnableVertexAttribArray(3), glEnableVertexAttribArray(7);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 5, 50, 5), show("attributes with divisors");
    glDrawArraysInstancedBaseInstance(GL_TRIANGLE_STRIP, 5, 50, 3, 1), show("from a base instance");
    glDrawElementsInstanced(GL_TRIANGLES, 60, GL_UNSIGNED_SHORT, shorts, 4), show("elements with divisors");
    void *pointer = NULL;
    glGetVertexAttribPointerv(3, GL_VERTEX_ATTRIB_ARRAY_POINTER, &pointer);
    printf("pointer %s\n", pointer == tints ? "is ours" : "is wrong");
    glDisableVertexAttribArray(0), glDisableVertexAttribArray(3), glDisableVertexAttribArray(7);
    glVertexAttribDivisor(3, 0), glVertexAttribDivisor(7, 0);
    glUseProgram(0);
}

static void feedback_and_selection(void)
{
    static GLfloat values[64];
    static GLuint hits[32];
    glFeedbackBuffer(64, GL_3D_COLOR, values);
    glRenderMode(GL_FEEDBACK);
    arrays(grid);
    glDrawArrays(GL_TRIANGLES, 40, 3);
    glPassThrough(5);
    glFeedbackBuffer(10, GL_2D, values); /* an error in the middle of a pass */
    printf("error %x\n", glGetError());
    GLint n = glRenderMode(GL_SELECT);
    printf("select without a buffer: %d, error %x\n", n, glGetError());
    glSelectBuffer(32, hits);
    n = glRenderMode(GL_SELECT);
    printf("fed back %d:", n);
    for (int i = 0; i < n && i < 64; i++) printf(" %.3f", (double)values[i]);
    glInitNames(), glPushName(7);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glPushName(9), glDrawArrays(GL_TRIANGLES, 60, 3), glPopName();
    n = glRenderMode(GL_RENDER);
    printf("\nselected %d:", n);
    for (int i = 0; i < 12; i++) printf(" %u", hits[i]);
    glSelectBuffer(2, hits);
    glRenderMode(GL_SELECT);
    glInitNames(), glPushName(3), glDrawArrays(GL_TRIANGLES, 0, 3);
    printf("\noverflow %d, %u %u %u\n", glRenderMode(GL_RENDER), hits[0], hits[1], hits[2]);
    void *pointer = NULL;
    glGetPointerv(GL_FEEDBACK_BUFFER_POINTER, &pointer);
    printf("pointer %s\n", pointer == values ? "is ours" : "is wrong");
    glGetPointerv(GL_VERTEX_ARRAY_POINTER, &pointer);
    printf("pointer %s, error %x\n", pointer == grid ? "is ours" : "is wrong", glGetError());
    glDisableClientState(GL_COLOR_ARRAY);
    glDisableClientState(GL_VERTEX_ARRAY);
}

int main(void)
{
    Display *dpy = open_display();
    const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 16, None};
    GLXFBConfig config = choose_config(dpy, wanted);
    Window window = make_window(dpy, config, SIZE, SIZE);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    make_grid();
    glClear(GL_COLOR_BUFFER_BIT);
    glPointSize(3);
    GLuint buffers[2];
    glGenBuffers(2, buffers);
    glBindBuffer(GL_ARRAY_BUFFER, buffers[0]), glBufferData(GL_ARRAY_BUFFER, sizeof grid, grid, GL_STATIC_DRAW);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]), glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof shorts, shorts, GL_STATIC_DRAW);
    for (int i = 0; i < 4; i++) single_draws(i & 1 ? buffers[0] : 0, i & 2 ? buffers[1] : 0);
    mixed(buffers[0]);
    restart();
    lists_and_elements();
    types();
    generic_attributes();
    feedback_and_selection();
    return 0;
}
