/* What the client runtime needs of an operating system. One file per system implements it
 * (guest/linux/platform_linux.c); no other part of guest/common calls the system for these things. */
#ifndef SGL_PLATFORM_H
#define SGL_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The region, mapped. */
struct sgl_mapping {
    void *address;
    uint64_t size;
    bool same_kernel; /* ordinary shared memory: the renderer runs under this kernel, futexes work */
};
/* The path that SGL_SHM means (a name without a slash is in /dev/shm; unset: "sgl"). */
const char *sgl_platform_region_path(char *buffer, size_t room);
/* Maps it. False: `why` says what is wrong and what to do. */
bool sgl_platform_map(const char *path, struct sgl_mapping *mapping, char *why, size_t room);
void sgl_platform_unmap(const struct sgl_mapping *mapping);
/* Puts private zeroed memory in place of part of a mapping: what threads still write there goes nowhere. */
void sgl_platform_detach(void *address, size_t bytes);

uint32_t sgl_platform_pid(void);
uint32_t sgl_platform_tid(void);
/* When a process started, in the kernel's ticks; 0 when there is no such process, or it cannot be told. */
uint64_t sgl_platform_start_time(uint32_t pid);
/* Whether the process that started then is gone. In doubt it is not: /proc may be out of reach (another root), or no descriptors left. */
bool sgl_platform_is_gone(uint32_t pid, uint64_t start_time);
/* The running program: its name without folders, and its arguments parted by spaces. */
void sgl_platform_program(char *name, size_t name_room, char *command_line, size_t line_room);

/* Starts a thread of the library's own: detached, without the program's signals. `stack` is what `run` needs, in bytes. */
bool sgl_platform_thread(void *(*run)(void *), void *argument, size_t stack);

/* Sleeps until *word is woken, at most so long; at once when *word is not `expected`. Shared between processes. */
void sgl_platform_sleep_on(uint32_t *word, uint32_t expected, uint32_t milliseconds);
void sgl_platform_wake(uint32_t *word);
/* The whole time, whatever signals come. */
void sgl_platform_sleep_us(uint32_t microseconds);
uint64_t sgl_platform_now_ns(void);
/* Whether the program lives under a clock of somebody else's making; and one reading of that clock. */
bool sgl_platform_clock_is_virtual(void);
void sgl_platform_read_clock(void);
static inline uint64_t sgl_platform_now_ms(void) { return sgl_platform_now_ns() / 1000000u; }

/* Lets the core's other thread and the memory pipeline breathe inside a spin. */
static inline void sgl_platform_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
