/* GLX_EXT_texture_from_pixmap: the pixmap's contents become the bound texture's, by a copy when they are
 * bound (as the extension allows: what changes later is seen when the program binds again). */
#include <X11/Xlib-xcb.h>
#include <stdlib.h>

#include "glx_internal.h"

enum {
    TEXTURE_2D = 0x0DE1, TEXTURE_RECTANGLE = 0x84F5, RGB = 0x1907, RGBA = 0x1908, BGRA = 0x80E1,
    UNSIGNED_BYTE = 0x1401, UNSIGNED_SHORT_5_6_5 = 0x8363, PIXEL_UNPACK_BUFFER = 0x88EC, PIXEL_UNPACK_BUFFER_BINDING = 0x88EF,
};

static struct {
    void (*get_integer)(unsigned, int *);
    void (*pixel_store)(unsigned, int);
    void (*bind_buffer)(unsigned, unsigned);
    void (*tex_image)(unsigned, int, int, int, int, int, unsigned, unsigned, const void *);
} gl;

static void load_gl(void)
{
    gl.get_integer = (void (*)(unsigned, int *))sgl_get_proc_address("glGetIntegerv");
    gl.pixel_store = (void (*)(unsigned, int))sgl_get_proc_address("glPixelStorei");
    gl.bind_buffer = (void (*)(unsigned, unsigned))sgl_get_proc_address("glBindBuffer");
    gl.tex_image = (void (*)(unsigned, int, int, int, int, int, unsigned, unsigned, const void *))sgl_get_proc_address("glTexImage2D");
}

/* glTexImage2D of tightly padded rows (4 bytes), whatever the program's own unpacking is. */
static void define(unsigned target, int internal, int width, int height, unsigned format, unsigned type, const void *pixels)
{
    static const unsigned names[] = {0x0CF0, 0x0CF1, 0x0CF2, 0x0CF3, 0x0CF4, 0x0CF5, 0x806D, 0x806E}; /* GL_UNPACK_...; skips and image sizes */
    enum { NAMES = sizeof names / sizeof *names };
    int before[NAMES], buffer = 0;
    for (int i = 0; i < NAMES; i++) {
        gl.get_integer(names[i], &before[i]);
        gl.pixel_store(names[i], names[i] == 0x0CF5 ? 4 : 0);
    }
    gl.get_integer(PIXEL_UNPACK_BUFFER_BINDING, &buffer);
    if (buffer) gl.bind_buffer(PIXEL_UNPACK_BUFFER, 0);
    gl.tex_image(target, 0, internal, width, height, 0, format, type, pixels);
    if (buffer) gl.bind_buffer(PIXEL_UNPACK_BUFFER, (unsigned)buffer);
    for (int i = 0; i < NAMES; i++) gl.pixel_store(names[i], before[i]);
}

void glXBindTexImageEXT(Display *dpy, GLXDrawable id, int buffer, const int *attributes)
{
    (void)buffer, (void)attributes; /* one buffer, and no attributes are defined */
    struct sgl_glx_display *display = sgl_glx_display(dpy);
    if (!display || !sgl_glx_current.context) return;
    if (!gl.tex_image) load_gl();
    pthread_mutex_lock(&sgl_glx_lock);
    const struct sgl_glx_drawable *d = sgl_glx_find_drawable(display->server, id);
    bool bindable = d && d->kind == SGL_PIXMAP && d->texture_format && d->texture_format != GLX_TEXTURE_FORMAT_NONE_EXT;
    XID pixmap = bindable ? d->x_drawable : None;
    unsigned target = bindable && d->texture_target == GLX_TEXTURE_2D_EXT ? TEXTURE_2D : TEXTURE_RECTANGLE;
    int internal = bindable && d->texture_format == GLX_TEXTURE_FORMAT_RGBA_EXT ? RGBA : RGB;
    sgl_glx_unlock();
    unsigned width, height;
    if (!bindable || !sgl_glx_size(dpy, pixmap, &width, &height)) {
        sgl_glx_error(dpy, GLXBadPixmap, true, id, X_GLXVendorPrivate);
        return;
    }
    xcb_connection_t *c = XGetXCBConnection(dpy);
    xcb_generic_error_t *error = NULL;
    xcb_get_image_reply_t *image = xcb_get_image_reply(
        c, xcb_get_image(c, XCB_IMAGE_FORMAT_Z_PIXMAP, (xcb_drawable_t)pixmap, 0, 0, (uint16_t)width, (uint16_t)height, ~0u), &error);
    free(error);
    if (!image) return;
    size_t bytes = (size_t)xcb_get_image_data_length(image);
    if (image->depth >= 24 && bytes >= (size_t)width * height * 4)
        define(target, internal, (int)width, (int)height, BGRA, UNSIGNED_BYTE, xcb_get_image_data(image));
    else if (image->depth == 16 && bytes >= (size_t)((width + 1) & ~1u) * height * 2)
        define(target, internal, (int)width, (int)height, RGB, UNSIGNED_SHORT_5_6_5, xcb_get_image_data(image));
    free(image);
}

void glXReleaseTexImageEXT(Display *dpy, GLXDrawable id, int buffer) { (void)dpy, (void)id, (void)buffer; }
