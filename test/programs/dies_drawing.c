/* Draws twice, and is killed right after the second draw returned: nothing flushed, nothing swapped. With the argument `arrays`,
 * `indices` or `many` it dies in a third draw instead, by arrays that are not there. */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <signal.h>
#include <string.h>

#include "glx_window.h"

int main(int argc, char **argv)
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
    if (argc > 1) {
        static const int first[] = {0, 1}, count[] = {3, 2};
        const void *const nowhere = (const void *)64;
        if (strcmp(argv[1], "indices")) glVertexPointer(2, GL_FLOAT, 0, nowhere);
        if (!strcmp(argv[1], "arrays")) glDrawArrays(GL_POINTS, 1, 2);
        if (!strcmp(argv[1], "indices")) glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_SHORT, nowhere);
        if (!strcmp(argv[1], "many")) glMultiDrawArrays(GL_LINE_STRIP, first, count, 2);
        return 1;
    }
    raise(SIGKILL);
    return 0;
}
