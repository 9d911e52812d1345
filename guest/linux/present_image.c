/* Images for the X server; see present_image.h. Runs in a presenter's thread. */
#define _GNU_SOURCE
#include "present_image.h"
#include "glx_internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

static bool accepted(xcb_connection_t *c, xcb_void_cookie_t cookie)
{
    xcb_generic_error_t *error = xcb_request_check(c, cookie);
    bool good = !error && !xcb_connection_has_error(c);
    free(error);
    return good;
}

bool sgl_present_image_open(struct sgl_present_image *image, const struct sgl_presenter_target *target)
{
    memset(image, 0, sizeof *image);
    image->target = *target;
    if (!(image->server = sgl_present_server_join(target->display))) return false;
    xcb_connection_t *c = image->connection = image->server->connection;
    const xcb_setup_t *setup = xcb_get_setup(c);
    for (xcb_format_iterator_t i = xcb_setup_pixmap_formats_iterator(setup); i.rem; xcb_format_next(&i)) {
        if (i.data->depth != target->depth) continue;
        image->bits_per_pixel = i.data->bits_per_pixel;
        image->pad = i.data->scanline_pad;
    }
    if (image->bits_per_pixel < 8 || image->pad == 0) return false;
    const uint32_t one = 1;
    bool little = *(const uint8_t *)&one == 1;
    image->swap_bytes = (setup->image_byte_order == XCB_IMAGE_ORDER_LSB_FIRST) != little;
    image->same_format = image->bits_per_pixel == 32 && !image->swap_bytes && target->red_mask == 0xff0000 && target->green_mask == 0xff00 && target->blue_mask == 0xff;
    image->way = image->server->way;
    image->gc = xcb_generate_id(c);
    uint32_t no = 0;
    return accepted(c, xcb_create_gc_checked(c, image->gc, target->drawable, XCB_GC_GRAPHICS_EXPOSURES, &no));
}

/* ---- room ------------------------------------------------------------------------------------- */

static void release_room(struct sgl_present_image *image)
{
    if (!image->pixels) return;
    if (image->way != SGL_PRESENT_SEND) xcb_shm_detach(image->connection, image->segment);
    if (image->way == SGL_PRESENT_MEMFD) munmap(image->pixels, image->capacity);
    if (image->way == SGL_PRESENT_SYSV) shmdt(image->pixels);
    if (image->way == SGL_PRESENT_SEND) free(image->pixels);
    image->pixels = NULL;
    image->capacity = 0;
}

static bool share_memfd(struct sgl_present_image *image, size_t bytes)
{
    int fd = memfd_create("sgl-frame", MFD_CLOEXEC);
    if (fd < 0) return false;
    void *memory = ftruncate(fd, (off_t)bytes) == 0 ? mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (memory == MAP_FAILED) {
        close(fd);
        return false;
    }
    image->segment = xcb_generate_id(image->connection);
    if (!accepted(image->connection, xcb_shm_attach_fd_checked(image->connection, image->segment, fd, 1))) { /* closes fd */
        munmap(memory, bytes);
        return false;
    }
    image->pixels = memory;
    return true;
}

static bool share_sysv(struct sgl_present_image *image, size_t bytes)
{
    int id = shmget(IPC_PRIVATE, bytes, IPC_CREAT | 0600);
    if (id < 0) return false;
    void *memory = shmat(id, NULL, 0);
    image->segment = xcb_generate_id(image->connection);
    bool good = memory != (void *)-1 && accepted(image->connection, xcb_shm_attach_checked(image->connection, image->segment, (uint32_t)id, 1));
    shmctl(id, IPC_RMID, NULL); /* goes with its last user */
    if (!good) {
        if (memory != (void *)-1) shmdt(memory);
        return false;
    }
    image->pixels = memory;
    return true;
}

static bool make_room(struct sgl_present_image *image, size_t bytes)
{
    if (bytes <= image->capacity) return true;
    release_room(image);
    if (image->way == SGL_PRESENT_MEMFD && !share_memfd(image, bytes)) image->way = SGL_PRESENT_SYSV;
    if (image->way == SGL_PRESENT_SYSV && !share_sysv(image, bytes)) image->way = SGL_PRESENT_SEND;
    if (image->way == SGL_PRESENT_SEND) image->pixels = malloc(bytes);
    image->capacity = image->pixels ? bytes : 0;
    return image->pixels != NULL;
}

/* ---- pixels ----------------------------------------------------------------------------------- */

/* An 8-bit component in the place and width that a mask has. */
static uint32_t place(uint32_t component, uint32_t mask)
{
    if (!mask) return 0;
    unsigned shift = (unsigned)__builtin_ctz(mask), bits = (unsigned)__builtin_popcount(mask);
    uint32_t wide = component << 8 | component; /* as many bits as any mask has */
    return (bits <= 16 ? wide >> (16 - bits) : wide << (bits - 16)) << shift & mask;
}

static void convert_row(const struct sgl_present_image *image, uint8_t *to, const uint8_t *from, uint32_t width)
{
    const struct sgl_presenter_target *t = &image->target;
    uint32_t colours = t->red_mask | t->green_mask | t->blue_mask;
    uint32_t used = t->depth >= 32 ? ~0u : (1u << t->depth) - 1u;
    uint32_t bytes = image->bits_per_pixel / 8;
    for (uint32_t x = 0; x < width; x++, from += 4, to += bytes) {
        uint32_t pixel = place(from[2], t->red_mask) | place(from[1], t->green_mask) | place(from[0], t->blue_mask) | place(from[3], used & ~colours);
        for (uint32_t b = 0; b < bytes; b++) to[image->swap_bytes ? bytes - 1 - b : b] = (uint8_t)(pixel >> (8 * b));
    }
}

void sgl_present_image_fill(struct sgl_present_image *image, const uint8_t *pixels, uint32_t width, uint32_t height)
{
    uint32_t pad = image->pad;
    uint32_t stride = (width * image->bits_per_pixel + pad - 1) / pad * pad / 8;
    image->width = image->height = 0;
    if (!make_room(image, (size_t)stride * height)) return;
    image->width = width;
    image->height = height;
    image->stride = stride;
    if (image->same_format) {
        memcpy(image->pixels, pixels, (size_t)stride * height);
        return;
    }
    for (uint32_t y = 0; y < height; y++) convert_row(image, image->pixels + (size_t)y * stride, pixels + (size_t)y * width * 4, width);
}

/* ---- putting ---------------------------------------------------------------------------------- */

static bool put_shared(struct sgl_present_image *image)
{
    xcb_connection_t *c = image->connection;
    for (xcb_generic_event_t *event; (event = xcb_poll_for_queued_event(c));) free(event); /* which nobody asked for */
    return accepted(c, xcb_shm_put_image_checked(c, image->target.drawable, image->gc, (uint16_t)image->width, (uint16_t)image->height, 0, 0,
                                                 (uint16_t)image->width, (uint16_t)image->height, 0, 0, (uint8_t)image->target.depth,
                                                 XCB_IMAGE_FORMAT_Z_PIXMAP, 0, image->segment, 0));
}

static bool put_sent(struct sgl_present_image *image)
{
    xcb_connection_t *c = image->connection;
    size_t room = (size_t)xcb_get_maximum_request_length(c) * 4 - 64;
    uint32_t rows = (uint32_t)(room / image->stride);
    if (rows == 0) return true;
    for (uint32_t y = 0; y < image->height; y += rows) {
        uint32_t n = image->height - y < rows ? image->height - y : rows;
        if (!accepted(c, xcb_put_image_checked(c, XCB_IMAGE_FORMAT_Z_PIXMAP, image->target.drawable, image->gc, (uint16_t)image->width,
                                               (uint16_t)n, 0, (int16_t)y, 0, (uint8_t)image->target.depth, n * image->stride,
                                               image->pixels + (size_t)y * image->stride)))
            return false;
    }
    return true;
}

bool sgl_present_image_put(struct sgl_present_image *image)
{
    if (image->width == 0 || image->height == 0) return true;
    return image->way == SGL_PRESENT_SEND ? put_sent(image) : put_shared(image);
}

void sgl_present_image_close(struct sgl_present_image *image)
{
    if (!image->server) return;
    release_room(image);
    if (image->gc) xcb_free_gc(image->connection, image->gc);
    xcb_flush(image->connection);
    sgl_present_server_leave(image->server);
}
