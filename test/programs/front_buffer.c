/* The front buffer: drawn to and read beside the back buffer, through attribute stacks, copied to from the back, under one depth and stencil buffer, by two contexts; single-buffered windows, whose picture glFlush shows.
 * Prints what OpenGL reads and what X has (through sgl with SGL_SYNC_PRESENT=1); what it prints natively it must print
 * through the client library. What a swap leaves in the buffers is undefined, and not asked for. */
#define GL_GLEXT_PROTOTYPES
#include "glx_window.h"

#include <GL/glext.h>

enum { W = 64, H = 48 };

static const int double_buffered[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};
static const int single_buffered[] = {GLX_DOUBLEBUFFER, False, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};
static Display *dpy;

static void fill(GLenum buffer, float r, float g, float b)
{
    glDrawBuffer(buffer);
    glClearColor(r, g, b, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

static void rectangle(float x, float y, float r, float g, float b)
{
    glColor3f(r, g, b);
    glRectf(x, y, x + 0.5f, y + 0.5f);
}

/* A hash of all pixels of a buffer, and the one in the middle. */
static void show(const char *what, GLenum buffer)
{
    static unsigned char pixels[W * H][4];
    unsigned hash = 2166136261u;
    GLint before = 0;
    glGetIntegerv(GL_READ_BUFFER, &before);
    glReadBuffer(buffer);
    glReadPixels(0, 0, W, H, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    glReadBuffer((GLenum)before);
    for (int i = 0; i < W * H * 4; i++) hash = (hash ^ ((unsigned char *)pixels)[i]) * 16777619u;
    const unsigned char *p = pixels[H / 2 * W + W / 2];
    printf("%s: buffer %x has %02x%02x%02x, hash %08x, error %x\n", what, buffer, p[0], p[1], p[2], hash, glGetError());
}

static void selected(const char *what)
{
    GLint draw = 0, read = 0;
    GLboolean two = 9;
    glGetIntegerv(GL_DRAW_BUFFER, &draw);
    glGetIntegerv(GL_READ_BUFFER, &read);
    glGetBooleanv(GL_DOUBLEBUFFER, &two);
    printf("%s: draws to %x, reads %x, double %d, error %x\n", what, draw, read, two, glGetError());
}

static void x_shows(Window window, const char *what)
{
    glXWaitGL();
    print_x_pixels(dpy, window, what, W, H);
}

static void both_buffers(Window window)
{
    selected("at first");
    fill(GL_BACK, 1, 0, 0);
    fill(GL_FRONT, 0, 1, 0);
    rectangle(-1, -1, 0, 0, 1);
    glFlush();
    x_shows(window, "front drawn");
    show("two buffers", GL_FRONT);
    show("two buffers", GL_BACK);
    glDrawBuffer(GL_BACK);
    rectangle(0, 0, 1, 1, 0);
    glDrawBuffer(GL_FRONT);
    rectangle(0, -1, 1, 0, 1);
    glFinish();
    x_shows(window, "front drawn again");
    show("by turns", GL_BACK);
    show("by turns", GL_FRONT_LEFT);
    show("by turns", GL_LEFT);
    fill(GL_FRONT_AND_BACK, 0.5f, 0.25f, 0);
    selected("both");
    rectangle(-0.5f, -0.25f, 0, 1, 1);
    glFlush();
    x_shows(window, "both drawn");
    show("both", GL_FRONT);
    show("both", GL_BACK);
    glDrawBuffer(GL_RIGHT);
    printf("no right buffer: error %x\n", glGetError());
    glDrawBuffer(GL_NONE);
    rectangle(-1, -1, 1, 1, 1);
    show("into none", GL_FRONT);
    show("into none", GL_BACK);
    selected("none");
}

static void stacks(void)
{
    fill(GL_FRONT, 0, 0, 0);
    fill(GL_BACK, 0, 0, 0);
    glReadBuffer(GL_FRONT);
    glPushAttrib(GL_COLOR_BUFFER_BIT | GL_PIXEL_MODE_BIT);
    fill(GL_FRONT, 0.25f, 0, 0.25f);
    glReadBuffer(GL_BACK);
    selected("pushed");
    glPopAttrib();
    selected("popped");
    rectangle(0, 0, 0, 1, 0);
    show("stack", GL_FRONT);
    show("stack", GL_BACK);
    glPushAttrib(GL_ENABLE_BIT);
    glDrawBuffer(GL_FRONT);
    glPopAttrib();
    selected("of another group");
    glReadBuffer(GL_BACK);
}

static void copies(Window window)
{
    fill(GL_FRONT, 0, 0, 0);
    fill(GL_BACK, 0, 0, 1);
    rectangle(-0.25f, -0.25f, 1, 0, 0);
    glReadBuffer(GL_BACK);
    glDrawBuffer(GL_FRONT);
    glRasterPos2f(-1, -1);
    glCopyPixels(0, 0, W, H, GL_COLOR);
    glFlush();
    x_shows(window, "copied to the front");
    show("copied", GL_FRONT);
    fill(GL_BACK, 1, 1, 0);
    glBlitFramebuffer(0, 0, W, H, W, H, 0, 0, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    fill(GL_FRONT, 0, 1, 1);
    glReadBuffer(GL_FRONT);
    glDrawBuffer(GL_BACK);
    glBlitFramebuffer(0, 0, W / 2, H / 2, 0, 0, W, H / 3, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    show("blitted", GL_BACK);
    GLuint texture, framebuffer;
    unsigned char texel[8 * 8 * 4];
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glCopyTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 0, 0, 8, 8, 0);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, texel);
    printf("a texture of the front: %02x%02x%02x\n", texel[0], texel[1], texel[2]);
    /* another framebuffer in between: the window's selection stays */
    glDrawBuffer(GL_FRONT);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    selected("framebuffer object");
    glViewport(0, 0, 8, 8);
    rectangle(-1, -1, 0.5f, 0.5f, 0.5f);
    print_gl_pixel("framebuffer object", 1, 1);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, W, H);
    selected("window again");
    rectangle(0, 0, 1, 1, 1);
    show("window again", GL_FRONT);
    show("window again", GL_BACK);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteTextures(1, &texture);
    glReadBuffer(GL_BACK);
}

/* Both colour buffers are drawn under the one depth and stencil buffer of the window. */
static void depth_and_stencil(void)
{
    float depth = -1;
    unsigned char stencil = 99;
    fill(GL_FRONT, 0, 0, 0);
    fill(GL_BACK, 0, 0, 0);
    glEnable(GL_DEPTH_TEST);
    glClearDepth(1);
    glClear(GL_DEPTH_BUFFER_BIT);
    glColor3f(1, 0, 0);
    glBegin(GL_QUADS); /* the back's left half, near */
    glVertex3f(-1, -1, -0.5f), glVertex3f(0.1f, -1, -0.5f), glVertex3f(0.1f, 1, -0.5f), glVertex3f(-1, 1, -0.5f);
    glEnd();
    glDrawBuffer(GL_FRONT);
    glColor3f(0, 1, 0);
    glRectf(-1, -1, 1, 1); /* all of the front, behind it: the right half is seen */
    show("depth", GL_FRONT);
    glReadPixels(2, 2, 1, 1, GL_DEPTH_COMPONENT, GL_FLOAT, &depth);
    printf("depth %.4f\n", depth);
    glDrawBuffer(GL_BACK);
    glDepthFunc(GL_EQUAL);
    rectangle(0, 0, 0, 0, 1); /* at the depth that the front's drawing left */
    show("depth", GL_BACK);
    glReadPixels(W - 2, 2, 1, 1, GL_DEPTH_COMPONENT, GL_FLOAT, &depth);
    printf("depth %.4f\n", depth);
    glDisable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);

    glEnable(GL_STENCIL_TEST);
    glDrawBuffer(GL_FRONT);
    glClear(GL_STENCIL_BUFFER_BIT);
    glStencilFunc(GL_ALWAYS, 3, 255);
    glStencilOp(GL_KEEP, GL_KEEP, GL_REPLACE);
    rectangle(-0.3f, -0.3f, 1, 1, 1);
    glDrawBuffer(GL_BACK);
    glStencilFunc(GL_EQUAL, 3, 255);
    glStencilOp(GL_KEEP, GL_KEEP, GL_INCR);
    glColor3f(1, 0, 1);
    glRectf(-1, -1, 1, 1);
    show("stencil", GL_BACK);
    glDrawBuffer(GL_FRONT_AND_BACK);
    glStencilFunc(GL_EQUAL, 4, 255);
    glStencilOp(GL_KEEP, GL_KEEP, GL_KEEP);
    glColor3f(0, 1, 1);
    glRectf(-1, -1, 1, 1);
    show("stencil", GL_FRONT);
    show("stencil", GL_BACK);
    glReadPixels(W / 2, H / 2, 1, 1, GL_STENCIL_INDEX, GL_UNSIGNED_BYTE, &stencil);
    printf("stencil %d, error %x\n", stencil, glGetError());
    glDisable(GL_STENCIL_TEST);
    glDrawBuffer(GL_BACK);
}

static void two_contexts(Window window, GLXContext first, GLXFBConfig config)
{
    GLXContext second = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, first, True);
    fill(GL_FRONT, 0, 0.5f, 0);
    fill(GL_BACK, 0.5f, 0, 0);
    glDrawBuffer(GL_FRONT);
    glXMakeCurrent(dpy, window, second);
    selected("second context");
    rectangle(-0.5f, 0, 0, 0, 1);
    show("second context", GL_BACK);
    show("second context", GL_FRONT);
    glXMakeCurrent(dpy, window, first);
    selected("first context");
    rectangle(0, -0.5f, 1, 1, 1);
    glFlush();
    x_shows(window, "two contexts");
    show("first context", GL_FRONT);
    show("first context", GL_BACK);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, second);
    glXMakeCurrent(dpy, window, first);
    selected("made current again");
    glDrawBuffer(GL_BACK);
}

/* Frames that are drawn and swapped, each followed by something in front. */
static void over_frames(Window window)
{
    for (int i = 0; i < 3; i++) {
        fill(GL_BACK, 0, 0, (float)i / 4);
        glXSwapBuffers(dpy, window);
        fill(GL_FRONT, (float)i / 4, 1, 0);
        rectangle(-1, -1, 1, 1, 1);
        glFlush();
        x_shows(window, "over a frame");
        show("over a frame", GL_FRONT);
    }
    glDrawBuffer(GL_BACK);
    fill(GL_BACK, 0.75f, 0.75f, 0.75f);
    glXSwapBuffers(dpy, window);
    x_shows(window, "last frame");
}

/* The other ways to select: by the framebuffer's name, several at once, as EXT_direct_state_access has them. */
static void by_name(void)
{
    static const GLenum front[] = {GL_FRONT_LEFT}, two[] = {GL_BACK_LEFT, GL_FRONT_LEFT};
    glNamedFramebufferDrawBuffer(0, GL_FRONT), selected("named, front");
    glClearColor(0.2f, 0.6f, 0.4f, 1), glClear(GL_COLOR_BUFFER_BIT), show("named, front", GL_FRONT), show("named, front", GL_BACK);
    glFramebufferDrawBufferEXT(0, GL_BACK), selected("EXT, back");
    glClearColor(0.9f, 0.1f, 0.3f, 1), glClear(GL_COLOR_BUFFER_BIT), show("EXT, back", GL_FRONT), show("EXT, back", GL_BACK);
    glFramebufferDrawBufferEXT(0, GL_FRONT), selected("EXT, front");
    rectangle(-0.25f, -0.25f, 1, 1, 0), show("EXT, front", GL_FRONT), show("EXT, front", GL_BACK);
    glFramebufferReadBufferEXT(0, GL_FRONT), selected("EXT, reads front");
    glFramebufferReadBufferEXT(0, GL_BACK), selected("EXT, reads back");
    glNamedFramebufferDrawBuffers(0, 1, front), selected("named, one");
    glFramebufferDrawBuffersEXT(0, 1, two), selected("EXT, one");
    glNamedFramebufferDrawBuffers(0, 2, two), selected("named, two");
    rectangle(-0.9f, -0.25f, 0, 1, 1), show("named, two", GL_FRONT), show("named, two", GL_BACK);
    glFramebufferDrawBufferEXT(0, GL_COLOR_ATTACHMENT0), selected("EXT, no such buffer");
    glNamedFramebufferReadBuffer(0, GL_AUX0), selected("named, reads no such buffer");
    glDrawBuffer(GL_BACK), glReadBuffer(GL_BACK), selected("as before");
}

static void single(void)
{
    GLXFBConfig config = choose_config(dpy, single_buffered);
    Window window = make_window(dpy, config, W, H);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    printf("current: %d\n", glXMakeCurrent(dpy, window, context));
    selected("single-buffered");
    fill(GL_FRONT, 1, 0, 0);
    glFlush();
    x_shows(window, "glFlush");
    rectangle(-1, -1, 0, 1, 0);
    glFinish();
    x_shows(window, "glFinish");
    rectangle(0, 0, 0, 0, 1);
    glXSwapBuffers(dpy, window);
    x_shows(window, "a swap without a back buffer");
    show("single-buffered", GL_FRONT);
    static const GLenum others[] = {GL_BACK, GL_BACK_LEFT, GL_FRONT_LEFT, GL_LEFT, GL_FRONT_AND_BACK, GL_RIGHT, GL_AUX0, GL_COLOR_ATTACHMENT0};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        glDrawBuffer(others[i]);
        const GLenum drawing = glGetError();
        glReadBuffer(others[i]);
        printf("buffer %x: errors %x %x\n", others[i], drawing, glGetError());
        selected("then");
        rectangle(-0.25f, -1 + (float)i / 8, (float)i / 8, 0, 1);
    }
    glDrawBuffer(GL_FRONT);
    glReadBuffer(GL_FRONT);
    show("all of them", GL_FRONT);
    XResizeWindow(dpy, window, W * 2, H * 2);
    XSync(dpy, False);
    glXMakeCurrent(dpy, None, NULL);
    glXMakeCurrent(dpy, window, context);
    glViewport(0, 0, W * 2, H * 2);
    fill(GL_FRONT, 0.5f, 0, 0.5f);
    rectangle(0.5f, 0.5f, 1, 1, 0);
    glFlush();
    glXWaitGL();
    print_x_pixels(dpy, window, "resized", W * 2, H * 2);
    print_gl_pixel("resized", W * 2 - 1, H * 2 - 1);
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XDestroyWindow(dpy, window);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    dpy = open_display();
    GLXFBConfig config = choose_config(dpy, double_buffered);
    Window window = make_window(dpy, config, W, H);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    glDisable(GL_DITHER);
    both_buffers(window);
    stacks();
    copies(window);
    depth_and_stencil();
    two_contexts(window, context, config);
    over_frames(window);
    by_name();
    single();
    glXMakeCurrent(dpy, None, NULL);
    XCloseDisplay(dpy);
    return 0;
}
