/* Two frames of a window, each ended by glFrameTerminatorGREMEDY and by a swap. */
#include "glx_window.h"

#include <GL/glext.h>

int main(void)
{
    const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, attributes);
    Window window = make_window(dpy, config, 32, 32);
    glXMakeCurrent(dpy, window, glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True));
    PFNGLFRAMETERMINATORGREMEDYPROC end = (PFNGLFRAMETERMINATORGREMEDYPROC)glXGetProcAddressARB((const GLubyte *)"glFrameTerminatorGREMEDY");
    for (int i = 0; i < 2; i++) {
        glClear(GL_COLOR_BUFFER_BIT);
        end();
        glXSwapBuffers(dpy, window);
    }
    return 0;
}
