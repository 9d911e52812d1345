/* Sizes behind pointer parameters; see sizes.h. Numbers follow GL 4.6 compatibility and the extensions
 * that the enums are from. */
#include "sizes.h"

#include "gl_defs.h"

uint32_t sgl_type_bytes(uint32_t type)
{
    bool packed;
    switch (type) {
    case GL_2_BYTES:
        return 2;
    case GL_3_BYTES:
        return 3;
    case GL_4_BYTES:
        return 4;
    default:
        return sgl_pixel_type_bytes(type, &packed);
    }
}

uint32_t sgl_tex_parameter_count(uint32_t pname)
{
    switch (pname) {
    case GL_TEXTURE_BORDER_COLOR:
    case GL_TEXTURE_SWIZZLE_RGBA:
    case 0x8B9D: /* GL_TEXTURE_CROP_RECT_OES */
        return 4;
    default:
        return 1;
    }
}

uint32_t sgl_tex_env_count(uint32_t pname)
{
    return pname == GL_TEXTURE_ENV_COLOR || pname == 0x86E1 /* GL_OFFSET_TEXTURE_MATRIX_NV */ ? 4 : 1;
}

uint32_t sgl_tex_gen_count(uint32_t pname)
{
    return pname == GL_TEXTURE_GEN_MODE ? 1 : 4; /* drivers read a plane for whatever is not the mode */
}

uint32_t sgl_light_count(uint32_t pname)
{
    switch (pname) {
    case GL_AMBIENT:
    case GL_DIFFUSE:
    case GL_SPECULAR:
    case GL_POSITION:
        return 4;
    case GL_SPOT_DIRECTION:
        return 3;
    default:
        return 1;
    }
}

uint32_t sgl_light_model_count(uint32_t pname)
{
    return pname == GL_LIGHT_MODEL_AMBIENT ? 4 : 1;
}

uint32_t sgl_material_count(uint32_t pname)
{
    switch (pname) {
    case GL_AMBIENT:
    case GL_DIFFUSE:
    case GL_SPECULAR:
    case GL_EMISSION:
    case GL_AMBIENT_AND_DIFFUSE:
        return 4;
    case GL_COLOR_INDEXES:
        return 3;
    default:
        return 1;
    }
}

uint32_t sgl_fog_count(uint32_t pname)
{
    return pname == GL_FOG_COLOR ? 4 : 1;
}

uint32_t sgl_point_parameter_count(uint32_t pname)
{
    return pname == GL_POINT_DISTANCE_ATTENUATION ? 3 : 1;
}

uint32_t sgl_patch_parameter_count(uint32_t pname)
{
    return pname == GL_PATCH_DEFAULT_OUTER_LEVEL ? 4 : pname == GL_PATCH_DEFAULT_INNER_LEVEL ? 2 : 1;
}

uint32_t sgl_convolution_parameter_count(uint32_t pname)
{
    switch (pname) {
    case 0x8154: /* GL_CONVOLUTION_BORDER_COLOR */
    case 0x8014: /* GL_CONVOLUTION_FILTER_SCALE */
    case 0x8015: /* GL_CONVOLUTION_FILTER_BIAS */
        return 4;
    default:
        return 1;
    }
}

uint32_t sgl_color_table_parameter_count(uint32_t pname)
{
    switch (pname) {
    case 0x80D6: /* GL_COLOR_TABLE_SCALE */
    case 0x80D7: /* GL_COLOR_TABLE_BIAS */
        return 4;
    default:
        return 1;
    }
}

uint32_t sgl_clear_buffer_count(uint32_t buffer)
{
    return buffer == GL_COLOR ? 4 : 1;
}

uint64_t sgl_call_lists_bytes(int64_t n, uint32_t type)
{
    switch (type) {
    case GL_BYTE:
    case GL_UNSIGNED_BYTE:
    case GL_SHORT:
    case GL_UNSIGNED_SHORT:
    case GL_INT:
    case GL_UNSIGNED_INT:
    case GL_FLOAT:
    case GL_2_BYTES:
    case GL_3_BYTES:
    case GL_4_BYTES:
        return sgl_bytes(n, sgl_type_bytes(type));
    default:
        return 0;
    }
}

uint32_t sgl_map_components(uint32_t target)
{
    switch (target) {
    case GL_MAP1_INDEX:
    case GL_MAP1_TEXTURE_COORD_1:
    case GL_MAP2_INDEX:
    case GL_MAP2_TEXTURE_COORD_1:
        return 1;
    case GL_MAP1_TEXTURE_COORD_2:
    case GL_MAP2_TEXTURE_COORD_2:
        return 2;
    case GL_MAP1_NORMAL:
    case GL_MAP1_TEXTURE_COORD_3:
    case GL_MAP1_VERTEX_3:
    case GL_MAP2_NORMAL:
    case GL_MAP2_TEXTURE_COORD_3:
    case GL_MAP2_VERTEX_3:
        return 3;
    case GL_MAP1_COLOR_4:
    case GL_MAP1_TEXTURE_COORD_4:
    case GL_MAP1_VERTEX_4:
    case GL_MAP2_COLOR_4:
    case GL_MAP2_TEXTURE_COORD_4:
    case GL_MAP2_VERTEX_4:
        return 4;
    default:
        /* GL_MAP1_VERTEX_ATTRIB0_4_NV ... GL_MAP2_VERTEX_ATTRIB15_4_NV */
        return target >= 0x8660 && target <= 0x867F ? 4 : 0;
    }
}

/* An order beyond this is an error in every driver (Mesa has 30, others 8 to 64). */
#define ORDER_LIMIT 1024

uint64_t sgl_map1_bytes(uint32_t target, int64_t stride, int64_t order, uint64_t unit)
{
    int64_t components = sgl_map_components(target);
    if (components == 0 || stride < components || order < 1 || order > ORDER_LIMIT)
        return 0;
    return sgl_bytes((order - 1) * stride + components, unit);
}

uint64_t sgl_map2_bytes(uint32_t target, int64_t ustride, int64_t uorder, int64_t vstride, int64_t vorder, uint64_t unit)
{
    int64_t components = sgl_map_components(target);
    if (components == 0 || ustride < components || vstride < components || uorder < 1 || vorder < 1 || uorder > ORDER_LIMIT ||
        vorder > ORDER_LIMIT)
        return 0;
    return sgl_bytes((uorder - 1) * ustride + (vorder - 1) * vstride + components, unit);
}

uint64_t sgl_clear_value_bytes(uint32_t format, uint32_t type)
{
    /* an error, but Mesa looks at the byte first */
    return type == GL_BITMAP ? sgl_format_components(format) : sgl_pixel_bytes(format, type);
}
