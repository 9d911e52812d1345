/* Preloaded into renderer processes: counts, per thread, how often the driver reads the clock. Natively it reads it
 * on the program's own thread, and under a virtual clock that moves with each reading (test harnesses have such)
 * the program sees that; the client library repeats the readings there. Not part of the addon. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static __thread uint64_t reads __attribute__((tls_model("initial-exec")));

/* How many readings the calling thread has made through this function. Looked up by name (native/executor_core.cpp). */
__attribute__((visibility("default"))) uint64_t sgl_clock_reads(void) { return reads; }

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *time)
{
    static int (*next)(clockid_t, struct timespec *);
    reads++;
    if (!next) next = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    return next ? next(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
}
