// Questions about the buffer bound to a target, and its contents, for contexts of desktop OpenGL and OpenGL ES: the
// latter has no glGetBufferSubData, and 64-bit answers only from version 3 on.
#pragma once
#include "executor.h"
#include "readback.h"

namespace sgl {

inline GLint64 bufferState(Exec& x, GLenum target, GLenum name) {
    GLint64 value = 0;
    if (!x.cx->es) {
        x.gl.GetBufferParameteri64v(target, name, &value);
        return value;
    }
    GLint narrow = 0;
    x.gl.GetBufferParameteriv(target, name, &narrow);
    return answered(x) ? narrow : 0;
}

// Of a buffer that is not mapped, or persistently; the range is within it. False: the driver does not give it.
inline bool readBuffer(Exec& x, GLenum target, uint64_t offset, uint64_t bytes, void* out) {
    if (!x.cx->es) {
        x.gl.GetBufferSubData(target, static_cast<GLintptr>(offset), static_cast<GLsizeiptr>(bytes), out);
        return true;
    }
    const void* p = x.gl.MapBufferRange(target, static_cast<GLintptr>(offset), static_cast<GLsizeiptr>(bytes), GL_MAP_READ_BIT);
    if (!answered(x) || !p) return false;
    std::memcpy(out, p, bytes);
    x.gl.UnmapBuffer(target);
    return true;
}

} // namespace sgl
