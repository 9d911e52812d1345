/* The OpenGL version and profile that somebody wants a program to see, in place of the host's: GL_VERSION_OVERRIDE in its
 * environment, or `sgl serve --gl`. Written as 3.3, 3.3core, 4.6compat or es3.1. */
#ifndef SGL_OVERRIDE_H
#define SGL_OVERRIDE_H

#include <stdbool.h>

#include "wire.h"

struct sgl_context;

/* What is asked of the renderer for such a request; false: a newer version than is to be offered. */
bool sgl_override_request(const struct sgl_context *, struct sgl_context_request *);
/* The context was made: what it says of its version is replaced. */
void sgl_override_context(struct sgl_context *);
/* For GLX's own questions about versions (major * 10 + minor; profile 1 core, 2 compatibility, 4 ES). */
unsigned sgl_override_version(unsigned profile, unsigned version);

#endif
