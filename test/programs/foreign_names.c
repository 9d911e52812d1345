/* Names that nobody generated, bound in a core context, and a configuration of another connection to the same X server. */
#define GL_GLEXT_PROTOTYPES
#include "glx_core.h"

static int quiet(Display *dpy, XErrorEvent *event)
{
    (void)dpy;
    printf("X error %d\n", event->error_code);
    return 0;
}

int main(void)
{
    const int attributes[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DRAWABLE_TYPE, GLX_WINDOW_BIT | GLX_PBUFFER_BIT, None};
    const int size[] = {GLX_PBUFFER_WIDTH, 16, GLX_PBUFFER_HEIGHT, 16, None};
    Display *first = open_display(), *second = open_display();
    XSetErrorHandler(quiet);
    GLXFBConfig config = choose_config(first, attributes);
    int id = 0, same = 0;
    printf("attribute %d\n", glXGetFBConfigAttrib(second, config, GLX_FBCONFIG_ID, &id));
    glXGetFBConfigAttrib(first, config, GLX_FBCONFIG_ID, &same);
    GLXPbuffer pbuffer = glXCreatePbuffer(second, config, size);
    GLXContext context = make_core_context(second, config, NULL, 3, 3);
    printf("same id %d pbuffer %d current %d\n", id == same, pbuffer != None, glXMakeCurrent(second, pbuffer, context));

    static GLubyte texels[8 * 8 * 4], back[sizeof texels];
    GLuint texture, buffer, array;
    GLint bound = -1;
    for (size_t i = 0; i < sizeof texels; i++) texels[i] = (GLubyte)(i * 5);
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 999); /* an error: the memory below stays memory */
    printf("bind %x\n", glGetError());
    glGetIntegerv(GL_PIXEL_UNPACK_BUFFER_BINDING, &bound);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 8, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels);
    printf("bound %d image %x\n", bound, glGetError());
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 1000);
    glGetError();
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, back);
    printf("read back %d error %x\n", memcmp(texels, back, sizeof back) == 0, glGetError());
    glGenBuffers(1, &buffer);
    printf("new name %u\n", buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof texels, texels, GL_STATIC_DRAW);
    glGetIntegerv(GL_ARRAY_BUFFER_BINDING, &bound);
    printf("bound %d error %x\n", bound == (GLint)buffer, glGetError());
    return 0;
}
