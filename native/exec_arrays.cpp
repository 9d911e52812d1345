// Client-memory vertex arrays: receives them, checks them against what a draw reads, points the driver at them.
#include "client_arrays.h"

#include <algorithm>
#include <cstdlib>

#include "buffer_access.h"
#include "executor_core.h"

namespace sgl {

bool hand_sglClientArrays(Exec&, Args&);
bool hand_sglIndexRange(Exec&, Args&);
bool hand_sglRestartState(Exec&, Args&);

void ClientArrays::clear() {
    arrays.clear();
    for (uint8_t* p : owned) std::free(p);
    owned.clear();
    if (memory.capacity() > 1 << 22) std::vector<uint8_t>().swap(memory);
}

// Drivers read whole vectors: a little beyond the last element must be there.
static constexpr uint64_t kSlack = 64;

bool hand_sglClientArrays(Exec& x, Args& a) {
    if (!x.context) return x.malformed("came without a current context");
    if (!a.fixed(2)) return x.malformed("is too short");
    const uint32_t n = a.u32(0), b = a.u32(1);
    if (n > SGL_ARRAYS || b > n) return x.malformed("has more arrays than there are");
    const uint32_t arraysAt = 2, blocksAt = arraysAt + n * SGL_CLIENT_ARRAY_WORDS;
    if (!a.fixed(blocksAt + b * SGL_CLIENT_BLOCK_WORDS)) return x.malformed("is too short");

    auto& state = x.stream->clientArrays;
    if (!state) state = std::make_shared<ClientArrays>();
    state->clear();

    struct Block {
        Data data;
        uint64_t at;
        const uint8_t* p;
    } blocks[SGL_ARRAYS];
    uint64_t total = 0;
    for (uint32_t i = 0; i < b; i++) {
        Block& block = blocks[i];
        const uint32_t phase = a.u32(blocksAt + i * SGL_CLIENT_BLOCK_WORDS) & 15;
        const uint32_t slot = blocksAt + i * SGL_CLIENT_BLOCK_WORDS + 1;
        const bool staged = a.u32(slot) == SGL_PTR_STAGED;
        if (!a.data(slot, block.data) || block.data.null || block.data.offset || block.data.client) return x.malformed("lacks a block");
        block.p = nullptr;
        if (staged) {
            auto& taken = x.stream->taken;
            block.p = taken.back().p;
            state->owned.push_back(taken.back().p);
            x.executor.staged -= taken.back().total; // it lives for one draw
            taken.pop_back();
            continue;
        }
        block.at = ((total + 15) & ~15ull) + phase;
        total = block.at + block.data.bytes + kSlack;
    }
    if (state->memory.size() < total + 16) state->memory.resize(total + 16);
    uint8_t* base = state->memory.data();
    base += (16 - (reinterpret_cast<uintptr_t>(base) & 15)) & 15;
    for (uint32_t i = 0; i < b; i++) {
        if (blocks[i].p) continue;
        if (blocks[i].data.bytes) std::memcpy(base + blocks[i].at, blocks[i].data.p, blocks[i].data.bytes);
        blocks[i].p = base + blocks[i].at;
    }

    const sgl_vertex_array& vao = *x.cx->vao;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = arraysAt + i * SGL_CLIENT_ARRAY_WORDS;
        const uint32_t slot = a.u32(at), block = a.u32(at + 1);
        const uint64_t offset = a.u64(at + 2), count = a.u64(at + 6);
        if (slot >= SGL_ARRAYS || block >= b) return x.malformed("names an array that does not exist");
        const uint64_t span = sgl_array_span(&vao, slot, count);
        const uint64_t bytes = blocks[block].data.bytes;
        if (offset > bytes || span > bytes - offset) return x.malformed("has less data than its arrays take");
        state->arrays.push_back({slot, a.i64(at + 4), count, blocks[block].p + offset, bytes - offset});
    }
    return true;
}

// ---- the scope --------------------------------------------------------------------------------------

// Calls the gl*Pointer function of a slot with the tracked format.
void ArrayScope::point(uint32_t slot, const void* pointer) {
    const HostGl& gl = x_.gl;
    const sgl_array& array = x_.cx->vao->arrays[slot];
    const GLint size = array.bgra ? GL_BGRA : array.size;
    const GLsizei stride = x_.cx->vao->bindings[array.binding].stride;
    switch (slot) {
    case SGL_ARRAY_VERTEX: gl.VertexPointer(size, array.type, stride, pointer); return;
    case SGL_ARRAY_NORMAL: gl.NormalPointer(array.type, stride, pointer); return;
    case SGL_ARRAY_COLOR: gl.ColorPointer(size, array.type, stride, pointer); return;
    case SGL_ARRAY_SECONDARY_COLOR: gl.SecondaryColorPointer(size, array.type, stride, pointer); return;
    case SGL_ARRAY_FOG_COORD: gl.FogCoordPointer(array.type, stride, pointer); return;
    case SGL_ARRAY_INDEX: gl.IndexPointer(array.type, stride, pointer); return;
    case SGL_ARRAY_EDGE_FLAG: gl.EdgeFlagPointer(stride, pointer); return;
    case SGL_ARRAY_POINT_SIZE: gl.PointSizePointerOES(array.type, stride, pointer); return;
    default: break;
    }
    if (slot < SGL_ARRAY_GENERIC0) {
        const uint32_t unit = slot - SGL_ARRAY_TEX_COORD0;
        if (unit != x_.cx->client_texture) gl.ClientActiveTexture(GL_TEXTURE0 + unit);
        gl.TexCoordPointer(size, array.type, stride, pointer);
        if (unit != x_.cx->client_texture) gl.ClientActiveTexture(GL_TEXTURE0 + x_.cx->client_texture);
        return;
    }
    const GLuint index = slot - SGL_ARRAY_GENERIC0;
    switch (array.kind) {
    case SGL_ARRAY_INTEGER: gl.VertexAttribIPointer(index, size, array.type, stride, pointer); break;
    case SGL_ARRAY_LONG: gl.VertexAttribLPointer(index, size, array.type, stride, pointer); break;
    default: gl.VertexAttribPointer(index, size, array.type, array.normalized, stride, pointer); break;
    }
}

ArrayScope::ArrayScope(Exec& x, const sgl_draw_extent& extent) : x_(x) {
    sgl_track& cx = *x.cx;
    if (!cx.needs_client_arrays || !extent.reads) return;
    const ClientArrays* state = x.stream->clientArrays.get();
    for (uint64_t left = cx.client_arrays; left; left &= left - 1) {
        const auto slot = static_cast<uint32_t>(__builtin_ctzll(left));
        int64_t first;
        uint64_t count;
        if (!sgl_draw_elements_of(cx.vao, slot, &extent, &first, &count)) continue;
        const ClientArrays::Array* found = nullptr;
        if (state)
            for (const auto& array : state->arrays)
                if (array.slot == slot) found = &array;
        // the format may have changed since the arrays came: only a wrong client does that, so they are measured again
        const uint64_t skipped = found && first >= found->first ? static_cast<uint64_t>(first - found->first) : ~0ull;
        if (!found || skipped > found->count || count > found->count - skipped || sgl_array_span(cx.vao, slot, skipped + count) > found->bytes) {
            ok_ = false;
            return;
        }
        if (!changed_) {
            changed_ = true;
            if (cx.array_buffer) x.gl.BindBuffer(GL_ARRAY_BUFFER, 0);
        }
        const int64_t stride = cx.vao->bindings[cx.vao->arrays[slot].binding].stride;
        point(slot, reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(found->data) - static_cast<uintptr_t>(found->first * stride)));
        set_ |= 1ull << slot;
    }
}

// Nothing may be left that points into memory which goes away. An attribute that reads another binding than its
// own (GL_ARB_vertex_attrib_binding) gets its format and binding back, which the pointer call replaced.
ArrayScope::~ArrayScope() {
    if (!changed_) return;
    const HostGl& gl = x_.gl;
    const sgl_track& cx = *x_.cx;
    for (uint64_t left = set_; left; left &= left - 1) {
        const auto slot = static_cast<uint32_t>(__builtin_ctzll(left));
        point(slot, Exec::poison());
        const sgl_array& array = cx.vao->arrays[slot];
        if (slot < SGL_ARRAY_GENERIC0 || slot == SGL_ARRAY_POINT_SIZE || (array.binding == slot && array.relative_offset == 0)) continue;
        const GLuint index = slot - SGL_ARRAY_GENERIC0;
        const sgl_array_binding& own = cx.vao->bindings[slot];
        const GLint size = array.bgra ? GL_BGRA : array.size;
        if (array.kind == SGL_ARRAY_INTEGER) gl.VertexAttribIFormat(index, size, array.type, array.relative_offset);
        else if (array.kind == SGL_ARRAY_LONG) gl.VertexAttribLFormat(index, size, array.type, array.relative_offset);
        else gl.VertexAttribFormat(index, size, array.type, array.normalized, array.relative_offset);
        gl.BindVertexBuffer(index, own.buffer, static_cast<GLintptr>(own.offset), own.stride);
        gl.VertexAttribBinding(index, array.binding - SGL_ARRAY_GENERIC0);
    }
    if (cx.array_buffer) gl.BindBuffer(GL_ARRAY_BUFFER, cx.array_buffer);
    if (x_.stream->clientArrays) x_.stream->clientArrays->clear();
}

// ---- what the client asks -----------------------------------------------------------------------------

sgl_restart restartNow(Exec& x) {
    sgl_track& cx = *x.cx;
    if (cx.restart_uncertain) {
        GLint index = 0;
        cx.restart.enabled = x.gl.IsEnabled(GL_PRIMITIVE_RESTART) != 0;
        cx.restart.fixed = x.gl.IsEnabled(GL_PRIMITIVE_RESTART_FIXED_INDEX) != 0;
        x.gl.GetIntegerv(GL_PRIMITIVE_RESTART_INDEX, &index);
        cx.restart.index = static_cast<uint32_t>(index);
        cx.restart_uncertain = false;
    }
    return cx.restart;
}

bool readIndices(Exec& x, uint32_t type, uint64_t offset, uint64_t count, std::vector<uint8_t>& out, uint64_t& found) {
    const uint32_t each = sgl_index_bytes(type);
    found = 0;
    if (!each || !x.cx->vao->element_buffer) return false;
    const GLint64 size = bufferState(x, GL_ELEMENT_ARRAY_BUFFER, GL_BUFFER_SIZE);
    if (size <= 0 || offset >= static_cast<uint64_t>(size)) return false;
    found = std::min(count, (static_cast<uint64_t>(size) - offset) / each);
    if (!found) return false;
    if (out.size() < found * each) out.resize(found * each);
    if (bufferState(x, GL_ELEMENT_ARRAY_BUFFER, GL_BUFFER_MAPPED) && !(bufferState(x, GL_ELEMENT_ARRAY_BUFFER, GL_BUFFER_ACCESS_FLAGS) & GL_MAP_PERSISTENT_BIT))
        return false; // the draw itself is an error
    return readBuffer(x, GL_ELEMENT_ARRAY_BUFFER, offset, found * each, out.data());
}

void addElements(Exec& x, sgl_draw_extent& extent, uint32_t mode, int64_t count, uint32_t type, const void* indices, uint64_t offset,
                 int64_t instances, int64_t baseVertex, uint32_t baseInstance) {
    if (!x.cx->needs_client_arrays || !sgl_draw_mode_known(mode) || count <= 0 || instances <= 0) return;
    static thread_local std::vector<uint8_t> contents;
    uint64_t found = static_cast<uint64_t>(count);
    if (!indices) {
        if (!readIndices(x, type, offset, found, contents, found)) return;
        indices = contents.data();
        // indices beyond the buffer's end read as anything that a driver likes, mostly 0
        if (found < static_cast<uint64_t>(count)) sgl_draw_add(&extent, baseVertex, baseVertex, static_cast<uint32_t>(instances), baseInstance);
    }
    uint32_t low, high;
    const sgl_restart restart = restartNow(x);
    if (sgl_index_range(indices, type, found, &restart, &low, &high))
        sgl_draw_add(&extent, low + baseVertex, high + baseVertex, static_cast<uint32_t>(instances), baseInstance);
}

bool hand_sglIndexRange(Exec& x, Args& a) {
    if (!x.context) return x.malformed("came without a current context");
    if (!a.fixed(5)) return x.malformed("is too short");
    sgl_draw_extent extent{};
    // as the draw will see it: mode and instances do not matter here
    addElements(x, extent, GL_POINTS, static_cast<int64_t>(std::min<uint64_t>(a.u64(3), 1ull << 32)), a.u32(0), nullptr, a.u64(1), 1, 0, 0);
    const uint32_t answer[3] = {extent.reads, static_cast<uint32_t>(extent.first), static_cast<uint32_t>(extent.last)};
    x.reply.begin(SGL_OP_INDEX_RANGE);
    x.reply.raw(answer, sizeof answer);
    x.reply.end();
    return true;
}

bool hand_sglRestartState(Exec& x, Args&) {
    if (!x.context) return x.malformed("came without a current context");
    const sgl_restart restart = restartNow(x);
    const uint32_t answer[3] = {restart.enabled, restart.fixed, restart.index};
    x.reply.begin(SGL_OP_RESTART_STATE);
    x.reply.raw(answer, sizeof answer);
    x.reply.end();
    return true;
}

} // namespace sgl
