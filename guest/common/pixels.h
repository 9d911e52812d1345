/* Where the bytes of a pixel image lie in memory under a pixel-store state (GL 4.6 compatibility,
 * sections 8.4.4.1 and 18.2). Pure arithmetic, shared by the client library and the renderer. */
#ifndef SGL_PIXELS_H
#define SGL_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* GL_UNPACK_* or GL_PACK_*. Values are as the driver accepted them: nothing is negative, alignment is 1, 2, 4 or 8. */
struct sgl_pixel_store {
    bool swap_bytes, lsb_first;
    bool invert; /* GL_PACK_INVERT_MESA */
    int32_t row_length, image_height;
    int32_t skip_pixels, skip_rows, skip_images;
    int32_t alignment;
    int32_t block_width, block_height, block_depth, block_size; /* GL_*_COMPRESSED_BLOCK_* */
};

/* The state of a new context. */
#define SGL_PIXEL_STORE_INITIAL { .alignment = 4 }

/* Byte positions relative to the program's pointer. Image i, row r starts at
 * offset + i * image_stride + r * row_stride and is row_bytes long. */
struct sgl_image_layout {
    uint64_t offset;       /* first byte that is touched */
    uint64_t row_bytes;    /* bytes of one row, without gaps */
    uint64_t row_stride;
    uint64_t rows;         /* per image */
    uint64_t image_stride;
    uint64_t images;
    uint64_t extent;       /* one past the last byte that is touched; 0 = the image is empty */
    uint32_t first_bit;    /* GL_BITMAP: bits of the row's first byte that belong to no pixel; else 0 */
    uint32_t bits;         /* GL_BITMAP: pixels in a row; else 0 */
    bool lsb_first;        /* GL_BITMAP: pixel 0 of a byte is its lowest bit */
};

/* Components of a pixel format, 0 for a format this does not know. */
uint32_t sgl_format_components(uint32_t format);

/* Bytes of one component, or of one whole pixel when *packed is set; 0 for an unknown type.
 * GL_BITMAP is not a type in this sense: it gives 0. */
uint32_t sgl_pixel_type_bytes(uint32_t type, bool *packed);

/* Bytes of one pixel without any pixel store, as glClearBufferData and glClearTexImage read it; 0 if unknown. */
uint64_t sgl_pixel_bytes(uint32_t format, uint32_t type);

/* The layout of a width x height x depth image. `dimensions` is that of the GL function (1 to 3): IMAGE_HEIGHT and
 * SKIP_IMAGES count for 3 only. A zero or negative size gives extent 0. False, with an all-zero layout, when format
 * or type is unknown or a position does not fit in 63 bits: such a call must not reach the driver with a pointer. */
bool sgl_image_layout(const struct sgl_pixel_store *store, int dimensions, int64_t width, int64_t height, int64_t depth,
                      uint32_t format, uint32_t type, struct sgl_image_layout *layout);

/* Layout of compressed data (GL 4.6, section 8.7): `size` bytes at the pointer, unless all the block parameters that
 * `dimensions` needs are set and a row length, image height or skip is in force. */
bool sgl_compressed_layout(const struct sgl_pixel_store *store, int dimensions, int64_t width, int64_t height, int64_t depth,
                           int64_t size, struct sgl_image_layout *layout);

/* Bytes of the tight rows that a readback sends: row_bytes * rows * images. */
uint64_t sgl_image_tight_bytes(const struct sgl_image_layout *layout);

/* Position of row `index`, counted through all images, relative to the pointer. */
uint64_t sgl_image_row_at(const struct sgl_image_layout *layout, uint64_t index);

/* Store one row that was read back at `row` (the position of sgl_image_row_at): whole bytes, or for bitmaps only
 * the bits that belong to the image. */
void sgl_image_store_row(uint8_t *row, const uint8_t *tight, const struct sgl_image_layout *layout);

#ifdef __cplusplus
}
#endif

#endif
