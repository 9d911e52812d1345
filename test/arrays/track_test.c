/* Tracked state follows the calls, and calls that are an error change nothing. */
#include "check.h"

#include "gl_defs.h"

static float data[64];

static void client_pointer_needs_arrays(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glVertexPointer(cx, 3, GL_FLOAT, 0, data);
    CHECK(!cx->needs_client_arrays);
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    CHECK(cx->needs_client_arrays);
    CHECK(cx->client_arrays == 1u << SGL_ARRAY_VERTEX);
    CHECK(cx->vao->bindings[SGL_ARRAY_VERTEX].stride == 12);
    sgl_track_glDisableClientState(cx, GL_VERTEX_ARRAY);
    CHECK(!cx->needs_client_arrays);
}

static void buffered_pointer_does_not(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glBindBuffer(cx, GL_ARRAY_BUFFER, 5);
    sgl_track_glVertexPointer(cx, 3, GL_FLOAT, 16, (void *)4);
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    sgl_track_glBindBuffer(cx, GL_ARRAY_BUFFER, 0);
    CHECK(!cx->needs_client_arrays);
    sgl_track_glDeleteBuffers(cx, 1, &(GLuint){5});
    CHECK(cx->needs_client_arrays); /* what is left is a pointer with the value 4 */
}

static void null_pointer_reads_nothing(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    CHECK(!cx->needs_client_arrays);
    sgl_track_glVertexPointer(cx, 3, GL_FLOAT, 0, NULL);
    CHECK(!cx->needs_client_arrays);
}

static void wrong_pointers_change_nothing(void)
{
    struct sgl_track *cx = stub_track();
    const struct sgl_array before = cx->vao->arrays[SGL_ARRAY_VERTEX];
    sgl_track_glVertexPointer(cx, 1, GL_FLOAT, 0, data);
    sgl_track_glVertexPointer(cx, 5, GL_FLOAT, 0, data);
    sgl_track_glVertexPointer(cx, 3, GL_BYTE, 0, data);
    sgl_track_glVertexPointer(cx, 3, GL_FLOAT, -4, data);
    sgl_track_glVertexPointer(cx, 3, GL_INT_2_10_10_10_REV, 0, data);
    CHECK(memcmp(&before, &cx->vao->arrays[SGL_ARRAY_VERTEX], sizeof before) == 0);
    sgl_track_glVertexAttribPointer(cx, 16, 4, GL_FLOAT, GL_FALSE, 0, data);
    sgl_track_glEnableVertexAttribArray(cx, 16);
    CHECK(cx->vao->enabled == 0);
    sgl_track_glVertexAttribPointer(cx, 1, GL_BGRA, GL_FLOAT, GL_TRUE, 0, data);
    sgl_track_glVertexAttribPointer(cx, 1, GL_BGRA, GL_UNSIGNED_BYTE, GL_FALSE, 0, data);
    CHECK(cx->vao->arrays[SGL_ARRAY_GENERIC0 + 1].pointer == 0);
    sgl_track_glVertexAttribPointer(cx, 1, GL_BGRA, GL_UNSIGNED_BYTE, GL_TRUE, 0, data);
    CHECK(cx->vao->arrays[SGL_ARRAY_GENERIC0 + 1].bgra && cx->vao->arrays[SGL_ARRAY_GENERIC0 + 1].element_bytes == 4);
}

static void texture_units(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glClientActiveTexture(cx, GL_TEXTURE3);
    sgl_track_glClientActiveTexture(cx, GL_TEXTURE0 + 8); /* an error */
    sgl_track_glTexCoordPointer(cx, 2, GL_FLOAT, 0, data);
    sgl_track_glEnableClientState(cx, GL_TEXTURE_COORD_ARRAY);
    CHECK(cx->client_arrays == 1u << (SGL_ARRAY_TEX_COORD0 + 3));
    sgl_track_glEnableClientStateiEXT(cx, GL_TEXTURE_COORD_ARRAY, 1);
    sgl_track_glMultiTexCoordPointerEXT(cx, GL_TEXTURE1, 4, GL_SHORT, 0, data);
    CHECK(cx->client_arrays == (5u << (SGL_ARRAY_TEX_COORD0 + 1)));
}

static void objects_keep_their_arrays(void)
{
    struct sgl_track *cx = stub_track();
    const GLuint names[] = {1, 2};
    sgl_track_glBindVertexArray(cx, 1); /* never generated: an error */
    CHECK(cx->vao->name == 0);
    sgl_track_glGenVertexArrays(cx, 2, names);
    sgl_track_glBindVertexArray(cx, 1);
    sgl_track_glBindBuffer(cx, GL_ELEMENT_ARRAY_BUFFER, 9);
    sgl_track_glBindBuffer(cx, GL_ARRAY_BUFFER, 0);
    sgl_track_glVertexAttribPointer(cx, 0, 4, GL_FLOAT, GL_FALSE, 0, data); /* client memory outside object 0: an error */
    CHECK(cx->vao->arrays[SGL_ARRAY_GENERIC0].pointer == 0);
    sgl_track_glBindVertexArray(cx, 2);
    CHECK(cx->vao->element_buffer == 0);
    sgl_track_glBindVertexArray(cx, 1);
    CHECK(cx->vao->element_buffer == 9);
    sgl_track_glDeleteVertexArrays(cx, 1, names);
    CHECK(cx->vao == &cx->default_vao);
    sgl_track_glBindVertexArray(cx, 1);
    CHECK(cx->vao == &cx->default_vao);
}

static void many_objects(void)
{
    struct sgl_track *cx = stub_track();
    for (GLuint name = 1; name <= 5000; name++) {
        sgl_track_glGenVertexArrays(cx, 1, &name);
        if (name % 10 == 0) {
            sgl_track_glBindVertexArray(cx, name);
            sgl_track_glBindBuffer(cx, GL_ELEMENT_ARRAY_BUFFER, name);
        }
        const GLuint gone = name - 500;
        if (name > 500) sgl_track_glDeleteVertexArrays(cx, 1, &gone);
    }
    CHECK(cx->vao_slots <= 4096);
    sgl_track_glBindVertexArray(cx, 4990);
    CHECK(cx->vao->element_buffer == 4990);
    CHECK(!sgl_track_vertex_array(cx, 4000));
}

static void separate_bindings(void)
{
    struct sgl_track *cx = stub_track();
    GLuint name = 3;
    sgl_track_glCreateVertexArrays(cx, 1, &name);
    sgl_track_glVertexArrayAttribFormat(cx, 3, 2, 3, GL_SHORT, GL_TRUE, 8);
    sgl_track_glVertexArrayAttribBinding(cx, 3, 2, 5);
    sgl_track_glVertexArrayVertexBuffer(cx, 3, 5, 77, 64, 24);
    sgl_track_glVertexArrayBindingDivisor(cx, 3, 5, 2);
    sgl_track_glEnableVertexArrayAttrib(cx, 3, 2);
    const struct sgl_vertex_array *vao = sgl_track_vertex_array(cx, 3);
    const uint32_t slot = SGL_ARRAY_GENERIC0 + 2;
    CHECK(vao->arrays[slot].binding == SGL_ARRAY_GENERIC0 + 5 && vao->arrays[slot].element_bytes == 6);
    CHECK(vao->bindings[vao->arrays[slot].binding].divisor == 2 && vao->bindings[vao->arrays[slot].binding].stride == 24);
    CHECK(vao->buffered >> slot & 1);
    sgl_track_glBindVertexArray(cx, 3);
    sgl_track_glBindVertexBuffer(cx, 5, 0, 0, 24);
    CHECK(!(vao->buffered >> slot & 1));
    sgl_track_glBindVertexBuffers(cx, 4, 2, (GLuint[]){1, 2}, (intptr_t[]){0, 16}, (GLsizei[]){4, 8});
    CHECK(vao->buffered >> slot & 1 && vao->bindings[SGL_ARRAY_GENERIC0 + 5].offset == 16);
    /* the old call makes an attribute read its own binding again */
    sgl_track_glBindBuffer(cx, GL_ARRAY_BUFFER, 6);
    sgl_track_glVertexAttribPointer(cx, 2, 2, GL_FLOAT, GL_FALSE, 0, NULL);
    CHECK(vao->arrays[slot].binding == slot && vao->bindings[SGL_ARRAY_GENERIC0 + 5].users == 1ull << (SGL_ARRAY_GENERIC0 + 5));
}

static void client_attributes(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glPixelStorei(cx, GL_UNPACK_ALIGNMENT, 1);
    sgl_track_glPixelStorei(cx, GL_UNPACK_ALIGNMENT, 3); /* an error */
    sgl_track_glPixelStoref(cx, GL_PACK_ROW_LENGTH, 6.6f);
    CHECK(cx->unpack.alignment == 1 && cx->pack.row_length == 7);
    sgl_track_glVertexPointer(cx, 2, GL_FLOAT, 0, data);
    sgl_track_glEnableClientState(cx, GL_VERTEX_ARRAY);
    sgl_track_glPushClientAttrib(cx, GL_CLIENT_ALL_ATTRIB_BITS);
    sgl_track_glPixelStorei(cx, GL_UNPACK_ALIGNMENT, 8);
    sgl_track_glVertexPointer(cx, 4, GL_DOUBLE, 0, data + 1);
    sgl_track_glClientActiveTexture(cx, GL_TEXTURE5);
    sgl_track_glPopClientAttrib(cx);
    CHECK(cx->unpack.alignment == 1 && cx->client_texture == 0);
    CHECK(cx->vao->arrays[SGL_ARRAY_VERTEX].pointer == (uintptr_t)data && cx->needs_client_arrays);
    sgl_track_glPushClientAttribDefaultEXT(cx, GL_CLIENT_ALL_ATTRIB_BITS);
    CHECK(cx->unpack.alignment == 4 && !cx->needs_client_arrays);
    sgl_track_glPopClientAttrib(cx);
    CHECK(cx->unpack.alignment == 1 && cx->needs_client_arrays);
    sgl_track_glPopClientAttrib(cx); /* one too many */
    for (int i = 0; i < 20; i++) sgl_track_glPushClientAttrib(cx, GL_CLIENT_ALL_ATTRIB_BITS);
    CHECK(cx->attrib_depth == SGL_CLIENT_ATTRIB_DEPTH);
}

static void interleaved(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glEnableClientState(cx, GL_INDEX_ARRAY);
    sgl_track_glInterleavedArrays(cx, GL_T2F_C4UB_V3F, 0, data);
    const struct sgl_vertex_array *vao = cx->vao;
    CHECK(vao->enabled == (1u << SGL_ARRAY_VERTEX | 1u << SGL_ARRAY_COLOR | 1u << SGL_ARRAY_TEX_COORD0));
    CHECK(vao->arrays[SGL_ARRAY_VERTEX].pointer == (uintptr_t)data + 12 && vao->bindings[SGL_ARRAY_VERTEX].stride == 24);
    CHECK(vao->arrays[SGL_ARRAY_COLOR].pointer == (uintptr_t)data + 8 && vao->arrays[SGL_ARRAY_COLOR].element_bytes == 4);
    sgl_track_glInterleavedArrays(cx, GL_V2F - 1, 0, data);
    sgl_track_glInterleavedArrays(cx, GL_V2F, -1, data);
    CHECK(vao->arrays[SGL_ARRAY_VERTEX].size == 3);
}

static void restart(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glPopAttrib(cx);
    CHECK(!cx->restart_uncertain);
    sgl_track_glNewList(cx, 1, GL_COMPILE);
    sgl_track_glEnable(cx, GL_PRIMITIVE_RESTART);
    sgl_track_glEndList(cx);
    CHECK(!cx->restart.enabled && cx->restart_touched);
    sgl_track_glCallList(cx, 1);
    CHECK(cx->restart_uncertain);
    sgl_track_glEnableClientState(cx, GL_PRIMITIVE_RESTART_NV);
    CHECK(cx->restart.enabled);
}

static void buffer_bindings(void)
{
    struct sgl_track *cx = stub_track();
    sgl_track_glBindBufferBase(cx, GL_UNIFORM_BUFFER, 3, 8);
    sgl_track_glBindBufferRange(cx, GL_SHADER_STORAGE_BUFFER, 0, 9, 0, 0); /* an error: no size */
    sgl_track_glBindBufferBase(cx, GL_ARRAY_BUFFER, 0, 10);                /* an error: no indexed target */
    sgl_track_glBindBuffersBase(cx, GL_UNIFORM_BUFFER, 0, 1, (GLuint[]){12});
    CHECK(cx->uniform_buffer == 8 && cx->shader_storage_buffer == 0 && cx->array_buffer == 0);
    sgl_track_glBindBuffer(cx, GL_PIXEL_UNPACK_BUFFER, 8);
    sgl_track_glDeleteBuffers(cx, 2, (GLuint[]){0, 8});
    CHECK(cx->uniform_buffer == 0 && cx->pixel_unpack_buffer == 0);
    CHECK(!sgl_track_binding(cx, GL_TEXTURE_2D));
}

static void core_contexts(void)
{
    struct sgl_track core;
    GLuint name = 1;
    sgl_track_init(&core, true);
    sgl_track_glBindBuffer(&core, GL_ARRAY_BUFFER, 4);
    sgl_track_glVertexAttribPointer(&core, 0, 4, GL_FLOAT, GL_FALSE, 0, NULL); /* object 0: an error */
    sgl_track_glEnableVertexAttribArray(&core, 0);
    CHECK(core.vao->enabled == 0 && core.vao->buffered == 0);
    sgl_track_glGenVertexArrays(&core, 1, &name);
    sgl_track_glBindVertexArray(&core, 1);
    sgl_track_glVertexAttribPointer(&core, 0, 4, GL_FLOAT, GL_FALSE, 0, NULL);
    CHECK(core.vao->buffered != 0);
    sgl_track_free(&core);
}

const struct test track_tests[] = {
    {"a pointer to client memory makes the draw carry its array, once enabled", client_pointer_needs_arrays},
    {"a pointer into a buffer does not, until the buffer is deleted", buffered_pointer_does_not},
    {"a NULL pointer without a buffer reads nothing", null_pointer_reads_nothing},
    {"array pointers that are an error change nothing", wrong_pointers_change_nothing},
    {"texture coordinate arrays go by the client's active texture", texture_units},
    {"vertex array objects keep their arrays and element buffer", objects_keep_their_arrays},
    {"thousands of vertex array objects come and go", many_objects},
    {"attributes and vertex buffer bindings are apart", separate_bindings},
    {"client attributes are pushed and popped", client_attributes},
    {"glInterleavedArrays is what the specification says it is", interleaved},
    {"primitive restart inside display lists makes it uncertain", restart},
    {"buffer bindings, indexed ones too", buffer_bindings},
    {"core contexts have no arrays in object 0", core_contexts},
    {NULL, NULL},
};
