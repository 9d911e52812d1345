/* The kinds of GL objects that have names in a share group. Client and executor both use it; the
 * numbers never leave the process. */
#ifndef SGL_OBJECTS_H
#define SGL_OBJECTS_H

enum sgl_object_kind {
    SGL_OBJECT_BUFFER,
    SGL_OBJECT_TEXTURE,
    SGL_OBJECT_FRAMEBUFFER,
    SGL_OBJECT_RENDERBUFFER,
    SGL_OBJECT_VERTEX_ARRAY,
    SGL_OBJECT_SAMPLER,
    SGL_OBJECT_QUERY,
    SGL_OBJECT_PROGRAM, /* programs and shaders: one name space */
    SGL_OBJECT_SHADER = SGL_OBJECT_PROGRAM,
    SGL_OBJECT_PROGRAM_PIPELINE,
    SGL_OBJECT_TRANSFORM_FEEDBACK,
    SGL_OBJECT_DISPLAY_LIST,
    SGL_OBJECT_SYNC,
    SGL_OBJECT_PROGRAM_ARB,
    SGL_OBJECT_FRAGMENT_SHADER_ATI,
    SGL_OBJECT_MEMORY_OBJECT,
    SGL_OBJECT_SEMAPHORE,
    SGL_OBJECT_PERF_MONITOR,
    SGL_OBJECT_CONTEXT,
    SGL_OBJECT_DRAWABLE,
    SGL_OBJECT_KINDS
};

/* Whether contexts of a share group see each other's (GL 4.6, section 5.1.3). Framebuffers are containers and not shared,
 * but drivers that share them are about, so their names are different in all contexts of a group. */
static inline int sgl_object_is_shared(int kind)
{
    return kind != SGL_OBJECT_VERTEX_ARRAY && kind != SGL_OBJECT_QUERY && kind != SGL_OBJECT_PROGRAM_PIPELINE && kind != SGL_OBJECT_TRANSFORM_FEEDBACK;
}

#endif
