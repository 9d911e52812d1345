/* What the glx_*.c files share: displays, configurations, drawables and contexts as this library sees
 * them. All tables are under sgl_glx_lock; the X server is asked only through the program's own
 * connection, in order with the program's requests, and errors of such questions never reach its
 * error handler. */
#ifndef SGL_GLX_INTERNAL_H
#define SGL_GLX_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xcb/xcb.h>

#include "../common/context.h"
#include "glx_api.h"

struct sgl_presenter;

/* One framebuffer configuration: what glXGetFBConfigAttrib answers, in GLX's own numbers. */
struct sgl_glx_config {
    int screen;
    uint32_t host; /* sgl_config.id */
    int fbconfig_id, visual_id, visual_type, drawable_type, render_type, x_renderable;
    int buffer_size, level, double_buffer, stereo, aux_buffers;
    int red, green, blue, alpha, depth, stencil;
    int accum_red, accum_green, accum_blue, accum_alpha;
    int sample_buffers, samples, caveat, swap_method, select_group, srgb_capable;
    int transparent, transparent_index, transparent_red, transparent_green, transparent_blue, transparent_alpha;
    int max_pbuffer_width, max_pbuffer_height, max_pbuffer_pixels;
    int bind_rgb, bind_rgba, bind_mipmap, bind_targets, y_inverted;
};

struct sgl_glx_screen {
    struct sgl_glx_config *configs; /* in the order of glXGetFBConfigs */
    int count;
    /* Without GLX in the X server several configurations share a visual; glXGetConfig and
     * glXCreateContext then mean the one that glXChooseVisual last returned for it. */
    bool shared_visuals;
    bool filled;
};

/* What is known of a Display. Lives until XCloseDisplay. */
struct sgl_glx_display {
    struct sgl_glx_display *next;
    Display *dpy;
    XExtCodes *codes;
    int server; /* number of the X server, equal for two Displays of one server */
    bool server_has_glx;
    int error_base, event_base;
    int screen_count;
    struct sgl_glx_screen *screens;
};

enum { SGL_WINDOW = 0, SGL_PBUFFER = 1, SGL_PIXMAP = 2 };

struct sgl_glx_drawable {
    struct sgl_glx_drawable *next; /* in its hash chain */
    XID id;                        /* the GLX drawable */
    XID x_drawable;                /* window or pixmap; 0 for a pbuffer */
    int server;
    int kind;
    bool named;     /* made by glXCreate...: ends with glXDestroy... and not with its window */
    bool gone;      /* the window does not exist any more */
    bool preserved, largest;
    int references; /* 1 for the table, 1 for each thread and purpose that it is current for */
    struct sgl_glx_config config;
    struct sgl_drawable *drawable;
    pthread_mutex_t size_lock;
    struct sgl_presenter *presenter;
    struct sgl_frame_area *area;
    Display *dpy; /* that it was made with, NULL when that was closed */
    unsigned width, height;
    unsigned told_width, told_height; /* by the X server, not yet taken over; 0: nothing */
    unsigned long event_mask;
    int swap_interval;
    uint64_t swapped_at; /* ns; where swaps keep a pace */
    uint32_t host_flags; /* SGL_DRAWABLE_* */
    uint64_t traffic; /* of the program's connection when the size was last asked for */
    int texture_format, texture_target;
};

struct sgl_glx_context {
    uint32_t magic;
    XID id, share_id;
    Display *dpy;
    int screen;
    int render_type;
    uint32_t reset_strategy;
    bool has_config;
    bool destroyed;
    int current; /* threads that have it current */
    struct sgl_glx_config config;
    struct sgl_context *context;
};
#define SGL_GLX_CONTEXT_MAGIC 0x43584753u

/* What the calling thread has current. */
struct sgl_glx_current {
    struct sgl_glx_context *context;
    Display *dpy;
    struct sgl_glx_drawable *draw, *read;
};
extern _Thread_local struct sgl_glx_current sgl_glx_current;

extern pthread_mutex_t sgl_glx_lock;

/* glx_display.c */
struct sgl_glx_display *sgl_glx_display(Display *);
struct sgl_glx_screen *sgl_glx_screen(Display *, int screen);
/* Through the program's error handler. GLX codes are relative (glx = true), others are X's own. */
void sgl_glx_error(Display *, int code, bool glx, XID resource, int minor);
void sgl_glx_once(void);

/* x_libraries.c: before anything of X is called. False: they are not there, which was said. */
bool sgl_x_libraries(void);
struct xcb_extension_t *sgl_x_shm(void); /* &xcb_shm_id */

/* glx_server.c: questions to the X server; false or NULL when it says no. */
struct sgl_glx_geometry {
    unsigned width, height, depth;
    uint32_t visual; /* 0: not a window */
    xcb_window_t root;
};
bool sgl_glx_geometry(Display *, XID, struct sgl_glx_geometry *);
bool sgl_glx_size(Display *, XID, unsigned *width, unsigned *height);
/* An id that nothing on the program's connection has. */
XID sgl_glx_new_id(Display *);
/* Changes with everything that the program sends or receives on its connection. */
uint64_t sgl_glx_traffic(Display *);
/* The X server's own list: `count` configurations of `pairs` (attribute, value) each. Free it. */
uint32_t *sgl_glx_server_configs(Display *, int opcode, int screen, uint32_t *count, uint32_t *pairs);

/* Where among a display's configurations that one is. */
bool sgl_glx_place_of_config(const struct sgl_glx_display *, GLXFBConfig, int *screen, int *index);
/* The same among other Displays of the same X server, which have the same ones. */
bool sgl_glx_config_elsewhere(Display *, GLXFBConfig, int *screen, int *index);

/* glx_watch.c: windows that are destroyed or resized by others. With the lock held. */
void sgl_glx_watch(Display *, int server, XID window);
void sgl_glx_forget_watchers(void);

/* glx_config.c */
void sgl_glx_fill_screen(struct sgl_glx_display *, int screen);
struct sgl_glx_config *sgl_glx_find_config(Display *, GLXFBConfig);
struct sgl_glx_config *sgl_glx_own_config(Display *, GLXFBConfig); /* only of this very Display: what questions want, as natively */
bool sgl_glx_config_attribute(const struct sgl_glx_config *, int attribute, int *value);
struct sgl_glx_config *sgl_glx_visual_config(Display *, int screen, VisualID);

/* glXChooseVisual returned this one: where visuals are shared it is what the visual means from now on. */
void sgl_glx_visual_was_chosen(struct sgl_glx_config *);

/* glx_drawable.c */
/* Ends what the lock's holder unlinked; always instead of unlocking directly where drawables were touched. */
void sgl_glx_unlock(void);
struct sgl_glx_drawable *sgl_glx_find_drawable(int server, XID); /* with the lock held */
/* A new reference to the drawable of that id; also makes one for a plain window (of `config`, NULL: of
 * its visual's). NULL: no such drawable. */
struct sgl_glx_drawable *sgl_glx_acquire_drawable(Display *, XID, const struct sgl_glx_config *);
/* Enters a copy of the model; a new reference. NULL: no renderer or no memory. */
struct sgl_glx_drawable *sgl_glx_add_drawable(Display *, const struct sgl_glx_drawable *model);
void sgl_glx_release_drawable(struct sgl_glx_drawable *);
bool sgl_glx_remove_drawable(Display *, XID, int kind);
void sgl_glx_forget_display(Display *);
void sgl_glx_forget_all(void); /* in a forked child */
void sgl_glx_window_changed(int server, XID window, bool destroyed, unsigned width, unsigned height); /* with the lock held */
/* The drawable gets the size of its window; `ask` when the X server must be asked. */
void sgl_glx_follow_size(Display *, struct sgl_glx_drawable *, bool ask);
/* Its frames are shown from now on. */
void sgl_glx_show(struct sgl_glx_drawable *);

/* glx_context.c */
struct sgl_glx_context *sgl_glx_valid_context(GLXContext);
void sgl_glx_free_context(struct sgl_glx_context *);

/* glx_current.c */
void sgl_glx_current_once(void);

/* glx_swap.c */
void sgl_glx_swap(struct sgl_glx_drawable *);
/* What was drawn is finished and, if it was to be shown, shown. */
void sgl_glx_wait(struct sgl_glx_drawable *);

/* glx_strings.c */
bool sgl_glx_software_host(void);

#endif
