/* The client's contexts and drawables, and the first connection to a renderer. The window-system
 * libraries (GLX) are written against this; nothing here knows a window system. */
#ifndef SGL_CONTEXT_H
#define SGL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

struct sgl_context;
struct sgl_drawable;

/* What the renderer said about itself; the same for the whole life of the connection. */
struct sgl_host {
    struct sgl_host_info info;
    const struct sgl_config *configs; /* info.config_count of them */
    const char *vendor;
    const char *renderer;
    const char *override; /* the version that programs are to see, "" for the host's (override.h) */
};

/* Connects at first use; any thread. NULL when there is no renderer: one line on stderr says what to
 * start (once per process). A forked child starts unconnected. */
const struct sgl_host *sgl_host(void);

/* request->context and request->share are filled in here. NULL on failure: *error is an enum
 * sgl_context_error. A context lives until it was destroyed and is current nowhere. */
struct sgl_context *sgl_context_create(const struct sgl_context_request *request, struct sgl_context *share, uint32_t *error);
void sgl_context_destroy(struct sgl_context *);
/* What the host made of the request: version as major * 10 + minor, profile 1 core, 2 compatibility. */
uint32_t sgl_context_version(const struct sgl_context *);
uint32_t sgl_context_profile(const struct sgl_context *);
uint32_t sgl_context_id(const struct sgl_context *);
/* Equal for contexts that share objects. */
uint32_t sgl_context_group(const struct sgl_context *);
/* Made before a fork, or its renderer is gone. */
bool sgl_context_is_dead(const struct sgl_context *);
/* The window system's own data. */
void *sgl_context_user(const struct sgl_context *);
void sgl_context_set_user(struct sgl_context *, void *);
void sgl_copy_context(struct sgl_context *source, struct sgl_context *destination, uint32_t mask);

/* kind: 0 window, 1 pbuffer, 2 pixmap, and SGL_DRAWABLE_*. NULL when there is no renderer. */
struct sgl_drawable *sgl_drawable_create(uint32_t config_id, uint32_t width, uint32_t height, bool double_buffered, uint32_t kind);
/* Does nothing when the size is the same. */
void sgl_drawable_resize(struct sgl_drawable *, uint32_t width, uint32_t height);
void sgl_drawable_destroy(struct sgl_drawable *);
uint32_t sgl_drawable_id(const struct sgl_drawable *);
void sgl_drawable_size(const struct sgl_drawable *, uint32_t *width, uint32_t *height);
/* The pbuffer is the image of the texture that is bound in the current context; or no longer. */
void sgl_drawable_bind_texture(struct sgl_drawable *, bool bind);
/* Swap number of the last swap that was sent. */

/* Asks for frames to be delivered, and makes room for the drawable's size; call again after a resize.
 * *out is the area (its slots' capacity is slot_bytes). It changes only here; the area that it
 * replaces stays mapped and is the caller's to give back with sgl_frames_release when nobody looks at
 * it. False: no room or no renderer, *out is NULL. */
bool sgl_drawable_frames(struct sgl_drawable *, struct sgl_frame_area **out);
void sgl_frames_release(struct sgl_frame_area *);
/* How many slots an area was given, and how large each one is; 0: it is none of ours (any more). */
uint32_t sgl_frames_slots(const struct sgl_frame_area *, uint64_t *slot_bytes);

/* Makes them current in the calling thread; NULLs release. A context without drawables is allowed.
 * Returns an enum sgl_make_current_error. */
uint32_t sgl_make_current(struct sgl_context *, struct sgl_drawable *draw, struct sgl_drawable *read);
struct sgl_context *sgl_current_context(void);
struct sgl_drawable *sgl_current_draw(void);
struct sgl_drawable *sgl_current_read(void);

/* Sends the swap; waits while two are outstanding. */
void sgl_swap_buffers(struct sgl_drawable *);
void sgl_copy_sub_buffer(struct sgl_drawable *, int32_t x, int32_t y, int32_t width, int32_t height);
/* Everything sent by this thread is executed and finished. */
void sgl_wait_gl(void);
/* Everything sent by this thread is handed to the renderer. */
void sgl_flush_stream(void);
/* Everything that the context was given so far, in whatever thread, is finished. */
void sgl_finish_context(uint32_t context);
/* gl_images.c. Number of a new image of a texture or renderbuffer of the context, 0 and EGL's error where there is none. */
#define SGL_EGL_SUCCESS 0x3000u
#define SGL_EGL_BAD_ALLOC 0x3003u
uint32_t sgl_image_create(uint32_t context, uint32_t target, uint32_t name, uint32_t attributes, const uint32_t *pairs, uint32_t *error);
void sgl_image_destroy(uint32_t image);

/* Whether the calling thread's context draws, or may draw, to its drawable's front buffer. */
bool sgl_draws_front(void);
/* Called by glFlush and glFinish when there is something in a front buffer to show: before their command (the drawable
 * needs a place to be shown), and after it (waits: the program expects to see it). NULL until the window system sets them. */
extern void (*sgl_front_hook)(struct sgl_drawable *);
extern void (*sgl_front_shown_hook)(struct sgl_drawable *, bool finish);

/* Called before the first command that draws or reads after a swap of the current draw drawable is
 * written: where drivers look at the window's size. It may resize the drawable. */
extern void (*sgl_frame_begins_hook)(struct sgl_drawable *);

/* The client's function for a GL name (gl...), NULL if there is none. */
void *sgl_get_proc_address(const char *name);

#endif
