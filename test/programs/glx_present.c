/* What GL drew is what X shows: after swaps, at other sizes, in a second window of the same context, from
 * a single-buffered window, and in a pixmap. Through sgl with SGL_SYNC_PRESENT=1 (it looks at windows by X). */
#include "glx_window.h"

static const int double_buffered[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 16, None};
static const int single_buffered[] = {GLX_DOUBLEBUFFER, False, GLX_RED_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PIXMAP_BIT, None};

static void print_sizes(Display *dpy, GLXDrawable drawable, const char *what)
{
    unsigned width = 0, height = 0;
    GLint viewport[4];
    glXQueryDrawable(dpy, drawable, GLX_WIDTH, &width);
    glXQueryDrawable(dpy, drawable, GLX_HEIGHT, &height);
    glGetIntegerv(GL_VIEWPORT, viewport);
    printf("%s: drawable %ux%u, viewport %dx%d\n", what, width, height, viewport[2], viewport[3]);
}

static void swapped_window(Display *dpy)
{
    GLXFBConfig config = choose_config(dpy, double_buffered);
    Window window = make_window(dpy, config, 200, 100);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    printf("current: %d\n", glXMakeCurrent(dpy, window, context));
    print_sizes(dpy, window, "at first");
    for (int i = 0; i < 3; i++) {
        draw_quarters(200, 100, 1.0f - (float)i / 4);
        glXSwapBuffers(dpy, window);
    }
    print_x_pixels(dpy, window, "third frame", 200, 100);

    /* before anything is drawn, the frame gets the new size at once */
    XResizeWindow(dpy, window, 301, 151);
    draw_quarters(301, 151, 1);
    print_gl_pixel("upper right", 300, 150);
    print_sizes(dpy, window, "resized");
    glXSwapBuffers(dpy, window);
    print_x_pixels(dpy, window, "larger", 301, 151);
    /* a frame in work keeps its size, the one after the swap has the new one */
    draw_quarters(301, 151, 1);
    XResizeWindow(dpy, window, 64, 48);
    XSync(dpy, False);
    draw_quarters(301, 151, 0.5f);
    print_gl_pixel("upper right", 300, 150);
    glXSwapBuffers(dpy, window);
    draw_quarters(64, 48, 0.5f);
    glXSwapBuffers(dpy, window);
    print_x_pixels(dpy, window, "smaller", 64, 48);

    Window other = make_window(dpy, config, 120, 80);
    printf("current: %d\n", glXMakeCurrent(dpy, other, context));
    draw_quarters(120, 80, 1);
    glXSwapBuffers(dpy, other);
    print_x_pixels(dpy, other, "second window", 120, 80);
    print_x_pixels(dpy, window, "first window still", 64, 48);
    printf("current: %d\n", glXMakeCurrent(dpy, window, context));
    draw_quarters(64, 48, 1);
    glXSwapBuffers(dpy, window);
    print_x_pixels(dpy, window, "first window again", 64, 48);
    printf("error %x\n", glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XDestroyWindow(dpy, other);
    XDestroyWindow(dpy, window);
}

static void single_buffer(Display *dpy)
{
    GLXFBConfig config = choose_config(dpy, single_buffered);
    Window window = make_window(dpy, config, 90, 70);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    GLint buffer = 0;
    printf("current: %d\n", glXMakeCurrent(dpy, window, context));
    glGetIntegerv(GL_DRAW_BUFFER, &buffer);
    printf("draw buffer %x\n", buffer);
    draw_quarters(90, 70, 1);
    glFinish();
    print_x_pixels(dpy, window, "after glFinish", 90, 70);
    draw_quarters(90, 70, 0.5f);
    glFlush();
    glXWaitGL();
    print_x_pixels(dpy, window, "after glXWaitGL", 90, 70);

    XVisualInfo *visual = glXGetVisualFromFBConfig(dpy, config);
    Pixmap pixmap = XCreatePixmap(dpy, window, 33, 21, (unsigned)visual->depth);
    GLXPixmap drawable = glXCreatePixmap(dpy, config, pixmap, NULL);
    XFree(visual);
    printf("current: %d\n", glXMakeCurrent(dpy, drawable, context));
    draw_quarters(33, 21, 1);
    glFinish();
    print_x_pixels(dpy, pixmap, "pixmap", 33, 21);
    printf("error %x\n", glGetError());
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyPixmap(dpy, drawable);
    glXDestroyContext(dpy, context);
    XFreePixmap(dpy, pixmap);
    XDestroyWindow(dpy, window);
}

int main(void)
{
    Display *dpy = open_display();
    swapped_window(dpy);
    single_buffer(dpy);
    XCloseDisplay(dpy);
    return 0;
}
