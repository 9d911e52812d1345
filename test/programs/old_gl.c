/* What is easily forgotten of the compatibility profile: display lists and the client's state, selection, feedback,
 * evaluators, attribute stacks, bitmaps, pixel maps and transfers, interleaved arrays, array elements, several
 * texture units, accumulation. Prints values, errors and hashes of pictures; what it prints natively it must print
 * through the client library. */
#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

#include "glx_window.h"
#include "gl_show.h"

#define SIZE 96

static void show(const char *what)
{
    show_picture(what, SIZE, SIZE);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
}

/* ---- display lists ------------------------------------------------------------------------------------ */

static float corners[] = {-0.8f, -0.8f, 0.8f, -0.8f, 0, 0.8f, -0.5f, 0.5f};
static const GLubyte colours[] = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 0, 255};

static void lists(void)
{
    const GLuint base = glGenLists(8);
    GLint value = 0;
    GLubyte order[4] = {0, 2, 1, 2};
    printf("lists in a row %d, is a list %d %d\n", base != 0, glIsList(base), glIsList(base + 100));
    /* client state is executed at once, arrays are read when the list is made */
    glNewList(base, GL_COMPILE);
    glVertexPointer(2, GL_FLOAT, 0, corners);
    glEnableClientState(GL_VERTEX_ARRAY);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glColor3f(0, 1, 1);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glGetIntegerv(GL_LIST_INDEX, &value);
    printf("list index %d\n", (GLuint)value == base);
    glNewList(base + 1, GL_COMPILE);
    show_error("a list in a list");
    glEndList();
    glEndList();
    show_error("ended twice");
    show_integer("alignment", GL_UNPACK_ALIGNMENT);
    glDisableClientState(GL_VERTEX_ARRAY);
    corners[0] = 0.9f; /* the list has the old one */
    glCallList(base);
    show("list of an array");
    corners[0] = -0.8f;

    glNewList(base + 1, GL_COMPILE_AND_EXECUTE);
    glBegin(GL_QUADS);
    for (int i = 0; i < 4; i++) glColor4ubv(&colours[i * 4]), glVertex2f(i == 1 || i == 2 ? 0.6f : -0.6f, i >= 2 ? 0.6f : -0.6f);
    glEnd();
    glEndList();
    show("compiled and executed");
    glNewList(base + 2, GL_COMPILE);
    glRotatef(20, 0, 0, 1);
    glCallList(base + 1);
    glEndList();
    glPushMatrix();
    glCallList(base + 2), glCallList(base + 2);
    glPopMatrix();
    show("nested");
    glListBase(base);
    glPushMatrix();
    glCallLists(4, GL_UNSIGNED_BYTE, order);
    glCallLists(2, GL_2_BYTES, (const GLubyte[]){0, 1, 0, 2});
    glCallLists(1, GL_3_BYTES, (const GLubyte[]){0, 0, 2});
    glCallLists(1, GL_4_BYTES, (const GLubyte[]){0, 0, 0, 1});
    glCallLists(2, GL_FLOAT, (const float[]){1.9f, 2.2f});
    glCallLists(1, GL_SHORT, (const GLshort[]){2});
    glCallLists(1, GL_UNSIGNED_INT, (const GLuint[]){1});
    glPopMatrix();
    show("lists of lists");
    glCallLists(-1, GL_UNSIGNED_BYTE, order), show_error("less than no lists");
    glCallLists(1, GL_DOUBLE, order), show_error("lists of doubles");
    glListBase(0);
    /* between begin and end */
    glNewList(base + 3, GL_COMPILE);
    glVertex2f(-0.9f, -0.9f), glColor3f(1, 0, 1), glVertex2f(0.9f, 0);
    glEndList();
    glBegin(GL_TRIANGLES);
    glCallList(base + 3);
    glVertex2f(-0.9f, 0.9f);
    glEnd();
    show("a list between begin and end");
    /* a list that begins, and another that ends */
    glNewList(base + 4, GL_COMPILE), glBegin(GL_TRIANGLE_FAN), glVertex2f(0, 0), glEndList();
    glNewList(base + 5, GL_COMPILE), glVertex2f(0.5f, 0), glVertex2f(0, 0.7f), glEnd(), glEndList();
    glCallList(base + 4), glCallList(base + 5);
    show("begun in one list, ended in another");
    /* images and state in lists */
    GLubyte image[4 * 4 * 4];
    for (size_t i = 0; i < sizeof image; i++) image[i] = (GLubyte)(i * 5 + 60);
    GLuint texture;
    glGenTextures(1, &texture);
    glNewList(base + 6, GL_COMPILE);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 4, 4, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glRasterPos2f(-0.5f, -0.5f);
    glDrawPixels(4, 4, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glPushAttrib(GL_ALL_ATTRIB_BITS);
    glEnable(GL_TEXTURE_2D);
    glTexEnvi(GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE, GL_REPLACE);
    glBegin(GL_TRIANGLES);
    glTexCoord2f(0, 0), glVertex2f(0, 0), glTexCoord2f(1, 0), glVertex2f(1, 0), glTexCoord2f(0, 1), glVertex2f(0, 1);
    glEnd();
    glPopAttrib();
    glEndList();
    memset(image, 0, sizeof image);
    printf("texture 2D %d\n", glIsEnabled(GL_TEXTURE_2D));
    glCallList(base + 6);
    show("images in a list");
    glDeleteLists(base + 2, 1);
    printf("deleted %d %d\n", glIsList(base + 2), glIsList(base + 1));
    glCallList(base + 2), show_error("a deleted list");
    glDeleteLists(base, -1), show_error("less than none deleted");
    glNewList(0, GL_COMPILE), show_error("list 0");
    glNewList(base, GL_TRIANGLES), show_error("a list of no mode");
    glNewList(base + 7, GL_COMPILE);
    printf("no lists while one is made: %u", glGenLists(1) != 0), show_error("");
    glGetError();
    glEnable(0x1234); /* an error when it is called, not now */
    show_error("an error in a list");
    glEndList();
    glCallList(base + 7), show_error("called");
    glDeleteLists(base, 8);
    glDeleteTextures(1, &texture);
}

/* ---- selection and feedback ------------------------------------------------------------------------------ */

static void draw_named(void)
{
    for (GLuint i = 1; i <= 3; i++) {
        glLoadName(i);
        glPushName(i * 10);
        glBegin(GL_TRIANGLES);
        glVertex3f(-0.5f, -0.5f, (float)i / 4 - 0.5f), glVertex3f(0.5f, -0.5f, 0.2f), glVertex3f(0, i == 2 ? 5.0f : 0.5f, 0);
        glEnd();
        glPopName();
    }
    glPushName(77);
    glRasterPos2f(0.1f, 0.1f);
    glPopName();
    glLoadName(9);
    glBegin(GL_POINTS), glVertex2f(7, 7), glEnd(); /* outside */
}

static void selection_and_feedback(void)
{
    GLuint hits[64];
    GLfloat values[200];
    static const GLenum types[] = {GL_2D, GL_3D, GL_3D_COLOR, GL_3D_COLOR_TEXTURE, GL_4D_COLOR_TEXTURE};
    for (GLsizei size = 64; size >= 6; size -= 29) {
        memset(hits, 0xcc, sizeof hits);
        glSelectBuffer(size, hits);
        const GLint before = glRenderMode(GL_SELECT);
        glInitNames(), glPushName(5);
        draw_named();
        show_integer("names", GL_NAME_STACK_DEPTH);
        const GLint count = glRenderMode(GL_RENDER);
        printf("select in %d: %d, %d hits, error %x, sum %016llx\n", size, before, count, glGetError(), hash_bytes(hits, sizeof hits));
        for (GLint at = 0, i = 0; i < count && at < 40; i++, at += 3 + (GLint)hits[at])
            printf("  %u names %u %u of depths %08x %08x\n", hits[at], hits[at + 3], hits[at] > 1 ? hits[at + 4] : 0, hits[at + 1], hits[at + 2]);
    }
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        memset(values, 0, sizeof values);
        glFeedbackBuffer(200, types[t], values);
        glRenderMode(GL_FEEDBACK);
        glPassThrough(3);
        glColor4f(1, 0.5f, 0.25f, 0.75f);
        glTexCoord2f(0.5f, 0.75f);
        glBegin(GL_POLYGON), glVertex2f(-0.5f, -0.5f), glVertex2f(0.5f, -0.5f), glVertex2f(0, 3), glEnd();
        glBegin(GL_LINE_STRIP), glVertex2f(0, 0), glVertex2f(0.5f, 0.5f), glVertex2f(0.5f, 0), glEnd();
        glBegin(GL_POINTS), glVertex3f(0.25f, 0.5f, 0.5f), glEnd();
        glRasterPos2f(0.5f, 0.5f);
        glBitmap(0, 0, 0, 0, 1, 1, NULL);
        const GLint count = glRenderMode(GL_RENDER);
        printf("feedback %x: %d values, error %x\n", types[t], count, glGetError());
        show_floats(" ", values, count > 0 ? count : 0);
    }
    glFeedbackBuffer(5, GL_2D, values);
    glRenderMode(GL_FEEDBACK);
    glRectf(-0.5f, -0.5f, 0.5f, 0.5f);
    glFeedbackBuffer(50, GL_2D, values), show_error("a buffer while feedback is on");
    printf("too small: %d", glRenderMode(GL_RENDER)), show_error("");
    glSelectBuffer(-1, hits), show_error("less than no hits");
    glFeedbackBuffer(-1, GL_2D, values), show_error("less than no values");
    glFeedbackBuffer(5, GL_RGB, values), show_error("values of no type");
    glRenderMode(GL_RGB), show_error("no render mode");
    glPushName(1), glPopName(), show_error("names without selection");
    show_integer("mode", GL_RENDER_MODE);
}

/* ---- evaluators -------------------------------------------------------------------------------------------- */

static void evaluators(void)
{
    static const float curve[4][4] = {{-0.8f, -0.8f, 0, 9}, {-0.4f, 0.9f, 0, 9}, {0.4f, -0.9f, 0, 9}, {0.8f, 0.8f, 0, 9}};
    static const double tints[2][4] = {{1, 0, 0, 1}, {0, 1, 1, 1}};
    float patch[3][4][3], got[64] = {0};
    GLint order[2] = {0};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) patch[i][j][0] = (float)i * 0.7f - 0.7f, patch[i][j][1] = (float)j * 0.5f - 0.75f, patch[i][j][2] = (float)((i * j) % 3) / 3 - 0.3f;
    glMap1f(GL_MAP1_VERTEX_3, 0, 1, 4, 4, &curve[0][0]);
    glMap1d(GL_MAP1_COLOR_4, 0, 1, 4, 2, &tints[0][0]);
    glEnable(GL_MAP1_VERTEX_3), glEnable(GL_MAP1_COLOR_4);
    glMapGrid1f(20, 0, 1);
    glEvalMesh1(GL_LINE, 0, 20);
    glEvalMesh1(GL_POINT, 3, 7);
    glBegin(GL_LINE_STRIP);
    for (int i = 0; i <= 10; i++) glEvalCoord1f((float)i / 10);
    for (int i = 10; i >= 0; i--) glEvalPoint1(i);
    glEnd();
    show("a curve");
    glMap2f(GL_MAP2_VERTEX_3, 0, 2, 3, 4, -1, 1, 12, 3, &patch[0][0][0]);
    glEnable(GL_MAP2_VERTEX_3), glEnable(GL_AUTO_NORMAL), glEnable(GL_LIGHTING), glEnable(GL_LIGHT0);
    glMapGrid2d(8, 0, 2, 6, -1, 1);
    glEvalMesh2(GL_FILL, 0, 8, 0, 6);
    show("a patch");
    glEvalMesh2(GL_LINE, 1, 5, 0, 6);
    glBegin(GL_TRIANGLES), glEvalCoord2f(0, 0), glEvalCoord2f(2, -1), glEvalPoint2(4, 6), glEnd();
    show("its lines");
    glDisable(GL_LIGHTING), glDisable(GL_AUTO_NORMAL), glDisable(GL_MAP1_VERTEX_3), glDisable(GL_MAP1_COLOR_4), glDisable(GL_MAP2_VERTEX_3);
    glGetMapfv(GL_MAP1_VERTEX_3, GL_COEFF, got), show_floats("coefficients", got, 12);
    glGetMapfv(GL_MAP2_VERTEX_3, GL_COEFF, got), show_floats("coefficients", got, 36);
    glGetMapfv(GL_MAP2_VERTEX_3, GL_DOMAIN, got), show_floats("domain", got, 4);
    glGetMapiv(GL_MAP2_VERTEX_3, GL_ORDER, order), printf("order %d %d\n", order[0], order[1]);
    glMap1f(GL_MAP1_VERTEX_3, 0, 0, 3, 4, &curve[0][0]), show_error("an empty domain");
    glMap1f(GL_MAP1_VERTEX_3, 0, 1, 2, 4, &curve[0][0]), show_error("a short stride");
    glMap1f(GL_MAP1_VERTEX_3, 0, 1, 3, 0, &curve[0][0]), show_error("no order");
    glMap1f(GL_MAP2_VERTEX_3, 0, 1, 3, 4, &curve[0][0]), show_error("a map of two dimensions");
    glMapGrid1f(0, 0, 1), show_error("an empty grid");
    glGetMapfv(GL_MAP1_VERTEX_3, GL_RGB, got), show_error("nothing of a map");
}

/* ---- stacks -------------------------------------------------------------------------------------------------- */

static void stacks(void)
{
    GLint client = 0, attrib = 0;
    static const float array[6] = {-0.9f, 0, 0.9f, 0.1f, 0, 0.9f};
    void *pointer = NULL;
    glPushAttrib(GL_CURRENT_BIT | GL_ENABLE_BIT);
    glPushClientAttrib(GL_CLIENT_ALL_ATTRIB_BITS);
    glVertexPointer(2, GL_FLOAT, 0, array);
    glEnableClientState(GL_VERTEX_ARRAY);
    glPixelStorei(GL_PACK_ROW_LENGTH, 17);
    glPixelStorei(GL_UNPACK_SWAP_BYTES, 1);
    glClientActiveTexture(GL_TEXTURE2);
    glTexCoordPointer(2, GL_FLOAT, 0, array);
    glEnableClientState(GL_TEXTURE_COORD_ARRAY);
    glPushClientAttrib(GL_CLIENT_PIXEL_STORE_BIT);
    glPixelStorei(GL_PACK_ROW_LENGTH, 99);
    glGetIntegerv(GL_CLIENT_ATTRIB_STACK_DEPTH, &client), glGetIntegerv(GL_ATTRIB_STACK_DEPTH, &attrib);
    printf("depths %d %d\n", client, attrib);
    glPopClientAttrib();
    show_integer("row length", GL_PACK_ROW_LENGTH);
    show_integer("client texture", GL_CLIENT_ACTIVE_TEXTURE);
    glColor3f(0.5f, 1, 0);
    glDisableClientState(GL_TEXTURE_COORD_ARRAY);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glPopClientAttrib();
    glPopAttrib();
    show("under the stacks");
    show_integer("row length", GL_PACK_ROW_LENGTH);
    show_integer("swapped", GL_UNPACK_SWAP_BYTES);
    show_integer("client texture", GL_CLIENT_ACTIVE_TEXTURE);
    show_integer("array", GL_VERTEX_ARRAY);
    glGetPointerv(GL_VERTEX_ARRAY_POINTER, &pointer);
    printf("pointer back %d\n", pointer != array);
    /* a buffer binding is of the array's state, too */
    GLuint buffer;
    glGenBuffers(1, &buffer);
    glPushClientAttrib(GL_CLIENT_VERTEX_ARRAY_BIT);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof array, array, GL_STATIC_DRAW);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffer);
    glVertexPointer(2, GL_FLOAT, 0, NULL);
    glEnableClientState(GL_VERTEX_ARRAY);
    glPopClientAttrib();
    show_integer("array buffer", GL_ARRAY_BUFFER_BINDING);
    show_integer("element buffer", GL_ELEMENT_ARRAY_BUFFER_BINDING);
    glVertexPointer(2, GL_FLOAT, 0, array);
    glEnableClientState(GL_VERTEX_ARRAY);
    glDrawElements(GL_TRIANGLES, 3, GL_UNSIGNED_BYTE, (const GLubyte[]){0, 1, 2});
    glDisableClientState(GL_VERTEX_ARRAY);
    show("from client memory again");
    glDeleteBuffers(1, &buffer);
    for (int i = 0; i < 18; i++) glPushAttrib(GL_ALL_ATTRIB_BITS);
    show_error("attributes pushed too often");
    for (int i = 0; i < 18; i++) glPopAttrib();
    show_error("popped too often");
    for (int i = 0; i < 18; i++) glPushClientAttrib(~0u);
    show_error("client attributes pushed too often");
    for (int i = 0; i < 18; i++) glPopClientAttrib();
    show_error("popped too often");
    for (int i = 0; i < 40; i++) glPushMatrix();
    show_error("matrices");
    for (int i = 0; i < 40; i++) glPopMatrix();
    show_error("matrices");
    glMatrixMode(GL_TEXTURE), glPushMatrix(), glRotatef(30, 1, 1, 0), glMatrixMode(GL_COLOR), show_error("the colour matrix");
    glMatrixMode(GL_TEXTURE), glPopMatrix(), glMatrixMode(GL_MODELVIEW);
    glActiveTexture(GL_TEXTURE3), glPushAttrib(GL_TEXTURE_BIT), glActiveTexture(GL_TEXTURE1), glEnable(GL_TEXTURE_2D), glPopAttrib();
    show_integer("unit", GL_ACTIVE_TEXTURE);
    glActiveTexture(GL_TEXTURE0);
    glDisable(GL_TEXTURE_2D);
    glActiveTexture(GL_TEXTURE1), glDisable(GL_TEXTURE_2D), glActiveTexture(GL_TEXTURE0);
}

/* ---- pixels ---------------------------------------------------------------------------------------------------- */

static void pixels(void)
{
    GLubyte image[16 * 16 * 4], bits[16 * 4];
    GLfloat map[256], back[256];
    GLushort shorts[16];
    GLuint ints[16];
    for (size_t i = 0; i < sizeof image; i++) image[i] = (GLubyte)(i * 7 + i / 64 * 3);
    for (size_t i = 0; i < sizeof bits; i++) bits[i] = (GLubyte)(i * 37 + 11);
    glColor3f(1, 1, 0);
    glRasterPos2f(-0.8f, -0.8f);
    glBitmap(11, 13, 2, -3, 17, 1, bits), glBitmap(0, 0, 0, 0, 3, 5, NULL), glBitmap(16, 4, 0, 0, 0, 0, bits);
    show("bitmaps");
    glPixelStorei(GL_UNPACK_LSB_FIRST, 1), glPixelStorei(GL_UNPACK_ROW_LENGTH, 24), glPixelStorei(GL_UNPACK_SKIP_PIXELS, 3), glPixelStorei(GL_UNPACK_SKIP_ROWS, 1);
    glBitmap(9, 7, 0, 0, 20, 0, bits);
    glPixelStorei(GL_UNPACK_LSB_FIRST, 0), glPixelStorei(GL_UNPACK_ROW_LENGTH, 0), glPixelStorei(GL_UNPACK_SKIP_PIXELS, 0), glPixelStorei(GL_UNPACK_SKIP_ROWS, 0);
    show("a part of a bitmap");
    glRasterPos2f(-1, -1);
    glPixelZoom(2.5f, -1.5f), glRasterPos2f(-0.5f, 0.5f);
    glDrawPixels(16, 16, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glPixelZoom(1, 1);
    show("zoomed pixels");
    glPixelTransferf(GL_RED_SCALE, 0.5f), glPixelTransferf(GL_GREEN_BIAS, 0.25f), glPixelTransferi(GL_MAP_COLOR, GL_TRUE);
    for (int i = 0; i < 256; i++) map[i] = (float)((i * 5) % 256) / 255;
    glPixelMapfv(GL_PIXEL_MAP_R_TO_R, 256, map), glPixelMapfv(GL_PIXEL_MAP_B_TO_B, 4, map);
    for (int i = 0; i < 16; i++) shorts[i] = (GLushort)(i * 4000), ints[i] = (GLuint)i * 200000000u;
    glPixelMapusv(GL_PIXEL_MAP_G_TO_G, 16, shorts), glPixelMapuiv(GL_PIXEL_MAP_A_TO_A, 8, ints);
    show_error("pixel maps");
    glRasterPos2f(-0.9f, -0.9f);
    glDrawPixels(16, 16, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glCopyPixels(0, 0, 20, 20, GL_COLOR);
    GLubyte read[8 * 8 * 4];
    glReadPixels(4, 4, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE, read);
    printf("read through the maps %016llx\n", hash_bytes(read, sizeof read));
    GLuint texture;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 16, 16, 0, GL_RGBA, GL_UNSIGNED_BYTE, image);
    glPixelTransferi(GL_MAP_COLOR, GL_FALSE), glPixelTransferf(GL_RED_SCALE, 1), glPixelTransferf(GL_GREEN_BIAS, 0);
    GLubyte texels[16 * 16 * 4];
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels);
    printf("a texture through the maps %016llx\n", hash_bytes(texels, sizeof texels));
    glDeleteTextures(1, &texture);
    show("pixels through maps");
    glGetPixelMapfv(GL_PIXEL_MAP_R_TO_R, back), show_floats("map", back, 6);
    glGetPixelMapusv(GL_PIXEL_MAP_G_TO_G, shorts), printf("map %u %u\n", shorts[1], shorts[9]);
    glGetPixelMapuiv(GL_PIXEL_MAP_A_TO_A, ints), printf("map %u %u, error %x\n", ints[1], ints[5], glGetError());
    show_integer("map size", GL_PIXEL_MAP_B_TO_B_SIZE);
    glPixelMapfv(GL_PIXEL_MAP_I_TO_I, 5, map), show_error("a map of a wrong size");
    glPixelMapfv(GL_PIXEL_MAP_R_TO_R, -1, map), show_error("a map of no size");
    /* depth and stencil, drawn and read */
    GLfloat depth[64];
    GLubyte stencil[64];
    for (int i = 0; i < 64; i++) depth[i] = (float)i / 64, stencil[i] = (GLubyte)(i * 3);
    glWindowPos2i(10, 12);
    glEnable(GL_DEPTH_TEST), glDepthFunc(GL_ALWAYS);
    glDrawPixels(8, 8, GL_DEPTH_COMPONENT, GL_FLOAT, depth);
    glDrawPixels(8, 8, GL_STENCIL_INDEX, GL_UNSIGNED_BYTE, stencil);
    memset(depth, 0, sizeof depth), memset(stencil, 0, sizeof stencil);
    glReadPixels(12, 14, 4, 4, GL_DEPTH_COMPONENT, GL_FLOAT, depth);
    glReadPixels(12, 14, 4, 4, GL_STENCIL_INDEX, GL_UNSIGNED_BYTE, stencil);
    show_floats("depth", depth, 5);
    printf("stencil %d %d %d, error %x\n", stencil[0], stencil[1], stencil[5], glGetError());
    glDisable(GL_DEPTH_TEST), glDepthFunc(GL_LESS);
    /* types that are packed, and types that are not */
    static const struct {
        GLenum format, type;
    } kinds[] = {{GL_RGB, GL_UNSIGNED_SHORT_5_6_5}, {GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV}, {GL_RGBA, GL_UNSIGNED_SHORT_4_4_4_4}, {GL_LUMINANCE_ALPHA, GL_SHORT},
                 {GL_LUMINANCE, GL_FLOAT},          {GL_BGR, GL_BYTE},                     {GL_RED, GL_UNSIGNED_INT},            {GL_RGBA, GL_HALF_FLOAT},
                 {GL_COLOR_INDEX, GL_UNSIGNED_BYTE}, {GL_COLOR_INDEX, GL_BITMAP},          {GL_RGB, GL_UNSIGNED_BYTE_3_3_2},     {GL_RGB, GL_BITMAP}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        GLubyte out[16 * 16 * 4];
        memset(out, 0, sizeof out);
        glRasterPos2f(-0.5f, -0.5f);
        glDrawPixels(8, 8, kinds[i].format, kinds[i].type, image);
        const GLenum error = glGetError();
        glReadPixels(24, 24, 6, 5, kinds[i].format, kinds[i].type, out);
        printf("pixels %x %x: error %x, read %016llx, error %x\n", kinds[i].format, kinds[i].type, error, hash_bytes(out, sizeof out), glGetError());
    }
    show("pixels of all kinds");
    glAccum(GL_LOAD, 1), show_error("accumulation");
    glClearAccum(0, 0, 0, 0), glClear(GL_ACCUM_BUFFER_BIT), show_error("accumulation cleared");
    static const GLubyte stipple[128] = {0xaa, 0x55, 0xff, 0x0f, 1, 2, 3, 4};
    GLubyte stippled[128];
    glPolygonStipple(stipple), glEnable(GL_POLYGON_STIPPLE), glRectf(-0.7f, -0.7f, 0.7f, 0.7f), glDisable(GL_POLYGON_STIPPLE);
    glGetPolygonStipple(stippled), printf("stipple %d\n", memcmp(stipple, stippled, 128) == 0);
    show("a stippled rectangle");
}

/* ---- arrays ---------------------------------------------------------------------------------------------------- */

static void arrays(void)
{
    static const GLenum formats[] = {GL_V2F, GL_V3F, GL_C4UB_V2F, GL_C4UB_V3F, GL_C3F_V3F, GL_N3F_V3F, GL_C4F_N3F_V3F, GL_T2F_V3F, GL_T4F_V4F, GL_T2F_C4UB_V3F, GL_T2F_C3F_V3F, GL_T2F_N3F_V3F, GL_T2F_C4F_N3F_V3F, GL_T4F_C4F_N3F_V4F};
    float data[128];
    for (int i = 0; i < 128; i++) data[i] = (float)((i * 37) % 19) / 10 - 0.9f;
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
        char what[40];
        GLint stride = 0;
        glInterleavedArrays(formats[f], 0, data);
        glGetIntegerv(GL_VERTEX_ARRAY_STRIDE, &stride);
        glDrawArrays(GL_TRIANGLE_STRIP, 0, 6);
        snprintf(what, sizeof what, "interleaved %x, stride %d", formats[f], stride);
        show(what);
    }
    glInterleavedArrays(GL_RGB, 0, data), show_error("interleaved in no way");
    glInterleavedArrays(GL_V2F, -4, data), show_error("with a stride below 0");
    /* several units of client state */
    GLuint textures[2];
    GLubyte texels[2][4 * 4 * 4];
    for (int i = 0; i < 64; i++) texels[0][i] = (GLubyte)(i * 4), texels[1][i] = (GLubyte)(255 - i * 3);
    glGenTextures(2, textures);
    glDisableClientState(GL_NORMAL_ARRAY), glDisableClientState(GL_COLOR_ARRAY);
    glColor3f(1, 1, 1);
    for (int i = 0; i < 2; i++) {
        glActiveTexture(GL_TEXTURE0 + (GLenum)i), glClientActiveTexture(GL_TEXTURE0 + (GLenum)i);
        glBindTexture(GL_TEXTURE_2D, textures[i]);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 4, 4, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels[i]);
        glEnable(GL_TEXTURE_2D);
        glTexCoordPointer(2 + i, GL_FLOAT, 20, data + i * 7);
        glEnableClientState(GL_TEXTURE_COORD_ARRAY);
    }
    glVertexPointer(2, GL_FLOAT, 12, data);
    glEnableClientState(GL_VERTEX_ARRAY);
    glDrawArrays(GL_QUAD_STRIP, 0, 8);
    show("two units");
    glBegin(GL_TRIANGLES);
    for (int i = 0; i < 6; i++) glArrayElement(i * 5 % 7);
    glMultiTexCoord2f(GL_TEXTURE1, 0.5f, 0.5f);
    glArrayElement(3), glVertex2f(0, 0), glArrayElement(1);
    glEnd();
    show("array elements");
    static const GLushort indices[] = {0, 1, 2, 3, 4, 5, 2, 4, 6, 1, 3, 5};
    const void *starts[] = {indices, indices + 3, indices + 6};
    glMultiDrawElements(GL_TRIANGLES, (const GLsizei[]){3, 0, 6}, GL_UNSIGNED_SHORT, starts, 3);
    glMultiDrawArrays(GL_LINE_LOOP, (const GLint[]){0, 3, 5}, (const GLsizei[]){3, 4, 2}, 3);
    glMultiDrawElementsBaseVertex(GL_POINTS, (const GLsizei[]){2, 3, 1}, GL_UNSIGNED_SHORT, starts, 3, (const GLint[]){1, 2, 0});
    show("several draws from client memory");
    static const GLuint indirect[2][5] = {{4, 2, 1, 0, 9}, {3, 1, 5, 0, 9}};
    glMultiDrawArraysIndirect(GL_TRIANGLE_FAN, indirect, 2, 20), show_error("indirect from client memory");
    glDrawArraysIndirect(GL_TRIANGLES, indirect[1]);
    show("indirect draws");
    glDrawElementsIndirect(GL_TRIANGLES, GL_UNSIGNED_SHORT, indirect), show_error("indirect without an element buffer");
    /* elements of arrays in buffers and in client memory at once */
    GLuint buffer;
    glGenBuffers(1, &buffer);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, sizeof data, data, GL_STATIC_DRAW);
    glVertexPointer(2, GL_FLOAT, 12, NULL);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    glBegin(GL_TRIANGLES);
    for (int i = 0; i < 6; i++) glArrayElement(i * 3 % 8);
    glEnd();
    show("elements of buffers and client memory");
    GLuint list = glGenLists(1);
    glNewList(list, GL_COMPILE);
    glBegin(GL_TRIANGLES);
    for (int i = 0; i < 6; i++) glArrayElement(i * 2 % 7);
    glEnd();
    glDrawArrays(GL_LINES, 2, 4);
    glEndList();
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, 4, data, GL_STATIC_DRAW);
    glCallList(list);
    show("such a list");
    glDeleteLists(list, 1);
    glDeleteBuffers(1, &buffer);
    for (int i = 1; i >= 0; i--) {
        glActiveTexture(GL_TEXTURE0 + (GLenum)i), glClientActiveTexture(GL_TEXTURE0 + (GLenum)i);
        glDisable(GL_TEXTURE_2D), glDisableClientState(GL_TEXTURE_COORD_ARRAY);
    }
    glDisableClientState(GL_VERTEX_ARRAY);
    glDeleteTextures(2, textures);
    glClientActiveTexture(GL_TEXTURE0 + 60), show_error("a unit too many");
    glEnableClientState(GL_TEXTURE_2D), show_error("no client state");
    glArrayElement(-1), show_error("element -1");
}

/* ---- imaging: carried as far as the host has it -------------------------------------------------------------------- */

static void imaging(void)
{
    static const GLubyte table[256 * 3] = {1, 2, 3};
    static const float kernel[9 * 4] = {1, 0, 1};
    GLint value[4] = {-1};
    glColorTable(GL_COLOR_TABLE, GL_RGB, 256, GL_RGB, GL_UNSIGNED_BYTE, table), show_error("a colour table");
    glConvolutionFilter2D(GL_CONVOLUTION_2D, GL_RGBA, 3, 3, GL_RGBA, GL_FLOAT, kernel), show_error("a convolution");
    glHistogram(GL_HISTOGRAM, 256, GL_RGB, GL_FALSE), show_error("a histogram");
    glMinmax(GL_MINMAX, GL_RGB, GL_FALSE), show_error("minmax");
    glGetColorTableParameteriv(GL_COLOR_TABLE, GL_COLOR_TABLE_WIDTH, value), show_error("of a colour table");
    glEnable(GL_COLOR_TABLE), show_error("enabled"), glDisable(GL_COLOR_TABLE), show_error("disabled");
    glEnable(GL_CONVOLUTION_2D), show_error("enabled");
    glBlendColor(0.5f, 0.5f, 0.5f, 1), glBlendEquation(GL_FUNC_REVERSE_SUBTRACT), glEnable(GL_BLEND), glBlendFunc(GL_CONSTANT_COLOR, GL_ONE);
    glColor3f(1, 1, 1), glRectf(-0.5f, -0.5f, 0.5f, 0.5f);
    glBlendEquation(GL_FUNC_ADD), glDisable(GL_BLEND);
    show("blended");
}

int main(void)
{
    static const int wanted[] = {GLX_DOUBLEBUFFER, True, GLX_RED_SIZE, 8, GLX_DEPTH_SIZE, 24, GLX_STENCIL_SIZE, 8, None};
    Display *dpy = open_display();
    GLXFBConfig config = choose_config(dpy, wanted);
    Window window = make_window(dpy, config, SIZE, SIZE);
    GLXContext context = glXCreateNewContext(dpy, config, GLX_RGBA_TYPE, NULL, True);
    glXMakeCurrent(dpy, window, context);
    setvbuf(stdout, NULL, _IOLBF, 0);
    lists();
    glXSwapBuffers(dpy, window);
    selection_and_feedback();
    evaluators();
    glXSwapBuffers(dpy, window);
    stacks();
    pixels();
    glXSwapBuffers(dpy, window);
    arrays();
    glXSwapBuffers(dpy, window);
    imaging();
    return 0;
}
