/* How much memory stands behind the pointer parameters of OpenGL functions, where that depends on an
 * enum or several parameters. Pure arithmetic, used by the client's encoders and the renderer's
 * decoders alike, so that both agree; test/size-oracle holds them against a real driver.
 *
 * Results are 64 bit and saturate at UINT64_MAX. A negative count gives 0: the driver then raises its
 * error without reading. The *_count functions give elements and answer 1 for an unknown name. */
#ifndef SGL_SIZES_H
#define SGL_SIZES_H

#include <stdint.h>

#include "pixels.h"

#ifdef __cplusplus
extern "C" {
#endif

/* count * unit */
static inline uint64_t sgl_bytes(int64_t count, uint64_t unit)
{
    uint64_t bytes;
    if (count <= 0)
        return 0;
    return __builtin_mul_overflow((uint64_t)count, unit, &bytes) ? UINT64_MAX : bytes;
}

/* count * each * unit */
static inline uint64_t sgl_bytes2(int64_t count, int64_t each, uint64_t unit)
{
    uint64_t bytes;
    if (count <= 0 || each <= 0)
        return 0;
    return __builtin_mul_overflow((uint64_t)count, sgl_bytes(each, unit), &bytes) ? UINT64_MAX : bytes;
}

/* A size in bytes that is a parameter: as it is, negative ones 0. */
static inline uint64_t sgl_size(int64_t bytes)
{
    return bytes > 0 ? (uint64_t)bytes : 0;
}

/* Width, height or depth of a texture upload. No driver has textures beyond this, so that larger ones are an error,
 * raised without reading: nothing is sent then. */
#define SGL_TEXTURE_SIZE_LIMIT 65536
static inline int64_t sgl_texture_extent(int64_t size)
{
    return size > SGL_TEXTURE_SIZE_LIMIT ? 0 : size;
}

/* Bytes of GL_BYTE ... GL_DOUBLE and the packed vertex types (whole vertex for those); 0 if unknown. */
uint32_t sgl_type_bytes(uint32_t type);

/* ---- State by name: elements behind `params` --------------------------------------------------- */
uint32_t sgl_tex_parameter_count(uint32_t pname); /* glTexParameter*, glSamplerParameter*, glTextureParameter* */
uint32_t sgl_tex_env_count(uint32_t pname);
uint32_t sgl_tex_gen_count(uint32_t pname);
uint32_t sgl_light_count(uint32_t pname);
uint32_t sgl_light_model_count(uint32_t pname);
uint32_t sgl_material_count(uint32_t pname);
uint32_t sgl_fog_count(uint32_t pname);
uint32_t sgl_point_parameter_count(uint32_t pname);
uint32_t sgl_patch_parameter_count(uint32_t pname);
uint32_t sgl_convolution_parameter_count(uint32_t pname);
uint32_t sgl_color_table_parameter_count(uint32_t pname);
uint32_t sgl_clear_buffer_count(uint32_t buffer);     /* glClearBuffer*v by GL_COLOR, GL_DEPTH, GL_STENCIL */

/* ---- Arrays ------------------------------------------------------------------------------------ */
uint64_t sgl_call_lists_bytes(int64_t n, uint32_t type);
/* Bytes behind glMap1* and glMap2* points; strides count elements of `unit` bytes. 0 when a parameter is one that
 * the driver refuses (order, stride, target). */
uint64_t sgl_map1_bytes(uint32_t target, int64_t stride, int64_t order, uint64_t unit);
uint64_t sgl_map2_bytes(uint32_t target, int64_t ustride, int64_t uorder, int64_t vstride, int64_t vorder, uint64_t unit);
uint32_t sgl_map_components(uint32_t target); /* of an evaluator's control point, 0 if unknown */

/* ---- Pixels ------------------------------------------------------------------------------------ */
/* One pixel without pixel store (glClearBufferData, glClearTexImage). */
uint64_t sgl_clear_value_bytes(uint32_t format, uint32_t type);
/* glCompressedTex*Image: the bytes that are read under the unpack state. */
static inline uint64_t sgl_compressed_bytes(const struct sgl_pixel_store *unpack, int dimensions, int64_t width, int64_t height,
                                            int64_t depth, int64_t size)
{
    struct sgl_image_layout layout;
    return sgl_compressed_layout(unpack, dimensions, width, height, depth, size, &layout) ? layout.extent : 0;
}

#ifdef __cplusplus
}
#endif

#endif
