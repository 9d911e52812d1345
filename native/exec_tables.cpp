// Readbacks of pixel maps, of the imaging subset's tables and filters, of buffers, query results and program
// strings. The client's side is guest/common/gl_readback.c.
#include <climits>

#include "readback.h"

namespace sgl {
namespace {

bool replyBytes(Exec& x, Args& a, uint32_t slot, const void* p, uint64_t bytes) {
    x.reply.begin(x.opcode);
    if (a.isNull(slot)) x.reply.outNull();
    else x.reply.out(p, bytes);
    x.reply.end();
    return true;
}

// ---- Pixel maps -----------------------------------------------------------------------------------

// GL_PIXEL_MAP_I_TO_I ... GL_PIXEL_MAP_A_TO_A and their sizes have numbers in the same order.
GLint pixelMapSize(Exec& x, GLenum map) {
    GLint size = 0;
    if (map < GL_PIXEL_MAP_I_TO_I || map > GL_PIXEL_MAP_A_TO_A) return 0;
    x.gl.GetIntegerv(map - GL_PIXEL_MAP_I_TO_I + GL_PIXEL_MAP_I_TO_I_SIZE, &size);
    return answered(x) ? size : 0;
}

// `read(room, to)`; with a bound of the program's in word 1 when `bounded`.
bool pixelMap(Exec& x, Args& a, bool bounded, uint32_t unit, const std::function<void(GLsizei, void*)>& read) {
    const uint32_t slot = bounded ? 2 : 1;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    const GLsizei bufSize = bounded ? a.i32(1) : INT_MAX;
    if (a.isOffset(slot)) return readToBuffer(x, a, slot, GL_PIXEL_PACK_BUFFER_BINDING, [&](void* at) { read(bufSize, at); });
    const uint64_t bytes = uint64_t(pixelMapSize(x, a.u32(0))) * unit;
    // an unknown map is an error before anything is written
    void* to = x.scratch(bytes + 64);
    if (!to) {
        x.raise(GL_OUT_OF_MEMORY);
        return replyBytes(x, a, slot, nullptr, 0);
    }
    read(bufSize, to);
    return replyBytes(x, a, slot, to, x.errorRaised() ? 0 : bytes);
}

// ---- The imaging subset ---------------------------------------------------------------------------

using GetState = void (APIENTRY*)(GLenum target, GLenum pname, GLint* value);

GLint ask(Exec& x, GetState get, GLenum target, GLenum pname, bool& known) {
    GLint value = 0;
    get(target, pname, &value);
    known = answered(x) && known;
    return value;
}

// A table, filter or count array of `head`'s size, in format and type of words `at` and `at + 1`.
bool table(Exec& x, Args& a, uint32_t slot, bool known, ImageHead head, GLenum format, GLenum type, GLsizei bufSize, bool carried,
           const std::function<void(GLsizei, void*)>& read) {
    if (!carried) {
        x.raise(GL_INVALID_OPERATION); // what drivers without the imaging subset do
        return a.isOffset(slot) ? true : replyNoImage(x);
    }
    if (a.isOffset(slot)) return readToBuffer(x, a, slot, GL_PIXEL_PACK_BUFFER_BINDING, [&](void* at) { read(bufSize, at); });
    struct sgl_image_layout layout{};
    if (!known || !sgl_image_layout(&x.cx->pack, int(head.dimensions), head.width, head.height, 1, format, type, &layout)) {
        x.raise(GL_INVALID_ENUM);
        return replyNoImage(x);
    }
    if (layout.extent > uint64_t(bufSize < 0 ? 0 : bufSize)) {
        x.raise(GL_INVALID_OPERATION);
        return replyNoImage(x);
    }
    auto* to = static_cast<uint8_t*>(x.scratch(layout.extent));
    if (!to) {
        x.raise(GL_OUT_OF_MEMORY);
        return replyNoImage(x);
    }
    read(GLsizei(layout.extent), to);
    if (x.errorRaised()) return replyNoImage(x);
    x.reply.begin(x.opcode);
    x.reply.raw(&head, sizeof head);
    if (a.isNull(slot)) x.reply.outNull();
    else x.reply.outRows(to, layout);
    x.reply.end();
    return true;
}

bool colorTable(Exec& x, Args& a, bool bounded) {
    const uint32_t slot = bounded ? 4 : 3;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    bool known = true;
    const GLint width = ask(x, x.gl.GetColorTableParameteriv, a.u32(0), GL_COLOR_TABLE_WIDTH, known);
    return table(x, a, slot, known, {1, uint32_t(width), 1, 1, 0}, a.u32(1), a.u32(2), bounded ? a.i32(3) : INT_MAX, hostHas("glGetColorTable"),
                 [&](GLsizei, void* to) { x.gl.GetColorTable(a.u32(0), a.u32(1), a.u32(2), to); });
}

bool convolutionFilter(Exec& x, Args& a, bool bounded) {
    const uint32_t slot = bounded ? 4 : 3;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    bool known = true;
    const GLint width = ask(x, x.gl.GetConvolutionParameteriv, a.u32(0), GL_CONVOLUTION_WIDTH, known);
    const GLint height = ask(x, x.gl.GetConvolutionParameteriv, a.u32(0), GL_CONVOLUTION_HEIGHT, known);
    const uint32_t dimensions = a.u32(0) == GL_CONVOLUTION_1D ? 1 : 2;
    return table(x, a, slot, known, {dimensions, uint32_t(width), dimensions == 1 ? 1 : uint32_t(height), 1, 0}, a.u32(1), a.u32(2),
                 bounded ? a.i32(3) : INT_MAX, hostHas("glGetConvolutionFilter"),
                 [&](GLsizei, void* to) { x.gl.GetConvolutionFilter(a.u32(0), a.u32(1), a.u32(2), to); });
}

bool histogram(Exec& x, Args& a, bool bounded) {
    const uint32_t slot = bounded ? 5 : 4;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    bool known = true;
    const GLint width = ask(x, x.gl.GetHistogramParameteriv, a.u32(0), GL_HISTOGRAM_WIDTH, known);
    return table(x, a, slot, known, {1, uint32_t(width), 1, 1, 0}, a.u32(2), a.u32(3), bounded ? a.i32(4) : INT_MAX, hostHas("glGetHistogram"),
                 [&](GLsizei, void* to) { x.gl.GetHistogram(a.u32(0), GLboolean(a.u32(1)), a.u32(2), a.u32(3), to); });
}

bool minmax(Exec& x, Args& a, bool bounded) {
    const uint32_t slot = bounded ? 5 : 4;
    if (!a.fixed(slot + 1)) return x.malformed("is too short");
    return table(x, a, slot, true, {1, 2, 1, 1, 0}, a.u32(2), a.u32(3), bounded ? a.i32(4) : INT_MAX, hostHas("glGetMinmax"),
                 [&](GLsizei, void* to) { x.gl.GetMinmax(a.u32(0), GLboolean(a.u32(1)), a.u32(2), a.u32(3), to); });
}

// Row and column filter in one call; `span` is never touched.
bool separableFilter(Exec& x, Args& a, bool bounded) {
    const uint32_t rowSlot = bounded ? 4 : 3, columnSlot = bounded ? 6 : 4;
    if (!a.fixed(bounded ? 8 : 6)) return x.malformed("is too short");
    const GLenum target = a.u32(0), format = a.u32(1), type = a.u32(2);
    const bool carried = hostHas("glGetSeparableFilter");
    if (a.isOffset(rowSlot)) {
        Data row, column;
        if (!a.data(rowSlot, row) || !a.data(columnSlot, column)) return x.malformed("has no offset");
        GLint buffer = 0;
        x.gl.GetIntegerv(GL_PIXEL_PACK_BUFFER_BINDING, &buffer);
        if (!answered(x) || !buffer || !carried) x.raise(GL_INVALID_OPERATION);
        else x.gl.GetSeparableFilter(target, format, type, reinterpret_cast<void*>(uintptr_t(row.value)), reinterpret_cast<void*>(uintptr_t(column.value)), nullptr);
        return true;
    }
    bool known = carried;
    const GLint width = ask(x, x.gl.GetConvolutionParameteriv, target, GL_CONVOLUTION_WIDTH, known);
    const GLint height = ask(x, x.gl.GetConvolutionParameteriv, target, GL_CONVOLUTION_HEIGHT, known);
    struct sgl_image_layout row{}, column{};
    if (!known || !sgl_image_layout(&x.cx->pack, 1, width, 1, 1, format, type, &row) ||
        !sgl_image_layout(&x.cx->pack, 1, height, 1, 1, format, type, &column)) {
        x.raise(carried ? GL_INVALID_ENUM : GL_INVALID_OPERATION);
        return replyNoImage(x);
    }
    if (bounded && (int64_t(row.extent) > a.i32(3) || int64_t(column.extent) > a.i32(5))) {
        x.raise(GL_INVALID_OPERATION);
        return replyNoImage(x);
    }
    auto* rows = static_cast<uint8_t*>(x.scratch(row.extent));
    auto* columns = static_cast<uint8_t*>(x.scratch(column.extent));
    if (!rows || !columns) {
        x.raise(GL_OUT_OF_MEMORY);
        return replyNoImage(x);
    }
    x.gl.GetSeparableFilter(target, format, type, rows, columns, nullptr);
    if (x.errorRaised()) return replyNoImage(x);
    const ImageHead heads[2] = {{1, uint32_t(width), 1, 1, 0}, {1, uint32_t(height), 1, 1, 0}};
    x.reply.begin(x.opcode);
    x.reply.raw(&heads[0], sizeof heads[0]);
    if (a.isNull(rowSlot)) x.reply.outNull();
    else x.reply.outRows(rows, row);
    x.reply.raw(&heads[1], sizeof heads[1]);
    if (a.isNull(columnSlot)) x.reply.outNull();
    else x.reply.outRows(columns, column);
    x.reply.end();
    return true;
}

// ---- Buffers, queries, program strings ------------------------------------------------------------

// Words: target or name, u64 offset, u64 size, pointer. The driver writes straight into the reply.
bool bufferData(Exec& x, Args& a, const std::function<void(GLint64*)>& bufferSize, const std::function<void(GLintptr, GLsizeiptr, void*)>& read) {
    if (!a.fixed(6)) return x.malformed("is too short");
    const int64_t offset = a.i64(1), size = a.i64(3);
    GLint64 whole = 0;
    bufferSize(&whole);
    const bool known = answered(x);
    if (!known || offset < 0 || size <= 0 || offset > whole || size > whole - offset || size >= int64_t(SGL_PTR_MAX_INLINE)) {
        uint8_t nothing[64];
        if (known && offset >= 0 && size > 0 && offset <= whole && size <= whole - offset) x.raise(GL_OUT_OF_MEMORY);
        else read(GLintptr(offset), GLsizeiptr(size), nothing); // for the driver's error, or for no bytes at all
        return replyBytes(x, a, 5, nullptr, 0);
    }
    void* to = x.scratch(uint64_t(size));
    if (!to) {
        x.raise(GL_OUT_OF_MEMORY);
        return replyBytes(x, a, 5, nullptr, 0);
    }
    read(GLintptr(offset), GLsizeiptr(size), to);
    return replyBytes(x, a, 5, to, x.errorRaised() ? 0 : uint64_t(size));
}

template <class Value> bool queryObject(Exec& x, Args& a, void (APIENTRY* get)(GLuint, GLenum, Value*)) {
    if (!a.fixed(3)) return x.malformed("is too short");
    if (a.isOffset(2)) return readToBuffer(x, a, 2, GL_QUERY_BUFFER_BINDING, [&](void* at) { get(a.u32(0), a.u32(1), static_cast<Value*>(at)); });
    // GL_QUERY_RESULT_NO_WAIT may leave the memory alone
    const Measured m = x.measure([&](void* to) { get(a.u32(0), a.u32(1), static_cast<Value*>(to)); });
    return replyBytes(x, a, 2, m.p, m.bytes);
}

// The string of an assembly program; its length is another state.
bool programString(Exec& x, Args& a, uint32_t slot, const std::function<void(GLint*)>& length, const std::function<void(void*)>& read) {
    GLint bytes = 0;
    length(&bytes);
    const bool known = answered(x);
    void* to = x.scratch(uint64_t(bytes > 0 ? bytes : 0) + 64);
    if (!to) {
        x.raise(GL_OUT_OF_MEMORY);
        return replyBytes(x, a, slot, nullptr, 0);
    }
    read(to);
    return replyBytes(x, a, slot, to, !known || x.errorRaised() ? 0 : uint64_t(bytes));
}

} // namespace

// Those of OpenGL 4.5 do nothing at all in Mesa's compatibility contexts; GL_ARB_robustness's do.
bool hand_glGetnPixelMapfvARB(Exec&, Args&);
bool hand_glGetnPixelMapuivARB(Exec&, Args&);
bool hand_glGetnPixelMapusvARB(Exec&, Args&);

bool hand_glGetPixelMapfv(Exec& x, Args& a) { return pixelMap(x, a, false, 4, [&](GLsizei, void* p) { x.gl.GetPixelMapfv(a.u32(0), static_cast<GLfloat*>(p)); }); }
bool hand_glGetPixelMapuiv(Exec& x, Args& a) { return pixelMap(x, a, false, 4, [&](GLsizei, void* p) { x.gl.GetPixelMapuiv(a.u32(0), static_cast<GLuint*>(p)); }); }
bool hand_glGetPixelMapusv(Exec& x, Args& a) { return pixelMap(x, a, false, 2, [&](GLsizei, void* p) { x.gl.GetPixelMapusv(a.u32(0), static_cast<GLushort*>(p)); }); }
bool hand_glGetnPixelMapfv(Exec& x, Args& a) { return hand_glGetnPixelMapfvARB(x, a); }
bool hand_glGetnPixelMapuiv(Exec& x, Args& a) { return hand_glGetnPixelMapuivARB(x, a); }
bool hand_glGetnPixelMapusv(Exec& x, Args& a) { return hand_glGetnPixelMapusvARB(x, a); }
bool hand_glGetnPixelMapfvARB(Exec& x, Args& a) { return pixelMap(x, a, true, 4, [&](GLsizei n, void* p) { x.gl.GetnPixelMapfvARB(a.u32(0), n, static_cast<GLfloat*>(p)); }); }
bool hand_glGetnPixelMapuivARB(Exec& x, Args& a) { return pixelMap(x, a, true, 4, [&](GLsizei n, void* p) { x.gl.GetnPixelMapuivARB(a.u32(0), n, static_cast<GLuint*>(p)); }); }
bool hand_glGetnPixelMapusvARB(Exec& x, Args& a) { return pixelMap(x, a, true, 2, [&](GLsizei n, void* p) { x.gl.GetnPixelMapusvARB(a.u32(0), n, static_cast<GLushort*>(p)); }); }

bool hand_glGetColorTable(Exec& x, Args& a) { return colorTable(x, a, false); }
bool hand_glGetnColorTable(Exec& x, Args& a) { return colorTable(x, a, true); }
bool hand_glGetnColorTableARB(Exec& x, Args& a) { return colorTable(x, a, true); }
bool hand_glGetConvolutionFilter(Exec& x, Args& a) { return convolutionFilter(x, a, false); }
bool hand_glGetnConvolutionFilter(Exec& x, Args& a) { return convolutionFilter(x, a, true); }
bool hand_glGetnConvolutionFilterARB(Exec& x, Args& a) { return convolutionFilter(x, a, true); }
bool hand_glGetHistogram(Exec& x, Args& a) { return histogram(x, a, false); }
bool hand_glGetnHistogram(Exec& x, Args& a) { return histogram(x, a, true); }
bool hand_glGetnHistogramARB(Exec& x, Args& a) { return histogram(x, a, true); }
bool hand_glGetMinmax(Exec& x, Args& a) { return minmax(x, a, false); }
bool hand_glGetnMinmax(Exec& x, Args& a) { return minmax(x, a, true); }
bool hand_glGetnMinmaxARB(Exec& x, Args& a) { return minmax(x, a, true); }
bool hand_glGetSeparableFilter(Exec& x, Args& a) { return separableFilter(x, a, false); }
bool hand_glGetnSeparableFilter(Exec& x, Args& a) { return separableFilter(x, a, true); }
bool hand_glGetnSeparableFilterARB(Exec& x, Args& a) { return separableFilter(x, a, true); }

bool hand_glGetBufferSubData(Exec& x, Args& a) {
    return bufferData(x, a,
        [&](GLint64* size) {
            static const bool wide = hostHas("glGetBufferParameteri64v");
            if (wide) return x.gl.GetBufferParameteri64v(a.u32(0), GL_BUFFER_SIZE, size);
            GLint narrow = 0;
            x.gl.GetBufferParameteriv(a.u32(0), GL_BUFFER_SIZE, &narrow);
            *size = narrow;
        },
        [&](GLintptr offset, GLsizeiptr size, void* to) { x.gl.GetBufferSubData(a.u32(0), offset, size, to); });
}
bool hand_glGetNamedBufferSubData(Exec& x, Args& a) {
    return bufferData(x, a, [&](GLint64* size) { x.gl.GetNamedBufferParameteri64v(a.u32(0), GL_BUFFER_SIZE, size); },
                      [&](GLintptr offset, GLsizeiptr size, void* to) { x.gl.GetNamedBufferSubData(a.u32(0), offset, size, to); });
}
bool hand_glGetNamedBufferSubDataEXT(Exec& x, Args& a) {
    return bufferData(x, a,
        [&](GLint64* size) {
            GLint narrow = 0;
            x.gl.GetNamedBufferParameterivEXT(a.u32(0), GL_BUFFER_SIZE, &narrow);
            *size = narrow;
        },
        [&](GLintptr offset, GLsizeiptr size, void* to) { x.gl.GetNamedBufferSubDataEXT(a.u32(0), offset, size, to); });
}

bool hand_glGetQueryObjectiv(Exec& x, Args& a) { return queryObject<GLint>(x, a, x.gl.GetQueryObjectiv); }
bool hand_glGetQueryObjectuiv(Exec& x, Args& a) { return queryObject<GLuint>(x, a, x.gl.GetQueryObjectuiv); }
bool hand_glGetQueryObjecti64v(Exec& x, Args& a) { return queryObject<GLint64>(x, a, x.gl.GetQueryObjecti64v); }
bool hand_glGetQueryObjectui64v(Exec& x, Args& a) { return queryObject<GLuint64>(x, a, x.gl.GetQueryObjectui64v); }

bool hand_glGetProgramStringARB(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("is too short");
    return programString(x, a, 2, [&](GLint* length) { x.gl.GetProgramivARB(a.u32(0), GL_PROGRAM_LENGTH_ARB, length); },
                         [&](void* to) { x.gl.GetProgramStringARB(a.u32(0), a.u32(1), to); });
}
bool hand_glGetNamedProgramStringEXT(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    return programString(x, a, 3, [&](GLint* length) { x.gl.GetNamedProgramivEXT(a.u32(0), a.u32(1), GL_PROGRAM_LENGTH_ARB, length); },
                         [&](void* to) { x.gl.GetNamedProgramStringEXT(a.u32(0), a.u32(1), a.u32(2), to); });
}

} // namespace sgl
