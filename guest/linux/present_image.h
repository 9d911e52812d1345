/* An image that the X server puts into a drawable: shared memory where X takes it (a memfd, else
 * System V), else sent with the request. Pixels become the drawable's format on the way in. */
#ifndef SGL_PRESENT_IMAGE_H
#define SGL_PRESENT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xcb/shm.h>
#include <xcb/xcb.h>

#include "presenter.h"

enum sgl_present_way { SGL_PRESENT_MEMFD, SGL_PRESENT_SYSV, SGL_PRESENT_SEND };

/* What all images for one X server have in common. Only answers and errors of checked requests are waited for on its connection. */
struct sgl_present_server {
    struct sgl_present_server *next;
    char *display;
    xcb_connection_t *connection;
    enum sgl_present_way way; /* the best that it takes */
    int users;
};
/* May take long: nobody is let in while a program has grabbed the X server. NULL: no connection. */
struct sgl_present_server *sgl_present_server_join(const char *display);
void sgl_present_server_leave(struct sgl_present_server *);
void sgl_present_forget_servers(void); /* in a forked child */

struct sgl_present_image {
    struct sgl_presenter_target target;
    struct sgl_present_server *server; /* NULL: not open */
    xcb_connection_t *connection;      /* its */
    xcb_gcontext_t gc;
    enum sgl_present_way way;
    uint32_t bits_per_pixel, pad; /* of ZPixmaps of this depth */
    bool same_format, swap_bytes;
    xcb_shm_seg_t segment;
    uint8_t *pixels;
    size_t capacity;
    uint32_t width, height, stride;
};

/* False: no connection, or the drawable does not exist. */
bool sgl_present_image_open(struct sgl_present_image *, const struct sgl_presenter_target *);
/* BGRA rows from the top, tight. */
void sgl_present_image_fill(struct sgl_present_image *, const uint8_t *pixels, uint32_t width, uint32_t height);
/* Puts what was filled in and waits until X has read it. False: the drawable or the connection is gone. */
bool sgl_present_image_put(struct sgl_present_image *);
void sgl_present_image_close(struct sgl_present_image *);

#endif
