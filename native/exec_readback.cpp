// Readbacks whose size only the driver knows: texture images, pixel maps, the imaging subset's tables and
// filters, buffer contents, query results, program strings. guest/common/gl_readback.c is the other side.
//
// The size is asked of the driver first; errors of that question are swallowed, since the command itself then
// raises the right one. Wherever the driver has a variant that takes the buffer's size, that one is called, so
// that a wrong idea of the size is an error and not a write past the end.
#include <climits>

#include "readback.h"

namespace sgl {
namespace {

using GetLevel = std::function<void(GLenum pname, GLint* value)>;
using Read = std::function<void(GLsizei room, void* to)>;

uint32_t dimensionsOf(GLenum target) {
    switch (target) {
    case GL_TEXTURE_1D: return 1;
    case GL_TEXTURE_3D:
    case GL_TEXTURE_2D_ARRAY:
    case GL_TEXTURE_CUBE_MAP: // by name only: six faces as images
    case GL_TEXTURE_CUBE_MAP_ARRAY: return 3;
    default: return 2;
    }
}

ImageHead levelOf(Exec& x, GLenum target, const GetLevel& get, bool compressed) {
    GLint width = 0, height = 0, depth = 0, bytes = 0;
    get(GL_TEXTURE_WIDTH, &width);
    get(GL_TEXTURE_HEIGHT, &height);
    get(GL_TEXTURE_DEPTH, &depth);
    if (compressed) get(GL_TEXTURE_COMPRESSED_IMAGE_SIZE, &bytes);
    if (!answered(x)) return {};
    ImageHead head{dimensionsOf(target), uint32_t(width), uint32_t(height), uint32_t(depth), uint32_t(bytes)};
    if (target == GL_TEXTURE_CUBE_MAP) {
        head.depth = 6;
        head.bytes *= 6;
    }
    return head;
}

ImageHead boundLevel(Exec& x, GLenum target, GLint level, bool compressed) {
    return levelOf(x, target, [&](GLenum pname, GLint* value) { x.gl.GetTexLevelParameteriv(target, level, pname, value); }, compressed);
}

// Target of a texture, 0 if it has none (yet). Mesa tells it in core contexts only: elsewhere it is the one target
// that the texture can be bound to.
GLenum targetOf(Exec& x, GLuint texture) {
    GLint target = 0;
    if (!texture || !x.gl.IsTexture(texture)) return 0;
    x.gl.GetTextureParameteriv(texture, GL_TEXTURE_TARGET, &target);
    if (answered(x)) return GLenum(target);
    static const struct { GLenum target, binding; } kinds[] = {
        {GL_TEXTURE_2D, GL_TEXTURE_BINDING_2D}, {GL_TEXTURE_3D, GL_TEXTURE_BINDING_3D}, {GL_TEXTURE_CUBE_MAP, GL_TEXTURE_BINDING_CUBE_MAP},
        {GL_TEXTURE_2D_ARRAY, GL_TEXTURE_BINDING_2D_ARRAY}, {GL_TEXTURE_1D, GL_TEXTURE_BINDING_1D},
        {GL_TEXTURE_1D_ARRAY, GL_TEXTURE_BINDING_1D_ARRAY}, {GL_TEXTURE_CUBE_MAP_ARRAY, GL_TEXTURE_BINDING_CUBE_MAP_ARRAY},
        {GL_TEXTURE_RECTANGLE, GL_TEXTURE_BINDING_RECTANGLE}};
    for (const auto& kind : kinds) {
        GLint bound = 0;
        x.gl.GetIntegerv(kind.binding, &bound);
        if (!answered(x)) continue;
        x.gl.BindTexture(kind.target, texture);
        if (!answered(x)) continue;
        x.gl.BindTexture(kind.target, GLuint(bound));
        return kind.target;
    }
    return 0;
}

ImageHead namedLevel(Exec& x, GLuint texture, GLint level, bool compressed) {
    const GLenum target = targetOf(x, texture);
    if (!target) return {};
    return levelOf(x, target, [&](GLenum pname, GLint* value) { x.gl.GetTextureLevelParameteriv(texture, level, pname, value); }, compressed);
}

// Calls `read` with room for `layout` (or with none when there is no image, for its error) and replies.
// `bufSize`: the program's own bound, INT_MAX when it gave none.
bool replyImage(Exec& x, Args& a, uint32_t slot, ImageHead head, bool known, const struct sgl_image_layout& layout, GLsizei bufSize, const Read& read) {
    if (!known || !head.dimensions || layout.extent > INT_MAX) {
        uint8_t nothing[64] = {};
        if (layout.extent > INT_MAX) x.raise(GL_OUT_OF_MEMORY);
        else read(0, nothing);
        return replyNoImage(x);
    }
    auto* to = static_cast<uint8_t*>(x.scratch(layout.extent));
    if (!to) {
        x.raise(GL_OUT_OF_MEMORY);
        return replyNoImage(x);
    }
    const auto room = GLsizei(layout.extent);
    read(bufSize < room ? bufSize : room, to);
    if (x.errorRaised()) return replyNoImage(x);
    x.reply.begin(x.opcode);
    x.reply.raw(&head, sizeof head);
    if (a.isNull(slot)) x.reply.outNull();
    else x.reply.outRows(to, layout);
    x.reply.end();
    return true;
}

bool readImage(Exec& x, Args& a, uint32_t slot, const std::function<ImageHead()>& size, GLenum format, GLenum type, GLsizei bufSize, const Read& read) {
    // No texture is read back as color indices (GL 4.6 compatibility, section 8.11.4). Mesa does not refuse it, and
    // writes a byte a pixel whatever the type.
    if (format == GL_COLOR_INDEX || type == GL_BITMAP) {
        x.raise(GL_INVALID_ENUM);
        return a.isOffset(slot) ? true : replyNoImage(x);
    }
    if (a.isOffset(slot)) return readToBuffer(x, a, slot, GL_PIXEL_PACK_BUFFER_BINDING, [&](void* at) { read(bufSize, at); });
    const ImageHead head = size();
    // Rows go back tight, so where the driver puts images does not matter; Mesa counts the layers of a 1D array as
    // images, and does not skip any for cube maps.
    sgl_pixel_store store = x.cx->pack;
    const bool changed = store.image_height != 0 || store.skip_images != 0;
    store.image_height = store.skip_images = 0;
    struct sgl_image_layout layout{};
    const bool known = sgl_image_layout(&store, int(head.dimensions), head.width, head.height, head.depth, format, type, &layout);
    struct sgl_image_layout own{}; // what the program's memory must have room for
    if (changed && sgl_image_layout(&x.cx->pack, int(head.dimensions), head.width, head.height, head.depth, format, type, &own) &&
        own.extent > uint64_t(bufSize < 0 ? 0 : bufSize))
        bufSize = 0;
    const auto images = [&](GLint height, GLint skip) {
        x.gl.PixelStorei(GL_PACK_IMAGE_HEIGHT, height);
        x.gl.PixelStorei(GL_PACK_SKIP_IMAGES, skip);
    };
    return replyImage(x, a, slot, head, known, layout, bufSize, [&](GLsizei room, void* to) {
        if (changed) images(0, 0);
        read(room, to);
        if (changed) images(x.cx->pack.image_height, x.cx->pack.skip_images);
    });
}

bool readCompressed(Exec& x, Args& a, uint32_t slot, const std::function<ImageHead()>& size, GLsizei bufSize, const Read& read) {
    if (a.isOffset(slot)) return readToBuffer(x, a, slot, GL_PIXEL_PACK_BUFFER_BINDING, [&](void* at) { read(bufSize, at); });
    const ImageHead head = size();
    struct sgl_image_layout layout{};
    const bool known = sgl_compressed_layout(&x.cx->pack, int(head.dimensions), head.width, head.height, head.depth, head.bytes, &layout);
    return replyImage(x, a, slot, head, known, layout, bufSize, read);
}

// glGetTexImage and its bounded forms. `bounded`: the program called one of those. With no room the call is one that
// must fail: it goes to a bounded form then, which cannot write.
// GL_ARB_robustness's names come first: Mesa's compatibility contexts do nothing at all for those of OpenGL 4.5.
bool boundedArb() {
    static const bool has = hostHas("glGetnTexImageARB") && hostHas("glGetnCompressedTexImageARB");
    return has;
}
void texImage(Exec& x, GLenum target, GLint level, GLenum format, GLenum type, GLsizei room, void* to, bool bounded) {
    if (!bounded && room > 0) x.gl.GetTexImage(target, level, format, type, to);
    else if (boundedArb()) x.gl.GetnTexImageARB(target, level, format, type, room, to);
    else if (hostHas("glGetnTexImage")) x.gl.GetnTexImage(target, level, format, type, room, to);
    else x.raise(GL_INVALID_ENUM);
}
void compressedImage(Exec& x, GLenum target, GLint level, GLsizei room, void* to, bool bounded) {
    if (!bounded && room > 0) x.gl.GetCompressedTexImage(target, level, to);
    else if (boundedArb()) x.gl.GetnCompressedTexImageARB(target, level, room, to);
    else if (hostHas("glGetnCompressedTexImage")) x.gl.GetnCompressedTexImage(target, level, room, to);
    else x.raise(GL_INVALID_OPERATION);
}

bool boundTexImage(Exec& x, Args& a, bool bounded) {
    const uint32_t slot = bounded ? 5 : 4;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    const GLenum target = a.u32(0), format = a.u32(2), type = a.u32(3);
    const GLint level = a.i32(1);
    return readImage(x, a, slot, [&] { return boundLevel(x, target, level, false); }, format, type, bounded ? a.i32(4) : INT_MAX,
                     [&](GLsizei room, void* to) { texImage(x, target, level, format, type, room, to, bounded); });
}

bool boundCompressed(Exec& x, Args& a, bool bounded) {
    const uint32_t slot = bounded ? 3 : 2;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    const GLenum target = a.u32(0);
    const GLint level = a.i32(1);
    return readCompressed(x, a, slot, [&] { return boundLevel(x, target, level, true); }, bounded ? a.i32(2) : INT_MAX,
                          [&](GLsizei room, void* to) { compressedImage(x, target, level, room, to, bounded); });
}

// EXT_direct_state_access has no bounded forms: a call that must fail is not made with memory behind it.
void unbounded(Exec& x, GLsizei room, GLenum error, const std::function<void()>& call) {
    if (room > 0) call();
    else x.raise(error);
}

} // namespace

bool hand_glGetTexImage(Exec& x, Args& a) { return boundTexImage(x, a, false); }
bool hand_glGetnTexImage(Exec& x, Args& a) { return boundTexImage(x, a, true); }
bool hand_glGetnTexImageARB(Exec& x, Args& a) { return boundTexImage(x, a, true); }
bool hand_glGetCompressedTexImage(Exec& x, Args& a) { return boundCompressed(x, a, false); }
bool hand_glGetnCompressedTexImage(Exec& x, Args& a) { return boundCompressed(x, a, true); }
bool hand_glGetnCompressedTexImageARB(Exec& x, Args& a) { return boundCompressed(x, a, true); }

bool hand_glGetTextureImage(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed("is too short");
    return readImage(x, a, 5, [&] { return namedLevel(x, a.u32(0), a.i32(1), false); }, a.u32(2), a.u32(3), a.i32(4),
                     [&](GLsizei room, void* to) { x.gl.GetTextureImage(a.u32(0), a.i32(1), a.u32(2), a.u32(3), room, to); });
}

bool hand_glGetCompressedTextureImage(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    return readCompressed(x, a, 3, [&] { return namedLevel(x, a.u32(0), a.i32(1), true); }, a.i32(2),
                          [&](GLsizei room, void* to) { x.gl.GetCompressedTextureImage(a.u32(0), a.i32(1), room, to); });
}

// How a region of a texture is laid out: a region of a 1D or 2D texture has no images. An answer with dimensions 0
// for a texture that is none.
static ImageHead regionOf(Exec& x, Args& a) {
    const GLenum target = targetOf(x, a.u32(0));
    if (!target || a.i32(5) < 0 || a.i32(6) < 0 || a.i32(7) < 0) return {};
    return {dimensionsOf(target), a.u32(5), a.u32(6), a.u32(7), 0};
}

bool hand_glGetTextureSubImage(Exec& x, Args& a) {
    if (!a.fixed(12)) return x.malformed("is too short");
    return readImage(x, a, 11, [&] { return regionOf(x, a); }, a.u32(8), a.u32(9), a.i32(10), [&](GLsizei room, void* to) {
        x.gl.GetTextureSubImage(a.u32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i32(5), a.i32(6), a.i32(7), a.u32(8), a.u32(9), room, to);
    });
}

bool hand_glGetCompressedTextureSubImage(Exec& x, Args& a) {
    if (!a.fixed(10)) return x.malformed("is too short");
    const Read read = [&](GLsizei room, void* to) {
        x.gl.GetCompressedTextureSubImage(a.u32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i32(5), a.i32(6), a.i32(7), room, to);
    };
    // The block size of the format is asked for, so that the region's size is known.
    const auto size = [&]() -> ImageHead {
        ImageHead head = regionOf(x, a);
        if (!head.dimensions) return {};
        const GLenum target = targetOf(x, a.u32(0));
        GLint format = 0, width = 0, height = 0, bytes = 0;
        x.gl.GetTextureLevelParameteriv(a.u32(0), a.i32(1), GL_TEXTURE_INTERNAL_FORMAT, &format);
        x.gl.GetTextureLevelParameteriv(a.u32(0), a.i32(1), GL_TEXTURE_WIDTH, &width);
        x.gl.GetTextureLevelParameteriv(a.u32(0), a.i32(1), GL_TEXTURE_HEIGHT, &height);
        x.gl.GetTextureLevelParameteriv(a.u32(0), a.i32(1), GL_TEXTURE_COMPRESSED_IMAGE_SIZE, &bytes);
        GLint blockWidth = 0, blockHeight = 0, blockBits = 0;
        if (hostHas("glGetInternalformativ")) {
            x.gl.GetInternalformativ(target, GLenum(format), GL_TEXTURE_COMPRESSED_BLOCK_WIDTH, 1, &blockWidth);
            x.gl.GetInternalformativ(target, GLenum(format), GL_TEXTURE_COMPRESSED_BLOCK_HEIGHT, 1, &blockHeight);
            x.gl.GetInternalformativ(target, GLenum(format), GL_TEXTURE_COMPRESSED_BLOCK_SIZE, 1, &blockBits);
        }
        if (!answered(x) || blockWidth <= 0 || blockHeight <= 0 || blockBits <= 0) return {};
        const uint64_t across = (uint64_t(head.width) + uint64_t(blockWidth) - 1) / uint64_t(blockWidth);
        const uint64_t down = (uint64_t(head.height) + uint64_t(blockHeight) - 1) / uint64_t(blockHeight);
        // some drivers answer in bytes, others in bits: the level's own size tells
        uint64_t unit = uint64_t(blockBits);
        const uint64_t blocks = ((uint64_t(width) + uint64_t(blockWidth) - 1) / uint64_t(blockWidth)) *
                                ((uint64_t(height) + uint64_t(blockHeight) - 1) / uint64_t(blockHeight));
        if (blocks && blocks * unit > uint64_t(bytes)) unit /= 8;
        const uint64_t total = across * down * head.depth * unit;
        if (total > INT_MAX) return {};
        head.bytes = uint32_t(total);
        return head;
    };
    return readCompressed(x, a, 9, size, a.i32(8), read);
}

bool hand_glGetTextureImageEXT(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed("is too short");
    const auto size = [&] {
        return levelOf(x, a.u32(1), [&](GLenum pname, GLint* value) { x.gl.GetTextureLevelParameterivEXT(a.u32(0), a.u32(1), a.i32(2), pname, value); }, false);
    };
    return readImage(x, a, 5, size, a.u32(3), a.u32(4), INT_MAX, [&](GLsizei room, void* to) {
        unbounded(x, room, GL_INVALID_ENUM, [&] { x.gl.GetTextureImageEXT(a.u32(0), a.u32(1), a.i32(2), a.u32(3), a.u32(4), to); });
    });
}

bool hand_glGetMultiTexImageEXT(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed("is too short");
    const auto size = [&] {
        return levelOf(x, a.u32(1), [&](GLenum pname, GLint* value) { x.gl.GetMultiTexLevelParameterivEXT(a.u32(0), a.u32(1), a.i32(2), pname, value); }, false);
    };
    return readImage(x, a, 5, size, a.u32(3), a.u32(4), INT_MAX, [&](GLsizei room, void* to) {
        unbounded(x, room, GL_INVALID_ENUM, [&] { x.gl.GetMultiTexImageEXT(a.u32(0), a.u32(1), a.i32(2), a.u32(3), a.u32(4), to); });
    });
}

bool hand_glGetCompressedTextureImageEXT(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    const auto size = [&] {
        return levelOf(x, a.u32(1), [&](GLenum pname, GLint* value) { x.gl.GetTextureLevelParameterivEXT(a.u32(0), a.u32(1), a.i32(2), pname, value); }, true);
    };
    return readCompressed(x, a, 3, size, INT_MAX, [&](GLsizei room, void* to) {
        unbounded(x, room, GL_INVALID_OPERATION, [&] { x.gl.GetCompressedTextureImageEXT(a.u32(0), a.u32(1), a.i32(2), to); });
    });
}

bool hand_glGetCompressedMultiTexImageEXT(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    const auto size = [&] {
        return levelOf(x, a.u32(1), [&](GLenum pname, GLint* value) { x.gl.GetMultiTexLevelParameterivEXT(a.u32(0), a.u32(1), a.i32(2), pname, value); }, true);
    };
    return readCompressed(x, a, 3, size, INT_MAX, [&](GLsizei room, void* to) {
        unbounded(x, room, GL_INVALID_OPERATION, [&] { x.gl.GetCompressedMultiTexImageEXT(a.u32(0), a.u32(1), a.i32(2), to); });
    });
}

} // namespace sgl
