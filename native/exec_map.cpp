// Mapped buffers on the executor's side: the host's buffer is mapped just as the program asked, so that state and
// errors are the driver's own. What the program writes comes with SGL_OP_FLUSH_MAP and _WORDS (guest/common/buffer_map.h).
// Where a mapping lies is asked of the driver each time: no pointer is kept that could be out of date.
#include <algorithm>

#include "buffer_access.h"
#include "executor.h"
#include "state.h"

extern "C" {
#include "../guest/common/buffer_map.h"
}

namespace sgl {

bool hand_sglFlushMap(Exec&, Args&);
bool hand_sglFlushWords(Exec&, Args&);
bool hand_sglReadBuffer(Exec&, Args&);
bool feedbackVertices(Exec&, GLuint id, GLuint stream, uint64_t& count); // exec_draw_feedback.cpp
bool readWholeBuffer(Exec&, GLuint name, std::vector<uint8_t>& out);

namespace {

constexpr const char* kShort = "is too short";

// A buffer as a call names it, bound to a target for as long as this lives: the questions about targets are in
// every version, those about names are not.
class Bound {
public:
    // By a target of the call: nothing is changed.
    Bound(Exec& x, GLenum target) : x_(x), target_(target) {
        const uint32_t* binding = sgl_track_binding(x.cx, target);
        exists_ = binding && *binding;
    }
    // By name.
    Bound(Exec& x, GLuint buffer, bool) : x_(x), target_(GL_ARRAY_BUFFER), restore_(true) {
        exists_ = buffer && x.gl.IsBuffer(buffer);
        restore_ = exists_ && buffer != x.cx->array_buffer;
        if (restore_) x.gl.BindBuffer(GL_ARRAY_BUFFER, buffer);
    }
    ~Bound() {
        if (restore_) x_.gl.BindBuffer(GL_ARRAY_BUFFER, x_.cx->array_buffer);
    }
    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

    bool exists() const { return exists_; }
    GLenum target() const { return target_; }
    GLint64 get(GLenum name) const {
        return exists_ ? bufferState(x_, target_, name) : 0;
    }
    uint8_t* pointer() const {
        void* p = nullptr;
        if (exists_) x_.gl.GetBufferPointerv(target_, GL_BUFFER_MAP_POINTER, &p);
        return static_cast<uint8_t*>(p);
    }
    GLbitfield access() const { return static_cast<GLbitfield>(get(GL_BUFFER_ACCESS_FLAGS)); }
    // GL_READ_ONLY maps of drivers before 3.0 have no flags.
    bool mapped() const { return get(GL_BUFFER_MAPPED) != 0; }

private:
    Exec& x_;
    GLenum target_;
    bool exists_ = false, restore_ = false;
};

// OpenGL ES cannot read a buffer that is mapped but by a copy of it (of the buffer bound to `target`).
bool readCopy(Exec& x, GLenum target, uint64_t offset, uint64_t bytes, void* out) {
    // the name stays, as one that the client has yet to choose: drivers do not give a deleted one again
    auto& spares = x.group().spares.at(SGL_OBJECT_BUFFER);
    GLuint copy = spares.empty() ? 0 : *spares.begin();
    if (!copy) x.gl.GenBuffers(1, &copy);
    x.gl.BindBuffer(GL_COPY_WRITE_BUFFER, copy);
    x.gl.BufferData(GL_COPY_WRITE_BUFFER, static_cast<GLsizeiptr>(bytes), nullptr, GL_STREAM_READ);
    x.gl.CopyBufferSubData(target, GL_COPY_WRITE_BUFFER, static_cast<GLintptr>(offset), 0, static_cast<GLsizeiptr>(bytes));
    const bool done = answered(x) && readBuffer(x, GL_COPY_WRITE_BUFFER, 0, bytes, out);
    x.gl.BufferData(GL_COPY_WRITE_BUFFER, 0, nullptr, GL_STREAM_READ);
    spares.insert(copy);
    x.gl.BindBuffer(GL_COPY_WRITE_BUFFER, x.cx->copy_write_buffer);
    return done;
}

// Reads a range that may be read by glGetBufferSubData: of a buffer that is not mapped, or persistently.
bool readRange(Exec& x, const Bound& buffer, uint64_t offset, uint64_t bytes, std::vector<uint8_t>& out) {
    const auto size = static_cast<uint64_t>(std::max<GLint64>(buffer.get(GL_BUFFER_SIZE), 0));
    if (!buffer.exists() || bytes > size || offset > size - bytes) return false;
    const bool mapped = buffer.mapped();
    if (mapped && !(buffer.access() & GL_MAP_PERSISTENT_BIT)) return false;
    out.resize(bytes);
    if (bytes == 0) return true;
    return mapped && x.cx->es ? readCopy(x, buffer.target(), offset, bytes, out.data()) : readBuffer(x, buffer.target(), offset, bytes, out.data());
}

// `map` is the call itself. `access`: GL_MAP_*_BIT. `whole`: the length is the buffer's.
template <class Map>
bool mapBuffer(Exec& x, const Bound& buffer, uint32_t asked, uint64_t offset, uint64_t length, GLbitfield access, bool whole, Map&& map) {
    std::vector<uint8_t> contents;
    bool have = false;
    const bool wanted = asked == SGL_MAP_CONTENTS;
    if (asked == SGL_MAP_NO_ANSWER) {
        map();
        return true;
    }
    if (whole) length = static_cast<uint64_t>(std::max<GLint64>(buffer.get(GL_BUFFER_SIZE), 0));
    // what may not be read through the mapping is read before
    if (wanted && !(access & GL_MAP_READ_BIT) && !buffer.mapped()) have = readRange(x, buffer, offset, length, contents);
    const auto* p = static_cast<const uint8_t*>(map());
    uint64_t head[3] = {p != nullptr, offset, length};
    x.reply.begin(x.opcode);
    x.reply.raw(head, sizeof head);
    if (p && wanted) {
        if (access & GL_MAP_READ_BIT) x.reply.raw(p, length);
        else if (have) x.reply.raw(contents.data(), length);
    }
    x.reply.end();
    return true;
}

GLbitfield accessBits(GLenum access) {
    return access == GL_READ_ONLY ? GL_MAP_READ_BIT : access == GL_WRITE_ONLY ? GL_MAP_WRITE_BIT : GL_MAP_READ_BIT | GL_MAP_WRITE_BIT;
}

struct Range {
    GLintptr offset;
    GLsizeiptr length;
    GLbitfield access;
    uint32_t asked;
};
Range rangeOf(const Args& a) {
    return {static_cast<GLintptr>(a.i64(1)), static_cast<GLsizeiptr>(a.i64(3)), a.u32(5), a.u32(6)};
}

template <class Unmap> bool unmapBuffer(Exec& x, const Args& a, Unmap&& unmap) {
    const GLboolean result = unmap();
    if (!a.u32(1)) return true;
    x.reply.begin(x.opcode);
    x.reply.result(result);
    x.reply.end();
    return true;
}

} // namespace

bool readWholeBuffer(Exec& x, GLuint name, std::vector<uint8_t>& out) {
    const Bound buffer(x, name, true);
    return readRange(x, buffer, 0, static_cast<uint64_t>(std::max<GLint64>(buffer.get(GL_BUFFER_SIZE), 0)), out);
}

bool hand_glMapBuffer(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    const GLenum target = a.u32(0), access = a.u32(1);
    return mapBuffer(x, Bound(x, target), a.u32(2), 0, 0, accessBits(access), true, [&] { return x.gl.MapBuffer(target, access); });
}
bool hand_glMapBufferRange(Exec& x, Args& a) {
    if (!a.fixed(7)) return x.malformed(kShort);
    const Range r = rangeOf(a);
    const GLenum target = a.u32(0);
    return mapBuffer(x, Bound(x, target), r.asked, static_cast<uint64_t>(r.offset), static_cast<uint64_t>(r.length), r.access, false,
                     [&] { return x.gl.MapBufferRange(target, r.offset, r.length, r.access); });
}
bool hand_glMapNamedBuffer(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    const GLuint buffer = a.u32(0);
    const GLenum access = a.u32(1);
    return mapBuffer(x, Bound(x, buffer, true), a.u32(2), 0, 0, accessBits(access), true, [&] { return x.gl.MapNamedBuffer(buffer, access); });
}
bool hand_glMapNamedBufferEXT(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    const GLuint buffer = a.u32(0);
    const GLenum access = a.u32(1);
    return mapBuffer(x, Bound(x, buffer, true), a.u32(2), 0, 0, accessBits(access), true, [&] { return x.gl.MapNamedBufferEXT(buffer, access); });
}
bool hand_glMapNamedBufferRange(Exec& x, Args& a) {
    if (!a.fixed(7)) return x.malformed(kShort);
    const Range r = rangeOf(a);
    const GLuint buffer = a.u32(0);
    return mapBuffer(x, Bound(x, buffer, true), r.asked, static_cast<uint64_t>(r.offset), static_cast<uint64_t>(r.length), r.access, false,
                     [&] { return x.gl.MapNamedBufferRange(buffer, r.offset, r.length, r.access); });
}
bool hand_glMapNamedBufferRangeEXT(Exec& x, Args& a) {
    if (!a.fixed(7)) return x.malformed(kShort);
    const Range r = rangeOf(a);
    const GLuint buffer = a.u32(0);
    return mapBuffer(x, Bound(x, buffer, true), r.asked, static_cast<uint64_t>(r.offset), static_cast<uint64_t>(r.length), r.access, false,
                     [&] { return x.gl.MapNamedBufferRangeEXT(buffer, r.offset, r.length, r.access); });
}

bool hand_glUnmapBuffer(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed(kShort);
    return unmapBuffer(x, a, [&] { return x.gl.UnmapBuffer(a.u32(0)); });
}
bool hand_glUnmapNamedBuffer(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed(kShort);
    return unmapBuffer(x, a, [&] { return x.gl.UnmapNamedBuffer(a.u32(0)); });
}
bool hand_glUnmapNamedBufferEXT(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed(kShort);
    return unmapBuffer(x, a, [&] { return x.gl.UnmapNamedBufferEXT(a.u32(0)); });
}

bool hand_glFlushMappedBufferRange(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    x.gl.FlushMappedBufferRange(a.u32(0), static_cast<GLintptr>(a.i64(1)), static_cast<GLsizeiptr>(a.i64(3)));
    return true;
}
bool hand_glFlushMappedNamedBufferRange(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    x.gl.FlushMappedNamedBufferRange(a.u32(0), static_cast<GLintptr>(a.i64(1)), static_cast<GLsizeiptr>(a.i64(3)));
    return true;
}
bool hand_glFlushMappedNamedBufferRangeEXT(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    x.gl.FlushMappedNamedBufferRangeEXT(a.u32(0), static_cast<GLintptr>(a.i64(1)), static_cast<GLsizeiptr>(a.i64(3)));
    return true;
}

// The place of [at, at + bytes) of a buffer in its mapping; null when that is not mapped for writing (any more).
static uint8_t* mappedPlace(const Bound& buffer, uint64_t at, uint64_t bytes) {
    uint8_t* p = buffer.pointer();
    if (!p || !(buffer.access() & GL_MAP_WRITE_BIT)) return nullptr;
    const auto start = static_cast<uint64_t>(buffer.get(GL_BUFFER_MAP_OFFSET)), length = static_cast<uint64_t>(buffer.get(GL_BUFFER_MAP_LENGTH));
    if (at < start || at - start > length || bytes > length - (at - start)) return nullptr; // mapped anew meanwhile, another range
    return p + (at - start);
}

bool hand_sglFlushMap(Exec& x, Args& a) {
    Data d;
    if (!x.context) return x.malformed("came without a current context");
    if (!a.fixed(4) || !a.data(3, d) || !d.p) return x.malformed("has no data");
    const Bound buffer(x, a.u32(0), true);
    if (uint8_t* p = mappedPlace(buffer, a.u64(1), d.bytes)) std::memcpy(p, d.p, d.bytes);
    return true;
}

bool hand_sglFlushWords(Exec& x, Args& a) {
    if (!x.context) return x.malformed("came without a current context");
    if (!a.fixed(5)) return x.malformed(kShort);
    const uint32_t blocks = a.u32(3), room = a.restWords(), maskWords = blocks / 2 + blocks % 2;
    if (a.u32(4) / 4 != room || a.u32(4) % 4 || blocks == 0 || maskWords > room) return x.malformed("has the wrong size");
    const auto maskOf = [masks = a.rest()](uint32_t block) { return masks[block / 2] >> (block % 2 * 16) & 0xffff; };
    uint32_t words = 0;
    for (uint32_t i = 0; i < blocks; i++) words += static_cast<uint32_t>(__builtin_popcount(maskOf(i)));
    if (words != room - maskWords) return x.malformed("has the wrong size");
    const Bound buffer(x, a.u32(0), true);
    uint8_t* p = mappedPlace(buffer, a.u64(1), uint64_t{blocks} * 64);
    if (!p) return true;
    const uint32_t* from = a.rest() + maskWords;
    for (uint32_t i = 0; i < blocks; i++, p += 64)
        for (uint32_t left = maskOf(i); left; left &= left - 1) std::memcpy(p + 4 * __builtin_ctz(left), from++, 4);
    return true;
}

bool hand_sglReadBuffer(Exec& x, Args& a) {
    if (!x.context) return x.malformed("came without a current context");
    if (!a.fixed(6)) return x.malformed(kShort);
    const uint64_t offset = a.u64(2), bytes = a.u64(4);
    std::vector<uint8_t> contents;
    if (a.u32(0) == GL_TRANSFORM_FEEDBACK) { // no buffer: guest/common/gl_draw_multi.c
        uint64_t count = 0;
        const bool known = feedbackVertices(x, a.u32(1), static_cast<GLuint>(offset), count);
        x.reply.begin(SGL_OP_READ_BUFFER);
        if (known) x.reply.raw(&count, sizeof count);
        x.reply.end();
        return true;
    }
    const auto answer = [&](const Bound& buffer) {
        const auto start = static_cast<uint64_t>(buffer.get(GL_BUFFER_MAP_OFFSET)), length = static_cast<uint64_t>(buffer.get(GL_BUFFER_MAP_LENGTH));
        const uint8_t* p = buffer.pointer();
        x.reply.begin(SGL_OP_READ_BUFFER);
        // through a mapping that may be read: the program synchronised for that
        if (p && (buffer.access() & GL_MAP_READ_BIT) && offset >= start && bytes <= length && offset - start <= length - bytes)
            x.reply.raw(p + (offset - start), bytes);
        else if (readRange(x, buffer, offset, bytes, contents)) x.reply.raw(contents.data(), bytes);
        x.reply.end();
    };
    if (a.u32(0)) answer(Bound(x, a.u32(0)));
    else answer(Bound(x, a.u32(1), true));
    return true;
}

} // namespace sgl
