/* Readbacks whose size only the renderer knows: texture images, pixel maps, filters and tables of the
 * imaging subset, buffer contents, query results, program strings. native/exec_readback.cpp is the other side.
 *
 * An image's answer is a struct image_head, then one receiving pointer with its rows, tight. With a pixel pack
 * buffer bound the pointer is an offset and there is no answer. */
#include "buffer_map.h"
#include "client.h"
#include "gl_defs.h"
#include "opcodes.h"
#include "pixels.h"
#include "track.h"

struct image_head {
    uint32_t dimensions; /* 0: an error was raised, there is no image */
    uint32_t width, height, depth;
    uint32_t bytes; /* compressed images: of all the data */
};

/* What stands in a receiving pointer's place when the client cannot say its room. */
#define ANY_ROOM SGL_PTR_MAX_INLINE

static uint32_t room_of(const void *pointer, int64_t bytes)
{
    if (!pointer) return SGL_PTR_NULL;
    return bytes < 0 ? 0 : bytes > ANY_ROOM ? ANY_ROOM : (uint32_t)bytes;
}

/* Sends the command with `count` words and then the pointer's place. True: an answer comes. */
static bool ask(struct sgl_stream *s, uint32_t opcode, const uint32_t *words, uint32_t count, uint32_t offset_buffer,
                const void *pointer, int64_t room)
{
    uint32_t *p = sgl_command(s, opcode, count + 1 + (offset_buffer ? 2 : 0));
    memcpy(p, words, count * sizeof *words);
    p[count] = offset_buffer ? SGL_PTR_OFFSET : room_of(pointer, room);
    if (offset_buffer) sgl_put_u64(p + count + 1, (uintptr_t)pointer);
    sgl_command_end(s);
    if (offset_buffer) return false;
    sgl_wait_reply(s, opcode);
    return true;
}

static void read_image(struct sgl_stream *s, uint32_t opcode, const uint32_t *words, uint32_t count, uint32_t format, uint32_t type,
                       void *pixels, int64_t room)
{
    if (!ask(s, opcode, words, count, s->track->pixel_pack_buffer, pixels, room)) return;
    struct image_head head;
    struct sgl_image_layout layout;
    sgl_reply_read(s, &head, sizeof head);
    if (head.dimensions && pixels &&
        sgl_image_layout(&s->track->pack, (int)head.dimensions, head.width, head.height, head.depth, format, type, &layout))
        sgl_reply_out_pixels(s, pixels, &layout);
    sgl_reply_end(s);
}

static void read_compressed(struct sgl_stream *s, uint32_t opcode, const uint32_t *words, uint32_t count, void *pixels, int64_t room)
{
    if (!ask(s, opcode, words, count, s->track->pixel_pack_buffer, pixels, room)) return;
    struct image_head head;
    struct sgl_image_layout layout;
    sgl_reply_read(s, &head, sizeof head);
    if (head.dimensions && pixels &&
        sgl_compressed_layout(&s->track->pack, (int)head.dimensions, head.width, head.height, head.depth, head.bytes, &layout))
        sgl_reply_out_pixels(s, pixels, &layout);
    sgl_reply_end(s);
}

/* ---- Textures ------------------------------------------------------------------------------------ */

SGLAPI void APIENTRY glGetTexImage(GLenum target, GLint level, GLenum format, GLenum type, void *pixels)
{
    uint32_t words[] = {target, (uint32_t)level, format, type};
    read_image(sgl_current, SGL_OP_glGetTexImage, words, 4, format, type, pixels, ANY_ROOM);
}

SGLAPI void APIENTRY glGetnTexImage(GLenum target, GLint level, GLenum format, GLenum type, GLsizei bufSize, void *pixels)
{
    uint32_t words[] = {target, (uint32_t)level, format, type, (uint32_t)bufSize};
    read_image(sgl_current, SGL_OP_glGetnTexImage, words, 5, format, type, pixels, bufSize);
}

SGLAPI void APIENTRY glGetnTexImageARB(GLenum target, GLint level, GLenum format, GLenum type, GLsizei bufSize, void *img)
{
    uint32_t words[] = {target, (uint32_t)level, format, type, (uint32_t)bufSize};
    read_image(sgl_current, SGL_OP_glGetnTexImageARB, words, 5, format, type, img, bufSize);
}

SGLAPI void APIENTRY glGetTextureImage(GLuint texture, GLint level, GLenum format, GLenum type, GLsizei bufSize, void *pixels)
{
    uint32_t words[] = {texture, (uint32_t)level, format, type, (uint32_t)bufSize};
    read_image(sgl_current, SGL_OP_glGetTextureImage, words, 5, format, type, pixels, bufSize);
}

SGLAPI void APIENTRY glGetTextureSubImage(GLuint texture, GLint level, GLint xoffset, GLint yoffset, GLint zoffset, GLsizei width,
                                          GLsizei height, GLsizei depth, GLenum format, GLenum type, GLsizei bufSize, void *pixels)
{
    uint32_t words[] = {texture,         (uint32_t)level,  (uint32_t)xoffset, (uint32_t)yoffset, (uint32_t)zoffset, (uint32_t)width,
                        (uint32_t)height, (uint32_t)depth, format,            type,              (uint32_t)bufSize};
    read_image(sgl_current, SGL_OP_glGetTextureSubImage, words, 11, format, type, pixels, bufSize);
}

SGLAPI void APIENTRY glGetTextureImageEXT(GLuint texture, GLenum target, GLint level, GLenum format, GLenum type, void *pixels)
{
    uint32_t words[] = {texture, target, (uint32_t)level, format, type};
    read_image(sgl_current, SGL_OP_glGetTextureImageEXT, words, 5, format, type, pixels, ANY_ROOM);
}

SGLAPI void APIENTRY glGetMultiTexImageEXT(GLenum texunit, GLenum target, GLint level, GLenum format, GLenum type, void *pixels)
{
    uint32_t words[] = {texunit, target, (uint32_t)level, format, type};
    read_image(sgl_current, SGL_OP_glGetMultiTexImageEXT, words, 5, format, type, pixels, ANY_ROOM);
}

SGLAPI void APIENTRY glGetCompressedTexImage(GLenum target, GLint level, void *img)
{
    uint32_t words[] = {target, (uint32_t)level};
    read_compressed(sgl_current, SGL_OP_glGetCompressedTexImage, words, 2, img, ANY_ROOM);
}

SGLAPI void APIENTRY glGetnCompressedTexImage(GLenum target, GLint lod, GLsizei bufSize, void *pixels)
{
    uint32_t words[] = {target, (uint32_t)lod, (uint32_t)bufSize};
    read_compressed(sgl_current, SGL_OP_glGetnCompressedTexImage, words, 3, pixels, bufSize);
}

SGLAPI void APIENTRY glGetnCompressedTexImageARB(GLenum target, GLint lod, GLsizei bufSize, void *img)
{
    uint32_t words[] = {target, (uint32_t)lod, (uint32_t)bufSize};
    read_compressed(sgl_current, SGL_OP_glGetnCompressedTexImageARB, words, 3, img, bufSize);
}

SGLAPI void APIENTRY glGetCompressedTextureImage(GLuint texture, GLint level, GLsizei bufSize, void *pixels)
{
    uint32_t words[] = {texture, (uint32_t)level, (uint32_t)bufSize};
    read_compressed(sgl_current, SGL_OP_glGetCompressedTextureImage, words, 3, pixels, bufSize);
}

SGLAPI void APIENTRY glGetCompressedTextureSubImage(GLuint texture, GLint level, GLint xoffset, GLint yoffset, GLint zoffset,
                                                    GLsizei width, GLsizei height, GLsizei depth, GLsizei bufSize, void *pixels)
{
    uint32_t words[] = {texture,         (uint32_t)level,  (uint32_t)xoffset, (uint32_t)yoffset, (uint32_t)zoffset, (uint32_t)width,
                        (uint32_t)height, (uint32_t)depth, (uint32_t)bufSize};
    read_compressed(sgl_current, SGL_OP_glGetCompressedTextureSubImage, words, 9, pixels, bufSize);
}

SGLAPI void APIENTRY glGetCompressedTextureImageEXT(GLuint texture, GLenum target, GLint lod, void *img)
{
    uint32_t words[] = {texture, target, (uint32_t)lod};
    read_compressed(sgl_current, SGL_OP_glGetCompressedTextureImageEXT, words, 3, img, ANY_ROOM);
}

SGLAPI void APIENTRY glGetCompressedMultiTexImageEXT(GLenum texunit, GLenum target, GLint lod, void *img)
{
    uint32_t words[] = {texunit, target, (uint32_t)lod};
    read_compressed(sgl_current, SGL_OP_glGetCompressedMultiTexImageEXT, words, 3, img, ANY_ROOM);
}

/* ---- Pixel maps ---------------------------------------------------------------------------------- */

/* The answer is one receiving pointer with as many bytes as there are. */
static void read_bytes(struct sgl_stream *s, uint32_t opcode, const uint32_t *words, uint32_t count, uint32_t offset_buffer, void *to,
                       int64_t room)
{
    if (!ask(s, opcode, words, count, offset_buffer, to, room)) return;
    sgl_reply_out(s, to, room < 0 ? 0 : (uint64_t)room);
    sgl_reply_end(s);
}

#define PIXEL_MAP(name, value)                                                                                  \
    SGLAPI void APIENTRY glGetPixelMap##name(GLenum map, value *values)                                         \
    {                                                                                                           \
        struct sgl_stream *s = sgl_current;                                                                     \
        uint32_t words[] = {map};                                                                               \
        read_bytes(s, SGL_OP_glGetPixelMap##name, words, 1, s->track->pixel_pack_buffer, values, ANY_ROOM);     \
    }                                                                                                           \
    PIXEL_MAP_N(name, value) PIXEL_MAP_N(name##ARB, value)
#define PIXEL_MAP_N(name, value)                                                                                \
    SGLAPI void APIENTRY glGetnPixelMap##name(GLenum map, GLsizei bufSize, value *values)                       \
    {                                                                                                           \
        struct sgl_stream *s = sgl_current;                                                                     \
        uint32_t words[] = {map, (uint32_t)bufSize};                                                            \
        read_bytes(s, SGL_OP_glGetnPixelMap##name, words, 2, s->track->pixel_pack_buffer, values, bufSize);     \
    }
PIXEL_MAP(fv, GLfloat)
PIXEL_MAP(uiv, GLuint)
PIXEL_MAP(usv, GLushort)

/* ---- The imaging subset -------------------------------------------------------------------------- */

SGLAPI void APIENTRY glGetColorTable(GLenum target, GLenum format, GLenum type, void *table)
{
    uint32_t words[] = {target, format, type};
    read_image(sgl_current, SGL_OP_glGetColorTable, words, 3, format, type, table, ANY_ROOM);
}

SGLAPI void APIENTRY glGetConvolutionFilter(GLenum target, GLenum format, GLenum type, void *image)
{
    uint32_t words[] = {target, format, type};
    read_image(sgl_current, SGL_OP_glGetConvolutionFilter, words, 3, format, type, image, ANY_ROOM);
}

SGLAPI void APIENTRY glGetHistogram(GLenum target, GLboolean reset, GLenum format, GLenum type, void *values)
{
    uint32_t words[] = {target, reset, format, type};
    read_image(sgl_current, SGL_OP_glGetHistogram, words, 4, format, type, values, ANY_ROOM);
}

SGLAPI void APIENTRY glGetMinmax(GLenum target, GLboolean reset, GLenum format, GLenum type, void *values)
{
    uint32_t words[] = {target, reset, format, type};
    read_image(sgl_current, SGL_OP_glGetMinmax, words, 4, format, type, values, ANY_ROOM);
}

#define TABLE_N(name, parameter)                                                                                          \
    SGLAPI void APIENTRY glGetn##name(GLenum target, GLenum format, GLenum type, GLsizei bufSize, void *parameter)        \
    {                                                                                                                     \
        uint32_t words[] = {target, format, type, (uint32_t)bufSize};                                                     \
        read_image(sgl_current, SGL_OP_glGetn##name, words, 4, format, type, parameter, bufSize);                         \
    }
TABLE_N(ColorTable, table)
TABLE_N(ColorTableARB, table)
TABLE_N(ConvolutionFilter, image)
TABLE_N(ConvolutionFilterARB, image)

#define COUNTS_N(name)                                                                                                             \
    SGLAPI void APIENTRY glGetn##name(GLenum target, GLboolean reset, GLenum format, GLenum type, GLsizei bufSize, void *values)   \
    {                                                                                                                              \
        uint32_t words[] = {target, reset, format, type, (uint32_t)bufSize};                                                       \
        read_image(sgl_current, SGL_OP_glGetn##name, words, 5, format, type, values, bufSize);                                     \
    }
COUNTS_N(Histogram)
COUNTS_N(HistogramARB)
COUNTS_N(Minmax)
COUNTS_N(MinmaxARB)

/* Two images: the row filter is `width` pixels, the column filter `height`. `span` is never touched. */
static void read_separable(uint32_t opcode, GLenum target, GLenum format, GLenum type, const int64_t rooms[2], void *row, void *column)
{
    struct sgl_stream *s = sgl_current;
    bool offsets = s->track->pixel_pack_buffer != 0, sized = opcode != SGL_OP_glGetSeparableFilter;
    uint32_t *p = sgl_command(s, opcode, (sized ? 8 : 6) + (offsets ? 4 : 0));
    *p++ = target;
    *p++ = format;
    *p++ = type;
    if (sized) *p++ = (uint32_t)rooms[0];
    *p++ = offsets ? SGL_PTR_OFFSET : room_of(row, rooms[0]);
    if (sized) *p++ = (uint32_t)rooms[1];
    *p++ = offsets ? SGL_PTR_OFFSET : room_of(column, rooms[1]);
    *p++ = SGL_PTR_NULL;
    if (offsets) p = sgl_put_u64(sgl_put_u64(p, (uintptr_t)row), (uintptr_t)column);
    sgl_command_end(s);
    if (offsets) return;
    sgl_wait_reply(s, opcode);
    void *to[2] = {row, column};
    for (int i = 0; i < 2; i++) {
        struct image_head head;
        struct sgl_image_layout layout;
        sgl_reply_read(s, &head, sizeof head);
        if (!head.dimensions || !sgl_image_layout(&s->track->pack, 1, head.width, 1, 1, format, type, &layout)) break;
        sgl_reply_out_pixels(s, to[i], &layout);
    }
    sgl_reply_end(s);
}

SGLAPI void APIENTRY glGetSeparableFilter(GLenum target, GLenum format, GLenum type, void *row, void *column, void *span)
{
    (void)span;
    read_separable(SGL_OP_glGetSeparableFilter, target, format, type, (int64_t[]){ANY_ROOM, ANY_ROOM}, row, column);
}

SGLAPI void APIENTRY glGetnSeparableFilter(GLenum target, GLenum format, GLenum type, GLsizei rowBufSize, void *row, GLsizei columnBufSize,
                                           void *column, void *span)
{
    (void)span;
    read_separable(SGL_OP_glGetnSeparableFilter, target, format, type, (int64_t[]){rowBufSize, columnBufSize}, row, column);
}

SGLAPI void APIENTRY glGetnSeparableFilterARB(GLenum target, GLenum format, GLenum type, GLsizei rowBufSize, void *row,
                                              GLsizei columnBufSize, void *column, void *span)
{
    (void)span;
    read_separable(SGL_OP_glGetnSeparableFilterARB, target, format, type, (int64_t[]){rowBufSize, columnBufSize}, row, column);
}

/* ---- Buffers, queries, program strings ----------------------------------------------------------- */

static void read_buffer(uint32_t opcode, uint32_t which, GLintptr offset, GLsizeiptr size, void *data)
{
    struct sgl_stream *s = sgl_current;
    sgl_before_read(s);
    uint32_t words[5] = {which};
    sgl_put_u64(sgl_put_u64(words + 1, (uint64_t)(int64_t)offset), (uint64_t)(int64_t)size);
    read_bytes(s, opcode, words, 5, 0, data, size);
}

SGLAPI void APIENTRY glGetBufferSubData(GLenum target, GLintptr offset, GLsizeiptr size, void *data)
{
    read_buffer(SGL_OP_glGetBufferSubData, target, offset, size, data);
}

SGLAPI void APIENTRY glGetNamedBufferSubData(GLuint buffer, GLintptr offset, GLsizeiptr size, void *data)
{
    read_buffer(SGL_OP_glGetNamedBufferSubData, buffer, offset, size, data);
}

SGLAPI void APIENTRY glGetNamedBufferSubDataEXT(GLuint buffer, GLintptr offset, GLsizeiptr size, void *data)
{
    read_buffer(SGL_OP_glGetNamedBufferSubDataEXT, buffer, offset, size, data);
}

#define QUERY_OBJECT(name, value)                                                                               \
    SGLAPI void APIENTRY glGetQueryObject##name(GLuint id, GLenum pname, value *params)                         \
    {                                                                                                           \
        struct sgl_stream *s = sgl_current;                                                                     \
        uint32_t words[] = {id, pname};                                                                         \
        read_bytes(s, SGL_OP_glGetQueryObject##name, words, 2, s->track->query_buffer, params, sizeof(value));  \
    }
QUERY_OBJECT(iv, GLint)
QUERY_OBJECT(uiv, GLuint)
QUERY_OBJECT(i64v, GLint64)
QUERY_OBJECT(ui64v, GLuint64)

SGLAPI void APIENTRY glGetProgramStringARB(GLenum target, GLenum pname, void *string)
{
    uint32_t words[] = {target, pname};
    read_bytes(sgl_current, SGL_OP_glGetProgramStringARB, words, 2, 0, string, ANY_ROOM);
}

SGLAPI void APIENTRY glGetNamedProgramStringEXT(GLuint program, GLenum target, GLenum pname, void *string)
{
    uint32_t words[] = {program, target, pname};
    read_bytes(sgl_current, SGL_OP_glGetNamedProgramStringEXT, words, 3, 0, string, ANY_ROOM);
}
