// What a draw would read its vertices from, as the executor follows it: the current vertex array object with fixed-function
// and generic arrays alike (OpenGL itself does not tell pointers of both through one question).
#include "addon.h"
#include "state.h"

namespace sgl {

Napi::Object vertexArrayObject(Napi::Env env, const sgl_track& track) {
    const sgl_vertex_array& vao = *track.vao;
    Napi::Object result = Napi::Object::New(env);
    result.Set("name", vao.name);
    result.Set("elementBuffer", vao.element_buffer);
    result.Set("indirectBuffer", track.draw_indirect_buffer);
    result.Set("restart", track.restart.enabled || track.restart.fixed);
    result.Set("restartFixed", track.restart.fixed);
    result.Set("restartIndex", track.restart.index);
    Napi::Array arrays = Napi::Array::New(env);
    uint32_t n = 0;
    for (uint32_t slot = 0; slot < SGL_ARRAYS; slot++) {
        if (!(vao.enabled >> slot & 1)) continue;
        const sgl_array& a = vao.arrays[slot];
        const sgl_array_binding& b = vao.bindings[a.binding < SGL_ARRAYS ? a.binding : slot];
        Napi::Object o = Napi::Object::New(env);
        o.Set("slot", slot);
        o.Set("buffer", b.buffer);
        o.Set("offset", static_cast<double>(b.buffer ? b.offset + a.relative_offset : 0));
        o.Set("stride", b.stride);
        o.Set("divisor", b.divisor);
        o.Set("type", a.type);
        o.Set("size", a.size);
        o.Set("bgra", a.bgra);
        o.Set("normalized", a.normalized);
        o.Set("kind", a.kind);
        arrays.Set(n++, o);
    }
    result.Set("arrays", arrays);
    return result;
}

} // namespace sgl
