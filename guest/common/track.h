/* What both sides remember of a context's client-side state: pixel store, buffer bindings and vertex arrays.
 * The client keeps it to know what a call reads from the program's memory; the renderer keeps its own, from
 * the same commands, to check that. Not here: anything that only the driver needs.
 *
 * sgl_track_glFoo(cx, parameters...) does to this state what glFoo does to the driver's: the client calls it
 * before it encodes, the renderer before it executes. A call that raises an error changes nothing, as far as
 * that can be decided here. Arrays of GLintptr come as `const void *`: their elements have the width of
 * intptr_t on the side that calls. */
#ifndef SGL_TRACK_H
#define SGL_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "memo.h"
#include "pixels.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Vertex arrays --------------------------------------------------------------------------------
 * A slot is one array: the fixed-function ones, then the generic attributes. Masks have bit 1 << slot. */
enum sgl_array_slot {
    SGL_ARRAY_VERTEX = 0,
    SGL_ARRAY_NORMAL = 1,
    SGL_ARRAY_COLOR = 2,
    SGL_ARRAY_SECONDARY_COLOR = 3,
    SGL_ARRAY_FOG_COORD = 4,
    SGL_ARRAY_INDEX = 5,
    SGL_ARRAY_EDGE_FLAG = 6,
    SGL_ARRAY_TEX_COORD0 = 7,
    SGL_ARRAY_GENERIC0 = 15,
    SGL_ARRAY_POINT_SIZE = 47, /* OpenGL ES 1 */
    SGL_ARRAYS = 48,
    SGL_TEX_COORD_ARRAYS = 8,
    SGL_GENERIC_ARRAYS = 32,
    SGL_NO_SLOT = 0xff,
};

enum sgl_array_kind { SGL_ARRAY_FLOAT = 0, SGL_ARRAY_INTEGER = 1, SGL_ARRAY_LONG = 2 };

struct sgl_array {
    uint64_t pointer;         /* as the program gave it: an address, or an offset when a buffer was bound */
    uint32_t relative_offset; /* glVertexAttribFormat */
    uint16_t type;
    uint16_t element_bytes; /* of one element: components times their size */
    int32_t stride;         /* as the program gave it: 0 = tight */
    uint8_t size;           /* 1 to 4 */
    bool bgra;
    bool normalized;
    uint8_t kind;    /* enum sgl_array_kind */
    uint8_t binding; /* slot whose binding it reads */
};

struct sgl_array_binding {
    uint64_t offset;
    uint64_t users; /* mask of the slots that read it */
    uint32_t buffer;
    int32_t stride; /* in force: never the 0 that means tight */
    uint32_t divisor;
};

struct sgl_vertex_array {
    uint32_t name;
    uint32_t element_buffer;
    uint64_t enabled;
    uint64_t buffered; /* slots whose binding has a buffer */
    uint64_t pointed;  /* slots whose pointer is not NULL */
    struct sgl_array arrays[SGL_ARRAYS];
    struct sgl_array_binding bindings[SGL_ARRAYS];
};

struct sgl_vertex_array_entry { /* hash table by name */
    uint32_t name;
    uint32_t state; /* 0 empty, 1 removed, 2 name only, 3 created */
    struct sgl_vertex_array *vao; /* NULL until it is first used */
};

struct sgl_restart {
    bool enabled, fixed; /* GL_PRIMITIVE_RESTART, GL_PRIMITIVE_RESTART_FIXED_INDEX */
    uint32_t index;
};

enum sgl_buffer_event {
    SGL_BUFFER_DELETED,
    SGL_BUFFER_STORED,    /* a new data store: `bytes` of it, contents undefined unless `data` */
    SGL_BUFFER_IMMUTABLE, /* the same by glBufferStorage; `flags` as there */
    SGL_BUFFER_WRITABLE,  /* bound to where other commands than the program's own uploads write */
    SGL_BUFFER_EXPOSED,   /* from now on commands may write it that do not name it: image stores */
    SGL_BUFFER_WRITTEN,   /* this command writes it, or makes what it holds undefined */
};
struct sgl_buffer_store {
    uint64_t bytes;
    uint32_t flags;
    bool data;
};

struct sgl_client_attrib; /* track_objects.c */
#define SGL_CLIENT_ATTRIB_DEPTH 16

struct sgl_track {
    bool core;
    bool es; /* OpenGL ES; set after sgl_track_init */
    bool needs_client_arrays; /* client_arrays != 0 */
    bool begun;               /* between glBegin and glEnd, as far as these calls tell */
    bool list_begun;          /* the same in the display list that is being compiled */
    bool lists_end;           /* some display list ends what was begun outside of it */
    bool restart_uncertain;   /* a display list or glPopAttrib may have changed `restart`: ask the driver */
    bool restart_touched;     /* the program ever enabled or disabled primitive restart */
    bool front_drawn;         /* the program ever selected a front buffer to draw to */
    uint32_t max_attribs;     /* GL_MAX_VERTEX_ATTRIBS and _BINDINGS of the driver; 16 until that is known */
    uint32_t max_bindings;
    uint64_t client_arrays;   /* enabled arrays of the current vertex array object that lie in client memory */

    struct sgl_pixel_store pack, unpack;

    uint32_t array_buffer; /* the element buffer is vao->element_buffer */
    uint32_t pixel_pack_buffer, pixel_unpack_buffer;
    uint32_t copy_read_buffer, copy_write_buffer;
    uint32_t uniform_buffer, shader_storage_buffer, atomic_counter_buffer;
    uint32_t texture_buffer, transform_feedback_buffer;
    uint32_t draw_indirect_buffer, dispatch_indirect_buffer, parameter_buffer, query_buffer;

    struct sgl_vertex_array *vao; /* current; never NULL */
    uint32_t client_texture;      /* glClientActiveTexture as 0 .. 7 */
    struct sgl_restart restart;
    uint32_t program;
    uint32_t list_mode; /* GL_COMPILE, GL_COMPILE_AND_EXECUTE, or 0 */
    uint32_t render_mode; /* GL_RENDER, GL_SELECT, GL_FEEDBACK; kept by glRenderMode's client side */

    struct sgl_vertex_array default_vao;
    struct sgl_vertex_array_entry *vaos;
    uint32_t vao_slots, vao_used; /* capacity (a power of two or 0); entries not empty */
    struct sgl_client_attrib *attrib_stack[SGL_CLIENT_ATTRIB_DEPTH];
    uint32_t attrib_depth;

    /* Client: set to hear of what happens to buffers. */
    void (*buffer_hook)(struct sgl_track *cx, uint32_t buffer, enum sgl_buffer_event event, const struct sgl_buffer_store *store);
    /* Whether glGenBuffers ever gave that name; NULL: nobody knows (core contexts of the client). */
    bool (*buffer_named)(const struct sgl_track *, uint32_t buffer);
    uint32_t orphan_buffer;   /* client: got a new store without data as the last thing, at this position of the stream */
    uint64_t orphan_position;
    struct sgl_memo memo; /* client: what is known without asking */
    void *owner; /* whoever embeds this: the client's struct sgl_context, the renderer's HostContext */

    /* Client: the program's buffers. Renderer: memory of its own (malloc) of `*_bytes`. */
    bool owns_memory; /* renderer */
    void *feedback_memory, *select_memory;
    uint64_t feedback_values, select_values; /* room in 4-byte values */
    uint32_t feedback_type;
};

/* A new context's state. Memory that it takes later is freed by sgl_track_free. */
void sgl_track_init(struct sgl_track *cx, bool core);
void sgl_track_free(struct sgl_track *cx);

/* The buffer bound to a target of glBindBuffer; NULL for an unknown target. */
uint32_t *sgl_track_binding(struct sgl_track *cx, uint32_t target);
/* A vertex array object by name: the current one's struct for its own name; NULL if it is not one (yet). */
struct sgl_vertex_array *sgl_track_vertex_array(struct sgl_track *cx, uint32_t name);
/* Slot of a fixed-function array (GL_VERTEX_ARRAY ...), texture coordinates by `unit`; SGL_NO_SLOT if unknown. */
uint32_t sgl_track_slot(uint32_t array, uint32_t unit);
/* Bytes of an element; 0 when type or size are unknown. `size` may be GL_BGRA. */
uint32_t sgl_track_element_bytes(int32_t size, uint32_t type);
/* Counts the changed masks of `vao` in, if it is current. */
void sgl_track_refresh(struct sgl_track *cx);

/* ---- Parameters of the calls, all of C's own types ------------------------------------------------ */
void sgl_track_glPixelStorei(struct sgl_track *cx, uint32_t pname, int32_t param);
void sgl_track_glPixelStoref(struct sgl_track *cx, uint32_t pname, float param);

void sgl_track_glBindBuffer(struct sgl_track *cx, uint32_t target, uint32_t buffer);
void sgl_track_glBindBufferBase(struct sgl_track *cx, uint32_t target, uint32_t index, uint32_t buffer);
void sgl_track_glBindBufferRange(struct sgl_track *cx, uint32_t target, uint32_t index, uint32_t buffer, intptr_t offset, intptr_t size);
void sgl_track_glBindBufferOffsetEXT(struct sgl_track *cx, uint32_t target, uint32_t index, uint32_t buffer, intptr_t offset);
void sgl_track_glBindBuffersBase(struct sgl_track *cx, uint32_t target, uint32_t first, int32_t count, const uint32_t *buffers);
void sgl_track_glBindBuffersRange(struct sgl_track *cx, uint32_t target, uint32_t first, int32_t count, const uint32_t *buffers, const void *offsets, const void *sizes);
void sgl_track_glDeleteBuffers(struct sgl_track *cx, int32_t n, const uint32_t *buffers);
void sgl_track_glBufferData(struct sgl_track *cx, uint32_t target, intptr_t size, const void *data, uint32_t usage);
void sgl_track_glBufferStorage(struct sgl_track *cx, uint32_t target, intptr_t size, const void *data, uint32_t flags);
void sgl_track_glNamedBufferData(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t usage);
void sgl_track_glNamedBufferDataEXT(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t usage);
void sgl_track_glNamedBufferStorage(struct sgl_track *cx, uint32_t buffer, intptr_t size, const void *data, uint32_t flags);

/* Commands that write buffers beside maps */
void sgl_track_glBufferSubData(struct sgl_track *cx, uint32_t target, intptr_t offset, intptr_t size, const void *data);
void sgl_track_glNamedBufferSubData(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size, const void *data);
void sgl_track_glCopyBufferSubData(struct sgl_track *cx, uint32_t from, uint32_t to, intptr_t from_offset, intptr_t to_offset, intptr_t size);
void sgl_track_glCopyNamedBufferSubData(struct sgl_track *cx, uint32_t from, uint32_t to, intptr_t from_offset, intptr_t to_offset, intptr_t size);
void sgl_track_glNamedCopyBufferSubDataEXT(struct sgl_track *cx, uint32_t from, uint32_t to, intptr_t from_offset, intptr_t to_offset, intptr_t size);
void sgl_track_glClearBufferData(struct sgl_track *cx, uint32_t target, uint32_t internal_format, uint32_t format, uint32_t type, const void *data);
void sgl_track_glClearBufferSubData(struct sgl_track *cx, uint32_t target, uint32_t internal_format, intptr_t offset, intptr_t size, uint32_t format, uint32_t type, const void *data);
void sgl_track_glClearNamedBufferData(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, uint32_t format, uint32_t type, const void *data);
void sgl_track_glClearNamedBufferDataEXT(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, uint32_t format, uint32_t type, const void *data);
void sgl_track_glClearNamedBufferSubData(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, intptr_t offset, intptr_t size, uint32_t format, uint32_t type, const void *data);
void sgl_track_glClearNamedBufferSubDataEXT(struct sgl_track *cx, uint32_t buffer, uint32_t internal_format, intptr_t offset, intptr_t size, uint32_t format, uint32_t type, const void *data);
void sgl_track_glInvalidateBufferData(struct sgl_track *cx, uint32_t buffer);
void sgl_track_glInvalidateBufferSubData(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size);
void sgl_track_glBufferPageCommitmentARB(struct sgl_track *cx, uint32_t target, intptr_t offset, intptr_t size, unsigned char commit);
void sgl_track_glNamedBufferPageCommitmentARB(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size, unsigned char commit);
void sgl_track_glNamedBufferPageCommitmentEXT(struct sgl_track *cx, uint32_t buffer, intptr_t offset, intptr_t size, unsigned char commit);
void sgl_track_glTransformFeedbackBufferBase(struct sgl_track *cx, uint32_t object, uint32_t index, uint32_t buffer);
void sgl_track_glTransformFeedbackBufferRange(struct sgl_track *cx, uint32_t object, uint32_t index, uint32_t buffer, intptr_t offset, intptr_t size);
void sgl_track_glTexBuffer(struct sgl_track *cx, uint32_t target, uint32_t format, uint32_t buffer);
void sgl_track_glTexBufferRange(struct sgl_track *cx, uint32_t target, uint32_t format, uint32_t buffer, intptr_t offset, intptr_t size);
void sgl_track_glTextureBuffer(struct sgl_track *cx, uint32_t texture, uint32_t format, uint32_t buffer);
void sgl_track_glTextureBufferRange(struct sgl_track *cx, uint32_t texture, uint32_t format, uint32_t buffer, intptr_t offset, intptr_t size);
void sgl_track_glTextureBufferEXT(struct sgl_track *cx, uint32_t texture, uint32_t target, uint32_t format, uint32_t buffer);
void sgl_track_glTextureBufferRangeEXT(struct sgl_track *cx, uint32_t texture, uint32_t target, uint32_t format, uint32_t buffer, intptr_t offset, intptr_t size);
void sgl_track_glMultiTexBufferEXT(struct sgl_track *cx, uint32_t unit, uint32_t target, uint32_t format, uint32_t buffer);
void sgl_track_glGetQueryBufferObjectiv(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset);
void sgl_track_glGetQueryBufferObjectuiv(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset);
void sgl_track_glGetQueryBufferObjecti64v(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset);
void sgl_track_glGetQueryBufferObjectui64v(struct sgl_track *cx, uint32_t query, uint32_t buffer, uint32_t name, intptr_t offset);

void sgl_track_glEnable(struct sgl_track *cx, uint32_t cap);
void sgl_track_glDisable(struct sgl_track *cx, uint32_t cap);
void sgl_track_glPrimitiveRestartIndex(struct sgl_track *cx, uint32_t index);
void sgl_track_glPrimitiveRestartIndexNV(struct sgl_track *cx, uint32_t index);
void sgl_track_glBegin(struct sgl_track *cx, uint32_t mode);
void sgl_track_glEnd(struct sgl_track *cx);
void sgl_track_glNewList(struct sgl_track *cx, uint32_t list, uint32_t mode);
void sgl_track_glEndList(struct sgl_track *cx);
void sgl_track_glCallList(struct sgl_track *cx, uint32_t list);
void sgl_track_glCallLists(struct sgl_track *cx, int32_t n, uint32_t type, const void *lists);
void sgl_track_glPopAttrib(struct sgl_track *cx);
void sgl_track_glUseProgram(struct sgl_track *cx, uint32_t program);
void sgl_track_glDrawBuffer(struct sgl_track *cx, uint32_t buffer);
void sgl_track_glDrawBuffers(struct sgl_track *cx, int32_t n, const uint32_t *buffers);
void sgl_track_glNamedFramebufferDrawBuffer(struct sgl_track *cx, uint32_t framebuffer, uint32_t buffer);
void sgl_track_glNamedFramebufferDrawBuffers(struct sgl_track *cx, uint32_t framebuffer, int32_t n, const uint32_t *buffers);
void sgl_track_glFramebufferDrawBufferEXT(struct sgl_track *cx, uint32_t framebuffer, uint32_t buffer);

void sgl_track_glGenVertexArrays(struct sgl_track *cx, int32_t n, const uint32_t *arrays);
void sgl_track_glCreateVertexArrays(struct sgl_track *cx, int32_t n, const uint32_t *arrays);
void sgl_track_glDeleteVertexArrays(struct sgl_track *cx, int32_t n, const uint32_t *arrays);
void sgl_track_glBindVertexArray(struct sgl_track *cx, uint32_t array);

void sgl_track_glClientActiveTexture(struct sgl_track *cx, uint32_t texture);
void sgl_track_glEnableClientState(struct sgl_track *cx, uint32_t array);
void sgl_track_glDisableClientState(struct sgl_track *cx, uint32_t array);
void sgl_track_glEnableClientStateIndexedEXT(struct sgl_track *cx, uint32_t array, uint32_t index);
void sgl_track_glDisableClientStateIndexedEXT(struct sgl_track *cx, uint32_t array, uint32_t index);
void sgl_track_glEnableClientStateiEXT(struct sgl_track *cx, uint32_t array, uint32_t index);
void sgl_track_glDisableClientStateiEXT(struct sgl_track *cx, uint32_t array, uint32_t index);

void sgl_track_glVertexPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glNormalPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glColorPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glSecondaryColorPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glFogCoordPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glPointSizePointerOES(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glIndexPointer(struct sgl_track *cx, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glEdgeFlagPointer(struct sgl_track *cx, int32_t stride, const void *pointer);
void sgl_track_glTexCoordPointer(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glMultiTexCoordPointerEXT(struct sgl_track *cx, uint32_t texunit, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glVertexPointerEXT(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, int32_t count, const void *pointer);
void sgl_track_glNormalPointerEXT(struct sgl_track *cx, uint32_t type, int32_t stride, int32_t count, const void *pointer);
void sgl_track_glColorPointerEXT(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, int32_t count, const void *pointer);
void sgl_track_glIndexPointerEXT(struct sgl_track *cx, uint32_t type, int32_t stride, int32_t count, const void *pointer);
void sgl_track_glEdgeFlagPointerEXT(struct sgl_track *cx, int32_t stride, int32_t count, const unsigned char *pointer);
void sgl_track_glTexCoordPointerEXT(struct sgl_track *cx, int32_t size, uint32_t type, int32_t stride, int32_t count, const void *pointer);
void sgl_track_glInterleavedArrays(struct sgl_track *cx, uint32_t format, int32_t stride, const void *pointer);

void sgl_track_glVertexAttribPointer(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, int32_t stride, const void *pointer);
void sgl_track_glVertexAttribIPointer(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glVertexAttribLPointer(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, int32_t stride, const void *pointer);
void sgl_track_glEnableVertexAttribArray(struct sgl_track *cx, uint32_t index);
void sgl_track_glDisableVertexAttribArray(struct sgl_track *cx, uint32_t index);
void sgl_track_glVertexAttribDivisor(struct sgl_track *cx, uint32_t index, uint32_t divisor);
void sgl_track_glVertexAttribFormat(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, uint32_t relative_offset);
void sgl_track_glVertexAttribIFormat(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset);
void sgl_track_glVertexAttribLFormat(struct sgl_track *cx, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset);
void sgl_track_glVertexAttribBinding(struct sgl_track *cx, uint32_t index, uint32_t binding);
void sgl_track_glVertexBindingDivisor(struct sgl_track *cx, uint32_t binding, uint32_t divisor);
void sgl_track_glBindVertexBuffer(struct sgl_track *cx, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride);
void sgl_track_glBindVertexBuffers(struct sgl_track *cx, uint32_t first, int32_t count, const uint32_t *buffers, const void *offsets, const int32_t *strides);

/* ARB_direct_state_access */
void sgl_track_glEnableVertexArrayAttrib(struct sgl_track *cx, uint32_t vaobj, uint32_t index);
void sgl_track_glDisableVertexArrayAttrib(struct sgl_track *cx, uint32_t vaobj, uint32_t index);
void sgl_track_glVertexArrayElementBuffer(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer);
void sgl_track_glVertexArrayVertexBuffer(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride);
void sgl_track_glVertexArrayVertexBuffers(struct sgl_track *cx, uint32_t vaobj, uint32_t first, int32_t count, const uint32_t *buffers, const void *offsets, const int32_t *strides);
void sgl_track_glVertexArrayAttribFormat(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, uint32_t relative_offset);
void sgl_track_glVertexArrayAttribIFormat(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset);
void sgl_track_glVertexArrayAttribLFormat(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset);
void sgl_track_glVertexArrayAttribBinding(struct sgl_track *cx, uint32_t vaobj, uint32_t index, uint32_t binding);
void sgl_track_glVertexArrayBindingDivisor(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t divisor);

/* EXT_direct_state_access: these create the object if the name was only generated */
void sgl_track_glEnableVertexArrayEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t array);
void sgl_track_glDisableVertexArrayEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t array);
void sgl_track_glEnableVertexArrayAttribEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index);
void sgl_track_glDisableVertexArrayAttribEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index);
void sgl_track_glVertexArrayVertexOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayColorOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayEdgeFlagOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayIndexOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayNormalOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayTexCoordOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayMultiTexCoordOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t texunit, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayFogCoordOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArraySecondaryColorOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayVertexAttribOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayVertexAttribIOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t index, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayVertexAttribLOffsetEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t buffer, uint32_t index, int32_t size, uint32_t type, int32_t stride, intptr_t offset);
void sgl_track_glVertexArrayBindVertexBufferEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t buffer, intptr_t offset, int32_t stride);
void sgl_track_glVertexArrayVertexAttribFormatEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, unsigned char normalized, uint32_t relative_offset);
void sgl_track_glVertexArrayVertexAttribIFormatEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset);
void sgl_track_glVertexArrayVertexAttribLFormatEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, int32_t size, uint32_t type, uint32_t relative_offset);
void sgl_track_glVertexArrayVertexAttribBindingEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, uint32_t binding);
void sgl_track_glVertexArrayVertexBindingDivisorEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t binding, uint32_t divisor);
void sgl_track_glVertexArrayVertexAttribDivisorEXT(struct sgl_track *cx, uint32_t vaobj, uint32_t index, uint32_t divisor);

void sgl_track_glPushClientAttrib(struct sgl_track *cx, uint32_t mask);
void sgl_track_glPopClientAttrib(struct sgl_track *cx);
void sgl_track_glClientAttribDefaultEXT(struct sgl_track *cx, uint32_t mask);
void sgl_track_glPushClientAttribDefaultEXT(struct sgl_track *cx, uint32_t mask);

#ifdef __cplusplus
}
#endif

#endif
