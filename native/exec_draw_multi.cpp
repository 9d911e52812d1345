// Draws by several parameter sets: glMultiDraw*, indirect draws.
// How the indices of glMultiDrawElements* come is told in guest/common/gl_draw_multi.c.
#include <algorithm>
#include <vector>

#include "client_arrays.h"
#include "executor.h"

namespace sgl {
namespace {

constexpr const char* kShort = "is too short";
constexpr const char* kArrays = "reads client arrays that did not come with it";
constexpr const char* kCounts = "has fewer counts than draws";

// An array of `count` 4-byte values; null stays null.
bool takeValues(Exec& x, Args& a, uint32_t slot, GLsizei count, const void*& out) {
    Data d;
    if (!a.data(slot, d) || d.offset || d.client) return x.malformed(kCounts);
    if (count > 0 && !d.null && d.bytes < static_cast<uint64_t>(count) * 4) return x.malformed(kCounts);
    out = d.p;
    return true;
}

struct MultiIndices {
    std::vector<const void*> pointers; // for the driver
    bool buffered = false;
};

bool takeMultiIndices(Exec& x, Args& a, uint32_t slot, const GLsizei* count, GLenum type, GLsizei draws, MultiIndices& out) {
    Data d;
    if (!a.data(slot, d) || d.offset || d.client || d.null || d.bytes < 8) return x.malformed("has no indices");
    uint32_t kind;
    std::memcpy(&kind, d.p, 4);
    out.buffered = kind == 0;
    const auto* at = static_cast<const uint8_t*>(d.p) + 8;
    uint64_t left = d.bytes - 8;
    for (GLsizei i = 0; i < draws; i++) {
        const uint64_t bytes = out.buffered ? 8 : count[i] > 0 ? (static_cast<uint64_t>(count[i]) * sgl_index_bytes(type) + 3) & ~3ull : 0;
        if (bytes > left) return x.malformed("has fewer indices than it draws");
        if (out.buffered) {
            uint64_t offset;
            std::memcpy(&offset, at, 8);
            out.pointers.push_back(reinterpret_cast<const void*>(static_cast<uintptr_t>(offset)));
        } else {
            out.pointers.push_back(at);
        }
        at += bytes;
        left -= bytes;
    }
    return true;
}

template <class Draw>
bool multiElements(Exec& x, Args& a, uint32_t words, Draw&& draw) {
    if (!a.fixed(words)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(2);
    const GLsizei drawcount = a.i32(4);
    const void *counts = nullptr, *bases = nullptr;
    // the client sends no parameters of draws that it knows to be an error
    const bool sent = drawcount > 0 && sgl_draw_mode_known(mode) && a.u32(1) != SGL_PTR_NULL && (words < 6 || a.u32(5) != SGL_PTR_NULL);
    const GLsizei draws = sent && a.u32(1) != 0 ? drawcount : 0;
    if (!takeValues(x, a, 1, draws, counts)) return false;
    MultiIndices indices;
    if (!takeMultiIndices(x, a, 3, static_cast<const GLsizei*>(counts), type, draws, indices)) return false;
    if (words == 6 && !takeValues(x, a, 5, draws, bases)) return false;
    const auto* count = static_cast<const GLsizei*>(counts);
    const auto* base = static_cast<const GLint*>(bases);
    if (draws == 0) {
        if (drawcount > 0 && sgl_draw_mode_known(mode)) x.raise(GL_INVALID_VALUE); // NULL parameters: nothing that a driver could be given
        else {
            // an error: one draw of nothing has the driver raise it
            const GLsizei none = 0;
            const GLint zero = 0;
            const void* const nothing = Exec::poison();
            draw(mode, &none, type, &nothing, std::min(drawcount, 1), &zero);
        }
        return true;
    }
    if (indices.buffered != (x.cx->vao->element_buffer != 0)) {
        x.raise(GL_INVALID_OPERATION);
        return true;
    }
    sgl_draw_extent extent{};
    if (x.cx->needs_client_arrays)
        for (GLsizei i = 0; i < draws; i++)
            addElements(x, extent, mode, count[i], type, indices.buffered ? nullptr : indices.pointers[i],
                        reinterpret_cast<uintptr_t>(indices.pointers[i]), 1, base ? base[i] : 0, 0);
    ArrayScope scope(x, extent);
    if (!scope.ok()) return x.malformed(kArrays);
    draw(mode, count, type, indices.pointers.data(), drawcount, base);
    return true;
}

// ---- indirect ---------------------------------------------------------------------------------------

uint64_t indirectBytes(GLenum mode, GLsizei drawcount, GLsizei stride, uint32_t each) {
    if (drawcount <= 0 || stride < 0 || stride % 4 || !sgl_draw_mode_known(mode)) return 0;
    return static_cast<uint64_t>(drawcount - 1) * (stride ? static_cast<uint32_t>(stride) : each) + each;
}

// The parameters' pointer for the driver; `data` when they came with the command. False: malformed, or (`skip`) an error was raised.
bool takeIndirect(Exec& x, Args& a, uint32_t slot, uint64_t need, const void*& pointer, const uint8_t*& data, bool& skip) {
    Data d;
    data = nullptr;
    skip = false;
    if (!a.data(slot, d) || d.client) return x.malformed("has no parameters");
    pointer = reinterpret_cast<const void*>(static_cast<uintptr_t>(d.value));
    if (d.offset) {
        // without a buffer a compatibility driver would follow it
        skip = !x.cx->draw_indirect_buffer && !x.cx->core;
        if (skip) x.raise(GL_INVALID_OPERATION);
        return true;
    }
    if (x.cx->draw_indirect_buffer) return x.malformed("brings parameters although an indirect buffer is bound");
    if (d.null) {
        pointer = data = static_cast<const uint8_t*>(x.scratch(need));
        skip = !pointer;
        if (skip) x.raise(GL_OUT_OF_MEMORY);
        return true;
    }
    if (d.bytes < need) return x.malformed("has fewer parameters than draws");
    pointer = data = static_cast<const uint8_t*>(d.p);
    return true;
}

// What indirect draws read. `type` 0: by vertices.
void addIndirect(Exec& x, sgl_draw_extent& extent, GLenum mode, GLenum type, const uint8_t* data, uint64_t offset, GLsizei drawcount, GLsizei stride) {
    if (!x.cx->needs_client_arrays) return;
    const uint32_t each = type ? sizeof(sgl_elements_indirect) : sizeof(sgl_arrays_indirect);
    const uint64_t bytes = indirectBytes(mode, drawcount, stride, each);
    if (!bytes) return;
    std::vector<uint8_t> fetched;
    if (!data) {
        if (!x.cx->draw_indirect_buffer) return;
        GLint64 size = 0;
        x.gl.GetBufferParameteri64v(GL_DRAW_INDIRECT_BUFFER, GL_BUFFER_SIZE, &size);
        if (size < 0 || bytes > static_cast<uint64_t>(size) || offset > static_cast<uint64_t>(size) - bytes) return; // an error
        fetched.resize(bytes);
        x.gl.GetBufferSubData(GL_DRAW_INDIRECT_BUFFER, static_cast<GLintptr>(offset), static_cast<GLsizeiptr>(bytes), fetched.data());
        data = fetched.data();
    }
    for (GLsizei i = 0; i < drawcount; i++, data += stride ? static_cast<uint32_t>(stride) : each) {
        if (!type) {
            sgl_arrays_indirect d;
            std::memcpy(&d, data, sizeof d);
            if (d.count) sgl_draw_add(&extent, d.first, static_cast<int64_t>(d.first) + d.count - 1, d.instances, d.base_instance);
        } else {
            sgl_elements_indirect d;
            std::memcpy(&d, data, sizeof d);
            addElements(x, extent, mode, d.count, type, nullptr, static_cast<uint64_t>(d.first_index) * sgl_index_bytes(type), d.instances,
                        d.base_vertex, d.base_instance);
        }
    }
}

template <class Draw>
bool indirect(Exec& x, Args& a, uint32_t slot, GLenum mode, GLenum type, GLsizei drawcount, GLsizei stride, Draw&& draw) {
    const void* pointer = nullptr;
    const uint8_t* data = nullptr;
    bool skip = false;
    const uint64_t need = indirectBytes(mode, drawcount, stride, type ? sizeof(sgl_elements_indirect) : sizeof(sgl_arrays_indirect));
    if (!takeIndirect(x, a, slot, need, pointer, data, skip)) return false;
    if (skip) return true;
    sgl_draw_extent extent{};
    addIndirect(x, extent, mode, type, data, reinterpret_cast<uintptr_t>(pointer), drawcount, stride);
    ArrayScope scope(x, extent);
    if (!scope.ok()) return x.malformed(kArrays);
    draw(pointer);
    return true;
}

// The number of draws that lies in the parameter buffer, at most `most`.
GLsizei drawCount(Exec& x, GLintptr offset, GLsizei most) {
    uint32_t count = 0;
    GLint64 size = 0;
    if (!x.cx->needs_client_arrays || !x.cx->parameter_buffer || offset < 0 || most <= 0) return 0;
    x.gl.GetBufferParameteri64v(GL_PARAMETER_BUFFER, GL_BUFFER_SIZE, &size);
    if (offset > size - 4) return 0;
    x.gl.GetBufferSubData(GL_PARAMETER_BUFFER, offset, 4, &count);
    return count < static_cast<uint32_t>(most) ? static_cast<GLsizei>(count) : most;
}

} // namespace

bool hand_glMultiDrawArrays(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    const GLsizei drawcount = a.i32(3);
    const void *firsts = nullptr, *counts = nullptr;
    if (!takeValues(x, a, 1, drawcount, firsts) || !takeValues(x, a, 2, drawcount, counts)) return false;
    const auto* first = static_cast<const GLint*>(firsts);
    const auto* count = static_cast<const GLsizei*>(counts);
    if (drawcount > 0 && (!first || !count)) {
        x.raise(GL_INVALID_VALUE); // natively the program would have crashed
        return true;
    }
    sgl_draw_extent extent{};
    std::vector<GLsizei> changed;
    if (x.cx->needs_client_arrays)
        for (GLsizei i = 0; i < drawcount; i++) {
            sgl_draw_add_arrays(&extent, mode, first[i], count[i], 1, 0);
            if (first[i] >= 0) continue;
            // undefined: some drivers read before the array, where nothing of ours lies
            if (changed.empty()) changed.assign(count, count + drawcount);
            changed[static_cast<size_t>(i)] = std::min(count[i], 0);
        }
    if (!changed.empty()) count = changed.data();
    ArrayScope scope(x, extent);
    if (!scope.ok()) return x.malformed(kArrays);
    x.gl.MultiDrawArrays(mode, first, count, drawcount);
    return true;
}

bool hand_glMultiDrawElements(Exec& x, Args& a) {
    return multiElements(x, a, 5, [&](GLenum mode, const GLsizei* count, GLenum type, const void* const* indices, GLsizei drawcount, const GLint*) {
        x.gl.MultiDrawElements(mode, count, type, indices, drawcount);
    });
}

bool hand_glMultiDrawElementsBaseVertex(Exec& x, Args& a) {
    return multiElements(x, a, 6, [&](GLenum mode, const GLsizei* count, GLenum type, const void* const* indices, GLsizei drawcount, const GLint* base) {
        x.gl.MultiDrawElementsBaseVertex(mode, count, type, indices, drawcount, base);
    });
}

bool hand_glDrawArraysIndirect(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    return indirect(x, a, 1, mode, 0, 1, 0, [&](const void* p) { x.gl.DrawArraysIndirect(mode, p); });
}

bool hand_glDrawElementsIndirect(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(1);
    return indirect(x, a, 2, mode, type, 1, 0, [&](const void* p) { x.gl.DrawElementsIndirect(mode, type, p); });
}

bool hand_glMultiDrawArraysIndirect(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    const GLsizei drawcount = a.i32(2), stride = a.i32(3);
    return indirect(x, a, 1, mode, 0, drawcount, stride, [&](const void* p) { x.gl.MultiDrawArraysIndirect(mode, p, drawcount, stride); });
}

bool hand_glMultiDrawElementsIndirect(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(1);
    const GLsizei drawcount = a.i32(3), stride = a.i32(4);
    return indirect(x, a, 2, mode, type, drawcount, stride, [&](const void* p) { x.gl.MultiDrawElementsIndirect(mode, type, p, drawcount, stride); });
}

bool hand_glMultiDrawArraysIndirectCount(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed(kShort);
    const GLenum mode = a.u32(0);
    const auto offset = static_cast<GLintptr>(a.i64(2));
    const GLsizei most = a.i32(4), stride = a.i32(5);
    if (a.u32(1) != SGL_PTR_OFFSET) return x.malformed("has no offset");
    if (!x.cx->draw_indirect_buffer && !x.cx->core) {
        x.raise(GL_INVALID_OPERATION);
        return true;
    }
    return indirect(x, a, 1, mode, 0, drawCount(x, offset, most), stride,
                    [&](const void* p) { x.gl.MultiDrawArraysIndirectCount(mode, p, offset, most, stride); });
}

bool hand_glMultiDrawElementsIndirectCount(Exec& x, Args& a) {
    if (!a.fixed(7)) return x.malformed(kShort);
    const GLenum mode = a.u32(0), type = a.u32(1);
    const auto offset = static_cast<GLintptr>(a.i64(3));
    const GLsizei most = a.i32(5), stride = a.i32(6);
    if (a.u32(2) != SGL_PTR_OFFSET) return x.malformed("has no offset");
    if (!x.cx->draw_indirect_buffer && !x.cx->core) {
        x.raise(GL_INVALID_OPERATION);
        return true;
    }
    return indirect(x, a, 2, mode, type, drawCount(x, offset, most), stride,
                    [&](const void* p) { x.gl.MultiDrawElementsIndirectCount(mode, type, p, offset, most, stride); });
}

} // namespace sgl
