/* EGL's images: numbers to the renderer, which has the host's image for each (native/exec_images.cpp). Here is what
 * makes and ends them, and the two functions of OpenGL that take one and a list. */
#include "connection.h"
#include "context_state.h"
#include "gl_defs.h"
#include "opcodes.h"

uint32_t sgl_image_create(uint32_t context, uint32_t target, uint32_t name, uint32_t attributes, const uint32_t *pairs, uint32_t *error)
{
    static uint32_t last;
    struct sgl_stream *s = sgl_own_stream();
    *error = SGL_EGL_BAD_ALLOC;
    if (!s) return 0;
    const struct sgl_image_request request = {__atomic_add_fetch(&last, 1, __ATOMIC_RELAXED), context, target, name, attributes};
    uint32_t *p = sgl_command(s, SGL_OP_CREATE_IMAGE, sizeof request / 4 + 2 * attributes);
    memcpy(p, &request, sizeof request);
    if (attributes) memcpy(p + sizeof request / 4, pairs, 8 * (size_t)attributes);
    sgl_command_end(s);
    sgl_wait_reply(s, SGL_OP_CREATE_IMAGE);
    sgl_reply_read(s, error, sizeof *error);
    sgl_reply_end(s);
    if (s->dummy) *error = SGL_EGL_BAD_ALLOC;
    return *error == SGL_EGL_SUCCESS ? request.image : 0;
}

void sgl_image_destroy(uint32_t image)
{
    struct sgl_stream *s = sgl_own_stream();
    if (!s) return;
    sgl_command(s, SGL_OP_DESTROY_IMAGE, 1)[0] = image;
    sgl_command_end(s);
    sgl_publish(s); /* its memory may be large */
}

static void storage(uint32_t opcode, GLuint target, GLeglImageOES image, const GLint *list)
{
    struct sgl_stream *s = sgl_current;
    uint32_t *p = sgl_command(s, opcode, 4);
    const uint64_t number = (uintptr_t)image;
    p[0] = target;
    p[1] = (uint32_t)number;
    p[2] = (uint32_t)(number >> 32);
    p[3] = list && *list != GL_NONE;
    sgl_command_end(s);
    sgl_publish(s); /* images belong to no share group, whose streams would wait for each other */
}

SGLAPI void APIENTRY glEGLImageTargetTexStorageEXT(GLenum target, GLeglImageOES image, const GLint *attrib_list)
{
    storage(SGL_OP_glEGLImageTargetTexStorageEXT, target, image, attrib_list);
}

SGLAPI void APIENTRY glEGLImageTargetTextureStorageEXT(GLuint texture, GLeglImageOES image, const GLint *attrib_list)
{
    storage(SGL_OP_glEGLImageTargetTextureStorageEXT, texture, image, attrib_list);
}
