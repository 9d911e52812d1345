// The size oracle for images: sgl_image_layout() and sgl_compressed_layout() against what the driver reads and
// writes, for every pixel format and type under many pixel-store states.
#include <cstdio>
#include <cstring>
#include <vector>

#include "cases.h"

namespace oracle {
namespace {

struct Store {
    const char* name;
    sgl_pixel_store store;
};

sgl_pixel_store make(int alignment, int rowLength = 0, int skipPixels = 0, int skipRows = 0, int imageHeight = 0, int skipImages = 0, bool swap = false, bool lsb = false) {
    sgl_pixel_store s{};
    s.alignment = alignment;
    s.row_length = rowLength;
    s.skip_pixels = skipPixels;
    s.skip_rows = skipRows;
    s.image_height = imageHeight;
    s.skip_images = skipImages;
    s.swap_bytes = swap;
    s.lsb_first = lsb;
    return s;
}

const Store kStores[] = {
    {"initial", make(4)},
    {"alignment 1", make(1)},
    {"alignment 2", make(2)},
    {"alignment 8", make(8)},
    {"row length", make(4, 23)},
    {"row length below the width", make(1, 3)},
    {"skips", make(8, 21, 3, 2)},
    {"image height, skip images", make(4, 0, 1, 0, 9, 2)},
    {"image height below the height", make(2, 18, 0, 1, 2, 1)},
    {"swapped bytes, low bit first", make(4, 19, 11, 1, 0, 0, true, true)},
};

const GLenum kFormats[] = {
    GL_COLOR_INDEX, GL_STENCIL_INDEX, GL_DEPTH_COMPONENT, GL_RED, GL_GREEN, GL_BLUE, GL_ALPHA, GL_RGB, GL_RGBA, GL_LUMINANCE, GL_LUMINANCE_ALPHA,
    GL_RG, GL_BGR, GL_BGRA, GL_RED_INTEGER, GL_GREEN_INTEGER, GL_BLUE_INTEGER, GL_RG_INTEGER, GL_RGB_INTEGER, GL_RGBA_INTEGER, GL_BGR_INTEGER,
    GL_BGRA_INTEGER, GL_DEPTH_STENCIL, GL_ALPHA_INTEGER, 0x8000 /* ABGR */, 0x8757 /* YCBCR_MESA */, 0x8D9C, 0x8D9D, 0x8A1F /* RGB_422_APPLE */};
const GLenum kTypes[] = {
    GL_BITMAP, GL_BYTE, GL_UNSIGNED_BYTE, GL_SHORT, GL_UNSIGNED_SHORT, GL_INT, GL_UNSIGNED_INT, GL_FLOAT, GL_HALF_FLOAT, GL_UNSIGNED_BYTE_3_3_2,
    GL_UNSIGNED_BYTE_2_3_3_REV, GL_UNSIGNED_SHORT_5_6_5, GL_UNSIGNED_SHORT_5_6_5_REV, GL_UNSIGNED_SHORT_4_4_4_4, GL_UNSIGNED_SHORT_4_4_4_4_REV,
    GL_UNSIGNED_SHORT_5_5_5_1, GL_UNSIGNED_SHORT_1_5_5_5_REV, GL_UNSIGNED_INT_8_8_8_8, GL_UNSIGNED_INT_8_8_8_8_REV, GL_UNSIGNED_INT_10_10_10_2,
    GL_UNSIGNED_INT_2_10_10_10_REV, GL_UNSIGNED_INT_24_8, GL_UNSIGNED_INT_10F_11F_11F_REV, GL_UNSIGNED_INT_5_9_9_9_REV,
    GL_FLOAT_32_UNSIGNED_INT_24_8_REV, 0x85BA, 0x85BB, GL_DOUBLE};

GLint internalFormatFor(GLenum format, GLenum type) {
    switch (format) {
    case GL_STENCIL_INDEX: return GL_STENCIL_INDEX8;
    case GL_DEPTH_COMPONENT: return GL_DEPTH_COMPONENT24;
    case GL_DEPTH_STENCIL: return GL_DEPTH24_STENCIL8;
    case 0x8757: return 0x8757;
    case GL_RED_INTEGER: case GL_GREEN_INTEGER: case GL_BLUE_INTEGER: case GL_RG_INTEGER: case GL_RGB_INTEGER: case GL_RGBA_INTEGER:
    case GL_BGR_INTEGER: case GL_BGRA_INTEGER: case GL_ALPHA_INTEGER: case 0x8D9C: case 0x8D9D: return GL_RGBA32UI;
    default: return type == GL_FLOAT || type == GL_HALF_FLOAT ? GL_RGBA32F : GL_RGBA8;
    }
}

uint64_t unitOf(GLenum type) {
    bool packed;
    const uint64_t bytes = sgl_pixel_type_bytes(type, &packed);
    return bytes ? bytes : 1;
}

// Calls `check` with every format and type, and its layout, under every store.
template <class Check> void everyImage(bool pack, int dimensions, int width, int height, int depth, bool images, Check&& check) {
    for (const Store& s : kStores) {
        if (!images && (s.store.image_height || s.store.skip_images)) continue;
        pixelStore(pack, s.store);
        for (GLenum format : kFormats)
            for (GLenum type : kTypes) {
                struct sgl_image_layout layout;
                if (format == GL_STENCIL_INDEX && type == GL_BITMAP) continue; // as a texture, an error that Mesa does not notice: it hangs
                if (!sgl_image_layout(&s.store, dimensions, width, height, depth, format, type, &layout)) continue;
                char arguments[128];
                snprintf(arguments, sizeof arguments, "format 0x%x, type 0x%x, %s", format, type, s.name);
                check(format, type, layout, arguments);
            }
    }
    pixelStore(pack, make(4));
}

void uploads() {
    const int w = 13, h = 5, d = 3;
    const auto read = [&](const char* name, int dimensions, auto&& call) {
        if (!chosen(name)) return;
        Command c(name);
        everyImage(false, dimensions, w, h, d, true, [&](GLenum format, GLenum type, const struct sgl_image_layout& layout, const char* arguments) {
            c.reads("pixels", layout.extent, unitOf(type), arguments, [&](void* p) { call(format, type, p); });
        });
        c.end();
    };
    GLuint textures[3];
    gl.GenTextures(3, textures);
    gl.BindTexture(GL_TEXTURE_1D, textures[0]);
    gl.BindTexture(GL_TEXTURE_3D, textures[1]);
    gl.BindTexture(GL_TEXTURE_2D_ARRAY, textures[2]);
    read("glTexImage1D", 1, [&](GLenum format, GLenum type, void* p) { gl.TexImage1D(GL_TEXTURE_1D, 0, internalFormatFor(format, type), w, 0, format, type, p); });
    read("glTexImage2D", 2, [&](GLenum format, GLenum type, void* p) { gl.TexImage2D(GL_TEXTURE_2D, 1, internalFormatFor(format, type), w, h, 0, format, type, p); });
    read("glTexImage3D", 3, [&](GLenum format, GLenum type, void* p) { gl.TexImage3D(GL_TEXTURE_3D, 0, internalFormatFor(format, type), w, h, d, 0, format, type, p); });
    read("glTexImage3D", 3, [&](GLenum format, GLenum type, void* p) { gl.TexImage3D(GL_TEXTURE_2D_ARRAY, 0, internalFormatFor(format, type), w, h, d, 0, format, type, p); });
    const auto define = [&](GLenum format, GLenum type) {
        static GLint last = 0;
        const GLint internal = internalFormatFor(format, type);
        if (internal != last) gl.TexImage3D(GL_TEXTURE_2D_ARRAY, 0, last = internal, 16, 8, 4, 0, format, type, nullptr);
    };
    read("glTexSubImage3D", 3, [&](GLenum format, GLenum type, void* p) {
        define(format, type);
        gl.TexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 1, 1, 1, w, h, d, format, type, p);
    });
    read("glTextureSubImage3D", 3, [&](GLenum format, GLenum type, void* p) {
        define(format, type);
        gl.TextureSubImage3D(textures[2], 0, 1, 1, 1, w, h, d, format, type, p);
    });
    gl.UseProgram(0);
    read("glDrawPixels", 2, [&](GLenum format, GLenum type, void* p) { gl.DrawPixels(w, h, format, type, p); });
    gl.DeleteTextures(3, textures);

    if (chosen("glBitmap")) {
        Command c("glBitmap");
        for (const Store& s : kStores)
            for (int width : {1, 7, 8, 9, 13, 32}) {
                struct sgl_image_layout layout;
                pixelStore(false, s.store);
                sgl_image_layout(&s.store, 2, width, h, 1, GL_COLOR_INDEX, GL_BITMAP, &layout);
                c.reads("bitmap", layout.extent, 1, s.name + (" width " + std::to_string(width)), [&](void* p) { gl.Bitmap(width, h, 0, 0, 0, 0, static_cast<GLubyte*>(p)); });
            }
        c.end();
    }
    if (chosen("glPolygonStipple")) {
        Command c("glPolygonStipple");
        for (const Store& s : kStores) {
            struct sgl_image_layout layout;
            pixelStore(false, s.store);
            sgl_image_layout(&s.store, 2, 32, 32, 1, GL_COLOR_INDEX, GL_BITMAP, &layout);
            c.reads("mask", layout.extent, 1, s.name, [&](void* p) { gl.PolygonStipple(static_cast<GLubyte*>(p)); });
        }
        c.end();
    }
    pixelStore(false, make(4));
    gl.UseProgram(objects.program);
}

// Which bytes a readback writes must be exactly the rows of the layout.
class Readback {
public:
    explicit Readback(const char* name) : name_(name) {}
    template <class Call> void writes(const struct sgl_image_layout& layout, const std::string& arguments, Call&& call, bool mayWriteLess = false) {
        cases_++;
        const uint64_t room = layout.extent + 65536;
        std::vector<uint8_t> a(room, 0x5a), b(room, 0xa5), expected(room, 0);
        while (gl.GetError()) {}
        call(a.data() + 32768);
        if (gl.GetError()) return;
        call(b.data() + 32768);
        read_++;
        if (layout.extent)
            for (uint64_t row = 0; row < layout.rows * layout.images; row++) memset(expected.data() + 32768 + sgl_image_row_at(&layout, row), 1, layout.row_bytes);
        for (uint64_t i = 0; i < room; i++) {
            const bool written = a[i] != 0x5a || b[i] != 0xa5;
            if (written == (expected[i] != 0) || (!written && mayWriteLess)) continue;
            if (failed_++ < 6)
                notes_ += "#   byte " + std::to_string(int64_t(i) - 32768) + " of " + std::to_string(layout.extent) + (written ? " is written" : " is not written") + " (" + arguments + ")\n";
            return;
        }
    }
    void end() {
        totals.commands++;
        totals.cases += cases_;
        totals.exact += uint64_t(read_ - failed_);
        if (failed_) totals.failed++;
        if (!read_) totals.neverTouched++;
        printf("%s %s: %d calls, %d read, %d of them not as laid out\n%s", failed_ ? "not ok" : "ok", name_, cases_, read_, failed_, notes_.c_str());
        fflush(stdout);
    }

private:
    const char* name_;
    int cases_ = 0, read_ = 0, failed_ = 0;
    std::string notes_;
};

void readbacks() {
    const int w = 13, h = 5, d = 3;
    const auto run = [&](const char* name, int dimensions, int width, int height, int depth, auto&& call, bool images = true) {
        if (!chosen(name)) return;
        Readback r(name);
        everyImage(true, dimensions, width, height, depth, images, [&](GLenum format, GLenum type, const struct sgl_image_layout& layout, const char* arguments) {
            if (format == GL_COLOR_INDEX || type == GL_BITMAP) return; // an error that Mesa does not notice; the renderer refuses it
            // Mesa gives a texture's stencil as bytes, whatever type is asked for
            r.writes(layout, arguments, [&](void* p) { call(format, type, p); }, format == GL_STENCIL_INDEX && dimensions > 0);
        });
        r.end();
    };
    run("glReadPixels", 2, w, h, 1, [&](GLenum format, GLenum type, void* p) { gl.ReadPixels(0, 0, w, h, format, type, p); });
    GLuint textures[6];
    gl.GenTextures(6, textures);
    const auto image = [&](GLenum target, GLint internal, GLenum format, GLenum type) {
        switch (target) {
        case GL_TEXTURE_1D: gl.TexImage1D(target, 0, internal, w, 0, format, type, nullptr); break;
        case GL_TEXTURE_3D: case GL_TEXTURE_2D_ARRAY: gl.TexImage3D(target, 0, internal, w, h, d, 0, format, type, nullptr); break;
        case GL_TEXTURE_CUBE_MAP_ARRAY: gl.TexImage3D(target, 0, internal, w, w, 6, 0, format, type, nullptr); break;
        case GL_TEXTURE_CUBE_MAP:
            for (GLenum face = 0; face < 6; face++) gl.TexImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + face, 0, internal, w, w, 0, format, type, nullptr);
            break;
        default: gl.TexImage2D(target, 0, internal, w, h, 0, format, type, nullptr);
        }
    };
    const struct { GLenum target; int dimensions, width, height, depth; const char* get; const char* named; } kinds[] = {
        {GL_TEXTURE_1D, 1, w, 1, 1, "glGetTexImage 1D", "glGetTextureImage 1D"},
        {GL_TEXTURE_2D, 2, w, h, 1, "glGetTexImage 2D", "glGetTextureImage 2D"},
        {GL_TEXTURE_1D_ARRAY, 2, w, h, 1, "glGetTexImage 1D array", "glGetTextureImage 1D array"},
        {GL_TEXTURE_3D, 3, w, h, d, "glGetTexImage 3D", "glGetTextureImage 3D"},
        {GL_TEXTURE_2D_ARRAY, 3, w, h, d, "glGetTexImage 2D array", "glGetTextureImage 2D array"},
        {GL_TEXTURE_CUBE_MAP, 3, w, w, 6, nullptr, "glGetTextureImage cube map"},
    };
    const struct { GLint internal; GLenum format, type; } contents[] = {
        {GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE}, {GL_DEPTH24_STENCIL8, GL_DEPTH_STENCIL, GL_UNSIGNED_INT_24_8}, {GL_RGBA32UI, GL_RGBA_INTEGER, GL_UNSIGNED_INT}};
    for (size_t i = 0; i < 6; i++) {
        const auto& k = kinds[i];
        for (const auto& content : contents) {
            gl.BindTexture(k.target, textures[i]);
            image(k.target, content.internal, content.format, content.type);
            // Mesa counts layers of a 1D array as images and skips none for cube maps: the renderer never reads with these set
            const bool images = k.target != GL_TEXTURE_1D_ARRAY && k.target != GL_TEXTURE_CUBE_MAP;
            if (k.get) run(k.get, k.dimensions, k.width, k.height, k.depth, [&](GLenum format, GLenum type, void* p) { gl.GetTexImage(k.target, 0, format, type, p); }, images);
            run(k.named, k.dimensions, k.width, k.height, k.depth, [&](GLenum format, GLenum type, void* p) { gl.GetTextureImage(textures[i], 0, format, type, 1 << 20, p); }, images);
        }
    }
    gl.DeleteTextures(6, textures);
    gl.BindTexture(GL_TEXTURE_2D, objects.texture);
    if (chosen("glGetPolygonStipple")) {
        Readback r("glGetPolygonStipple");
        for (const Store& s : kStores) {
            struct sgl_image_layout layout;
            if (s.store.skip_pixels % 8) continue; // bits of a byte: sgl_image_store_row's business
            pixelStore(true, s.store);
            sgl_image_layout(&s.store, 2, 32, 32, 1, GL_COLOR_INDEX, GL_BITMAP, &layout);
            r.writes(layout, s.name, [&](void* p) { gl.GetPolygonStipple(static_cast<GLubyte*>(p)); });
        }
        r.end();
        pixelStore(true, make(4));
    }
}

// ---- Compressed images -----------------------------------------------------------------------------

void compressed() {
    const GLenum kDxt1 = 0x83F1; // GL_COMPRESSED_RGBA_S3TC_DXT1_EXT: 4x4 texels in 8 bytes
    const int w = 16, h = 8, d = 3;
    std::vector<Store> stores;
    stores.push_back({"initial", make(4)});
    const auto blocks = [&](const char* name, sgl_pixel_store s, int bw, int bh, int bd, int size) {
        s.block_width = bw;
        s.block_height = bh;
        s.block_depth = bd;
        s.block_size = size;
        stores.push_back({name, s});
    };
    blocks("blocks, nothing skipped", make(4), 4, 4, 1, 8);
    blocks("row length", make(4, 24), 4, 4, 1, 8);
    blocks("row length and skips", make(4, 32, 8, 4), 4, 4, 1, 8);
    blocks("image height, skip images", make(4, 32, 4, 4, 16, 2), 4, 4, 1, 8);
    blocks("no block size", make(4, 32, 4, 4, 16, 2), 4, 4, 1, 0);

    const auto read = [&](const char* name, int dimensions, int64_t size, auto&& call) {
        if (!chosen(name)) return;
        Command c(name);
        for (const Store& s : stores) {
            pixelStore(false, s.store);
            c.reads("data", sgl_compressed_bytes(&s.store, dimensions, w, dimensions > 1 ? h : 1, dimensions > 2 ? d : 1, size), 1, s.name, call);
        }
        c.end();
        pixelStore(false, make(4));
    };
    const GLsizei flat = w / 4 * h / 4 * 8, deep = flat * d;
    GLuint textures[2];
    gl.GenTextures(2, textures);
    gl.BindTexture(GL_TEXTURE_2D, textures[0]);
    gl.BindTexture(GL_TEXTURE_2D_ARRAY, textures[1]);
    read("glCompressedTexImage2D", 2, flat, [&](void* p) { gl.CompressedTexImage2D(GL_TEXTURE_2D, 0, kDxt1, w, h, 0, flat, p); });
    read("glCompressedTexSubImage2D", 2, flat, [&](void* p) { gl.CompressedTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, w, h, kDxt1, flat, p); });
    read("glCompressedTextureSubImage2D", 2, flat, [&](void* p) { gl.CompressedTextureSubImage2D(textures[0], 0, 0, 0, w, h, kDxt1, flat, p); });
    read("glCompressedTexImage3D", 3, deep, [&](void* p) { gl.CompressedTexImage3D(GL_TEXTURE_2D_ARRAY, 0, kDxt1, w, h, d, 0, deep, p); });
    read("glCompressedTexSubImage3D", 3, deep, [&](void* p) { gl.CompressedTexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 0, 0, 0, w, h, d, kDxt1, deep, p); });

    const auto write = [&](const char* name, int dimensions, int64_t size, auto&& call) {
        if (!chosen(name)) return;
        Readback r(name);
        for (const Store& s : stores) {
            struct sgl_image_layout layout;
            pixelStore(true, s.store);
            sgl_compressed_layout(&s.store, dimensions, w, h, dimensions > 2 ? d : 1, size, &layout);
            r.writes(layout, s.name, call);
        }
        r.end();
        pixelStore(true, make(4));
    };
    write("glGetCompressedTexImage 2D", 2, flat, [&](void* p) { gl.GetCompressedTexImage(GL_TEXTURE_2D, 0, p); });
    write("glGetCompressedTexImage 2D array", 3, deep, [&](void* p) { gl.GetCompressedTexImage(GL_TEXTURE_2D_ARRAY, 0, p); });
    write("glGetCompressedTextureImage", 3, deep, [&](void* p) { gl.GetCompressedTextureImage(textures[1], 0, 1 << 20, p); });
    gl.DeleteTextures(2, textures);
}

} // namespace

void pixels() {
    uploads();
    readbacks();
    compressed();
}

} // namespace oracle
