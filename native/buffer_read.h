// Reading buffers on the renderer's own account: sizes and contents of what is bound to a target.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "executor.h"

namespace sgl {

// Bytes of the data store of the bound buffer. OpenGL ES 2 has no 64-bit question.
inline uint64_t boundSize(Exec& x, GLenum target) {
    if (x.cx->es) {
        GLint size = 0;
        x.gl.GetBufferParameteriv(target, GL_BUFFER_SIZE, &size);
        return static_cast<uint64_t>(std::max(size, 0));
    }
    GLint64 size = 0;
    x.gl.GetBufferParameteri64v(target, GL_BUFFER_SIZE, &size);
    return static_cast<uint64_t>(std::max<GLint64>(size, 0));
}

// Whether the bound buffer may be read: not mapped, or persistently.
inline bool boundReadable(Exec& x, GLenum target) {
    GLint mapped = 0, flags = 0;
    x.gl.GetBufferParameteriv(target, GL_BUFFER_MAPPED, &mapped);
    if (!mapped) return true;
    if (x.cx->es) return false;
    x.gl.GetBufferParameteriv(target, GL_BUFFER_ACCESS_FLAGS, &flags);
    return (flags & GL_MAP_PERSISTENT_BIT) != 0;
}

// [offset, offset + bytes) of the bound buffer, which must be readable and as large. OpenGL ES reads through a map.
inline bool readBound(Exec& x, GLenum target, uint64_t offset, uint64_t bytes, void* out) {
    if (!bytes) return true;
    const auto at = static_cast<GLintptr>(offset);
    const auto length = static_cast<GLsizeiptr>(bytes);
    if (!x.cx->es) {
        x.gl.GetBufferSubData(target, at, length, out);
        return true;
    }
    const void* p = x.gl.MapBufferRange(target, at, length, GL_MAP_READ_BIT);
    if (!p) return false;
    std::memcpy(out, p, bytes);
    return x.gl.UnmapBuffer(target) != 0;
}

} // namespace sgl
