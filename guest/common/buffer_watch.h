/* Which pages of a large mapping the program wrote, from the kernel: write protection that lifts itself
 * (userfaultfd WP_ASYNC) and a scan for the pages where it did (PAGEMAP_SCAN, Linux 6.7). No signals, and system
 * calls may write there too. */
#ifndef SGL_BUFFER_WATCH_H
#define SGL_BUFFER_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sgl_watch;

/* Watches whole pages of private anonymous memory, all of them clean from here on. NULL where the kernel cannot. */
struct sgl_watch *sgl_watch_begin(void *start, size_t bytes);
void sgl_watch_end(struct sgl_watch *);

/* Calls `look` for each page that may have been written since it was last found unchanged, with its position;
 * `look` returns whether it found a change. False: the kernel refused, everything must be looked at. */
bool sgl_watch_look(struct sgl_watch *, bool (*look)(void *user, size_t at, size_t bytes), void *user);

#endif
