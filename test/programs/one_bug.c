/* The same frames with and without a deliberate mistake of one line, for comparing traces: with a second argument, from frame 5
 * on blending is left on when the ground is drawn over the glass; or from frame FIRST to LAST.
 *
 *   one_bug [FRAMES] [bug | FIRST [LAST]]   draws that many (10), the same each time, and ends */
#include <GL/gl.h>

#include "glx_window.h"

#define WIDTH 160
#define HEIGHT 120

static void quad(float left, float bottom, float right, float top, float z)
{
    glBegin(GL_QUADS);
    glVertex3f(left, bottom, z);
    glVertex3f(right, bottom, z);
    glVertex3f(right, top, z);
    glVertex3f(left, top, z);
    glEnd();
}

int main(int argc, char **argv)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_GREEN_SIZE, 8, GLX_BLUE_SIZE, 8, GLX_DEPTH_SIZE, 24, None};
    const int frames = argc > 1 ? atoi(argv[1]) : 10, first = argc > 2 && atoi(argv[2]) ? atoi(argv[2]) : 5,
              last = argc > 3 ? atoi(argv[3]) : frames;
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, WIDTH, HEIGHT);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    glClearColor(0.1f, 0.1f, 0.3f, 1);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    for (int frame = 0; frame < frames; frame++) {
        const float step = (float)(frame % 10) * 0.05f;
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        glEnable(GL_DEPTH_TEST);
        glColor4f(0.8f, 0.2f, 0.1f, 1);
        quad(-0.9f, -0.5f, -0.1f + step, 0.5f, 0.5f); /* the box: behind */
        glEnable(GL_BLEND);
        glColor4f(0.2f, 0.9f, 0.4f, 0.5f);
        quad(-0.5f, -0.8f, 0.5f, 0.8f, 0); /* the glass: before it */
        const int bug = argc > 2 && frame >= first && frame <= last;
        if (!bug) glDisable(GL_BLEND);
        glColor4f(0.9f, 0.8f, 0.1f, 0.7f);
        quad(0.2f, -0.9f, 0.8f, 0.1f, -0.5f); /* the ground: before both */
        glColor4f(0.5f, 0.5f, 0.5f, 1);
        quad(0.3f, -0.7f, 0.6f, -0.2f, 0.2f); /* behind the ground: refused by the depth test */
        glDisable(GL_BLEND);
        glXSwapBuffers(dpy, window);
    }
    glXMakeCurrent(dpy, None, NULL);
    glXDestroyContext(dpy, context);
    XCloseDisplay(dpy);
    return 0;
}
