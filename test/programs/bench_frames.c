/* Preloaded into a program: counts the frames that it swaps, where the benchmarks can read it, and ends it after so
 * many or so long. Leaves everything else alone, and stands in front of tracers that are preloaded too.
 *
 *   BENCH_COUNT=FILE   two numbers of 8 bytes, little endian: swaps that returned, and the program's process id
 *   BENCH_FRAMES=N     end after that many
 *   BENCH_SECONDS=S    end that long after the first */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef void (*proc)(void);
typedef void *(*find)(void *, const char *);
typedef proc (*get_proc)(const unsigned char *);
typedef void (*swap)(void *, unsigned long);
typedef unsigned (*egl_swap)(void *, void *);
typedef unsigned (*egl_swap_damage)(void *, void *, const int *, int);

static find libc_dlsym(void)
{
    static find found;
    if (!found) found = (find)dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
    if (!found) found = (find)dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    return found;
}

/* From the library behind this one: a tracer, or libGL itself, which the program may have loaded by hand. */
static void *next(const char *name)
{
    void *p = libc_dlsym()(RTLD_NEXT, name);
    return p ? p : libc_dlsym()(dlopen(name[0] == 'e' ? "libEGL.so.1" : "libGL.so.1", RTLD_LAZY), name);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void count(void)
{
    static uint64_t none[2], *counter, frames;
    static double since, limit;
    if (!counter) {
        const char *file = getenv("BENCH_COUNT");
        int fd = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
        if (fd >= 0 && !ftruncate(fd, sizeof none)) counter = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (!counter || counter == MAP_FAILED) counter = none;
        counter[1] = (uint64_t)getpid();
        if (getenv("BENCH_FRAMES")) frames = strtoull(getenv("BENCH_FRAMES"), NULL, 10);
        if (getenv("BENCH_SECONDS")) limit = atof(getenv("BENCH_SECONDS"));
        since = seconds();
    }
    ++*counter;
    if ((frames && *counter >= frames) || (limit > 0 && seconds() - since > limit)) exit(0);
}

void glXSwapBuffers(void *dpy, unsigned long drawable)
{
    static swap real;
    if (!real) real = (swap)next("glXSwapBuffers");
    real(dpy, drawable);
    count();
}

unsigned eglSwapBuffers(void *dpy, void *surface)
{
    static egl_swap real;
    if (!real) real = (egl_swap)next("eglSwapBuffers");
    const unsigned good = real(dpy, surface);
    count();
    return good;
}

static unsigned swap_damage(const char *name, void *dpy, void *surface, const int *rectangles, int n)
{
    egl_swap_damage real = (egl_swap_damage)((get_proc)next("eglGetProcAddress"))((const unsigned char *)name);
    const unsigned good = real ? real(dpy, surface, rectangles, n) : 0;
    count();
    return good;
}
unsigned eglSwapBuffersWithDamageKHR(void *dpy, void *surface, const int *rectangles, int n)
{
    return swap_damage("eglSwapBuffersWithDamageKHR", dpy, surface, rectangles, n);
}
unsigned eglSwapBuffersWithDamageEXT(void *dpy, void *surface, const int *rectangles, int n)
{
    return swap_damage("eglSwapBuffersWithDamageEXT", dpy, surface, rectangles, n);
}

/* Ours for a name, NULL for most. */
static proc own(const char *name)
{
    static const struct { const char *name; proc function; } all[] = {
        {"glXSwapBuffers", (proc)glXSwapBuffers},
        {"eglSwapBuffers", (proc)eglSwapBuffers},
        {"eglSwapBuffersWithDamageKHR", (proc)eglSwapBuffersWithDamageKHR},
        {"eglSwapBuffersWithDamageEXT", (proc)eglSwapBuffersWithDamageEXT},
    };
    for (size_t i = 0; name && i < sizeof all / sizeof *all; i++)
        if (!strcmp(name, all[i].name)) return all[i].function;
    return NULL;
}

static proc get(const char *function, const unsigned char *name)
{
    const proc ours = own((const char *)name);
    return ours ? ours : ((get_proc)next(function))(name);
}
proc glXGetProcAddressARB(const unsigned char *name) { return get("glXGetProcAddressARB", name); }
proc glXGetProcAddress(const unsigned char *name) { return get("glXGetProcAddressARB", name); }
proc eglGetProcAddress(const unsigned char *name) { return get("eglGetProcAddress", name); }

/* A tracer that asks for the real function must get it. */
static int from_tracer(const void *address)
{
    Dl_info info;
    return dladdr(address, &info) && info.dli_fname && strstr(info.dli_fname, "trace.so");
}

void *dlsym(void *library, const char *name)
{
    if (library != RTLD_NEXT && name && !from_tracer(__builtin_return_address(0))) {
        if (own(name)) return (void *)own(name);
        if (!strcmp(name, "eglGetProcAddress")) return (void *)eglGetProcAddress;
        if (!strcmp(name, "glXGetProcAddress") || !strcmp(name, "glXGetProcAddressARB")) return (void *)glXGetProcAddressARB;
    }
    return libc_dlsym()(library, name);
}
