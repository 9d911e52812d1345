/* What the egl_*.c files share. Windows and pixmaps are drawables of the glx_*.c files, which know the X
 * server, follow sizes and present; pbuffers are drawables of the runtime alone. Lists are under
 * sgl_egl_lock; nothing of the runtime or of GLX is called with it held. */
#ifndef SGL_EGL_INTERNAL_H
#define SGL_EGL_INTERNAL_H

#include "egl_api.h"
#include "glx_internal.h"

struct sgl_egl_config {
    EGLint id;
    struct sgl_config host;
    EGLint visual, visual_class; /* of X11 windows; 0 and EGL_NONE: pbuffers only */
};

struct sgl_egl_display {
    struct sgl_egl_display *next;
    EGLenum platform; /* EGL_PLATFORM_X11, _SURFACELESS_MESA or _DEVICE_EXT; XCB counts as X11 */
    void *native;     /* as the program gave it */
    int asked_screen, screen; /* asked: -1 for the default one */
    Display *dpy;     /* X11: the program's, or one of ours */
    bool own;         /* ... of ours: the program's requests are on another connection */
    xcb_connection_t *connection; /* EGL_PLATFORM_XCB_EXT: the program's */
    bool initialized;
    struct sgl_egl_config *configs;
    int config_count;
    struct sgl_egl_context *contexts;
    struct sgl_egl_surface *surfaces;
    struct sgl_egl_sync *syncs;
    struct sgl_egl_image *images;
    EGLLabelKHR label;
};

struct sgl_egl_context {
    struct sgl_egl_context *next;
    struct sgl_egl_display *display;
    const struct sgl_egl_config *config; /* NULL: EGL_NO_CONFIG_KHR */
    struct sgl_context *inner;
    EGLenum api;
    EGLint version; /* the major one that was asked for */
    int references; /* the handle's, and the thread's that it is current in */
    bool current;
    EGLLabelKHR label;
};

struct sgl_egl_surface {
    struct sgl_egl_surface *next;
    struct sgl_egl_display *display;
    const struct sgl_egl_config *config;
    EGLint type; /* EGL_WINDOW_BIT, EGL_PIXMAP_BIT or EGL_PBUFFER_BIT */
    struct sgl_drawable *drawable;
    struct sgl_glx_drawable *x; /* of a window or pixmap; it owns `drawable` then */
    XID native;
    struct sgl_frame_area *area; /* of a pbuffer that was copied into a pixmap */
    EGLint width, height; /* of a pbuffer */
    EGLint largest, texture_format, texture_target, mipmap, level, behavior, buffer, colorspace, vg_colorspace, vg_alpha;
    int references;
    struct sgl_egl_thread *thread; /* it is current in, once or twice */
    EGLLabelKHR label;
};

/* What the calling thread has. */
struct sgl_egl_thread {
    EGLint error;
    EGLenum api; /* 0: not bound yet, OpenGL ES */
    const char *command;
    struct sgl_egl_context *context;
    struct sgl_egl_surface *draw, *read;
    EGLLabelKHR label;
};
extern _Thread_local struct sgl_egl_thread sgl_egl_thread;
extern pthread_mutex_t sgl_egl_lock;

/* egl_error.c. At the beginning of an entry point; what went wrong in it; the value that failing calls give. */
#define SGL_EGL_ENTER() (sgl_egl_thread.command = __func__, sgl_egl_thread.error = EGL_SUCCESS)
uintptr_t sgl_egl_fail(EGLint error, const char *why);

/* egl_display.c: NULL, and the error is raised, when it is none or not initialised. */
struct sgl_egl_display *sgl_egl_display(EGLDisplay);
struct sgl_egl_config *sgl_egl_valid_config(struct sgl_egl_display *, EGLConfig);
bool sgl_egl_is_display(EGLDisplay); /* initialised or not */
/* An attribute list of EGLint as one of EGLAttrib; free it. *bad when there is no memory. */
EGLAttrib *sgl_egl_widen(const EGLint *list, bool *bad);

/* egl_config.c */
void sgl_egl_make_configs(struct sgl_egl_display *);

/* egl_context.c */
struct sgl_egl_context *sgl_egl_find_context(struct sgl_egl_display *, EGLContext); /* with the lock held */
void sgl_egl_destroy_contexts(struct sgl_egl_display *);

/* egl_current.c */
struct sgl_egl_context *sgl_egl_current(void); /* NULL also when GLX has taken the thread over since */
void sgl_egl_leave(void); /* the thread has nothing current any more */
void sgl_egl_current_once(void);
void sgl_egl_drop_context(struct sgl_egl_context *);
void sgl_egl_drop_surface(struct sgl_egl_surface *);

/* egl_surface.c */
struct sgl_egl_surface *sgl_egl_find_surface(struct sgl_egl_display *, EGLSurface); /* with the lock held */
/* The surface of a handle; NULL: the error is raised. Without the lock. */
struct sgl_egl_surface *sgl_egl_valid_surface(EGLDisplay, EGLSurface);
/* What the program asked X for on a connection of its own has been done. */
void sgl_egl_follow_program(const struct sgl_egl_display *);
void sgl_egl_destroy_surfaces(struct sgl_egl_display *);

/* egl_image.c */
void sgl_egl_destroy_images(struct sgl_egl_display *);
struct sgl_egl_image *sgl_egl_find_image(struct sgl_egl_display *, EGLImage); /* with the lock held */
void sgl_egl_label_image(struct sgl_egl_image *, EGLLabelKHR);

/* egl_sync.c */
void sgl_egl_destroy_syncs(struct sgl_egl_display *);
struct sgl_egl_sync *sgl_egl_find_sync(struct sgl_egl_display *, EGLSync); /* with the lock held */
void sgl_egl_label_sync(struct sgl_egl_sync *, EGLLabelKHR);

#endif
