/* Watching pages for writes.
 *
 * Taking a page under protection again costs the most (every thread's translation cache is flushed), so a page that
 * was written stays open and is compared each time; it is protected again when nothing changed there for a while. */
#define _GNU_SOURCE
#include "buffer_watch.h"

#ifdef __linux__

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface by value: headers older than the kernel do not have it. */
struct uffd_api {
    uint64_t api, features, ioctls;
};
struct uffd_register {
    uint64_t start, bytes, mode, ioctls;
};
struct region {
    uint64_t start, end, categories;
};
struct scan {
    uint64_t size, flags, start, end, walk_end, regions, room, max_pages, inverted, mask, any_of, wanted;
};
#define UFFD_USER_MODE 1
#define UFFD_API_IOCTL _IOWR(0xAA, 0x3F, struct uffd_api)
#define UFFD_REGISTER_IOCTL _IOWR(0xAA, 0x00, struct uffd_register)
#define UFFD_WRITE_PROTECT_UNPOPULATED (1u << 13)
#define UFFD_WRITE_PROTECT_ASYNC (1u << 15)
#define UFFD_MODE_WRITE_PROTECT 2
#define SCAN_IOCTL _IOWR('f', 16, struct scan)
#define SCAN_PROTECT 1
#define SCAN_CHECK_ASYNC 2
#define PAGE_WRITTEN 2

#define PAGE 4096u
#define PATIENCE 16 /* looks without a change until a page is protected again */

struct sgl_watch {
    uintptr_t start, end;
    uint8_t quiet[]; /* per page: looks without a change */
};

static int uffd = -1, pagemap = -1;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_kernel(void)
{
    struct uffd_api api = {0xAA, UFFD_WRITE_PROTECT_UNPOPULATED | UFFD_WRITE_PROTECT_ASYNC, 0};
    if (sysconf(_SC_PAGESIZE) != PAGE) return;
    int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE);
    if (fd < 0) return;
    int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (map < 0 || ioctl(fd, UFFD_API_IOCTL, &api) != 0) {
        close(fd);
        if (map >= 0) close(map);
        return;
    }
    uffd = fd;
    pagemap = map;
}

static int scan(uintptr_t start, uintptr_t end, bool protect, struct region *regions, size_t room, uintptr_t *reached)
{
    struct scan s = {
        .size = sizeof s,
        .flags = SCAN_CHECK_ASYNC | (protect ? SCAN_PROTECT : 0),
        .start = start,
        .end = end,
        .regions = (uintptr_t)regions,
        .room = room,
        .mask = PAGE_WRITTEN,
        .wanted = PAGE_WRITTEN,
    };
    const int n = ioctl(pagemap, SCAN_IOCTL, &s);
    *reached = n < 0 ? start : (uintptr_t)s.walk_end;
    return n;
}

/* All pages of a range, whatever they were. */
static bool protect(uintptr_t start, uintptr_t end)
{
    struct region regions[32];
    while (start < end) {
        uintptr_t reached;
        if (scan(start, end, true, regions, sizeof regions / sizeof *regions, &reached) < 0 || reached <= start) return false;
        start = reached;
    }
    return true;
}

struct sgl_watch *sgl_watch_begin(void *start, size_t bytes)
{
    pthread_once(&once, open_kernel);
    const uintptr_t from = (uintptr_t)start, to = (from + bytes + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    if (uffd < 0 || from % PAGE) return NULL;
    struct uffd_register r = {from, to - from, UFFD_MODE_WRITE_PROTECT, 0};
    if (ioctl(uffd, UFFD_REGISTER_IOCTL, &r) != 0) return NULL;
    struct sgl_watch *w = calloc(1, sizeof *w + (to - from) / PAGE);
    if (!w) return NULL;
    w->start = from;
    w->end = to;
    if (protect(from, to)) return w;
    free(w);
    return NULL;
}

/* The kernel forgets the range when it is unmapped. */
void sgl_watch_end(struct sgl_watch *w) { free(w); }

bool sgl_watch_look(struct sgl_watch *w, bool (*look)(void *user, size_t at, size_t bytes), void *user)
{
    struct region regions[32];
    uintptr_t at = w->start;
    while (at < w->end) {
        uintptr_t reached;
        const int n = scan(at, w->end, false, regions, sizeof regions / sizeof *regions, &reached);
        if (n < 0 || (n > 0 && reached <= at)) return false;
        for (int i = 0; i < n; i++) {
            uintptr_t calm = 0; /* start of a run of pages that have been quiet for long */
            for (uintptr_t page = (uintptr_t)regions[i].start; page <= regions[i].end; page += PAGE) {
                const bool inside = page < regions[i].end;
                const size_t number = (page - w->start) / PAGE;
                if (inside) w->quiet[number] = look(user, page - w->start, PAGE) ? 0 : (uint8_t)(w->quiet[number] + 1);
                if (inside && w->quiet[number] >= PATIENCE) {
                    w->quiet[number] = 0;
                    if (!calm) calm = page;
                } else if (calm) {
                    if (!protect(calm, page)) return false;
                    look(user, calm - w->start, page - calm); /* what was written before it was protected */
                    calm = 0;
                }
            }
        }
        if (n == 0 || reached >= w->end) break;
        at = reached;
    }
    return true;
}

#else

struct sgl_watch *sgl_watch_begin(void *start, size_t bytes)
{
    (void)start, (void)bytes;
    return NULL;
}
void sgl_watch_end(struct sgl_watch *w) { (void)w; }
bool sgl_watch_look(struct sgl_watch *w, bool (*look)(void *user, size_t at, size_t bytes), void *user)
{
    (void)w, (void)look, (void)user;
    return false;
}

#endif
