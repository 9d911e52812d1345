/* Shows a drawable's frames in its X window or pixmap: one thread for each drawable that presents, on
 * an X connection that is not the program's. It is asked nothing by the program's swaps; frames that come faster than
 * any screen are skipped here (never in a recording), the last one always arrives. */
#ifndef SGL_PRESENTER_H
#define SGL_PRESENTER_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/wire.h"

struct sgl_presenter;

struct sgl_presenter_target {
    const char *display; /* name for xcb_connect */
    uint32_t drawable;   /* window or pixmap */
    uint32_t depth;
    uint32_t red_mask, green_mask, blue_mask; /* of its pixels */
};

/* NULL when no thread can be started. */
struct sgl_presenter *sgl_presenter_start(const struct sgl_presenter_target *);
/* Frames come from here now (NULL: from nowhere). When this returns, the old area is not looked at any more. */
void sgl_presenter_set_area(struct sgl_presenter *, struct sgl_frame_area *);
/* Until what the renderer has handed over by now is shown; gives up when its window is gone or X does not answer. */
void sgl_presenter_wait(struct sgl_presenter *);
/* When this returns, the area is not looked at any more and the presenter is no longer the caller's. */
void sgl_presenter_end(struct sgl_presenter *);

#endif
