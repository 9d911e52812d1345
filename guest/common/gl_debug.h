/* The client's share of debug output, for the state queries. */
#ifndef SGL_GL_DEBUG_H
#define SGL_GL_DEBUG_H

#include "client.h"

/* Whether GL_DEBUG_OUTPUT or GL_DEBUG_OUTPUT_SYNCHRONOUS is enabled; false when `cap` is neither, or not there. */
bool sgl_debug_enabled(struct sgl_context *, uint32_t cap, bool *enabled);
/* glGetPointerv's GL_DEBUG_CALLBACK_FUNCTION and GL_DEBUG_CALLBACK_USER_PARAM; false for other names. */
bool sgl_debug_pointer(struct sgl_context *, uint32_t pname, void **pointer);
/* A context became current in the stream, or what it wants changed. */
void sgl_debug_refresh(struct sgl_stream *);
/* Whether the context offers the extension. */
bool sgl_has_extension(const struct sgl_context *, const char *name);

#endif
