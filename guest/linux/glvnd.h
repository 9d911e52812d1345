/* What the two vendor interfaces of libglvnd (glvnd_glx.c, glvnd_egl.c) share. They include the system's headers
 * for the interface, and so none of ours that declare the same names. */
#ifndef SGL_GLVND_H
#define SGL_GLVND_H

#include <stdbool.h>
#include <string.h>

#define SGL_VENDOR_MAIN __attribute__((visibility("default")))

typedef void (*sgl_function)(void);

/* A function of an extension: ours, which finds the vendor, and the place in the vendors' tables that libglvnd gave to it;
 * -1 before it did. */
struct sgl_vendor_function {
    const char *name;
    sgl_function dispatch;
    int index;
};

/* The one of that name, or NULL. */
static inline struct sgl_vendor_function *sgl_vendor_function_named(struct sgl_vendor_function *table, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return 0;
}

/* Whether this process is a renderer of ours: it must get the host's driver, not itself. */
bool sgl_glvnd_is_host(void);

#endif
