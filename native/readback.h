// What the hand-written readbacks (exec_readback.cpp, exec_tables.cpp) share.
#pragma once
#include <functional>

#include "executor_core.h"
#include "gl_defs.h"

namespace sgl {

// What precedes an image's rows in the reply; dimensions 0: an error was raised and there is no image.
struct ImageHead {
    uint32_t dimensions = 0, width = 0, height = 0, depth = 0;
    uint32_t bytes = 0; // of compressed data
};

// The reply of an image that there is not.
inline bool replyNoImage(Exec& x) {
    const ImageHead none;
    x.reply.begin(x.opcode);
    x.reply.raw(&none, sizeof none);
    x.reply.outNull();
    x.reply.end();
    return true;
}

// Consumes the error that a question of the renderer's own raised; true when there was none.
inline bool answered(Exec& x) {
    if (x.gl.GetError() == GL_NO_ERROR) return true;
    x.executor.errorsAnswered();
    return false;
}

// A receiving pointer into the buffer bound to `binding`: `read` gets the offset, and there is no reply. The driver
// itself is asked whether a buffer is bound: without one it would take the offset for an address.
inline bool readToBuffer(Exec& x, Args& a, uint32_t slot, GLenum binding, const std::function<void(void*)>& read) {
    Data d;
    if (!a.data(slot, d)) return x.malformed("has no offset");
    GLint buffer = 0;
    x.gl.GetIntegerv(binding, &buffer);
    if (!answered(x) || !buffer) x.raise(GL_INVALID_OPERATION);
    else read(reinterpret_cast<void*>(static_cast<uintptr_t>(d.value)));
    return true;
}

} // namespace sgl
