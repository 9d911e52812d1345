/* The presenter thread: waits for a frame, copies it into memory shared with the X server, has it put,
 * waits until the server has read it. */
#define _GNU_SOURCE
#include "presenter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xcb/xcb.h>

#include "../common/context.h"
#include "../common/platform.h"
#include "present_image.h"

/* Frames shown within this time of the last one wait for the newest: no screen shows more, and putting
 * each of several thousand a second would cost the program and the renderer a core. */
#define SGL_SHOW_INTERVAL_NS 4000000u
#define SGL_BELL_TIMEOUT_MS 500u
/* A waiting program gives up after this long without any frame being shown. */
#define SGL_WAIT_LIMIT_MS 2000u

struct sgl_presenter {
    pthread_mutex_t lock; /* area, references; held while a frame is copied, not while X puts it */
    struct sgl_frame_area *area;
    uint32_t slots;      /* of the area, as it was made: ... */
    uint64_t slot_bytes; /* ... the area itself is shared memory */
    int references; /* the owner's and the thread's */
    bool ending;    /* atomic */
    bool dead;      /* atomic: shows nothing any more */
    uint32_t waiters;
    uint32_t control;     /* futex: bumped when area, ending or waiters change */
    uint32_t shown_bell;  /* futex: bumped with `shown` */
    uint64_t shown;       /* number of the newest frame shown; atomic */
    struct sgl_presenter_target target;
    char display[128];
};

static void drop(struct sgl_presenter *p)
{
    pthread_mutex_lock(&p->lock);
    int left = --p->references;
    pthread_mutex_unlock(&p->lock);
    if (left) return;
    pthread_mutex_destroy(&p->lock);
    free(p);
}

/* Wakes the thread wherever it sleeps. With the lock held. */
static void rouse(struct sgl_presenter *p)
{
    __atomic_add_fetch(&p->control, 1, __ATOMIC_SEQ_CST);
    sgl_platform_wake(&p->control);
    if (p->area) {
        __atomic_add_fetch(&p->area->bell, 1, __ATOMIC_SEQ_CST);
        sgl_platform_wake(&p->area->bell);
    }
}

/* The newest frame that is ready becomes ours; older ones are given back. NULL: none. */
static struct sgl_frame_slot *take_newest(struct sgl_frame_area *area, uint32_t slots, uint32_t *index)
{
    struct sgl_frame_slot *best = NULL;
    uint64_t best_sequence = 0;
    for (uint32_t i = 0; i < slots; i++) {
        struct sgl_frame_slot *slot = &area->slot[i];
        uint32_t ready = SGL_FRAME_READY;
        if (!__atomic_compare_exchange_n(&slot->state, &ready, SGL_FRAME_SHOWING, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
        uint64_t sequence = __atomic_load_n(&slot->sequence, __ATOMIC_RELAXED);
        struct sgl_frame_slot *older = best && sequence < best_sequence ? slot : best;
        if (older != slot) {
            best = slot;
            best_sequence = sequence;
            *index = i;
        }
        if (older) __atomic_store_n(&older->state, SGL_FRAME_FREE, __ATOMIC_RELEASE);
    }
    return best;
}

/* Copies the newest frame into the image. 0: there is none; else its number. */
static uint64_t copy_newest(struct sgl_presenter *p, struct sgl_present_image *image, uint32_t *bell, struct sgl_frame_area **looked_at)
{
    uint64_t number = 0;
    pthread_mutex_lock(&p->lock);
    struct sgl_frame_area *area = p->area;
    *looked_at = area;
    if (area) {
        *bell = __atomic_load_n(&area->bell, __ATOMIC_ACQUIRE);
        uint32_t index = 0;
        struct sgl_frame_slot *slot = take_newest(area, p->slots, &index);
        if (slot) {
            const uint32_t width = __atomic_load_n(&slot->width, __ATOMIC_RELAXED), height = __atomic_load_n(&slot->height, __ATOMIC_RELAXED);
            const uint8_t *pixels = (const uint8_t *)area + SGL_FRAME_DATA + p->slot_bytes * index;
            number = __atomic_load_n(&slot->sequence, __ATOMIC_RELAXED);
            if (!number) number = 1;
            if (width && height && width <= 32767 && height <= 32767 && (uint64_t)width * height * 4 <= p->slot_bytes)
                sgl_present_image_fill(image, pixels, width, height);
            __atomic_store_n(&slot->state, SGL_FRAME_FREE, __ATOMIC_RELEASE);
        }
    }
    pthread_mutex_unlock(&p->lock);
    return number;
}

static void note_shown(struct sgl_presenter *p, uint64_t number)
{
    if (number > __atomic_load_n(&p->shown, __ATOMIC_RELAXED)) __atomic_store_n(&p->shown, number, __ATOMIC_RELEASE);
    __atomic_add_fetch(&p->shown_bell, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&p->waiters, __ATOMIC_SEQ_CST)) sgl_platform_wake(&p->shown_bell);
}

/* Not more frames than any screen shows, unless somebody waits for this one. */
static void pace(struct sgl_presenter *p, uint64_t shown_at)
{
    for (;;) {
        uint32_t control = __atomic_load_n(&p->control, __ATOMIC_SEQ_CST);
        uint64_t passed = sgl_platform_now_ns() - shown_at;
        if (passed >= SGL_SHOW_INTERVAL_NS || __atomic_load_n(&p->waiters, __ATOMIC_SEQ_CST) || __atomic_load_n(&p->ending, __ATOMIC_ACQUIRE)) return;
        sgl_platform_sleep_on(&p->control, control, (uint32_t)((SGL_SHOW_INTERVAL_NS - passed + 999999) / 1000000));
    }
}

static void *present(void *argument)
{
    struct sgl_presenter *p = argument;
    pthread_setname_np(pthread_self(), "sgl-present");
    struct sgl_present_image image;
    bool good = sgl_present_image_open(&image, &p->target);
    while (good && !__atomic_load_n(&p->ending, __ATOMIC_ACQUIRE)) {
        uint32_t control = __atomic_load_n(&p->control, __ATOMIC_SEQ_CST), bell = 0;
        struct sgl_frame_area *area = NULL;
        uint64_t number = copy_newest(p, &image, &bell, &area);
        if (number) {
            uint64_t now = sgl_platform_now_ns();
            good = sgl_present_image_put(&image);
            note_shown(p, number);
            pace(p, now);
        } else if (area) {
            sgl_platform_sleep_on(&area->bell, bell, SGL_BELL_TIMEOUT_MS);
        } else {
            sgl_platform_sleep_on(&p->control, control, SGL_BELL_TIMEOUT_MS);
        }
    }
    sgl_present_image_close(&image);
    __atomic_store_n(&p->dead, true, __ATOMIC_SEQ_CST);
    note_shown(p, 0);
    sgl_platform_wake(&p->shown_bell);
    drop(p);
    return NULL;
}

struct sgl_presenter *sgl_presenter_start(const struct sgl_presenter_target *target)
{
    struct sgl_presenter *p = calloc(1, sizeof *p);
    if (!p || strlen(target->display) >= sizeof p->display) {
        free(p);
        return NULL;
    }
    p->target = *target;
    strcpy(p->display, target->display);
    p->target.display = p->display;
    p->references = 2;
    pthread_mutex_init(&p->lock, NULL);

    if (!sgl_platform_thread(present, p, 256 * 1024)) {
        pthread_mutex_destroy(&p->lock);
        free(p);
        return NULL;
    }
    return p;
}

void sgl_presenter_set_area(struct sgl_presenter *p, struct sgl_frame_area *area)
{
    uint64_t slot_bytes;
    const uint32_t slots = sgl_frames_slots(area, &slot_bytes);
    pthread_mutex_lock(&p->lock);
    if (p->area != area) {
        rouse(p); /* it may sleep on the old area's bell */
        p->area = slots ? area : NULL;
        p->slots = slots < SGL_FRAME_SLOTS ? slots : SGL_FRAME_SLOTS;
        p->slot_bytes = slot_bytes;
    }
    pthread_mutex_unlock(&p->lock);
}

void sgl_presenter_wait(struct sgl_presenter *p)
{
    uint64_t limit = sgl_platform_now_ms() + SGL_WAIT_LIMIT_MS;
    __atomic_add_fetch(&p->waiters, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_lock(&p->lock);
    const uint64_t number = p->area ? __atomic_load_n(&p->area->sequence, __ATOMIC_ACQUIRE) : 0;
    rouse(p);
    pthread_mutex_unlock(&p->lock);
    for (;;) {
        uint32_t bell = __atomic_load_n(&p->shown_bell, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&p->shown, __ATOMIC_ACQUIRE) >= number || __atomic_load_n(&p->dead, __ATOMIC_SEQ_CST)) break;
        if (sgl_platform_now_ms() > limit) break;
        sgl_platform_sleep_on(&p->shown_bell, bell, 100);
    }
    __atomic_sub_fetch(&p->waiters, 1, __ATOMIC_SEQ_CST);
}

void sgl_presenter_end(struct sgl_presenter *p)
{
    pthread_mutex_lock(&p->lock);
    __atomic_store_n(&p->ending, true, __ATOMIC_SEQ_CST);
    rouse(p);
    p->area = NULL;
    pthread_mutex_unlock(&p->lock);
    drop(p);
}
