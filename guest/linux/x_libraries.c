/* The X libraries at run time, for builds that are not linked with them (32 bits, SGL_X_AT_RUN_TIME). Each call into them is
 * resolved when it is first made, among everything that the process has loaded for all to see; here they are so. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <xcb/shm.h>

#include "glx_internal.h"

#ifdef SGL_X_AT_RUN_TIME
static bool good = true;

static void load(void)
{
    static const char *const names[] = {"libX11.so.6", "libX11-xcb.so.1", "libXext.so.6", "libxcb.so.1", "libxcb-shm.so.0"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (dlopen(names[i], RTLD_LAZY | RTLD_GLOBAL)) continue;
        fprintf(stderr, "sgl: windows need %s, which is missing: %s\n", names[i], dlerror());
        good = false;
    }
}

bool sgl_x_libraries(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return good;
}

/* Data cannot be left unresolved. */
xcb_extension_t *sgl_x_shm(void) { return dlsym(RTLD_DEFAULT, "xcb_shm_id"); }
#else
bool sgl_x_libraries(void) { return true; }
xcb_extension_t *sgl_x_shm(void) { return &xcb_shm_id; }
#endif
