// glArrayElement with arrays in the program's memory: the element came along, each attribute is set by the
// immediate-mode command that the specification names for it. See guest/common/gl_array_element.c. Of arrays in buffers
// beside them the element is read here; between glBegin and glEnd, where that is not allowed, from copies that glBegin took.
#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "executor.h"
#include "state.h"

namespace sgl {

bool readWholeBuffer(Exec&, GLuint name, std::vector<uint8_t>& out); // exec_map.cpp

namespace {

template <class T> const T* as(const uint32_t* p) { return reinterpret_cast<const T*>(p); }

// One of the sizes 1 to 4 of a family of functions.
#define BY_SIZE(type, a, b, c, d)                  \
    switch (size) {                                \
    case 1: a(as<type>(p)); return;                \
    case 2: b(as<type>(p)); return;                \
    case 3: c(as<type>(p)); return;                \
    default: d(as<type>(p)); return;               \
    }
#define NONE(x) (void)(x)

void vertex(const HostGl& gl, int size, GLenum type, const uint32_t* p) {
    switch (type) {
    case GL_SHORT: BY_SIZE(GLshort, NONE, gl.Vertex2sv, gl.Vertex3sv, gl.Vertex4sv)
    case GL_INT: BY_SIZE(GLint, NONE, gl.Vertex2iv, gl.Vertex3iv, gl.Vertex4iv)
    case GL_FLOAT: BY_SIZE(GLfloat, NONE, gl.Vertex2fv, gl.Vertex3fv, gl.Vertex4fv)
    case GL_DOUBLE: BY_SIZE(GLdouble, NONE, gl.Vertex2dv, gl.Vertex3dv, gl.Vertex4dv)
    case GL_HALF_FLOAT: BY_SIZE(GLhalf, NONE, gl.Vertex2hvNV, gl.Vertex3hvNV, gl.Vertex4hvNV)
    default: gl.VertexP4ui(type, *p);
    }
}
void normal(const HostGl& gl, GLenum type, const uint32_t* p) {
    switch (type) {
    case GL_BYTE: gl.Normal3bv(as<GLbyte>(p)); break;
    case GL_SHORT: gl.Normal3sv(as<GLshort>(p)); break;
    case GL_INT: gl.Normal3iv(as<GLint>(p)); break;
    case GL_FLOAT: gl.Normal3fv(as<GLfloat>(p)); break;
    case GL_DOUBLE: gl.Normal3dv(as<GLdouble>(p)); break;
    case GL_HALF_FLOAT: gl.Normal3hvNV(as<GLhalf>(p)); break;
    default: gl.NormalP3ui(type, *p);
    }
}
void color(const HostGl& gl, int size, bool bgra, GLenum type, const uint32_t* p) {
    if (bgra && type == GL_UNSIGNED_BYTE) {
        const auto* b = as<GLubyte>(p);
        gl.Color4ub(b[2], b[1], b[0], b[3]);
        return;
    }
    switch (type) {
    case GL_BYTE: BY_SIZE(GLbyte, NONE, NONE, gl.Color3bv, gl.Color4bv)
    case GL_UNSIGNED_BYTE: BY_SIZE(GLubyte, NONE, NONE, gl.Color3ubv, gl.Color4ubv)
    case GL_SHORT: BY_SIZE(GLshort, NONE, NONE, gl.Color3sv, gl.Color4sv)
    case GL_UNSIGNED_SHORT: BY_SIZE(GLushort, NONE, NONE, gl.Color3usv, gl.Color4usv)
    case GL_INT: BY_SIZE(GLint, NONE, NONE, gl.Color3iv, gl.Color4iv)
    case GL_UNSIGNED_INT: BY_SIZE(GLuint, NONE, NONE, gl.Color3uiv, gl.Color4uiv)
    case GL_FLOAT: BY_SIZE(GLfloat, NONE, NONE, gl.Color3fv, gl.Color4fv)
    case GL_DOUBLE: BY_SIZE(GLdouble, NONE, NONE, gl.Color3dv, gl.Color4dv)
    case GL_HALF_FLOAT: BY_SIZE(GLhalf, NONE, NONE, gl.Color3hvNV, gl.Color4hvNV)
    default: gl.ColorP4ui(type, *p);
    }
}
void secondaryColor(const HostGl& gl, bool bgra, GLenum type, const uint32_t* p) {
    if (bgra && type == GL_UNSIGNED_BYTE) {
        const auto* b = as<GLubyte>(p);
        gl.SecondaryColor3ub(b[2], b[1], b[0]);
        return;
    }
    switch (type) {
    case GL_BYTE: gl.SecondaryColor3bv(as<GLbyte>(p)); break;
    case GL_UNSIGNED_BYTE: gl.SecondaryColor3ubv(as<GLubyte>(p)); break;
    case GL_SHORT: gl.SecondaryColor3sv(as<GLshort>(p)); break;
    case GL_UNSIGNED_SHORT: gl.SecondaryColor3usv(as<GLushort>(p)); break;
    case GL_INT: gl.SecondaryColor3iv(as<GLint>(p)); break;
    case GL_UNSIGNED_INT: gl.SecondaryColor3uiv(as<GLuint>(p)); break;
    case GL_FLOAT: gl.SecondaryColor3fv(as<GLfloat>(p)); break;
    case GL_DOUBLE: gl.SecondaryColor3dv(as<GLdouble>(p)); break;
    case GL_HALF_FLOAT: gl.SecondaryColor3hvNV(as<GLhalf>(p)); break;
    default: gl.SecondaryColorP3ui(type, *p);
    }
}
void texCoord(const HostGl& gl, GLenum unit, int size, GLenum type, const uint32_t* p) {
#define UNIT(f) [&](auto* v) { f(unit, v); }
    switch (type) {
    case GL_SHORT: BY_SIZE(GLshort, UNIT(gl.MultiTexCoord1sv), UNIT(gl.MultiTexCoord2sv), UNIT(gl.MultiTexCoord3sv), UNIT(gl.MultiTexCoord4sv))
    case GL_INT: BY_SIZE(GLint, UNIT(gl.MultiTexCoord1iv), UNIT(gl.MultiTexCoord2iv), UNIT(gl.MultiTexCoord3iv), UNIT(gl.MultiTexCoord4iv))
    case GL_FLOAT: BY_SIZE(GLfloat, UNIT(gl.MultiTexCoord1fv), UNIT(gl.MultiTexCoord2fv), UNIT(gl.MultiTexCoord3fv), UNIT(gl.MultiTexCoord4fv))
    case GL_DOUBLE: BY_SIZE(GLdouble, UNIT(gl.MultiTexCoord1dv), UNIT(gl.MultiTexCoord2dv), UNIT(gl.MultiTexCoord3dv), UNIT(gl.MultiTexCoord4dv))
    case GL_HALF_FLOAT: BY_SIZE(GLhalf, UNIT(gl.MultiTexCoord1hvNV), UNIT(gl.MultiTexCoord2hvNV), UNIT(gl.MultiTexCoord3hvNV), UNIT(gl.MultiTexCoord4hvNV))
    default: gl.MultiTexCoordP4ui(unit, type, *p);
    }
}

// A generic attribute of floating-point kind as four floats, converted as section 2.3.5 says.
template <class T> void widen(const uint32_t* p, int size, bool normalized, GLfloat out[4]) {
    for (int i = 0; i < size; i++) {
        const T v = as<T>(p)[i];
        if (!normalized) out[i] = static_cast<GLfloat>(v);
        else if (std::is_signed_v<T>) out[i] = std::max(static_cast<GLfloat>(v) / static_cast<GLfloat>(std::numeric_limits<T>::max()), -1.0f);
        else out[i] = static_cast<GLfloat>(v) / static_cast<GLfloat>(std::numeric_limits<T>::max());
    }
}
void genericFloat(const HostGl& gl, GLuint index, const sgl_array& a, const uint32_t* p) {
    const int size = a.size;
    const bool n = a.normalized;
#define INDEX(f) [&](auto* v) { f(index, v); }
    switch (a.type) {
    case GL_FLOAT: BY_SIZE(GLfloat, INDEX(gl.VertexAttrib1fv), INDEX(gl.VertexAttrib2fv), INDEX(gl.VertexAttrib3fv), INDEX(gl.VertexAttrib4fv))
    case GL_DOUBLE: BY_SIZE(GLdouble, INDEX(gl.VertexAttrib1dv), INDEX(gl.VertexAttrib2dv), INDEX(gl.VertexAttrib3dv), INDEX(gl.VertexAttrib4dv))
    case GL_HALF_FLOAT: BY_SIZE(GLhalf, INDEX(gl.VertexAttrib1hvNV), INDEX(gl.VertexAttrib2hvNV), INDEX(gl.VertexAttrib3hvNV), INDEX(gl.VertexAttrib4hvNV))
    case GL_INT_2_10_10_10_REV:
    case GL_UNSIGNED_INT_2_10_10_10_REV: gl.VertexAttribP4ui(index, a.type, n, *p); return;
    case GL_UNSIGNED_INT_10F_11F_11F_REV: gl.VertexAttribP3ui(index, a.type, n, *p); return;
    default: break;
    }
    GLfloat v[4] = {0, 0, 0, 1};
    switch (a.type) {
    case GL_BYTE: widen<GLbyte>(p, size, n, v); break;
    case GL_UNSIGNED_BYTE: widen<GLubyte>(p, size, n, v); break;
    case GL_SHORT: widen<GLshort>(p, size, n, v); break;
    case GL_UNSIGNED_SHORT: widen<GLushort>(p, size, n, v); break;
    case GL_INT: widen<GLint>(p, size, n, v); break;
    case GL_UNSIGNED_INT: widen<GLuint>(p, size, n, v); break;
    case GL_FIXED:
        for (int i = 0; i < size; i++) v[i] = static_cast<GLfloat>(as<GLint>(p)[i]) / 65536.0f;
        break;
    default: return;
    }
    if (a.bgra) std::swap(v[0], v[2]);
    gl.VertexAttrib4fv(index, v);
}
template <class T, class V> void widenInteger(const uint32_t* p, int size, V out[4]) {
    for (int i = 0; i < size; i++) out[i] = as<T>(p)[i];
}
void genericInteger(const HostGl& gl, GLuint index, const sgl_array& a, const uint32_t* p) {
    GLint v[4] = {0, 0, 0, 1};
    GLuint u[4] = {0, 0, 0, 1};
    switch (a.type) {
    case GL_BYTE: widenInteger<GLbyte>(p, a.size, v); break;
    case GL_SHORT: widenInteger<GLshort>(p, a.size, v); break;
    case GL_INT: widenInteger<GLint>(p, a.size, v); break;
    case GL_UNSIGNED_BYTE: widenInteger<GLubyte>(p, a.size, u); break;
    case GL_UNSIGNED_SHORT: widenInteger<GLushort>(p, a.size, u); break;
    default: widenInteger<GLuint>(p, a.size, u); break;
    }
    if (a.type == GL_BYTE || a.type == GL_SHORT || a.type == GL_INT) gl.VertexAttribI4iv(index, v);
    else gl.VertexAttribI4uiv(index, u);
}

void attribute(const HostGl& gl, const sgl_track& cx, uint32_t slot, const uint32_t* p) {
    const sgl_array& a = cx.vao->arrays[slot];
    const int size = a.size;
    switch (slot) {
    case SGL_ARRAY_VERTEX: vertex(gl, size, a.type, p); return;
    case SGL_ARRAY_NORMAL: normal(gl, a.type, p); return;
    case SGL_ARRAY_COLOR: color(gl, size, a.bgra, a.type, p); return;
    case SGL_ARRAY_SECONDARY_COLOR: secondaryColor(gl, a.bgra, a.type, p); return;
    case SGL_ARRAY_FOG_COORD:
        if (a.type == GL_DOUBLE) gl.FogCoorddv(as<GLdouble>(p));
        else if (a.type == GL_HALF_FLOAT) gl.FogCoordhvNV(as<GLhalf>(p));
        else gl.FogCoordfv(as<GLfloat>(p));
        return;
    case SGL_ARRAY_INDEX:
        switch (a.type) {
        case GL_UNSIGNED_BYTE: gl.Indexubv(as<GLubyte>(p)); return;
        case GL_SHORT: gl.Indexsv(as<GLshort>(p)); return;
        case GL_INT: gl.Indexiv(as<GLint>(p)); return;
        case GL_DOUBLE: gl.Indexdv(as<GLdouble>(p)); return;
        default: gl.Indexfv(as<GLfloat>(p)); return;
        }
    case SGL_ARRAY_EDGE_FLAG: gl.EdgeFlagv(as<GLboolean>(p)); return;
    default: break;
    }
    if (slot < SGL_ARRAY_GENERIC0) {
        texCoord(gl, GL_TEXTURE0 + slot - SGL_ARRAY_TEX_COORD0, size, a.type, p);
        return;
    }
    const GLuint index = slot - SGL_ARRAY_GENERIC0;
    if (a.kind == SGL_ARRAY_INTEGER) {
        genericInteger(gl, index, a, p);
    } else if (a.kind == SGL_ARRAY_LONG) {
        if (a.type == GL_DOUBLE)
            BY_SIZE(GLdouble, INDEX(gl.VertexAttribL1dv), INDEX(gl.VertexAttribL2dv), INDEX(gl.VertexAttribL3dv), INDEX(gl.VertexAttribL4dv))
    } else {
        genericFloat(gl, index, a, p);
    }
}

// The arrays that an element of client memory does not bring.
uint64_t besideClientArrays(const sgl_track& cx) { return cx.needs_client_arrays ? cx.vao->enabled & cx.vao->buffered : 0; }

void copyBuffers(Exec& x) {
    for (uint64_t left = besideClientArrays(*x.cx); left; left &= left - 1) {
        const sgl_vertex_array& vao = *x.cx->vao;
        const uint32_t buffer = vao.bindings[vao.arrays[__builtin_ctzll(left)].binding].buffer;
        auto& copies = x.context->begunBuffers;
        if (!copies.count(buffer)) readWholeBuffer(x, buffer, copies[buffer]);
    }
}

// The element of an array in a buffer into `words`; false when it is not in there.
bool bufferElement(Exec& x, uint32_t slot, GLint index, uint32_t words[8]) {
    const sgl_array& array = x.cx->vao->arrays[slot];
    const sgl_array_binding& binding = x.cx->vao->bindings[array.binding];
    const auto& copy = x.context->begunBuffers[binding.buffer];
    const int64_t at = static_cast<int64_t>(binding.offset) + array.relative_offset + static_cast<int64_t>(index) * binding.stride;
    if (at < 0 || array.element_bytes > 32 || static_cast<uint64_t>(at) + array.element_bytes > copy.size()) return false;
    std::memcpy(words, copy.data() + at, array.element_bytes);
    return true;
}

} // namespace

bool hand_glBegin(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const GLenum mode = a.u32(0);
    if (besideClientArrays(*x.cx) && !x.context->insideBegin) copyBuffers(x);
    sgl_track_glBegin(x.cx, mode);
    x.gl.Begin(mode);
    x.context->insideBegin = x.cx->begun;
    return true;
}

bool hand_glEnd(Exec& x, Args&) {
    sgl_track_glEnd(x.cx);
    x.gl.End();
    x.context->insideBegin = x.cx->begun;
    if (!x.context->begunBuffers.empty()) x.context->begunBuffers.clear();
    return true;
}

bool hand_glArrayElement(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("is too short");
    const GLint index = a.i32(0);
    const uint32_t n = a.u32(1);
    const sgl_track& cx = *x.cx;
    if (n == 0) {
        // a driver that reads client arrays here would read what is not there
        const bool restart = cx.restart.enabled && static_cast<GLuint>(index) == cx.restart.index;
        if (cx.needs_client_arrays && !restart && index >= 0) return x.malformed("brings no element of its client arrays");
        x.gl.ArrayElement(index);
        return true;
    }
    const uint32_t* p = a.rest();
    uint32_t left = a.restWords();
    uint32_t inBuffer[3][9]; // the two that make a vertex, and any other
    if (besideClientArrays(cx) && !x.context->insideBegin) {
        x.context->begunBuffers.clear();
        copyBuffers(x);
    }
    const uint32_t *vertexAt = nullptr, *positionAt = nullptr;
    for (uint32_t i = 0; i < n; i++) {
        if (left < 1 || p[0] >= SGL_ARRAYS) return x.malformed("names an array that does not exist");
        const uint32_t words = 1 + (cx.vao->arrays[p[0]].element_bytes + 3u) / 4;
        if (left < words) return x.malformed("is cut off");
        // the two that make a vertex come last
        if (p[0] == SGL_ARRAY_VERTEX) vertexAt = p;
        else if (p[0] == SGL_ARRAY_GENERIC0) positionAt = p;
        else attribute(x.gl, cx, p[0], p + 1);
        p += words;
        left -= words;
    }
    for (uint64_t beside = besideClientArrays(cx); beside; beside &= beside - 1) {
        const auto slot = static_cast<uint32_t>(__builtin_ctzll(beside));
        uint32_t* words = inBuffer[slot == SGL_ARRAY_VERTEX ? 0 : slot == SGL_ARRAY_GENERIC0 ? 1 : 2];
        if (!bufferElement(x, slot, index, words + 1)) continue;
        if (slot == SGL_ARRAY_VERTEX) vertexAt = words;
        else if (slot == SGL_ARRAY_GENERIC0) positionAt = words;
        else attribute(x.gl, cx, slot, words + 1);
    }
    // generic attribute 0 is the vertex, where both are enabled
    if (positionAt) attribute(x.gl, cx, SGL_ARRAY_GENERIC0, positionAt + 1);
    else if (vertexAt) attribute(x.gl, cx, SGL_ARRAY_VERTEX, vertexAt + 1);
    return true;
}

} // namespace sgl
