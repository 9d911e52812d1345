/* The client runtime's platform layer on Linux: /dev/shm, futexes, /proc. */
#define _GNU_SOURCE
#include "../common/platform.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/futex.h>
#include <linux/magic.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

const char *sgl_platform_region_path(char *buffer, size_t room)
{
    const char *name = getenv("SGL_SHM");
    if (!name || !*name) name = "sgl";
    snprintf(buffer, room, strchr(name, '/') ? "%s" : "/dev/shm/%s", name);
    return buffer;
}

bool sgl_platform_map(const char *path, struct sgl_mapping *mapping, char *why, size_t room)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT)
            snprintf(why, room, "no renderer is running (%s does not exist): start one with `sgl serve`, or start the program with `sgl run -- PROGRAM`", path);
        else
            snprintf(why, room, "cannot open the renderer's shared memory %s: %s", path, strerror(errno));
        return false;
    }
    struct stat status;
    struct statfs system;
    bool known = fstat(fd, &status) == 0;
    if (known && !S_ISREG(status.st_mode)) {
        snprintf(why, room, "%s is not a shared-memory file: SGL_SHM names the one that `sgl serve` made", path);
        close(fd);
        return false;
    }
    if (!known || status.st_size < 4096) {
        snprintf(why, room, "%s is not a renderer's shared memory (too small): set SGL_SHM to the name that `sgl serve` shows", path);
        close(fd);
        return false;
    }
    if ((uint64_t)status.st_size > SIZE_MAX / 2) {
        snprintf(why, room, "the renderer's shared memory %s is too large for a 32-bit program: start the renderer with a smaller --memory", path);
        close(fd);
        return false;
    }
    mapping->same_kernel = fstatfs(fd, &system) == 0 && ((uint32_t)system.f_type == TMPFS_MAGIC || (uint32_t)system.f_type == HUGETLBFS_MAGIC);
    mapping->size = (uint64_t)status.st_size;
    mapping->address = mmap(NULL, (size_t)mapping->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int error = errno;
    close(fd);
    if (mapping->address == MAP_FAILED) {
        snprintf(why, room, "cannot map the renderer's shared memory %s: %s", path, strerror(error));
        return false;
    }
    return true;
}

void sgl_platform_unmap(const struct sgl_mapping *mapping) { munmap(mapping->address, (size_t)mapping->size); }

void sgl_platform_detach(void *address, size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = ((uintptr_t)address + page - 1) & ~(uintptr_t)(page - 1);
    uintptr_t end = ((uintptr_t)address + bytes) & ~(uintptr_t)(page - 1);
    if (end > begin)
        (void)mmap((void *)begin, end - begin, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

uint32_t sgl_platform_pid(void) { return (uint32_t)syscall(SYS_getpid); } /* a program may have a getpid of its own */
uint32_t sgl_platform_tid(void) { return (uint32_t)syscall(SYS_gettid); }

/* A small file of /proc, NUL-terminated; its length, or -1. */
static ssize_t read_small(const char *path, char *buffer, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    size_t used = 0;
    ssize_t n;
    while (used < room - 1 && (n = read(fd, buffer + used, room - 1 - used)) > 0) used += (size_t)n;
    close(fd);
    buffer[used] = 0;
    return (ssize_t)used;
}

/* False: it cannot be told. *start is 0 when the process is dead and not yet collected. */
static bool read_start_time(uint32_t pid, uint64_t *start)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%u/stat", pid);
    if (read_small(path, text, sizeof text) <= 0) return false;
    char *p = strrchr(text, ')'); /* the name may hold spaces and parentheses */
    if (!p || !p[1] || !p[2]) return false;
    const bool dead = p[2] == 'Z' || p[2] == 'X';
    p++; /* the space before field 3 */
    for (int field = 3; field < 22 && p; field++) p = strchr(p + 1, ' ');
    *start = p && !dead ? strtoull(p, NULL, 10) : 0;
    return true;
}

uint64_t sgl_platform_start_time(uint32_t pid)
{
    uint64_t start;
    return read_start_time(pid, &start) ? start : 0;
}

bool sgl_platform_is_gone(uint32_t pid, uint64_t start_time)
{
    uint64_t start;
    if (read_start_time(pid, &start)) return start != start_time;
    return kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

void sgl_platform_program(char *name, size_t name_room, char *command_line, size_t line_room)
{
    char text[4096];
    ssize_t n = read_small("/proc/self/cmdline", text, sizeof text);
    if (n <= 0) { /* a process may have overwritten it */
        n = read_small("/proc/self/comm", text, sizeof text);
        if (n <= 0) n = snprintf(text, sizeof text, "unknown");
        if (n > 0 && text[n - 1] == '\n') text[--n] = 0;
    }
    const char *base = text;
    for (const char *p = text; *p; p++)
        if ((*p == '/' || *p == '\\') && p[1]) base = p + 1;
    snprintf(name, name_room, "%.*s", (int)name_room - 1, base);
    while (n > 0 && text[n - 1] == 0) n--;
    for (ssize_t i = 0; i < n; i++)
        if (text[i] == 0 || text[i] == '\n') text[i] = ' ';
    text[n] = 0;
    snprintf(command_line, line_room, "%.*s", (int)line_room - 1, text);
}

/* Thread-local variables, the program's too, take their room from each thread's stack. */
static int add_thread_storage(struct dl_phdr_info *info, size_t bytes, void *sum)
{
    (void)bytes;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_TLS) *(size_t *)sum += info->dlpi_phdr[i].p_memsz + info->dlpi_phdr[i].p_align;
    return 0;
}

bool sgl_platform_thread(void *(*run)(void *), void *argument, size_t stack)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    dl_iterate_phdr(add_thread_storage, &stack);
    pthread_attr_setstacksize(&attributes, stack);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&thread, &attributes, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return !failed;
}

void sgl_platform_sleep_on(uint32_t *word, uint32_t expected, uint32_t milliseconds)
{
    struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    syscall(SYS_futex, word, FUTEX_WAIT, expected, &time, NULL, 0);
}
void sgl_platform_wake(uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0); }

/* System calls, not libc's functions: programs run with libraries that give them another clock, and the waits
 * for the renderer must not follow it. */
void sgl_platform_sleep_us(uint32_t microseconds)
{
    struct timespec time = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
    while (syscall(SYS_nanosleep, &time, &time) < 0 && errno == EINTR) {}
}

uint64_t sgl_platform_now_ns(void)
{
    struct timespec time;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Whether somebody preloaded another clock_gettime: then the first one found is not libc's. */
bool sgl_platform_clock_is_virtual(void)
{
    void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    if (!libc) return false;
    void *real = dlsym(libc, "clock_gettime"), *first = dlsym(RTLD_DEFAULT, "clock_gettime");
    dlclose(libc);
    return real && first && real != first;
}

void sgl_platform_read_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
}
