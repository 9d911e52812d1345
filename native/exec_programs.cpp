// Programs' arrays of strings: they come joined, with their lengths or their terminating zeros
// (guest/common/gl_programs.c), and are taken apart again here.
#include <string>

#include "decode_pointers.h"
#include "executor_core.h"
#include "readback.h"
#include "state.h"

#include "opcodes.h"

namespace sgl {
namespace {

// As many zero-terminated strings as `count` says. False: there are fewer, or the last has no end.
bool splitEnded(const Data& d, GLsizei count, std::vector<const GLchar*>& strings) {
    const char* at = static_cast<const char*>(d.p);
    uint64_t left = d.bytes;
    if (count > 0 && static_cast<uint64_t>(count) > left) return false;
    for (GLsizei i = 0; i < count; i++) {
        const void* end = left ? std::memchr(at, 0, left) : nullptr;
        if (!end) return false;
        strings.push_back(at);
        left -= static_cast<uint64_t>(static_cast<const char*>(end) - at) + 1;
        at = static_cast<const char*>(end) + 1;
    }
    return true;
}

// Strings without ends, `lengths` says where each stops; -1 stands for a NULL, which the driver gets to complain of.
bool splitCounted(const Data& text, const Data& lengths, GLsizei count, std::vector<const GLchar*>& strings) {
    const auto* length = static_cast<const GLint*>(lengths.p);
    const char* at = static_cast<const char*>(text.p);
    uint64_t left = text.bytes;
    if (count > 0 && lengths.bytes < static_cast<uint64_t>(count) * 4) return false;
    for (GLsizei i = 0; i < count; i++) {
        if (length[i] == -1) {
            strings.push_back(nullptr);
            continue;
        }
        if (length[i] < 0 || static_cast<uint64_t>(length[i]) > left) return false;
        strings.push_back(at ? at : "");
        at += length[i];
        left -= static_cast<uint64_t>(length[i]);
    }
    return true;
}

constexpr const char* kStrings = "has fewer strings than it says";

// glCreateShaderProgramv on a program of the client's name. The shader that it makes on the way has the name before that,
// which is what drivers do, too. One that chooses otherwise gets the calls by which the function is defined (GL 4.6,
// section 7.3), but for the shader's log, which nothing else can put into the program's.
bool createShaderProgram(Exec& x, GLenum type, const std::vector<const GLchar*>& strings, GLuint name) {
    if (name < 2) return x.malformed("has no name");
    const GLuint shader = name - 1;
    auto& spares = x.group().spares.at(SGL_OBJECT_PROGRAM);
    if (!spares.count(name) && !spares.count(shader)) {
        static const GLchar* const none[] = {nullptr}; // an array without strings is not the same as no array
        const GLuint got = x.gl.CreateShaderProgramv(type, static_cast<GLsizei>(strings.size()), strings.empty() ? none : strings.data());
        if (got == name) x.executor.linked(name, false);
        if (got == name || got == 0) return true;
        if (got > name) return x.malformed("asks for an object name that this driver does not give");
        x.gl.DeleteProgram(got); // the driver counts on from below
    }
    if (!x.adoptName(SGL_OBJECT_SHADER, shader, [&] { return x.gl.CreateShader(type); })) return true;
    if (!x.adoptName(SGL_OBJECT_PROGRAM, name, [&] { return x.gl.CreateProgram(); })) return true;
    x.gl.ShaderSource(shader, static_cast<GLsizei>(strings.size()), strings.data(), nullptr);
    x.gl.CompileShader(shader);
    GLint compiled = 0;
    x.gl.GetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
    x.gl.ProgramParameteri(name, GL_PROGRAM_SEPARABLE, GL_TRUE);
    if (compiled) {
        x.gl.AttachShader(name, shader);
        x.gl.LinkProgram(name);
        x.executor.linked(name, true);
        x.gl.DetachShader(name, shader);
    }
    x.gl.DeleteShader(shader);
    return true;
}

} // namespace

// words: name 0; one receiving pointer with the text
bool hand_glGetString(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const auto* text = a.u32(0) == GL_PROGRAM_ERROR_STRING_ARB ? x.gl.GetString(a.u32(0)) : nullptr;
    x.reply.begin(SGL_OP_glGetString);
    replyOut(x, false, text, text ? std::strlen(reinterpret_cast<const char*>(text)) : 0);
    x.reply.end();
    return true;
}

// words: shader 0, count 1, string 2, length 3
bool hand_glShaderSource(Exec& x, Args& a) {
    Data text, lengths;
    if (!a.fixed(4) || !a.data(2, text) || !a.data(3, lengths)) return x.malformed("is too short");
    if (text.offset || text.client || lengths.offset || lengths.client) return x.malformed(kStrings);
    const GLsizei count = a.i32(1);
    std::vector<const GLchar*> strings;
    if (!lengths.null && count > 0 && !splitCounted(text, lengths, count, strings)) return x.malformed(kStrings);
    if (lengths.null && count > 0) { // no array of strings: nothing that a driver may follow
        x.raise(GL_INVALID_VALUE);
        return true;
    }
    strings.push_back(nullptr); // an array without strings is not the same as no array
    x.gl.ShaderSource(a.u32(0), count, lengths.null ? nullptr : strings.data(), static_cast<const GLint*>(lengths.p));
    return true;
}

// words: shader 0, count 1, path 2, length 3
bool hand_glCompileShaderIncludeARB(Exec& x, Args& a) {
    Data text, lengths;
    if (!a.fixed(4) || !a.data(2, text) || !a.data(3, lengths)) return x.malformed("is too short");
    if (text.offset || text.client || lengths.offset || lengths.client) return x.malformed(kStrings);
    const GLsizei count = a.i32(1);
    std::vector<const GLchar*> paths;
    if (!lengths.null && count > 0 && !splitCounted(text, lengths, count, paths)) return x.malformed(kStrings);
    if (lengths.null && count > 0) {
        x.raise(GL_INVALID_VALUE);
        return true;
    }
    paths.push_back(nullptr);
    x.gl.CompileShaderIncludeARB(a.u32(0), count, lengths.null ? nullptr : paths.data(), static_cast<const GLint*>(lengths.p));
    return true;
}

// words: program 0, count 1, varyings 2, bufferMode 3
bool hand_glTransformFeedbackVaryings(Exec& x, Args& a) {
    Data text;
    if (!a.fixed(4) || !a.data(2, text)) return x.malformed("is too short");
    const GLsizei count = a.i32(1);
    std::vector<const GLchar*> varyings;
    if (text.null && count > 0) {
        x.raise(GL_INVALID_VALUE);
        return true;
    }
    if (text.offset || text.client || !splitEnded(text, count, varyings)) return x.malformed(kStrings);
    x.gl.TransformFeedbackVaryings(a.u32(0), count, varyings.data(), a.u32(3));
    return true;
}

// words: program 0, uniformCount 1, uniformNames 2, uniformIndices 3
bool hand_glGetUniformIndices(Exec& x, Args& a) {
    Data text;
    if (!a.fixed(4) || !a.data(2, text)) return x.malformed("is too short");
    const GLsizei count = a.i32(1);
    std::vector<const GLchar*> names;
    if (text.offset || text.client || (!text.null && !splitEnded(text, count, names))) return x.malformed(kStrings);
    const uint64_t bytes = count > 0 && !text.null ? static_cast<uint64_t>(count) * 4 : 0;
    std::vector<GLuint> indices(bytes / 4 + 1, GL_INVALID_INDEX);
    bool failed = false;
    if (text.null && count > 0) x.raise(GL_INVALID_VALUE);
    else x.gl.GetUniformIndices(a.u32(0), count, names.data(), indices.data());
    failed = (text.null && count > 0) || x.errorRaised();
    x.reply.begin(SGL_OP_glGetUniformIndices);
    replyOut(x, a.isNull(3), indices.data(), failed ? 0 : bytes);
    x.reply.end();
    return true;
}

// words: type 0, count 1, strings 2, name 3
bool hand_glCreateShaderProgramv(Exec& x, Args& a) {
    Data text;
    if (!a.fixed(4) || !a.data(2, text)) return x.malformed("is too short");
    std::vector<const GLchar*> strings;
    if (text.offset || text.client || (!text.null && !splitEnded(text, a.i32(1), strings))) return x.malformed(kStrings);
    return createShaderProgram(x, a.u32(0), strings, a.u32(3));
}

// words: shader 0, pEntryPoint 1, numSpecializationConstants 2, pConstantIndex 3, pConstantValue 4
bool hand_glSpecializeShader(Exec& x, Args& a) {
    Data name, indices, values;
    if (!a.fixed(5) || !a.data(1, name) || !a.data(3, indices) || !a.data(4, values)) return x.malformed("is cut off");
    const GLuint count = a.u32(2);
    const GLchar* entry = nullptr;
    const GLuint *index = nullptr, *value = nullptr;
    const uint64_t bytes = count >> 31 ? 0 : static_cast<uint64_t>(count) * 4;
    Taken taken = takeText(x, name, -1, false, entry);
    if (taken == Taken::Ok) taken = takeIn(x, indices, bytes, count == 0, index);
    if (taken == Taken::Ok) taken = takeIn(x, values, bytes, count == 0, value);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has fewer constants than it says");
    GLint spirv = 0;
    if (count >> 31) { // of a shader without a binary the driver says so; what constants there are it must not look for
        x.gl.GetShaderiv(a.u32(0), GL_SPIR_V_BINARY, &spirv);
        if (answered(x) && spirv) {
            x.raise(GL_INVALID_VALUE);
            return true;
        }
    }
    x.gl.SpecializeShader(a.u32(0), entry, count >> 31 ? 0 : count, index, value);
    return true;
}

// words: type 0, string 1, name 2
bool hand_glCreateShaderProgramEXT(Exec& x, Args& a) {
    Data text;
    if (!a.fixed(3) || !a.data(1, text)) return x.malformed("is too short");
    std::vector<const GLchar*> strings;
    if (text.offset || text.client || (!text.null && !splitEnded(text, 1, strings))) return x.malformed(kStrings);
    return createShaderProgram(x, a.u32(0), strings, a.u32(2));
}

} // namespace sgl
