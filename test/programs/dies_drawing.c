/* Draws twice, and is killed right after the second draw returned: nothing flushed, nothing swapped. */
#include <GL/gl.h>
#include <signal.h>

#include "glx_window.h"

int main(void)
{
    static const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    static const float triangle[] = {0, 0, 1, 0, 0, 1};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 64, 64);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True));
    glEnableClientState(GL_VERTEX_ARRAY);
    glVertexPointer(2, GL_FLOAT, 0, triangle);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glColor3f(1, 0, 0);
    glDrawArrays(GL_LINES, 0, 2);
    raise(SIGKILL);
    return 0;
}
