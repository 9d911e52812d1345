// See reflection.h.
#include "reflection.h"

#include <cstdio>
#include <cstring>

namespace sgl {
namespace {

constexpr int kMostElements = 4096; // of one array that are looked at one by one
constexpr GLenum kStages[] = {GL_VERTEX_SHADER, GL_TESS_CONTROL_SHADER, GL_TESS_EVALUATION_SHADER, GL_GEOMETRY_SHADER, GL_FRAGMENT_SHADER, GL_COMPUTE_SHADER};

struct Reflection {
    const HostGl& gl;
    GLuint program;
    std::vector<Place> places;
    std::vector<char> name;

    void add(PlaceKind kind, uint32_t stage, int32_t at, const char* text, uint32_t count = 1) {
        if (at >= 0 && std::strncmp(text, "gl_", 3) != 0) places.push_back({static_cast<uint32_t>(kind) + stage, at, count, text});
    }
    GLint number(GLenum what) const {
        GLint n = 0;
        gl.GetProgramiv(program, what, &n);
        return n;
    }
    void room(GLint length) { name.assign(static_cast<size_t>(length > 0 ? length : 0) + 16, 0); }
    GLsizei size() const { return static_cast<GLsizei>(name.size()); }

    void attributes() {
        room(number(GL_ACTIVE_ATTRIBUTE_MAX_LENGTH));
        for (GLint i = 0, n = number(GL_ACTIVE_ATTRIBUTES); i < n; i++) {
            GLint count = 0;
            GLenum type = 0;
            gl.GetActiveAttrib(program, static_cast<GLuint>(i), size(), nullptr, &count, &type, name.data());
            if (std::strncmp(name.data(), "gl_", 3) != 0) add(PlaceKind::Attribute, 0, gl.GetAttribLocation(program, name.data()), name.data());
        }
    }

    void uniforms() {
        room(number(GL_ACTIVE_UNIFORM_MAX_LENGTH));
        for (GLint i = 0, n = number(GL_ACTIVE_UNIFORMS); i < n; i++) {
            GLint count = 0;
            GLenum type = 0;
            gl.GetActiveUniform(program, static_cast<GLuint>(i), size(), nullptr, &count, &type, name.data());
            if (std::strncmp(name.data(), "gl_", 3) == 0) continue;
            const GLint at = gl.GetUniformLocation(program, name.data());
            if (at < 0) continue; // in a block
            std::string base = name.data();
            if (base.size() > 3 && base.compare(base.size() - 3, 3, "[0]") == 0) base.resize(base.size() - 3);
            int run = 1;
            for (; run < count && run < kMostElements; run++)
                if (gl.GetUniformLocation(program, (base + '[' + std::to_string(run) + ']').c_str()) != at + run) break;
            add(PlaceKind::Uniform, 0, at, name.data(), static_cast<uint32_t>(run));
            for (int e = run; e < count && e < kMostElements; e++) { // not one after the other
                const std::string element = base + '[' + std::to_string(e) + ']';
                add(PlaceKind::Uniform, 0, gl.GetUniformLocation(program, element.c_str()), element.c_str());
            }
        }
    }

    void blocks() {
        room(number(GL_ACTIVE_UNIFORM_BLOCK_MAX_NAME_LENGTH));
        for (GLint i = 0, n = number(GL_ACTIVE_UNIFORM_BLOCKS); i < n; i++) {
            gl.GetActiveUniformBlockName(program, static_cast<GLuint>(i), size(), nullptr, name.data());
            add(PlaceKind::Block, 0, i, name.data());
        }
    }

    void resources(PlaceKind kind, GLenum interface) {
        GLint n = 0, longest = 0;
        gl.GetProgramInterfaceiv(program, interface, GL_ACTIVE_RESOURCES, &n);
        gl.GetProgramInterfaceiv(program, interface, GL_MAX_NAME_LENGTH, &longest);
        room(longest);
        for (GLint i = 0; i < n; i++) {
            gl.GetProgramResourceName(program, interface, static_cast<GLuint>(i), size(), nullptr, name.data());
            if (std::strncmp(name.data(), "gl_", 3) == 0) continue;
            add(kind, 0, kind == PlaceKind::Output ? gl.GetProgramResourceLocation(program, interface, name.data()) : i, name.data());
        }
    }

    void subroutines() {
        for (uint32_t stage = 0; stage < 6; stage++) {
            GLint n = 0, longest = 0; // a stage that the program does not have has none
            gl.GetProgramStageiv(program, kStages[stage], GL_ACTIVE_SUBROUTINES, &n);
            gl.GetProgramStageiv(program, kStages[stage], GL_ACTIVE_SUBROUTINE_MAX_LENGTH, &longest);
            room(longest);
            for (GLint i = 0; i < n; i++) {
                gl.GetActiveSubroutineName(program, kStages[stage], static_cast<GLuint>(i), size(), nullptr, name.data());
                add(PlaceKind::Subroutine, stage, i, name.data());
            }
            gl.GetProgramStageiv(program, kStages[stage], GL_ACTIVE_SUBROUTINE_UNIFORMS, &n);
            gl.GetProgramStageiv(program, kStages[stage], GL_ACTIVE_SUBROUTINE_UNIFORM_MAX_LENGTH, &longest);
            room(longest);
            for (GLint i = 0; i < n; i++) {
                gl.GetActiveSubroutineUniformName(program, kStages[stage], static_cast<GLuint>(i), size(), nullptr, name.data());
                add(PlaceKind::SubroutineUniform, stage, gl.GetSubroutineUniformLocation(program, kStages[stage], name.data()), name.data());
            }
        }
    }
};

} // namespace

std::vector<Place> reflect(const HostGl& gl, uint32_t program) {
    const auto* text = reinterpret_cast<const char*>(gl.GetString(GL_VERSION));
    const char* digit = text ? std::strpbrk(text, "0123456789") : nullptr;
    int major = 0, minor = 0;
    if (!digit || std::sscanf(digit, "%d.%d", &major, &minor) != 2) return {};
    const bool es = digit != text;
    const int version = major * 10 + minor;
    Reflection r{gl, program, {}, {}};
    if (version < 20 || !r.number(GL_LINK_STATUS)) return {};
    r.attributes();
    r.uniforms();
    if (version >= (es ? 30 : 31)) r.blocks();
    if (version >= (es ? 31 : 43)) r.resources(PlaceKind::StorageBlock, GL_SHADER_STORAGE_BLOCK);
    if (version >= 43 && !es) r.resources(PlaceKind::Output, GL_PROGRAM_OUTPUT);
    if (version >= 40 && !es) r.subroutines();
    return r.places;
}

std::vector<uint8_t> packPlaces(const std::vector<Place>& places) {
    std::vector<uint8_t> out;
    for (const Place& p : places) {
        const uint32_t words[4] = {p.kind, static_cast<uint32_t>(p.at), p.count, static_cast<uint32_t>(p.name.size())};
        const auto* bytes = reinterpret_cast<const uint8_t*>(words);
        out.insert(out.end(), bytes, bytes + sizeof words);
        out.insert(out.end(), p.name.begin(), p.name.end());
        while (out.size() % 4) out.push_back(0);
    }
    return out;
}

std::vector<Place> unpackPlaces(const uint8_t* p, uint64_t bytes) {
    std::vector<Place> places;
    uint32_t words[4];
    for (uint64_t at = 0; bytes - at >= sizeof words;) {
        std::memcpy(words, p + at, sizeof words);
        at += sizeof words;
        const uint64_t padded = (static_cast<uint64_t>(words[3]) + 3) & ~3ull;
        if (padded > bytes - at) break;
        const std::string name(reinterpret_cast<const char*>(p + at), words[3]);
        places.push_back({words[0], static_cast<int32_t>(words[1]), words[2], name.c_str()}); // up to a zero: drivers get it as text
        at += padded;
    }
    return places;
}

PlaceMap::PlaceMap(const std::vector<Place>& recorded, const std::vector<Place>& here) {
    // Blocks of SPIR-V may all be without a name: places of one name are told apart by their order.
    std::map<std::pair<uint32_t, std::string>, std::vector<const Place*>> byName;
    for (const Place& p : here) byName[{p.kind, p.name}].push_back(&p);
    std::map<std::pair<uint32_t, std::string>, size_t> met;
    for (const Place& was : recorded) {
        const auto found = byName.find({was.kind, was.name});
        const size_t turn = met[{was.kind, was.name}]++;
        if (found == byName.end() || turn >= found->second.size()) continue;
        const Place& is = *found->second[turn];
        for (uint32_t e = 0; e < was.count && e < is.count; e++) numbers_[{was.kind, was.at + static_cast<int32_t>(e)}] = is.at + static_cast<int32_t>(e);
    }
    bool same = true;
    for (const auto& [was, is] : numbers_) same = same && was.second == is;
    if (same) numbers_.clear();
}

} // namespace sgl
