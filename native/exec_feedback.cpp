// Selection and feedback: the driver writes into memory of ours, which glRenderMode sends (guest/common/gl_feedback.c).
#include <algorithm>
#include <cstdlib>

#include "executor.h"

namespace sgl {
namespace {

constexpr const char* kShort = "is too short";

// Gives the driver fresh memory for `size` values by `give`. Whether it took it, the driver is asked: in the
// middle of a pass the call is an error and the old memory stays in use.
template <class Give> void replaceMemory(Exec& x, GLsizei size, bool null, GLenum pointerName, void*& memory, uint64_t& values, Give&& give) {
    constexpr GLsizei kMost = 1 << 26; // 256 MiB
    void* fresh = nullptr;
    x.cx->owns_memory = true;
    if (!null) {
        fresh = size <= kMost ? std::calloc(static_cast<size_t>(std::max(size, 1)), 4) : nullptr;
        if (!fresh) {
            x.raise(GL_OUT_OF_MEMORY);
            return;
        }
    }
    give(fresh);
    void* now = nullptr;
    x.gl.GetPointerv(pointerName, &now);
    if (now != fresh) {
        std::free(fresh);
        return;
    }
    if (fresh != memory) std::free(memory);
    memory = fresh;
    values = fresh && size > 0 ? static_cast<uint64_t>(size) : 0;
}

// Values that `hits` records of selection take (section 23.4: names, two depths, the names themselves).
uint64_t recordValues(const uint32_t* values, uint64_t room, GLint hits) {
    uint64_t at = 0;
    for (GLint i = 0; i < hits && at < room; i++) at += 3ull + values[at];
    return std::min(at, room);
}

} // namespace

bool hand_glFeedbackBuffer(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    const GLsizei size = a.i32(0);
    const GLenum type = a.u32(1);
    replaceMemory(x, size, a.isNull(2), GL_FEEDBACK_BUFFER_POINTER, x.cx->feedback_memory, x.cx->feedback_values,
                  [&](void* p) { x.gl.FeedbackBuffer(size, type, static_cast<GLfloat*>(p)); });
    return true;
}

bool hand_glSelectBuffer(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed(kShort);
    const GLsizei size = a.isNull(1) ? std::min(a.i32(0), 0) : a.i32(0);
    replaceMemory(x, size, a.isNull(1), GL_SELECTION_BUFFER_POINTER, x.cx->select_memory, x.cx->select_values,
                  [&](void* p) { x.gl.SelectBuffer(size, static_cast<GLuint*>(p)); });
    return true;
}

bool hand_glRenderMode(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed(kShort);
    const GLint result = x.gl.RenderMode(a.u32(0));
    GLint mode = 0;
    x.gl.GetIntegerv(GL_RENDER_MODE, &mode);
    const uint32_t before = x.cx->render_mode, now[2] = {static_cast<uint32_t>(mode), 0};
    x.reply.begin(x.opcode);
    x.reply.result(static_cast<uint64_t>(static_cast<int64_t>(result)));
    x.reply.raw(now, sizeof now);
    const auto n = static_cast<uint64_t>(std::max(result, 0));
    if (before == GL_FEEDBACK) {
        const uint64_t values = result < 0 ? x.cx->feedback_values : std::min(n, x.cx->feedback_values);
        x.reply.out(x.cx->feedback_memory, values * 4);
    } else if (before == GL_SELECT) {
        const auto* memory = static_cast<const uint32_t*>(x.cx->select_memory);
        const uint64_t values = result < 0 ? x.cx->select_values : recordValues(memory, x.cx->select_values, result);
        x.reply.out(memory, values * 4);
    }
    x.reply.end();
    if (mode) x.cx->render_mode = static_cast<uint32_t>(mode);
    return true;
}

} // namespace sgl
