// What generated decoders do with pointer arguments: checks what came against what the driver will read,
// makes room for what it will write, and puts that into the reply. The driver never gets a pointer with
// less behind it than it may touch.
#pragma once
#include <algorithm>
#include <type_traits>

#include "executor.h"

extern "C" {
#include "../guest/common/objects.h"
#include "../guest/common/sizes.h"
}

namespace sgl {

// Bit v - 0x8000 is set when the enum value v belongs only to extensions that sgl does not carry (generated).
extern const uint64_t kRefusedEnums[0x2000 / 64];

// Whether a parameter is an enum of an extension that is not offered: the driver may know it all the same, and
// what it then does nobody has reviewed.
inline bool enumRefused(GLenum value) {
    const uint32_t bit = value - 0x8000u;
    return bit < 0x2000u && (kRefusedEnums[bit / 64] >> (bit % 64) & 1);
}

// Rows may overlap in the program's memory, so that a small extent could stand for any number of rows.
constexpr uint64_t kLargestReadback = 1ull << 32;

enum class Taken {
    Ok,
    Malformed, // no client library sends this
    Skip,      // a GL error was raised in the driver's place; the call is not made
};

// Ends a command whose pointer was not Ok. `what` says what is wrong with a malformed one.
inline bool refuse(Exec& x, Taken taken, bool replies, const char* what) {
    if (taken == Taken::Malformed) return x.malformed(what);
    if (replies) {
        x.reply.begin(x.opcode);
        x.reply.end();
    }
    return true;
}

inline Taken raised(Exec& x, GLenum error) {
    x.raise(error);
    return Taken::Skip;
}

// `need` bytes that the driver reads. NULL stays NULL where that means something (`nullable`), elsewhere it
// becomes that many zeros: natively the program itself would have crashed.
template <class T> Taken takeIn(Exec& x, const Data& d, uint64_t need, bool nullable, const T*& p) {
    if (d.offset || d.client) return Taken::Malformed;
    if (d.null) {
        if (nullable) return Taken::Ok;
        p = static_cast<const T*>(x.scratch(need));
        return p ? Taken::Ok : raised(x, GL_OUT_OF_MEMORY);
    }
    if (d.bytes < need) return Taken::Malformed;
    p = static_cast<const T*>(d.p ? d.p : Exec::poison());
    return Taken::Ok;
}

// `length` characters, or with a negative length a zero-terminated string.
inline Taken takeText(Exec& x, const Data& d, int64_t length, bool nullable, const GLchar*& p) {
    if (!d.null && length < 0) {
        if (d.offset || d.client || !d.bytes || static_cast<const char*>(d.p)[d.bytes - 1] != '\0') return Taken::Malformed;
        p = static_cast<const GLchar*>(d.p);
        return Taken::Ok;
    }
    return takeIn(x, d, length < 0 ? 1 : static_cast<uint64_t>(length), nullable, p);
}

// Whether the driver has a buffer bound: what the program did to bind one may have failed there, and an offset would
// be taken for an address.
inline bool bufferBound(Exec& x, GLenum binding) {
    GLint bound = 0;
    x.gl.GetIntegerv(binding, &bound);
    return bound != 0;
}

// Data that is an offset exactly when a pixel unpack buffer is bound.
template <class T> Taken takeUnpack(Exec& x, const Data& d, uint64_t need, bool nullable, const T*& p) {
    if (d.offset != (x.cx->pixel_unpack_buffer != 0)) return d.null ? takeIn(x, d, need, nullable, p) : raised(x, GL_INVALID_OPERATION);
    if (!d.offset) return takeIn(x, d, need, nullable, p);
    if (!bufferBound(x, GL_PIXEL_UNPACK_BUFFER_BINDING)) return raised(x, GL_INVALID_OPERATION);
    p = reinterpret_cast<const T*>(static_cast<uintptr_t>(d.value));
    return Taken::Ok;
}

// An image under the unpack state. A format or type without a known size never reaches the driver with a pointer.
template <class T>
Taken takePixels(Exec& x, const Data& d, int dimensions, int64_t width, int64_t height, int64_t depth, GLenum format, GLenum type, bool nullable,
                 const T*& p) {
    struct sgl_image_layout layout{};
    const bool known = sgl_image_layout(&x.cx->unpack, dimensions, width, height, depth, format, type, &layout);
    if (!known && !d.null && !d.offset) {
        if (!nullable) return raised(x, GL_INVALID_ENUM);
        p = nullptr; // the driver says what is wrong with it, and reads nothing
        return Taken::Ok;
    }
    return takeUnpack(x, d, known ? layout.extent : 0, nullable || !known, p);
}

// Never followed by the driver without a buffer bound.
template <class T> Taken takeOffset(const Data& d, const T*& p) {
    if (!d.offset && !d.null) return Taken::Malformed;
    p = reinterpret_cast<const T*>(static_cast<uintptr_t>(d.value));
    return Taken::Ok;
}

// A vertex array pointer: an offset exactly when an array buffer is bound. Client memory has no address here.
template <class T> Taken takeVertex(Exec& x, const Data& d, const T*& p) {
    if (d.null) return Taken::Ok;
    if (!d.offset && !d.client) return Taken::Malformed;
    if (d.offset != (x.cx->array_buffer != 0)) return raised(x, GL_INVALID_OPERATION);
    p = d.client ? static_cast<const T*>(Exec::poison()) : reinterpret_cast<const T*>(static_cast<uintptr_t>(d.value));
    return Taken::Ok;
}

// Names that the client chose. Without names (NULL, or a count that is an error) p stays null.
inline Taken takeNames(const Data& d, int64_t count, const GLuint*& p) {
    if (d.offset || d.client) return Taken::Malformed;
    if (d.null || count <= 0) return Taken::Ok;
    if (d.bytes < static_cast<uint64_t>(count) * 4) return Taken::Malformed;
    p = static_cast<const GLuint*>(d.p);
    return Taken::Ok;
}

// Room that the driver writes to.
template <class T> Taken makeRoom(Exec& x, uint64_t bytes, T*& p, uint8_t fill = 0) {
    p = static_cast<T*>(x.scratch(bytes, fill));
    return p ? Taken::Ok : raised(x, GL_OUT_OF_MEMORY);
}

// How much room for text the driver is told of: as much as the program has, within reason.
inline GLsizei textRoom(GLsizei capacity) { return std::min(capacity, 16 << 20); }

// Characters that were written, the terminating zero included. `length`: as the driver told, negative if it did not.
inline uint64_t textBytes(const GLchar* text, GLsizei capacity, GLsizei length) {
    if (capacity <= 0 || !text) return 0;
    const auto room = static_cast<uint64_t>(textRoom(capacity));
    return std::min<uint64_t>(length >= 0 ? static_cast<uint64_t>(length) + 1 : strnlen(text, room) + 1, room);
}

// A receiving pointer for pixels: an offset when a pixel pack buffer is bound, else memory of ours.
struct PackTarget {
    void* p = nullptr;
    bool offset = false; // nothing is replied
    bool null = false;
    struct sgl_image_layout layout{};
    uint64_t bytes = 0;
};
inline Taken takePackBytes(Exec& x, const Args& a, uint32_t slot, const Data& d, uint64_t bytes, PackTarget& t) {
    t.offset = d.offset;
    t.null = a.isNull(slot);
    t.bytes = bytes;
    if (d.offset != (x.cx->pixel_pack_buffer != 0)) return raised(x, GL_INVALID_OPERATION);
    if (!d.offset) return makeRoom(x, bytes, t.p);
    if (!bufferBound(x, GL_PIXEL_PACK_BUFFER_BINDING)) return raised(x, GL_INVALID_OPERATION);
    t.p = reinterpret_cast<void*>(static_cast<uintptr_t>(d.value));
    return Taken::Ok;
}
inline Taken takePack(Exec& x, const Args& a, uint32_t slot, const Data& d, int dimensions, int64_t width, int64_t height, int64_t depth,
                      GLenum format, GLenum type, PackTarget& t) {
    const bool known = sgl_image_layout(&x.cx->pack, dimensions, width, height, depth, format, type, &t.layout);
    if (!known && !d.offset) return raised(x, GL_INVALID_ENUM);
    if (known && !d.offset && sgl_image_tight_bytes(&t.layout) > kLargestReadback) return raised(x, GL_OUT_OF_MEMORY);
    return takePackBytes(x, a, slot, d, t.layout.extent, t);
}

// ---- the reply ----------------------------------------------------------------------------------

template <class T> void replyResult(Exec& x, T value) {
    if constexpr (std::is_same_v<T, GLfloat>) x.reply.resultFloat(value);
    else if constexpr (std::is_signed_v<T>) x.reply.result(static_cast<uint64_t>(static_cast<int64_t>(value)));
    else x.reply.result(static_cast<uint64_t>(value));
}
inline void replyOut(Exec& x, bool null, const void* p, uint64_t bytes) {
    if (null) x.reply.outNull();
    else x.reply.out(p, bytes);
}
inline void replyPixels(Exec& x, const PackTarget& t, bool failed) {
    if (t.null) x.reply.outNull();
    else if (failed || t.layout.extent == 0) x.reply.out(nullptr, 0);
    else x.reply.outRows(static_cast<const uint8_t*>(t.p), t.layout);
}

// ---- names --------------------------------------------------------------------------------------

// glGenLists, whose result the client chose: empty lists of its names. A name of 0 stands for a count that is an
// error. Inside another list's definition none can be made; such a name exists from its own definition on.
inline void adoptLists(Exec& x, GLuint name, GLsizei count) {
    const GLuint first = x.gl.GenLists(count);
    if (name == 0 || first == name || first == 0) return;
    x.gl.DeleteLists(first, count);
    if (x.cx->list_mode || count > 1 << 20) return;
    for (GLsizei i = 0; i < count; i++) {
        x.gl.NewList(name + static_cast<GLuint>(i), GL_COMPILE);
        x.gl.EndList();
    }
}

} // namespace sgl
