// Queries that write as many values as there are, at most as many as the program has room for: only what the
// driver wrote goes back, so that the rest of the program's memory stays as it was.
#include "executor_core.h"
#include "gl_defs.h"

namespace sgl {
namespace {

// No list of such values is longer in any driver.
constexpr int32_t kMostValues = 1 << 20;

void replyOut(Exec& x, Args& a, uint32_t slot, const void* p, uint64_t bytes) {
    if (a.isNull(slot)) x.reply.outNull();
    else x.reply.out(p, bytes);
}

// `count` as the driver gets it: an error stays one.
int32_t bounded(int32_t count) { return count > kMostValues ? kMostValues : count; }
uint64_t positive(int32_t count) { return count > 0 ? uint64_t(count) : 0; }

// Words: object, maxCount, count, names.
bool attached(Exec& x, Args& a, void (APIENTRY* get)(GLuint, GLsizei, GLsizei*, GLuint*)) {
    if (!a.fixed(4)) return x.malformed("lacks arguments");
    const GLsizei room = bounded(a.i32(1));
    GLsizei count = 0;
    auto* names = static_cast<GLuint*>(x.scratch(positive(room) * sizeof(GLuint)));
    if (names) get(a.u32(0), room, &count, names);
    else x.raise(GL_OUT_OF_MEMORY);
    const bool failed = !names || x.errorRaised();
    x.reply.begin(x.opcode);
    replyOut(x, a, 2, &count, failed ? 0 : sizeof count);
    replyOut(x, a, 3, names, failed ? 0 : positive(count) * sizeof(GLuint));
    x.reply.end();
    return true;
}

// Words: target, format, pname, count, values.
template <class Value> bool internalFormat(Exec& x, Args& a, void (APIENTRY* get)(GLenum, GLenum, GLenum, GLsizei, Value*)) {
    if (!a.fixed(5)) return x.malformed("lacks arguments");
    const int32_t most = 4096; // 32 KiB, within what can be measured
    const GLsizei count = a.i32(3) > most ? most : a.i32(3);
    Measured m{nullptr, 0};
    if (count < 0) x.raise(GL_INVALID_VALUE); // Mesa's glGetInternalformati64v writes over its stack
    else m = x.measure([&](void* to) { get(a.u32(0), a.u32(1), a.u32(2), count, static_cast<Value*>(to)); });
    x.reply.begin(x.opcode);
    replyOut(x, a, 4, m.p, m.bytes);
    x.reply.end();
    return true;
}

// Words: n, textures, residences. With all resident nothing is written.
bool texturesResident(Exec& x, Args& a, GLboolean (APIENTRY* get)(GLsizei, const GLuint*, GLboolean*)) {
    Data textures;
    if (!a.fixed(3) || !a.data(1, textures)) return x.malformed("lacks arguments");
    const GLsizei n = a.i32(0);
    if (textures.offset || textures.client || textures.bytes < positive(n) * sizeof(GLuint)) return x.malformed("has too little data in textures");
    auto* residences = static_cast<GLboolean*>(x.scratch(positive(n)));
    GLboolean all = GL_FALSE;
    if (residences) all = get(n, static_cast<const GLuint*>(textures.p), residences);
    else x.raise(GL_OUT_OF_MEMORY);
    x.reply.begin(x.opcode);
    x.reply.result(all);
    replyOut(x, a, 2, residences, all || !residences || x.errorRaised() ? 0 : positive(n));
    x.reply.end();
    return true;
}

} // namespace

bool hand_glGetAttachedShaders(Exec& x, Args& a) { return attached(x, a, x.gl.GetAttachedShaders); }
bool hand_glGetAttachedObjectsARB(Exec& x, Args& a) { return attached(x, a, x.gl.GetAttachedObjectsARB); }
bool hand_glGetInternalformativ(Exec& x, Args& a) { return internalFormat<GLint>(x, a, x.gl.GetInternalformativ); }
bool hand_glGetInternalformati64v(Exec& x, Args& a) { return internalFormat<GLint64>(x, a, x.gl.GetInternalformati64v); }
bool hand_glAreTexturesResident(Exec& x, Args& a) { return texturesResident(x, a, x.gl.AreTexturesResident); }
bool hand_glAreTexturesResidentEXT(Exec& x, Args& a) { return texturesResident(x, a, x.gl.AreTexturesResidentEXT); }

bool hand_glGetProgramBinary(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed("lacks arguments");
    const GLsizei room = x.executor.binaryRoom(a.u32(0), a.i32(1));
    GLsizei length = -1; // where the driver does not say
    GLenum format = 0;
    void* binary = x.scratch(positive(room));
    if (binary) x.gl.GetProgramBinary(a.u32(0), room, &length, &format, binary);
    else x.raise(GL_OUT_OF_MEMORY);
    const bool failed = !binary || x.errorRaised();
    x.executor.binaryTaken(a.u32(0), failed ? nullptr : binary, static_cast<uint64_t>(positive(length)));
    x.reply.begin(x.opcode);
    // with the error that the binary does not fit comes a length of 0
    replyOut(x, a, 2, &length, failed && length != 0 ? 0 : sizeof length);
    replyOut(x, a, 3, &format, failed ? 0 : sizeof format);
    replyOut(x, a, 4, binary, failed ? 0 : positive(length));
    x.reply.end();
    return true;
}

// Words: program, interface, index, propCount, props, count, length, params.
bool hand_glGetProgramResourceiv(Exec& x, Args& a) {
    Data props;
    if (!a.fixed(8) || !a.data(4, props)) return x.malformed("lacks arguments");
    const GLsizei propCount = a.i32(3), count = bounded(a.i32(5));
    if (props.offset || props.client || props.bytes < positive(propCount) * sizeof(GLenum)) return x.malformed("has too little data in props");
    GLsizei length = 0;
    auto* params = static_cast<GLint*>(x.scratch(positive(count) * sizeof(GLint)));
    if (params) x.gl.GetProgramResourceiv(a.u32(0), a.u32(1), a.u32(2), propCount, static_cast<const GLenum*>(props.p), count, &length, params);
    else x.raise(GL_OUT_OF_MEMORY);
    const bool failed = !params || x.errorRaised();
    if (length > count) length = count;
    x.reply.begin(x.opcode);
    replyOut(x, a, 6, &length, failed ? 0 : sizeof length);
    replyOut(x, a, 7, params, failed ? 0 : positive(length) * sizeof(GLint));
    x.reply.end();
    return true;
}

} // namespace sgl
