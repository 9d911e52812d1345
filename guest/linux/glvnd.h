/* What the two vendor interfaces of libglvnd (glvnd_glx.c, glvnd_egl.c) share. They include the system's headers
 * for the interface, and so none of ours that declare the same names. */
#ifndef SGL_GLVND_H
#define SGL_GLVND_H

#include <stdbool.h>

#define SGL_VENDOR_MAIN __attribute__((visibility("default")))

/* Whether this process is a renderer of ours: it must get the host's driver, not itself. */
bool sgl_glvnd_is_host(void);

#endif
