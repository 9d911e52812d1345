/* glXUseXFont: display lists with the glyphs of an X font, one glBitmap each. */
#include <stdlib.h>
#include <string.h>

#include "glx_internal.h"

/* The GL that this needs; looked up once, no GL header wanted for six functions. */
static struct {
    void (*new_list)(unsigned, unsigned);
    void (*end_list)(void);
    void (*bitmap)(int, int, float, float, float, float, const unsigned char *);
    void (*push_client_attrib)(unsigned);
    void (*pop_client_attrib)(void);
    void (*pixel_store)(unsigned, int);
    void (*bind_buffer)(unsigned, unsigned);
} gl;
enum { COMPILE = 0x1300, CLIENT_PIXEL_STORE_BIT = 1, PIXEL_UNPACK_BUFFER = 0x88EC };

static void load_gl(void)
{
    gl.new_list = (void (*)(unsigned, unsigned))sgl_get_proc_address("glNewList");
    gl.end_list = (void (*)(void))sgl_get_proc_address("glEndList");
    gl.bitmap = (void (*)(int, int, float, float, float, float, const unsigned char *))sgl_get_proc_address("glBitmap");
    gl.push_client_attrib = (void (*)(unsigned))sgl_get_proc_address("glPushClientAttrib");
    gl.pop_client_attrib = (void (*)(void))sgl_get_proc_address("glPopClientAttrib");
    gl.pixel_store = (void (*)(unsigned, int))sgl_get_proc_address("glPixelStorei");
    gl.bind_buffer = (void (*)(unsigned, unsigned))sgl_get_proc_address("glBindBuffer");
}

/* Metrics of a character; NULL when the font has none for it. */
static const XCharStruct *glyph_of(const XFontStruct *font, unsigned code)
{
    unsigned row = code >> 8, column = code & 0xff;
    if (row < font->min_byte1 || row > font->max_byte1 || column < font->min_char_or_byte2 || column > font->max_char_or_byte2) return NULL;
    if (!font->per_char) return &font->max_bounds;
    unsigned columns = font->max_char_or_byte2 - font->min_char_or_byte2 + 1;
    return &font->per_char[(row - font->min_byte1) * columns + column - font->min_char_or_byte2];
}

/* Draws the character into a bitmap and reads it back: rows of bits, bottom row first. */
static unsigned char *glyph_bits(Display *dpy, Font font, unsigned code, const XCharStruct *glyph, unsigned width, unsigned height)
{
    unsigned stride = (width + 7) / 8;
    unsigned char *bits = calloc(stride, height);
    Pixmap pixmap = XCreatePixmap(dpy, DefaultRootWindow(dpy), width, height, 1);
    XGCValues values = {.foreground = 0, .background = 0, .font = font};
    GC gc = XCreateGC(dpy, pixmap, GCForeground | GCBackground | GCFont, &values);
    XChar2b character = {(unsigned char)(code >> 8), (unsigned char)code};
    XFillRectangle(dpy, pixmap, gc, 0, 0, width, height);
    XSetForeground(dpy, gc, 1);
    XDrawString16(dpy, pixmap, gc, -glyph->lbearing, glyph->ascent, &character, 1);
    XImage *image = XGetImage(dpy, pixmap, 0, 0, width, height, 1, XYPixmap);
    for (unsigned y = 0; image && bits && y < height; y++)
        for (unsigned x = 0; x < width; x++)
            if (XGetPixel(image, (int)x, (int)(height - 1 - y))) bits[y * stride + x / 8] |= (unsigned char)(0x80 >> x % 8);
    if (image) XDestroyImage(image);
    XFreeGC(dpy, gc);
    XFreePixmap(dpy, pixmap);
    return bits;
}

void glXUseXFont(Font id, int first, int count, int list)
{
    Display *dpy = sgl_glx_current.dpy;
    if (!dpy) return;
    if (!gl.bitmap) load_gl();
    XFontStruct *font = XQueryFont(dpy, id);
    if (!font) {
        sgl_glx_error(dpy, BadFont, false, id, X_GLXUseXFont);
        return;
    }
    gl.push_client_attrib(CLIENT_PIXEL_STORE_BIT); /* of which the unpack buffer is a part */
    static const unsigned zeroes[] = {0x0CF0, 0x0CF1, 0x0CF2, 0x0CF3, 0x0CF4}; /* swap, lsb first, row length, skips */
    for (size_t i = 0; i < sizeof zeroes / sizeof *zeroes; i++) gl.pixel_store(zeroes[i], 0);
    gl.pixel_store(0x0CF5, 1); /* alignment */
    if (gl.bind_buffer) gl.bind_buffer(PIXEL_UNPACK_BUFFER, 0);
    for (int i = 0; i < count; i++) {
        const XCharStruct *glyph = glyph_of(font, (unsigned)(first + i));
        int width = glyph ? glyph->rbearing - glyph->lbearing : 0, height = glyph ? glyph->ascent + glyph->descent : 0;
        unsigned char *bits = width > 0 && height > 0 ? glyph_bits(dpy, id, (unsigned)(first + i), glyph, (unsigned)width, (unsigned)height) : NULL;
        gl.new_list((unsigned)(list + i), COMPILE);
        if (glyph) /* also for a blank: it moves the raster position */
            gl.bitmap(bits ? width : 0, bits ? height : 0, (float)-glyph->lbearing, (float)glyph->descent, (float)glyph->width, 0, bits);
        gl.end_list();
        free(bits);
    }
    gl.pop_client_attrib();
    XFreeFontInfo(NULL, font, 1);
}
