/* Accumulation buffers (OpenGL 4.6 compatibility, 17.4.3 and 17.4.4) of windows and pbuffers, in configurations of every colour
 * format that has them: the operations and their arithmetic, scissor and colour mask, buffers selected, display lists, errors,
 * state, resized windows. What it prints natively it must print through the client library. */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

#include "gl_show.h"
#include "glx_window.h"

enum { WIDTH = 61, HEIGHT = 43 };
static int width = WIDTH, height = HEIGHT;

static void show(const char *what) { show_picture(what, width, height); }

/* All values of the colour buffer, and different ones for each seed. */
static void paint(int seed)
{
    glBegin(GL_QUADS);
    for (int i = 0; i < 4; i++) {
        static const float corners[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
        const int at = (i + seed) % 4;
        glColor4f((float)(at == 1) * 0.9f, (float)(at == 2), (float)(at != 0) * 0.7f, 0.2f + 0.25f * (float)at);
        glVertex2fv(corners[i]);
    }
    glEnd();
}

static void wipe(float value)
{
    glClearColor(value, value / 2, 1 - value, value);
    glClear(GL_COLOR_BUFFER_BIT);
}

/* What the accumulation buffer has, by way of the colour buffer: fine steps, then the sign. */
static void show_sums(const char *what)
{
    static const float shares[] = {1, 100, -1, 0.25f};
    for (int i = 0; i < 4; i++) {
        char text[100];
        wipe(0.3f);
        glAccum(GL_RETURN, shares[i]);
        snprintf(text, sizeof text, "%s, returned by %g", what, shares[i]);
        show(text);
    }
}

static void operations(void)
{
    static const struct {
        GLenum operation;
        float value;
    } steps[] = {{GL_LOAD, 1}, {GL_ACCUM, 0.25f}, {GL_MULT, 0.3f}, {GL_ADD, 0.1f}, {GL_ACCUM, -0.7f}, {GL_MULT, -1.5f}, {GL_ADD, -0.33f}, {GL_ACCUM, 0}, {GL_MULT, 1},
                 {GL_ADD, 0}, {GL_LOAD, 0.123f}, {GL_ACCUM, 3}, {GL_ADD, 7}, {GL_LOAD, -2.5f}, {GL_MULT, 1000}, {GL_LOAD, 1e9f}, {GL_ACCUM, -1e30f}, {GL_ADD, 1.9f}, {GL_MULT, 0}};
    for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++) {
        char text[60];
        paint((int)i);
        glAccum(steps[i].operation, steps[i].value);
        snprintf(text, sizeof text, "operation %x by %g", steps[i].operation, steps[i].value);
        show_sums(text);
    }
}

static void clears(void)
{
    static const float colours[][4] = {{0, 0, 0, 0}, {1, 0.5f, 0.25f, 0.125f}, {-1, -0.3f, 0.001f, 1}, {9, -9, 0.7f, 2}};
    for (int i = 0; i < 4; i++) {
        float back[4] = {7, 7, 7, 7};
        glClearAccum(colours[i][0], colours[i][1], colours[i][2], colours[i][3]);
        glGetFloatv(GL_ACCUM_CLEAR_VALUE, back);
        show_floats("clear value", back, 4);
        glClear(GL_ACCUM_BUFFER_BIT);
        show_sums("cleared");
    }
    glPushAttrib(GL_ACCUM_BUFFER_BIT);
    glClearAccum(0.9f, 0.8f, 0.1f, 0.2f);
    glPopAttrib();
    glEnable(GL_SCISSOR_TEST);
    glScissor(7, 5, 20, 70);
    glClear(GL_ACCUM_BUFFER_BIT | GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glScissor(-5, -5, 12, 12);
    glClearAccum(0.1f, 0.2f, 0.3f, 0.4f);
    glClear(GL_ACCUM_BUFFER_BIT);
    glScissor(200, 200, 9, 9);
    glClear(GL_ACCUM_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
    show_sums("cleared under a scissor");
}

static void masks(void)
{
    paint(2);
    glAccum(GL_LOAD, 0.8f);
    glEnable(GL_SCISSOR_TEST);
    glScissor(11, 3, 31, 30);
    glAccum(GL_ADD, 0.1f);
    wipe(0.6f);
    glScissor(20, 9, 31, 50);
    glAccum(GL_ACCUM, 0.4f);
    glScissor(2, 9, 45, 33);
    glAccum(GL_RETURN, 1);
    show("scissor");
    glDisable(GL_SCISSOR_TEST);
    for (int mask = 0; mask < 16; mask++) {
        wipe(0.45f);
        glColorMask(mask & 1, mask >> 1 & 1, mask >> 2 & 1, mask >> 3 & 1);
        glAccum(GL_RETURN, 0.9f);
        glColorMask(1, 1, 1, 1);
        show("colour mask");
    }
    glPixelTransferf(GL_RED_SCALE, 0.5f);
    glPixelStorei(GL_PACK_ROW_LENGTH, 100);
    glPixelStorei(GL_UNPACK_SKIP_PIXELS, 3);
    glEnable(GL_ALPHA_TEST), glAlphaFunc(GL_NEVER, 0), glEnable(GL_BLEND), glEnable(GL_STENCIL_TEST), glStencilFunc(GL_NEVER, 0, 0), glEnable(GL_COLOR_LOGIC_OP), glLogicOp(GL_INVERT);
    glAccum(GL_ACCUM, 0.2f);
    glAccum(GL_RETURN, 1);
    glDisable(GL_ALPHA_TEST), glDisable(GL_BLEND), glDisable(GL_STENCIL_TEST), glDisable(GL_COLOR_LOGIC_OP);
    glPixelTransferf(GL_RED_SCALE, 1);
    glPixelStorei(GL_PACK_ROW_LENGTH, 0);
    glPixelStorei(GL_UNPACK_SKIP_PIXELS, 0);
    show("state that has no part in it");
    glEnable(GL_FRAMEBUFFER_SRGB);
    glAccum(GL_LOAD, 0.7f);
    glAccum(GL_RETURN, 1);
    glDisable(GL_FRAMEBUFFER_SRGB);
    show("GL_FRAMEBUFFER_SRGB");
    glGetError();
}

static void states(void)
{
    static const GLenum bits[] = {GL_ACCUM_RED_BITS, GL_ACCUM_GREEN_BITS, GL_ACCUM_BLUE_BITS, GL_ACCUM_ALPHA_BITS};
    float feedback[16];
    GLuint fbo = 0, texture = 0;
    for (int i = 0; i < 4; i++) show_integer("bits", bits[i]);
    GLboolean truth = 9;
    GLdouble number = 9;
    glGetBooleanv(GL_ACCUM_RED_BITS, &truth);
    glGetDoublev(GL_ACCUM_BLUE_BITS, &number);
    printf("bits: %d %g\n", truth, number);
    glAccum(GL_FRONT, 1), show_error("no operation");
    glBegin(GL_POINTS), glAccum(GL_ADD, 1), glEnd(), show_error("between glBegin and glEnd");
    paint(3);
    glAccum(GL_LOAD, 0.6f);
    glRenderMode(GL_FEEDBACK), glFeedbackBuffer(16, GL_2D, feedback), glRenderMode(GL_FEEDBACK);
    glAccum(GL_ADD, 0.5f), glClear(GL_ACCUM_BUFFER_BIT);
    printf("fed back: %d\n", glRenderMode(GL_RENDER));
    show_sums("while feeding back");
    glEnable(GL_RASTERIZER_DISCARD);
    glAccum(GL_ADD, 0.5f), glClear(GL_ACCUM_BUFFER_BIT);
    glDisable(GL_RASTERIZER_DISCARD);
    show_sums("while discarding");
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    glGenFramebuffers(1, &fbo);
    static const GLenum targets[] = {GL_FRAMEBUFFER, GL_DRAW_FRAMEBUFFER, GL_READ_FRAMEBUFFER};
    for (int i = 0; i < 3; i++)
        for (int complete = 0; complete < 2; complete++) {
            glBindFramebuffer(GL_FRAMEBUFFER, fbo);
            glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, complete ? texture : 0, 0);
            glBindFramebuffer(GL_FRAMEBUFFER, 0);
            glBindFramebuffer(targets[i], fbo);
            show_integer("bits of a framebuffer object", GL_ACCUM_RED_BITS);
            glAccum(GL_ADD, 0.1f), show_error("accumulation in a framebuffer object");
            glClear(GL_ACCUM_BUFFER_BIT), show_error("cleared in a framebuffer object");
            glBindFramebuffer(GL_FRAMEBUFFER, 0);
        }
    show_sums("after framebuffer objects");
    glDeleteFramebuffers(1, &fbo);
    glDeleteTextures(1, &texture);
}

static void selections(int buffers)
{
    static const GLenum selected[] = {GL_FRONT, GL_BACK, GL_FRONT_AND_BACK, GL_NONE, GL_BACK_LEFT};
    for (int i = 0; i < 5; i++) {
        if (buffers == 1 && i != 0 && i != 3) continue;
        glDrawBuffer(buffers == 2 ? GL_FRONT_AND_BACK : GL_FRONT);
        wipe(0.2f);
        glReadBuffer(selected[i == 2 ? 0 : i]);
        glDrawBuffer(buffers == 2 ? GL_BACK : GL_FRONT);
        paint(i);
        glAccum(GL_LOAD, 0.5f), show_error("loaded");
        glReadBuffer(buffers == 2 ? GL_BACK : GL_FRONT);
        wipe(0.9f);
        glDrawBuffer(selected[i]);
        glAccum(GL_ADD, 0.05f);
        glAccum(GL_RETURN, 1.3f), show_error("returned");
        /* into a second buffer Mesa 22.3 returns what lies behind the accumulation buffer */
        for (int b = 0; b < (i == 2 ? 1 : buffers); b++) {
            glReadBuffer(b ? GL_BACK : GL_FRONT);
            show(b ? "in the back" : "in the front");
        }
    }
    glDrawBuffer(buffers == 2 ? GL_BACK : GL_FRONT);
}

static void lists(void)
{
    static const GLubyte names[] = {1, 2, 5};
    glClearAccum(0.2f, 0.4f, 0.1f, 0.6f);
    glNewList(101, GL_COMPILE);
    glColor4f(0.3f, 0.5f, 0.7f, 0.9f);
    glRectf(-0.5f, -0.5f, 0.7f, 0.2f);
    glAccum(GL_ACCUM, 0.5f);
    glRectf(-0.9f, 0.1f, 0.1f, 0.9f);
    glClearAccum(0.7f, 0.1f, 0.2f, 0.2f);
    glEndList();
    glNewList(102, GL_COMPILE);
    glClear(GL_COLOR_BUFFER_BIT | GL_ACCUM_BUFFER_BIT);
    glTranslatef(0.1f, 0.05f, 0);
    glCallList(101);
    glTranslatef(0.1f, 0.05f, 0);
    glCallList(101);
    glAccum(GL_FRONT, 1);
    glEndList();
    paint(1);
    glAccum(GL_LOAD, 0.4f);
    show_sums("lists compiled");
    paint(2);
    glCallList(101), show("a list"), show_sums("a list");
    glCallList(102), show("a list of lists"), show_sums("a list of lists");
    glLoadIdentity();
    paint(1);
    glNewList(105, GL_COMPILE_AND_EXECUTE);
    glRectf(-0.4f, -0.4f, 0.4f, 0.4f);
    glAccum(GL_LOAD, 0.75f);
    glCallList(101);
    glAccum(GL_MULT, 0.8f);
    glEndList();
    show("compiled and executed"), show_sums("compiled and executed");
    glNewList(106, GL_COMPILE);
    glCallLists(3, GL_UNSIGNED_BYTE, names);
    glEndList();
    glListBase(100);
    paint(0);
    glCallLists(3, GL_UNSIGNED_BYTE, names), show("lists by an array"), show_sums("lists by an array");
    paint(3);
    glCallList(106), show("lists by an array in a list"), show_sums("lists by an array in a list");
    glListBase(0);
    glLoadIdentity();
    glNewList(101, GL_COMPILE);
    glAccum(GL_ADD, 0.07f);
    glEndList();
    glCallList(102), show_sums("a list made anew within one");
    glDeleteLists(101, 1);
    paint(0);
    glCallList(102), show_sums("a list deleted within one");
    printf("lists: %d %d %d, error %x\n", glIsList(101), glIsList(102), glIsList(105), glGetError());
    glNewList(102, GL_COMPILE);
    glRectf(-1, -1, 0, 1);
    glEndList();
    glCallList(102), show("a list without accumulation in the place of one with it");
    glLoadIdentity();
    glDeleteLists(101, 6);
    glNewList(108, GL_COMPILE);
    glEnable(GL_ACCUM); /* refused */
    glClear(GL_ACCUM_BUFFER_BIT);
    glEndList();
    paint(1);
    glAccum(GL_LOAD, 0.3f);
    glCallList(108), show_sums("cleared behind an error");
    glListBase(1000);
    glBegin(GL_POINTS);
    glCallLists(3, GL_UNSIGNED_BYTE, names); /* of no lists */
    glEnd();
    glListBase(0);
    printf("lists within glBegin: error %x\n", glGetError());
    glBegin(GL_POINTS);
    glNewList(107, GL_COMPILE); /* refused */
    glEnd();
    printf("a list within glBegin: error %x\n", glGetError());
    paint(2);
    glAccum(GL_LOAD, 0.6f), show_sums("after a refused list");
    glEndList();
    printf("its end: error %x, list %d\n", glGetError(), glIsList(107));
}

/* As programs use it: motion blur and a scene that is drawn from several places. */
static void blur(void)
{
    glClearAccum(0, 0, 0, 0);
    glClear(GL_ACCUM_BUFFER_BIT);
    for (int i = 0; i < 7; i++) {
        wipe(0.1f);
        glLoadIdentity();
        glTranslatef(0.01f * (float)i, 0.02f * (float)i, 0);
        glScalef(0.5f, 0.5f, 1);
        paint(0);
        glAccum(GL_ACCUM, 1.0f / 7);
    }
    glAccum(GL_RETURN, 1), show("several places");
    glLoadIdentity();
    for (int i = 0; i < 9; i++) {
        wipe(0.7f);
        glRectf(-1 + 0.2f * (float)i, -0.5f, -0.8f + 0.2f * (float)i, 0.5f);
        glAccum(GL_MULT, 0.6f), glAccum(GL_ACCUM, 0.4f), glAccum(GL_RETURN, 1);
        show("motion blur");
    }
}

static void all(const char *what, int buffers)
{
    printf("---- %s\n", what);
    operations();
    clears();
    masks();
    states();
    selections(buffers);
    lists();
    blur();
}

static int has(Display *dpy, GLXFBConfig config, int attribute)
{
    int value = -1;
    glXGetFBConfigAttrib(dpy, config, attribute, &value);
    return value;
}

/* One configuration of each kind, in pbuffers. */
static void formats(Display *dpy)
{
    static const int colours[][2] = {{8, 8}, {8, 0}, {5, 0}, {10, 2}};
    int count = 0;
    GLXFBConfig *configs = glXGetFBConfigs(dpy, DefaultScreen(dpy), &count);
    for (int c = 0; c < 4; c++)
        for (int kind = 0; kind < 4; kind++) {
            int i = 0;
            while (i < count && !(has(dpy, configs[i], GLX_ACCUM_RED_SIZE) > 0 && has(dpy, configs[i], GLX_RED_SIZE) == colours[c][0] &&
                                  has(dpy, configs[i], GLX_ALPHA_SIZE) == colours[c][1] && has(dpy, configs[i], GLX_DOUBLEBUFFER) == (kind & 1) &&
                                  has(dpy, configs[i], GLX_FRAMEBUFFER_SRGB_CAPABLE_ARB) == kind >> 1 && has(dpy, configs[i], GLX_DRAWABLE_TYPE) & GLX_PBUFFER_BIT))
                i++;
            if (i == count) continue;
            const int size[] = {GLX_PBUFFER_WIDTH, WIDTH, GLX_PBUFFER_HEIGHT, HEIGHT, None};
            char text[80];
            GLXPbuffer pbuffer = glXCreatePbuffer(dpy, configs[i], size);
            GLXContext context = glXCreateNewContext(dpy, configs[i], GLX_RGBA_TYPE, NULL, True);
            snprintf(text, sizeof text, "configuration %x, colours of %d bits, alpha %d, %s, sRGB %d", has(dpy, configs[i], GLX_FBCONFIG_ID), colours[c][0], colours[c][1],
                     kind & 1 ? "double" : "single", kind >> 1);
            if (!glXMakeCurrent(dpy, pbuffer, context)) printf("not current: %s\n", text);
            else all(text, kind & 1 ? 2 : 1);
            glXMakeCurrent(dpy, None, NULL);
            glXDestroyContext(dpy, context);
            glXDestroyPbuffer(dpy, pbuffer);
        }
    XFree(configs);
}

/* Each frame has something of the one before: what a recording's later part depends on. */
static void frames(Display *dpy, Window window)
{
    const GLuint all = glGenLists(2), returns = all + 1;
    glNewList(returns, GL_COMPILE);
    glAccum(GL_RETURN, 1);
    glEndList();
    glNewList(all, GL_COMPILE); /* the first name, compiled last */
    glAccum(GL_MULT, 0.8f), glAccum(GL_ACCUM, 0.2f);
    glCallList(returns);
    glEndList();
    for (int i = 0; i < 8; i++) {
        wipe(0.2f);
        glRectf(-1 + 0.2f * (float)i, -0.7f, -0.8f + 0.2f * (float)i, 0.7f);
        glCallList(all);
        show("a frame of motion blur");
        glXSwapBuffers(dpy, window);
    }
    glDeleteLists(all, 2);
}

static void resized(Display *dpy, Window window)
{
    for (int i = 0; i < 3; i++) {
        XResizeWindow(dpy, window, (unsigned)(width = i == 1 ? 30 : 90 + i), (unsigned)(height = 80 - 20 * i));
        XSync(dpy, False);
        glXSwapBuffers(dpy, window);
        glXWaitX();
        glViewport(0, 0, width, height);
        glClearAccum(0.1f * (float)i, 0.5f, 0, 0);
        glClear(GL_ACCUM_BUFFER_BIT);
        paint(i);
        glAccum(GL_ACCUM, 0.5f);
        show_sums("resized");
        glAccum(GL_RETURN, 1);
    }
}

/* Two drawables of a context, two contexts of a drawable, and a context without any accumulation buffer. What the first left in
 * the buffer the second has not in Mesa 22.3, where each keeps one of its own, and makes it anew when it comes back. */
static void drawables(Display *dpy, GLXFBConfig config, Window window, GLXContext context)
{
    static const int without[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_ACCUM_RED_SIZE, 0, None};
    const GLXFBConfig plain = choose_config(dpy, without);
    Window second = make_window(dpy, config, width, height), third = make_window(dpy, plain, width, height);
    paint(1);
    glAccum(GL_LOAD, 0.7f);
    glXMakeContextCurrent(dpy, window, second, context);
    glAccum(GL_ADD, 0.2f), show_error("another window is read");
    glXMakeCurrent(dpy, second, context);
    glClear(GL_ACCUM_BUFFER_BIT);
    paint(2);
    glAccum(GL_ACCUM, 0.3f);
    show_sums("the second window");
    glXMakeCurrent(dpy, window, context);
    paint(3);
    glAccum(GL_LOAD, 0.6f);
    show_sums("the first window");
    GLXContext other = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, context, True);
    glXMakeCurrent(dpy, window, other);
    paint(1);
    glAccum(GL_LOAD, 0.3f);
    glAccum(GL_ACCUM, 0.3f);
    show_sums("another context");
    GLXContext last = glXCreateNewContext(dpy, plain, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, third, last);
    show_integer("bits of none", GL_ACCUM_RED_BITS);
    glAccum(GL_ADD, 1), show_error("accumulation in none");
    glClear(GL_ACCUM_BUFFER_BIT), show_error("none cleared");
}

/* A native driver puts the front buffer of a pbuffer where X takes none of this depth. */
static int ignore_error(Display *dpy, XErrorEvent *event)
{
    (void)dpy, (void)event;
    return 0;
}

int main(void)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_ACCUM_RED_SIZE, 16, None};
    Display *dpy = open_display();
    XSetErrorHandler(ignore_error);
    formats(dpy);
    GLXFBConfig config = choose_config(dpy, attributes);
    printf("chosen: %x\n", has(dpy, config, GLX_FBCONFIG_ID));
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    all("a window", 2);
    frames(dpy, window);
    resized(dpy, window);
    drawables(dpy, config, window, context);
    return 0;
}
