/* A window that is resized while it is drawn: by the program, by a second connection to the X server, between frames and in
 * the middle of one, many times; with depth, samples, a buffer that the program reads back; shrunk to one pixel. Prints
 * sizes and pictures of whole frames as OpenGL reads them and as X has them (through sgl with SGL_SYNC_PRESENT=1); what it
 * prints natively it must print through the client library. What a buffer holds between a resize and the next clear is
 * undefined, and not asked for. */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#include <GL/glext.h>

static const int plain[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, None};
static const int multisampled[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_SAMPLE_BUFFERS, 1, GLX_SAMPLES, 4, None};

/* The program's connection, and somebody else's, as a window manager's. */
static Display *dpy, *other;

static unsigned hash_of(const void *p, size_t bytes)
{
    unsigned hash = 2166136261u;
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ ((const unsigned char *)p)[i]) * 16777619u;
    return hash;
}

static void told(const char *what, Window window)
{
    unsigned width = 0, height = 0;
    GLint viewport[4], scissor[4];
    glXQueryDrawable(dpy, window, GLX_WIDTH, &width);
    glXQueryDrawable(dpy, window, GLX_HEIGHT, &height);
    glGetIntegerv(GL_VIEWPORT, viewport);
    glGetIntegerv(GL_SCISSOR_BOX, scissor);
    printf("%s: drawable %ux%u, viewport %d %d %d %d, scissor %d %d %d %d\n", what, width, height, viewport[0], viewport[1], viewport[2], viewport[3], scissor[0],
           scissor[1], scissor[2], scissor[3]);
}

/* Two triangles through each other, in a frame whose edge lines show where it ends. */
static void draw(int width, int height, int turn)
{
    glViewport(0, 0, width, height);
    glClearColor(0, 0, 0.25f, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_TEST);
    glLoadIdentity();
    glRotatef((float)turn * 7, 0, 0, 1);
    glBegin(GL_TRIANGLES);
    glColor3f(1, 0, 0), glVertex3f(-0.9f, -0.9f, -0.5f), glColor3f(1, 1, 0), glVertex3f(0.9f, -0.9f, 0.5f), glVertex3f(0, 0.9f, 0);
    glColor3f(0, 1, 0), glVertex3f(-0.9f, 0.9f, 0.3f), glColor3f(0, 1, 1), glVertex3f(0.9f, 0.9f, -0.5f), glVertex3f(0, -0.9f, 0.1f);
    glEnd();
    glDisable(GL_DEPTH_TEST);
    glEnable(GL_SCISSOR_TEST);
    glClearColor(1, 1, 1, 1);
    glScissor(0, 0, width, 1), glClear(GL_COLOR_BUFFER_BIT);
    glScissor(width - 1, 0, 1, height), glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
}

static void show(const char *what, int width, int height)
{
    unsigned char *pixels = calloc(1, (size_t)width * (size_t)height * 4);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    printf("%s: GL's %dx%d %08x, error %x\n", what, width, height, hash_of(pixels, (size_t)width * (size_t)height * 4), glGetError());
    free(pixels);
}

static void swap_and_look(const char *what, Window window, int width, int height)
{
    glXSwapBuffers(dpy, window);
    XImage *image = XGetImage(dpy, window, 0, 0, (unsigned)width, (unsigned)height, AllPlanes, ZPixmap);
    unsigned hash = 0;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) hash = hash * 31 + (unsigned)(XGetPixel(image, x, y) & 0xffffff);
    XDestroyImage(image);
    printf("%s: X's %dx%d %08x\n", what, width, height, hash);
}

static void by_whom(Display *whose, Window window, int width, int height)
{
    XResizeWindow(whose, window, (unsigned)width, (unsigned)height);
    XSync(whose, False);
    if (whose == dpy) return;
    XEvent event; /* the program hears of it, as by its window manager */
    do XWindowEvent(dpy, window, StructureNotifyMask, &event);
    while (event.type != ConfigureNotify || event.xconfigure.width != width || event.xconfigure.height != height);
}

/* Larger and smaller, by both. */
static void between_frames(Window window)
{
    static const int sizes[][2] = {{120, 90}, {64, 64}, {300, 40}, {40, 200}, {1, 1}, {17, 9}, {256, 256}, {255, 257}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const int w = sizes[i][0], h = sizes[i][1];
        by_whom(i % 2 ? other : dpy, window, w, h);
        draw(w, h, (int)i);
        show("resized", w, h);
        told("resized", window);
        swap_and_look("resized", window, w, h);
        draw(w, h, (int)i + 1);
        swap_and_look("the next frame", window, w, h);
    }
}

/* The frame in work keeps its size or takes the new one; the one after the swap has the new one. */
static void within_frames(Window window)
{
    for (int i = 0; i < 6; i++) {
        const int w = i % 2 ? 100 : 160 + i * 8, h = i % 2 ? 140 : 80;
        glClear(GL_COLOR_BUFFER_BIT);
        by_whom(i % 3 ? other : dpy, window, w, h);
        glRectf(-0.5f, -0.5f, 0.5f, 0.5f);
        glXSwapBuffers(dpy, window);
        draw(w, h, i);
        show("after a frame that was resized", w, h);
        told("after a frame that was resized", window);
        swap_and_look("after a frame that was resized", window, w, h);
    }
}

/* As an interactive drag: a new size with each frame. */
static void dragged(Window window)
{
    unsigned all = 0;
    for (int i = 0; i < 60; i++) {
        const int w = 50 + i * 5, h = 300 - i * 4;
        by_whom(other, window, w, h);
        draw(w, h, i);
        unsigned char *pixels = calloc(1, (size_t)w * (size_t)h * 4);
        glReadPixels(0, 0, w, h, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
        all = all * 31 + hash_of(pixels, (size_t)w * (size_t)h * 4);
        free(pixels);
        glXSwapBuffers(dpy, window);
    }
    printf("60 frames of 60 sizes: %08x, error %x\n", all, glGetError());
    draw(345, 64, 60);
    swap_and_look("the last", window, 345, 64);
}

/* State and objects are the context's, whatever the window's size. */
static void objects_stay(Window window)
{
    GLuint texture;
    unsigned char texel[8 * 8 * 4];
    by_whom(dpy, window, 80, 60);
    draw(80, 60, 3);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glCopyTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 36, 26, 8, 8, 0);
    glScissor(1, 2, 3, 4);
    glViewport(5, 6, 7, 8);
    by_whom(other, window, 90, 70);
    glXSwapBuffers(dpy, window);
    glClear(GL_COLOR_BUFFER_BIT);
    told("state", window);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, texel);
    printf("texture %08x, error %x\n", hash_of(texel, sizeof texel), glGetError());
    glDeleteTextures(1, &texture);
}

/* A second window of the same context is resized while the first is current. */
static void while_not_current(Window window, GLXFBConfig config, GLXContext context)
{
    Window second = make_window(dpy, config, 50, 50);
    XSelectInput(dpy, second, StructureNotifyMask);
    glXMakeCurrent(dpy, second, context);
    draw(50, 50, 1);
    swap_and_look("second window", second, 50, 50);
    by_whom(dpy, window, 60, 60);
    glXMakeCurrent(dpy, window, context);
    by_whom(other, second, 140, 30);
    draw(60, 60, 2);
    swap_and_look("first window", window, 60, 60);
    glXMakeCurrent(dpy, second, context);
    draw(140, 30, 3);
    show("second window", 140, 30);
    told("second window", second);
    swap_and_look("second window", second, 140, 30);
    glXMakeCurrent(dpy, window, context);
    XDestroyWindow(dpy, second);
}

static void with(const int *attributes, const char *what)
{
    printf("-- %s\n", what);
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 100, 80);
    XSelectInput(dpy, window, StructureNotifyMask);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    XSync(dpy, False);
    printf("current: %d\n", glXMakeCurrent(dpy, window, context));
    told("at first", window);
    draw(100, 80, 0);
    swap_and_look("at first", window, 100, 80);
    between_frames(window);
    within_frames(window);
    dragged(window);
    objects_stay(window);
    while_not_current(window, config, context);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XDestroyWindow(dpy, window);
}

int main(void)
{
    dpy = open_display();
    other = open_display();
    with(plain, "one sample");
    with(multisampled, "four samples");
    XCloseDisplay(other);
    XCloseDisplay(dpy);
    return 0;
}
