/* Tracked state: commands that write what a buffer holds, beside the program's maps. Only the client listens (through
 * buffer_hook), to know whether a buffer still holds what it sent; glBindBuffer and its kin are in track.c. */
#include "track.h"

static void tell(struct sgl_track *cx, uint32_t buffer, enum sgl_buffer_event event)
{
    if (buffer && cx->buffer_hook) cx->buffer_hook(cx, buffer, event, 0);
}
static void written(struct sgl_track *cx, uint32_t buffer) { tell(cx, buffer, SGL_BUFFER_WRITTEN); }
static void bound_written(struct sgl_track *cx, uint32_t target)
{
    const uint32_t *binding = cx->buffer_hook ? sgl_track_binding(cx, target) : 0;
    if (binding) written(cx, *binding);
}

void sgl_track_glBufferSubData(struct sgl_track *cx, uint32_t target, intptr_t offset, intptr_t size, const void *data)
{
    (void)offset, (void)size, (void)data;
    bound_written(cx, target);
}
void sgl_track_glNamedBufferSubData(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size, const void *data)
{
    (void)offset, (void)size, (void)data;
    written(cx, buffer);
}
void sgl_track_glCopyBufferSubData(struct sgl_track *cx, uint32_t from, uint32_t to, intptr_t from_offset, intptr_t to_offset,
                                   intptr_t size)
{
    (void)from, (void)from_offset, (void)to_offset, (void)size;
    bound_written(cx, to);
}
void sgl_track_glCopyNamedBufferSubData(struct sgl_track *cx, uint32_t from, uint32_t to, intptr_t from_offset, intptr_t to_offset,
                                        intptr_t size)
{
    (void)from, (void)from_offset, (void)to_offset, (void)size;
    written(cx, to);
}
void sgl_track_glNamedCopyBufferSubDataEXT(struct sgl_track *cx, uint32_t from, uint32_t to, intptr_t from_offset, intptr_t to_offset,
                                           intptr_t size)
{
    (void)from, (void)from_offset, (void)to_offset, (void)size;
    written(cx, to);
}
void sgl_track_glClearBufferData(struct sgl_track *cx, uint32_t target, uint32_t internal_format, uint32_t format, uint32_t type,
                                 const void *data)
{
    (void)internal_format, (void)format, (void)type, (void)data;
    bound_written(cx, target);
}
void sgl_track_glClearBufferSubData(struct sgl_track *cx, uint32_t target, uint32_t internal_format, intptr_t offset, intptr_t size,
                                    uint32_t format, uint32_t type, const void *data)
{
    (void)internal_format, (void)offset, (void)size, (void)format, (void)type, (void)data;
    bound_written(cx, target);
}
void sgl_track_glClearNamedBufferData(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, uint32_t format, uint32_t type,
                                      const void *data)
{
    (void)internal_format, (void)format, (void)type, (void)data;
    written(cx, buffer);
}
void sgl_track_glClearNamedBufferDataEXT(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, uint32_t format,
                                         uint32_t type, const void *data)
{
    (void)internal_format, (void)format, (void)type, (void)data;
    written(cx, buffer);
}
void sgl_track_glClearNamedBufferSubData(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, intptr_t offset,
                                         intptr_t size, uint32_t format, uint32_t type, const void *data)
{
    (void)internal_format, (void)offset, (void)size, (void)format, (void)type, (void)data;
    written(cx, buffer);
}
void sgl_track_glClearNamedBufferSubDataEXT(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, intptr_t offset,
                                            intptr_t size, uint32_t format, uint32_t type, const void *data)
{
    (void)internal_format, (void)offset, (void)size, (void)format, (void)type, (void)data;
    written(cx, buffer);
}
void sgl_track_glInvalidateBufferData(struct sgl_track *cx, uint32_t buffer)
{
    written(cx, buffer);
}
void sgl_track_glInvalidateBufferSubData(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size)
{
    (void)offset, (void)size;
    written(cx, buffer);
}
void sgl_track_glBufferPageCommitmentARB(struct sgl_track *cx, uint32_t target, intptr_t offset, intptr_t size, unsigned char commit)
{
    (void)offset, (void)size, (void)commit;
    bound_written(cx, target);
}
void sgl_track_glNamedBufferPageCommitmentARB(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size, unsigned char commit)
{
    (void)offset, (void)size, (void)commit;
    written(cx, buffer);
}
void sgl_track_glNamedBufferPageCommitmentEXT(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size, unsigned char commit)
{
    (void)offset, (void)size, (void)commit;
    written(cx, buffer);
}
void sgl_track_glTransformFeedbackBufferBase(struct sgl_track *cx, uint32_t object, uint32_t index, uint32_t buffer)
{
    (void)object, (void)index;
    tell(cx, buffer, SGL_BUFFER_WRITABLE);
}
void sgl_track_glTransformFeedbackBufferRange(struct sgl_track *cx, uint32_t object, uint32_t index, uint32_t buffer, intptr_t offset,
                                              intptr_t size)
{
    (void)object, (void)index, (void)offset, (void)size;
    tell(cx, buffer, SGL_BUFFER_WRITABLE);
}
void sgl_track_glTexBuffer(struct sgl_track *cx, uint32_t target, uint32_t format, uint32_t buffer)
{
    (void)target, (void)format;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glTexBufferRange(struct sgl_track *cx, uint32_t target, uint32_t format, uint32_t buffer, intptr_t offset, intptr_t size)
{
    (void)target, (void)format, (void)offset, (void)size;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glTextureBuffer(struct sgl_track *cx, uint32_t texture, uint32_t format, uint32_t buffer)
{
    (void)texture, (void)format;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glTextureBufferRange(struct sgl_track *cx, uint32_t texture, uint32_t format, uint32_t buffer, intptr_t offset,
                                    intptr_t size)
{
    (void)texture, (void)format, (void)offset, (void)size;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glTextureBufferEXT(struct sgl_track *cx, uint32_t texture, uint32_t target, uint32_t format, uint32_t buffer)
{
    (void)texture, (void)target, (void)format;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glTextureBufferRangeEXT(struct sgl_track *cx, uint32_t texture, uint32_t target, uint32_t format, uint32_t buffer,
                                       intptr_t offset, intptr_t size)
{
    (void)texture, (void)target, (void)format, (void)offset, (void)size;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glMultiTexBufferEXT(struct sgl_track *cx, uint32_t unit, uint32_t target, uint32_t format, uint32_t buffer)
{
    (void)unit, (void)target, (void)format;
    tell(cx, buffer, SGL_BUFFER_EXPOSED);
}
void sgl_track_glGetQueryBufferObjectiv(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset)
{
    (void)query, (void)name, (void)offset;
    written(cx, buffer);
}
void sgl_track_glGetQueryBufferObjectuiv(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset)
{
    (void)query, (void)name, (void)offset;
    written(cx, buffer);
}
void sgl_track_glGetQueryBufferObjecti64v(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset)
{
    (void)query, (void)name, (void)offset;
    written(cx, buffer);
}
void sgl_track_glGetQueryBufferObjectui64v(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset)
{
    (void)query, (void)name, (void)offset;
    written(cx, buffer);
}
