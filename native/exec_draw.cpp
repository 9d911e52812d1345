// Draws by one call. In the common case (arrays and indices in buffer objects) they go straight to the driver.
#include <algorithm>

#include "client_arrays.h"
#include "executor.h"

namespace sgl {
namespace {

constexpr const char* kShort = "is too short";
constexpr const char* kArrays = "reads client arrays that did not come with it";
constexpr const char* kIndices = "has fewer indices than it draws";

// The indices of a draw: an offset into the bound element buffer, or data.
struct Indices {
    const void* pointer = nullptr; // for the driver
    const void* data = nullptr;    // null: in the element buffer
    bool skip = false;             // the driver must not see this call; a GL error was raised instead
};

// Takes the tail of the index pointer. False: malformed.
bool takeIndices(Exec& x, Args& a, uint32_t slot, GLenum mode, GLsizei count, GLenum type, Indices& out) {
    Data d;
    if (!a.data(slot, d) || d.client) return x.malformed("has no indices");
    if (d.offset) {
        if (!x.cx->vao->element_buffer) {
            x.raise(GL_INVALID_OPERATION);
            out.skip = true;
        }
        out.pointer = reinterpret_cast<const void*>(static_cast<uintptr_t>(d.value));
        return true;
    }
    if (x.cx->vao->element_buffer) return x.malformed("brings indices although an element buffer is bound");
    const uint64_t need = count > 0 && sgl_draw_mode_known(mode) ? static_cast<uint64_t>(count) * sgl_index_bytes(type) : 0;
    if (d.null || !d.bytes) {
        // NULL without an element buffer: natively the program would have crashed, unless the call is an error
        if (!d.null && need) return x.malformed(kIndices);
        out.pointer = out.data = x.scratch(need);
        if (!out.pointer) {
            x.raise(GL_OUT_OF_MEMORY);
            out.skip = true;
        }
        return true;
    }
    if (d.bytes < need) return x.malformed(kIndices);
    out.pointer = out.data = d.p;
    return true;
}

template <class Draw>
bool drawArrays(Exec& x, GLenum mode, GLint& first, GLsizei& count, GLsizei instances, GLuint baseInstance, Draw&& draw) {
    if (__builtin_expect(!x.cx->needs_client_arrays, 1)) {
        draw();
        return true;
    }
    sgl_draw_extent extent{};
    sgl_draw_add_arrays(&extent, mode, first, count, instances, baseInstance);
    // a negative first is undefined: some drivers read before the array, where nothing of ours lies
    if (first < 0) {
        first = 0;
        count = std::min(count, 0);
    }
    ArrayScope scope(x, extent);
    if (!scope.ok()) return x.malformed(kArrays);
    draw();
    return true;
}

template <class Draw>
bool drawElements(Exec& x, Args& a, uint32_t slot, GLenum mode, GLsizei count, GLenum type, GLsizei instances, GLint baseVertex,
                  GLuint baseInstance, Draw&& draw) {
    Indices indices;
    if (!takeIndices(x, a, slot, mode, count, type, indices)) return false;
    if (indices.skip) return true;
    if (__builtin_expect(!x.cx->needs_client_arrays, 1)) {
        draw(indices.pointer);
        return true;
    }
    sgl_draw_extent extent{};
    addElements(x, extent, mode, count, type, indices.data, reinterpret_cast<uintptr_t>(indices.pointer), instances, baseVertex, baseInstance);
    ArrayScope scope(x, extent);
    if (!scope.ok()) return x.malformed(kArrays);
    draw(indices.pointer);
    return true;
}

} // namespace

bool hand_glDrawArrays(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    GLint first = a.i32(1);
    GLsizei count = a.i32(2);
    return drawArrays(x, mode, first, count, 1, 0, [&] { x.gl.DrawArrays(mode, first, count); });
}

bool hand_glDrawArraysInstanced(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    GLint first = a.i32(1);
    GLsizei count = a.i32(2);
    const GLsizei instances = a.i32(3);
    return drawArrays(x, mode, first, count, instances, 0, [&] { x.gl.DrawArraysInstanced(mode, first, count, instances); });
}

bool hand_glDrawArraysInstancedBaseInstance(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    GLint first = a.i32(1);
    GLsizei count = a.i32(2);
    const GLsizei instances = a.i32(3);
    const GLuint base = a.u32(4);
    return drawArrays(x, mode, first, count, instances, base, [&] { x.gl.DrawArraysInstancedBaseInstance(mode, first, count, instances, base); });
}

bool hand_glDrawElements(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei count = a.i32(1);
    return drawElements(x, a, 3, mode, count, type, 1, 0, 0, [&](const void* indices) { x.gl.DrawElements(mode, count, type, indices); });
}

bool hand_glDrawElementsBaseVertex(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei count = a.i32(1);
    const GLint base = a.i32(4);
    return drawElements(x, a, 3, mode, count, type, 1, base, 0,
                        [&](const void* indices) { x.gl.DrawElementsBaseVertex(mode, count, type, const_cast<void*>(indices), base); });
}

bool hand_glDrawElementsInstanced(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei count = a.i32(1), instances = a.i32(4);
    return drawElements(x, a, 3, mode, count, type, instances, 0, 0,
                        [&](const void* indices) { x.gl.DrawElementsInstanced(mode, count, type, indices, instances); });
}

bool hand_glDrawElementsInstancedBaseInstance(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei count = a.i32(1), instances = a.i32(4);
    const GLuint base = a.u32(5);
    return drawElements(x, a, 3, mode, count, type, instances, 0, base,
                        [&](const void* indices) { x.gl.DrawElementsInstancedBaseInstance(mode, count, type, indices, instances, base); });
}

bool hand_glDrawElementsInstancedBaseVertex(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei count = a.i32(1), instances = a.i32(4);
    const GLint base = a.i32(5);
    return drawElements(x, a, 3, mode, count, type, instances, base, 0,
                        [&](const void* indices) { x.gl.DrawElementsInstancedBaseVertex(mode, count, type, indices, instances, base); });
}

bool hand_glDrawElementsInstancedBaseVertexBaseInstance(Exec& x, Args& a) {
    if (!a.fixed(7)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei count = a.i32(1), instances = a.i32(4);
    const GLint base = a.i32(5);
    const GLuint baseInstance = a.u32(6);
    return drawElements(x, a, 3, mode, count, type, instances, base, baseInstance, [&](const void* indices) {
        x.gl.DrawElementsInstancedBaseVertexBaseInstance(mode, count, type, indices, instances, base, baseInstance);
    });
}

bool hand_glDrawRangeElements(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(4);
    const GLuint start = a.u32(1), end = a.u32(2);
    const GLsizei count = a.i32(3);
    // a range that ends before it starts is an error: nothing is read
    return drawElements(x, a, 5, mode, end < start ? 0 : count, type, 1, 0, 0,
                        [&](const void* indices) { x.gl.DrawRangeElements(mode, start, end, count, type, indices); });
}

bool hand_glDrawRangeElementsBaseVertex(Exec& x, Args& a) {
    if (!a.fixed(7)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(4);
    const GLuint start = a.u32(1), end = a.u32(2);
    const GLsizei count = a.i32(3);
    const GLint base = a.i32(6);
    return drawElements(x, a, 5, mode, end < start ? 0 : count, type, 1, base, 0,
                        [&](const void* indices) { x.gl.DrawRangeElementsBaseVertex(mode, start, end, count, type, indices, base); });
}

} // namespace sgl
