/* Pixel image layout under a pixel-store state; see pixels.h. */
#include "pixels.h"

#include <string.h>

#include "gl_defs.h"

#define LIMIT ((uint64_t)INT64_MAX)

uint32_t sgl_format_components(uint32_t format)
{
    switch (format) {
    case GL_COLOR_INDEX:
    case GL_STENCIL_INDEX:
    case GL_DEPTH_COMPONENT:
    case GL_RED:
    case GL_GREEN:
    case GL_BLUE:
    case GL_ALPHA:
    case GL_LUMINANCE:
    case GL_INTENSITY:
    case GL_RED_INTEGER:
    case GL_GREEN_INTEGER:
    case GL_BLUE_INTEGER:
    case GL_ALPHA_INTEGER:
    case 0x8D9C: /* GL_LUMINANCE_INTEGER_EXT */
        return 1;
    case GL_LUMINANCE_ALPHA:
    case GL_RG:
    case GL_RG_INTEGER:
    case GL_DEPTH_STENCIL:
    case 0x8D9D: /* GL_LUMINANCE_ALPHA_INTEGER_EXT */
    case 0x8779: /* GL_DUDV_ATI */
    case 0x86F4: /* GL_HILO_NV */
    case 0x86F5: /* GL_DSDT_NV */
    case 0x8757: /* GL_YCBCR_MESA: one 16-bit pair a pixel */
    case 0x85B9: /* GL_YCBCR_422_APPLE */
    case 0x8A1F: /* GL_RGB_422_APPLE */
    case 0x81BB: /* GL_YCRCB_422_SGIX */
        return 2;
    case GL_RGB:
    case GL_BGR:
    case GL_RGB_INTEGER:
    case GL_BGR_INTEGER:
    case 0x86F6: /* GL_DSDT_MAG_NV */
    case 0x81BC: /* GL_YCRCB_444_SGIX */
    case 0x8C40: /* GL_SRGB_EXT */
        return 3;
    case GL_RGBA:
    case GL_BGRA:
    case GL_RGBA_INTEGER:
    case GL_BGRA_INTEGER:
    case 0x8000: /* GL_ABGR_EXT */
    case 0x800C: /* GL_CMYK_EXT */
    case 0x8C42: /* GL_SRGB_ALPHA_EXT */
    case 0x86F7: /* GL_DSDT_MAG_INTENSITY_NV */
        return 4;
    case 0x800D: /* GL_CMYKA_EXT */
        return 5;
    default:
        return 0;
    }
}

uint32_t sgl_pixel_type_bytes(uint32_t type, bool *packed)
{
    *packed = false;
    switch (type) {
    case GL_BYTE:
    case GL_UNSIGNED_BYTE:
        return 1;
    case GL_SHORT:
    case GL_UNSIGNED_SHORT:
    case GL_HALF_FLOAT:
    case 0x8D61: /* GL_HALF_FLOAT_OES */
        return 2;
    case GL_INT:
    case GL_UNSIGNED_INT:
    case GL_FLOAT:
    case GL_FIXED:
        return 4;
    case GL_DOUBLE:
    case 0x140E: /* GL_INT64_ARB */
    case 0x140F: /* GL_UNSIGNED_INT64_ARB */
        return 8;
    default:
        break;
    }
    *packed = true;
    switch (type) {
    case GL_UNSIGNED_BYTE_3_3_2:
    case GL_UNSIGNED_BYTE_2_3_3_REV:
        return 1;
    case GL_UNSIGNED_SHORT_5_6_5:
    case GL_UNSIGNED_SHORT_5_6_5_REV:
    case GL_UNSIGNED_SHORT_4_4_4_4:
    case GL_UNSIGNED_SHORT_4_4_4_4_REV:
    case GL_UNSIGNED_SHORT_5_5_5_1:
    case GL_UNSIGNED_SHORT_1_5_5_5_REV:
    case 0x85BA: /* GL_UNSIGNED_SHORT_8_8_MESA, _APPLE */
    case 0x85BB: /* GL_UNSIGNED_SHORT_8_8_REV_MESA, _APPLE */
        return 2;
    case GL_UNSIGNED_INT_8_8_8_8:
    case GL_UNSIGNED_INT_8_8_8_8_REV:
    case GL_UNSIGNED_INT_10_10_10_2:
    case GL_UNSIGNED_INT_2_10_10_10_REV:
    case GL_INT_2_10_10_10_REV:
    case GL_UNSIGNED_INT_24_8:
    case GL_UNSIGNED_INT_10F_11F_11F_REV:
    case GL_UNSIGNED_INT_5_9_9_9_REV:
    case 0x86DA: /* GL_UNSIGNED_INT_S8_S8_8_8_NV */
    case 0x86DB: /* GL_UNSIGNED_INT_8_8_S8_S8_REV_NV */
        return 4;
    case GL_FLOAT_32_UNSIGNED_INT_24_8_REV:
        return 8;
    default:
        *packed = false;
        return 0;
    }
}

uint64_t sgl_pixel_bytes(uint32_t format, uint32_t type)
{
    bool packed;
    uint32_t components = sgl_format_components(format), bytes = sgl_pixel_type_bytes(type, &packed);
    if (components == 0)
        return 0;
    return packed ? bytes : (uint64_t)bytes * components;
}

/* a * b + c, false past LIMIT */
static bool multiply_add(uint64_t a, uint64_t b, uint64_t c, uint64_t *result)
{
    uint64_t product;
    return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(product, c, result) && *result <= LIMIT;
}

static uint64_t not_negative(int32_t value)
{
    return value > 0 ? (uint64_t)value : 0;
}

/* Strides and sizes are in `layout`; `skip` is the byte position within the first row. */
static bool finish(const struct sgl_pixel_store *store, int dimensions, uint64_t skip, struct sgl_image_layout *layout)
{
    uint64_t end;
    bool fits = multiply_add(not_negative(store->skip_rows), layout->row_stride, skip, &layout->offset) &&
                multiply_add(dimensions == 3 ? not_negative(store->skip_images) : 0, layout->image_stride, layout->offset,
                             &layout->offset) &&
                multiply_add(layout->images - 1, layout->image_stride, layout->offset, &end) &&
                multiply_add(layout->rows - 1, layout->row_stride, end, &end) &&
                multiply_add(layout->row_bytes, 1, end, &layout->extent);
    if (!fits)
        memset(layout, 0, sizeof *layout);
    return fits;
}

bool sgl_image_layout(const struct sgl_pixel_store *store, int dimensions, int64_t width, int64_t height, int64_t depth,
                      uint32_t format, uint32_t type, struct sgl_image_layout *layout)
{
    memset(layout, 0, sizeof *layout);
    bool bitmap = type == GL_BITMAP;
    uint64_t pixel = bitmap ? sgl_format_components(format) : sgl_pixel_bytes(format, type);
    if (pixel == 0)
        return false;
    if (dimensions < 3)
        depth = 1;
    if (dimensions < 2)
        height = 1;
    if (width <= 0 || height <= 0 || depth <= 0)
        return true;
    /* GL_PACK_INVERT_MESA puts row r at height - 1 - r - SKIP_ROWS: with a skip, before the pointer */
    if (store->invert && store->skip_rows > 0)
        return false;

    uint64_t align = not_negative(store->alignment);
    uint64_t row_pixels = store->row_length > 0 ? (uint64_t)store->row_length : (uint64_t)width;
    uint64_t image_rows = dimensions == 3 && store->image_height > 0 ? (uint64_t)store->image_height : (uint64_t)height;
    uint64_t row, skip;
    layout->rows = (uint64_t)height;
    layout->images = (uint64_t)depth;
    if (align == 0)
        align = 1;
    if (bitmap) {
        /* one bit an element; several components would be several bits, and an error in every GL */
        uint64_t skip_bits = not_negative(store->skip_pixels) * pixel;
        uint64_t bits;
        if (!multiply_add((uint64_t)width, pixel, skip_bits % 8, &bits) || !multiply_add(row_pixels, pixel, 7, &row))
            goto overflow;
        row /= 8;
        skip = skip_bits / 8;
        layout->first_bit = (uint32_t)(skip_bits % 8);
        layout->bits = bits - layout->first_bit > UINT32_MAX ? UINT32_MAX : (uint32_t)(bits - layout->first_bit);
        layout->lsb_first = store->lsb_first;
        layout->row_bytes = bits / 8 + (bits % 8 != 0);
    } else if (!multiply_add(row_pixels, pixel, 0, &row) || !multiply_add((uint64_t)width, pixel, 0, &layout->row_bytes) ||
               !multiply_add(not_negative(store->skip_pixels), pixel, 0, &skip)) {
        goto overflow;
    }
    /* Two pixels share their chroma: drivers read whole pairs. */
    if (format == 0x8757 /* GL_YCBCR_MESA */)
        layout->row_bytes += layout->row_bytes % 4;
    if (!multiply_add(row, 1, align - 1, &layout->row_stride))
        goto overflow;
    layout->row_stride -= layout->row_stride % align;
    if (!multiply_add(layout->row_stride, image_rows, 0, &layout->image_stride))
        goto overflow;
    if (!finish(store, dimensions, skip, layout))
        return false;
    /* Rows that overlap: Mesa reads color indices as if they did not. */
    if (format == GL_COLOR_INDEX && row_pixels < (uint64_t)width) {
        struct sgl_pixel_store apart = *store;
        struct sgl_image_layout wide;
        apart.row_length = 0;
        if (!sgl_image_layout(&apart, dimensions, width, height, depth, format, type, &wide))
            goto overflow;
        if (layout->extent < wide.extent)
            layout->extent = wide.extent;
    }
    return true;

overflow:
    memset(layout, 0, sizeof *layout);
    return false;
}

static uint64_t blocks(uint64_t length, uint64_t block)
{
    return length / block + (length % block != 0);
}

bool sgl_compressed_layout(const struct sgl_pixel_store *store, int dimensions, int64_t width, int64_t height, int64_t depth,
                           int64_t size, struct sgl_image_layout *layout)
{
    memset(layout, 0, sizeof *layout);
    if (size <= 0 || width <= 0 || (dimensions > 1 && height <= 0) || (dimensions > 2 && depth <= 0)) {
        if (size > 0) { /* the driver decides what an empty image with data means; it reads at most the data */
            layout->row_bytes = layout->row_stride = layout->image_stride = layout->extent = (uint64_t)size;
            layout->rows = layout->images = 1;
        }
        return true;
    }
    /* Section 8.7: each set of parameters counts only when its own block sizes are all set. */
    bool rows = store->block_size > 0 && store->block_width > 0;
    bool columns = rows && dimensions > 1 && store->block_height > 0;
    bool slices = columns && dimensions > 2 && store->block_depth > 0;
    bool used = (rows && (store->row_length > 0 || store->skip_pixels > 0)) || (columns && store->skip_rows > 0) ||
                (columns && dimensions > 2 && store->image_height > 0) || (slices && store->skip_images > 0);
    layout->rows = layout->images = 1;
    if (!used) {
        layout->row_bytes = layout->row_stride = layout->image_stride = layout->extent = (uint64_t)size;
        return true;
    }
    uint64_t block_bytes = (uint64_t)store->block_size, block_width = (uint64_t)store->block_width;
    uint64_t row_length = store->row_length > 0 ? (uint64_t)store->row_length : (uint64_t)width;
    uint64_t row_count = 1, image_rows = 1, skip;
    if (dimensions > 1) { /* without a block height a row of blocks is taken as one texel high */
        uint64_t block_height = columns ? (uint64_t)store->block_height : 1;
        row_count = blocks((uint64_t)height, block_height);
        /* drivers do not want the block depth for this one */
        image_rows = columns && dimensions > 2 && store->image_height > 0 ? blocks((uint64_t)store->image_height, block_height) : row_count;
    }
    layout->rows = row_count;
    layout->images = dimensions > 2 ? blocks((uint64_t)depth, slices ? (uint64_t)store->block_depth : 1) : 1;
    layout->row_bytes = blocks((uint64_t)width, block_width) * block_bytes;
    layout->row_stride = blocks(row_length, block_width) * block_bytes;
    skip = not_negative(store->skip_pixels) / block_width * block_bytes;
    struct sgl_pixel_store in_blocks = *store;
    in_blocks.skip_rows = columns ? store->skip_rows / store->block_height : 0;
    in_blocks.skip_images = slices ? store->skip_images / store->block_depth : 0;
    if (!multiply_add(layout->row_stride, image_rows, 0, &layout->image_stride)) {
        memset(layout, 0, sizeof *layout);
        return false;
    }
    return finish(&in_blocks, dimensions, skip, layout);
}

uint64_t sgl_image_tight_bytes(const struct sgl_image_layout *layout)
{
    uint64_t bytes;
    if (layout->extent == 0)
        return 0;
    /* overlapping rows (a ROW_LENGTH below the width) can make this larger than the extent */
    if (!multiply_add(layout->row_bytes, layout->rows, 0, &bytes) || !multiply_add(bytes, layout->images, 0, &bytes))
        return LIMIT;
    return bytes;
}

uint64_t sgl_image_row_at(const struct sgl_image_layout *layout, uint64_t index)
{
    return layout->offset + index / layout->rows * layout->image_stride + index % layout->rows * layout->row_stride;
}

void sgl_image_store_row(uint8_t *row, const uint8_t *tight, const struct sgl_image_layout *layout)
{
    if (layout->bits == 0) {
        memcpy(row, tight, (size_t)layout->row_bytes);
        return;
    }
    uint32_t end = layout->first_bit + layout->bits;
    for (uint64_t i = 0; i < layout->row_bytes; i++) {
        uint32_t from = i == 0 ? layout->first_bit : 0;
        uint32_t to = i == layout->row_bytes - 1 ? end - (uint32_t)i * 8 : 8;
        uint8_t mask = 0;
        for (uint32_t bit = from; bit < to; bit++)
            mask |= (uint8_t)(layout->lsb_first ? 1u << bit : 0x80u >> bit);
        row[i] = (uint8_t)((row[i] & ~mask) | (tight[i] & mask));
    }
}
