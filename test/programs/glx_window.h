/* A window with a GLX context in a few lines, for the test programs: they print what they see, and what
 * they print natively is what they must print through the client library. */
#ifndef GLX_WINDOW_H
#define GLX_WINDOW_H

#include <GL/glx.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline Display *open_display(void)
{
    Display *dpy = XOpenDisplay(NULL);
    if (dpy) return dpy;
    fprintf(stderr, "no X display: set DISPLAY\n");
    exit(2);
}

static inline GLXFBConfig choose_config(Display *dpy, const int *attributes)
{
    int count = 0;
    GLXFBConfig *found = glXChooseFBConfig(dpy, DefaultScreen(dpy), attributes, &count);
    if (!count) {
        fprintf(stderr, "no such configuration\n");
        exit(2);
    }
    GLXFBConfig first = found[0];
    XFree(found);
    return first;
}

/* Override-redirect: no window manager has a say in its size. */
static inline Window make_window(Display *dpy, GLXFBConfig config, int width, int height)
{
    XVisualInfo *visual = glXGetVisualFromFBConfig(dpy, config);
    XSetWindowAttributes set = {.override_redirect = True};
    set.colormap = XCreateColormap(dpy, RootWindow(dpy, visual->screen), visual->visual, AllocNone);
    static int made; /* side by side: X has no picture of what is covered */
    Window window = XCreateWindow(dpy, RootWindow(dpy, visual->screen), 20 + made++ % 3 * 320, 20, (unsigned)width, (unsigned)height, 0, visual->depth, InputOutput,
                                  visual->visual, CWBorderPixel | CWColormap | CWOverrideRedirect, &set);
    XMapRaised(dpy, window);
    XFree(visual);
    return window;
}

/* Colours at four places of a drawable as X has them. */
static inline void print_x_pixels(Display *dpy, Drawable drawable, const char *what, int width, int height)
{
    XImage *image = XGetImage(dpy, drawable, 0, 0, (unsigned)width, (unsigned)height, AllPlanes, ZPixmap);
    unsigned long mask = image->red_mask | image->green_mask | image->blue_mask;
    if (!mask) mask = 0xffffff; /* a pixmap's image has none */
    printf("%s: X has %06lx %06lx %06lx %06lx\n", what, XGetPixel(image, 0, 0) & mask, XGetPixel(image, width - 1, 0) & mask,
           XGetPixel(image, 0, height - 1) & mask, XGetPixel(image, width - 1, height - 1) & mask);
    XDestroyImage(image);
}

/* The four quarters in four colours, so that a flipped or shifted picture shows. */
static inline void draw_quarters(int width, int height, float shade)
{
    static const float colours[4][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 1}};
    glEnable(GL_SCISSOR_TEST);
    for (int i = 0; i < 4; i++) {
        glScissor(i % 2 ? width / 2 : 0, i / 2 ? height / 2 : 0, (width + 1) / 2, (height + 1) / 2);
        glClearColor(colours[i][0] * shade, colours[i][1] * shade, colours[i][2] * shade, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    glDisable(GL_SCISSOR_TEST);
}

static inline void print_gl_pixel(const char *what, int x, int y)
{
    unsigned char p[4] = {0};
    glReadPixels(x, y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, p);
    printf("%s: GL has %02x%02x%02x%02x, error %x\n", what, p[0], p[1], p[2], p[3], glGetError());
}

#endif
