// Links, and what a recording keeps of them (reflection.h): at replay, attributes and outputs get the recorded locations, and
// where uniforms, blocks or subroutines have others here than in the recording, each command that names one is translated.
#include "decode_pointers.h"
#include "executor_core.h"
#include "opcodes.h"
#include "reflection.h"

namespace sgl {

// Whether attributes or outputs are elsewhere than in the recording; they are bound where they were, for a link to come.
static bool bindRecorded(const HostGl& gl, GLuint program, const std::vector<Place>& recorded, const std::vector<Place>& here) {
    bool differs = false;
    for (const Place& was : recorded)
        for (const Place& is : here)
            differs = differs || (was.kind == is.kind && was.name == is.name && was.at != is.at && (was.kind == uint32_t(PlaceKind::Attribute) || was.kind == uint32_t(PlaceKind::Output)));
    for (const Place& was : recorded) {
        if (!differs || was.at < 0) continue;
        if (was.kind == uint32_t(PlaceKind::Attribute)) gl.BindAttribLocation(program, static_cast<GLuint>(was.at), was.name.c_str());
        if (was.kind == uint32_t(PlaceKind::Output)) gl.BindFragDataLocation(program, static_cast<GLuint>(was.at), was.name.c_str());
    }
    return differs;
}

void Executor::linked(uint32_t program, bool fromShaders) {
    if (!exec.context) return;
    if (!options.replaying) {
        if (!options.hashFrames) return; // not recording
        collectErrors(); // the program's own
        const auto places = packPlaces(reflect(host.gl, program));
        while (host.gl.GetError()) {}
        errorsAnswered();
        if (!places.empty()) sink.note(exec.call, exec.opcode, places.data(), places.size());
        return;
    }
    exec.group().places.erase(program);
    const auto note = sink.noted(exec.call, exec.opcode);
    if (note.empty()) return;
    collectErrors();
    const auto recorded = unpackPlaces(note.data(), note.size());
    auto here = reflect(host.gl, program);
    if (fromShaders && bindRecorded(host.gl, program, recorded, here)) {
        host.gl.LinkProgram(program);
        here = reflect(host.gl, program);
    }
    while (host.gl.GetError()) {}
    errorsAnswered();
    PlaceMap map(recorded, here);
    if (map.empty()) return;
    placesDiffer = true;
    exec.group().places.emplace(program, std::move(map));
}

int32_t Executor::binaryRoom(uint32_t program, int32_t room) {
    if (!options.replaying || sink.noted(exec.call, exec.opcode).empty()) return room;
    GLint length = 0; // here, where the binary may be longer
    host.gl.GetProgramiv(program, GL_PROGRAM_BINARY_LENGTH, &length);
    return length > room ? length : room;
}

void Executor::binaryTaken(uint32_t program, const void* binary, uint64_t bytes) {
    if (!options.replaying) {
        if (!options.hashFrames || !binary) return; // not recording
        const uint64_t hash = hashBytes(binary, bytes);
        sink.note(exec.call, exec.opcode, reinterpret_cast<const uint8_t*>(&hash), sizeof hash);
        return;
    }
    const auto note = sink.noted(exec.call, exec.opcode);
    GLint length = 0;
    if (note.size() != sizeof(uint64_t)) return;
    host.gl.GetProgramiv(program, GL_PROGRAM_BINARY_LENGTH, &length);
    if (length <= 0) return;
    Binary own{0, std::vector<uint8_t>(static_cast<size_t>(length))};
    host.gl.GetProgramBinary(program, length, nullptr, &own.format, own.bytes.data());
    uint64_t hash = 0;
    std::memcpy(&hash, note.data(), sizeof hash);
    binaries[hash] = std::move(own);
}

int32_t Exec::translated(uint32_t program, uint32_t kind, int32_t recorded) {
    if (!context) return recorded;
    if (!program) {
        GLint current = 0;
        gl.GetIntegerv(GL_CURRENT_PROGRAM, &current);
        if (!current && hostHas("glGetProgramPipelineiv")) {
            GLint pipeline = 0;
            gl.GetIntegerv(GL_PROGRAM_PIPELINE_BINDING, &pipeline);
            if (pipeline) gl.GetProgramPipelineiv(static_cast<GLuint>(pipeline), GL_ACTIVE_PROGRAM, &current);
        }
        program = static_cast<uint32_t>(current);
    }
    const auto found = group().places.find(program);
    return found == group().places.end() ? recorded : found->second(kind, recorded);
}

// words: program 0
bool hand_glLinkProgram(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    x.gl.LinkProgram(a.u32(0));
    x.executor.linked(a.u32(0), true);
    return true;
}

// words: program 0, binaryFormat 1, binary 2, length 3
bool hand_glProgramBinary(Exec& x, Args& a) {
    Data d;
    if (!a.fixed(4) || !a.data(2, d)) return x.malformed("is too short");
    const GLsizei length = a.i32(3);
    const GLchar* binary = nullptr;
    const Taken taken = takeIn(x, d, length > 0 ? static_cast<uint64_t>(length) : 0, false, binary);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has less data than it says");
    const GLuint program = a.u32(0);
    const auto own = x.replaying() && length > 0 ? x.executor.binaries.find(hashBytes(binary, static_cast<uint64_t>(length))) : x.executor.binaries.end();
    if (own != x.executor.binaries.end()) x.gl.ProgramBinary(program, own->second.format, own->second.bytes.data(), static_cast<GLsizei>(own->second.bytes.size()));
    else x.gl.ProgramBinary(program, a.u32(1), binary, length);
    GLint fine = 0;
    if (x.replaying() && x.context && x.gl.IsProgram(program)) {
        x.gl.GetProgramiv(program, GL_LINK_STATUS, &fine);
        static bool said;
        if (!fine && !x.executor.sink.noted(x.call, x.opcode).empty() && !said) {
            said = true;
            std::fprintf(stderr, "sgl: call %llu: this driver does not take the recorded binary of program %u, which another driver or another version made: what is drawn "
                                 "with it is missing. Record the program again with an empty shader cache of its own, so that it compiles\n", static_cast<unsigned long long>(x.call), program);
        }
    }
    x.executor.linked(program, false);
    return true;
}

// words: shadertype 0, count 1, indices 2. A place in the array is a location, what stands there an index.
bool hand_glUniformSubroutinesuiv(Exec& x, Args& a) {
    Data d;
    if (!a.fixed(3) || !a.data(2, d)) return x.malformed("is too short");
    const GLsizei count = a.i32(1);
    const GLuint* indices = nullptr;
    const Taken taken = takeIn(x, d, count > 0 ? static_cast<uint64_t>(count) * 4 : 0, false, indices);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has fewer indices than it says");
    std::vector<GLuint> here(indices, indices + (count > 0 ? count : 0));
    uint32_t stage = 0;
    for (const GLenum type : {GL_VERTEX_SHADER, GL_TESS_CONTROL_SHADER, GL_TESS_EVALUATION_SHADER, GL_GEOMETRY_SHADER, GL_FRAGMENT_SHADER, GL_COMPUTE_SHADER}) {
        if (a.u32(0) == static_cast<GLenum>(type)) break;
        stage++;
    }
    if (x.executor.placesDiffer)
        for (GLsizei i = 0; i < count; i++) {
            const int32_t at = x.translated(0, uint32_t(PlaceKind::SubroutineUniform) + stage, i);
            if (at >= 0 && at < count) here[static_cast<size_t>(at)] = static_cast<GLuint>(x.translated(0, uint32_t(PlaceKind::Subroutine) + stage, static_cast<int32_t>(indices[i])));
        }
    x.gl.UniformSubroutinesuiv(a.u32(0), count, here.data());
    return true;
}

} // namespace sgl
