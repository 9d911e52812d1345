// See kept_objects.h.
#include "kept_objects.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "executor_core.h"
#include "gl_defs.h"
#include "opcodes.h"
extern "C" {
#include "../guest/common/track_internal.h"
}

namespace sgl {
namespace {

int number(const HostGl& gl, GLenum name) {
    GLint value = 0;
    gl.GetIntegerv(name, &value);
    return value;
}

// ---- As new ---------------------------------------------------------------------------------------------------

// Of the vertex array that is bound. The tracked state is somebody else's business.
void clearArrays(const Exec& x) {
    const HostGl& gl = x.gl;
    gl.BindBuffer(GL_ARRAY_BUFFER, 0);
    gl.BindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
    for (GLuint i = 0, n = static_cast<GLuint>(number(gl, GL_MAX_VERTEX_ATTRIBS)); i < n; i++) {
        gl.DisableVertexAttribArray(i);
        gl.VertexAttribPointer(i, 4, GL_FLOAT, GL_FALSE, 0, nullptr);
        if (gl.VertexAttribDivisor) gl.VertexAttribDivisor(i, 0);
    }
    if (x.context->core || x.cx->es) {
        gl.BindBuffer(GL_ARRAY_BUFFER, x.cx->array_buffer);
        return;
    }
    constexpr std::array states = {GL_VERTEX_ARRAY, GL_NORMAL_ARRAY, GL_COLOR_ARRAY, GL_SECONDARY_COLOR_ARRAY, GL_FOG_COORD_ARRAY, GL_INDEX_ARRAY, GL_EDGE_FLAG_ARRAY};
    for (const GLenum state : states) gl.DisableClientState(state);
    gl.VertexPointer(4, GL_FLOAT, 0, nullptr);
    gl.NormalPointer(GL_FLOAT, 0, nullptr);
    gl.ColorPointer(4, GL_FLOAT, 0, nullptr);
    gl.SecondaryColorPointer(3, GL_FLOAT, 0, nullptr);
    gl.FogCoordPointer(GL_FLOAT, 0, nullptr);
    gl.IndexPointer(GL_FLOAT, 0, nullptr);
    gl.EdgeFlagPointer(0, nullptr);
    const int active = number(gl, GL_CLIENT_ACTIVE_TEXTURE);
    for (int i = 0, n = number(gl, GL_MAX_TEXTURE_COORDS); i < n; i++) {
        gl.ClientActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(i));
        gl.DisableClientState(GL_TEXTURE_COORD_ARRAY);
        gl.TexCoordPointer(4, GL_FLOAT, 0, nullptr);
    }
    gl.ClientActiveTexture(static_cast<GLenum>(active));
    gl.BindBuffer(GL_ARRAY_BUFFER, x.cx->array_buffer);
}

void clearVertexArray(Exec& x, uint32_t name) {
    const uint32_t bound = static_cast<uint32_t>(number(x.gl, GL_VERTEX_ARRAY_BINDING));
    sgl_track_glDeleteVertexArrays(x.cx, 1, &name);
    if (!x.gl.IsVertexArray(name)) return;
    x.gl.BindVertexArray(name);
    clearArrays(x);
    x.gl.BindVertexArray(bound == name ? 0 : bound);
}

void clearFramebuffer(Exec& x, uint32_t name) {
    const HostGl& gl = x.gl;
    if (!gl.IsFramebuffer(name)) return;
    const auto draw = static_cast<uint32_t>(number(gl, GL_DRAW_FRAMEBUFFER_BINDING)), read = static_cast<uint32_t>(number(gl, GL_READ_FRAMEBUFFER_BINDING));
    gl.BindFramebuffer(GL_FRAMEBUFFER, name);
    for (int i = 0, n = number(gl, GL_MAX_COLOR_ATTACHMENTS); i < n; i++) gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0 + static_cast<GLenum>(i), GL_RENDERBUFFER, 0);
    gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, 0);
    gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_STENCIL_ATTACHMENT, GL_RENDERBUFFER, 0);
    const GLenum first = GL_COLOR_ATTACHMENT0;
    gl.DrawBuffers(1, &first);
    gl.ReadBuffer(first);
    if (gl.FramebufferParameteri)
        for (const GLenum parameter : {GL_FRAMEBUFFER_DEFAULT_WIDTH, GL_FRAMEBUFFER_DEFAULT_HEIGHT, GL_FRAMEBUFFER_DEFAULT_LAYERS, GL_FRAMEBUFFER_DEFAULT_SAMPLES, GL_FRAMEBUFFER_DEFAULT_FIXED_SAMPLE_LOCATIONS})
            gl.FramebufferParameteri(GL_FRAMEBUFFER, parameter, 0);
    gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, draw == name ? 0 : draw);
    gl.BindFramebuffer(GL_READ_FRAMEBUFFER, read == name ? 0 : read);
}

void clearSampler(Exec& x, uint32_t name) {
    const HostGl& gl = x.gl;
    if (!gl.IsSampler(name)) return;
    const int active = number(gl, GL_ACTIVE_TEXTURE);
    for (GLuint unit = 0, n = static_cast<GLuint>(number(gl, GL_MAX_COMBINED_TEXTURE_IMAGE_UNITS)); unit < n; unit++) {
        gl.ActiveTexture(GL_TEXTURE0 + unit);
        if (static_cast<uint32_t>(number(gl, GL_SAMPLER_BINDING)) == name) gl.BindSampler(unit, 0);
    }
    gl.ActiveTexture(static_cast<GLenum>(active));
    constexpr std::pair<GLenum, GLint> initial[] = {
        {GL_TEXTURE_MIN_FILTER, GL_NEAREST_MIPMAP_LINEAR}, {GL_TEXTURE_MAG_FILTER, GL_LINEAR}, {GL_TEXTURE_WRAP_S, GL_REPEAT}, {GL_TEXTURE_WRAP_T, GL_REPEAT}, {GL_TEXTURE_WRAP_R, GL_REPEAT},
        {GL_TEXTURE_MIN_LOD, -1000}, {GL_TEXTURE_MAX_LOD, 1000}, {GL_TEXTURE_LOD_BIAS, 0}, {GL_TEXTURE_COMPARE_MODE, GL_NONE}, {GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL},
        {GL_TEXTURE_MAX_ANISOTROPY, 1}, {GL_TEXTURE_CUBE_MAP_SEAMLESS, 0}, {GL_TEXTURE_SRGB_DECODE_EXT, GL_DECODE_EXT}};
    for (const auto& [parameter, value] : initial) gl.SamplerParameteri(name, parameter, value);
    const GLfloat black[4] = {0, 0, 0, 0};
    gl.SamplerParameterfv(name, GL_TEXTURE_BORDER_COLOR, black);
}

void clearPipeline(Exec& x, uint32_t name) {
    const HostGl& gl = x.gl;
    if (static_cast<uint32_t>(number(gl, GL_PROGRAM_PIPELINE_BINDING)) == name) gl.BindProgramPipeline(0);
    if (!gl.IsProgramPipeline(name)) return;
    gl.UseProgramStages(name, GL_ALL_SHADER_BITS, 0);
    gl.ActiveShaderProgram(name, 0);
}

void clearFeedback(Exec& x, uint32_t name) {
    const HostGl& gl = x.gl;
    if (!gl.IsTransformFeedback(name)) return;
    const auto bound = static_cast<uint32_t>(number(gl, GL_TRANSFORM_FEEDBACK_BINDING)), generic = static_cast<uint32_t>(number(gl, GL_TRANSFORM_FEEDBACK_BUFFER_BINDING));
    gl.BindTransformFeedback(GL_TRANSFORM_FEEDBACK, name);
    for (GLuint i = 0, n = static_cast<GLuint>(number(gl, GL_MAX_TRANSFORM_FEEDBACK_BUFFERS)); i < n; i++) gl.BindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, i, 0);
    gl.BindTransformFeedback(GL_TRANSFORM_FEEDBACK, bound == name ? 0 : bound);
    gl.BindBuffer(GL_TRANSFORM_FEEDBACK_BUFFER, generic);
}

void nothing(Exec&, uint32_t) {}

// ---- Commands --------------------------------------------------------------------------------------------------

struct Kept {
    uint32_t deletes, asks; // opcodes
    uint32_t kind;
    bool one;               // it deletes one, and not `n` of an array
    void (*clear)(Exec&, uint32_t);
};
constexpr Kept kKept[] = {
    {SGL_OP_glDeleteProgram, SGL_OP_glIsProgram, SGL_OBJECT_PROGRAM, true, nothing},
    {SGL_OP_glDeleteShader, SGL_OP_glIsShader, SGL_OBJECT_SHADER, true, nothing},
    {SGL_OP_glDeleteObjectARB, SGL_OP_NOP, SGL_OBJECT_PROGRAM, true, nothing},
    {SGL_OP_glDeleteVertexArrays, SGL_OP_glIsVertexArray, SGL_OBJECT_VERTEX_ARRAY, false, clearVertexArray},
    {SGL_OP_glDeleteFramebuffers, SGL_OP_glIsFramebuffer, SGL_OBJECT_FRAMEBUFFER, false, clearFramebuffer},
    {SGL_OP_glDeleteSamplers, SGL_OP_glIsSampler, SGL_OBJECT_SAMPLER, false, clearSampler},
    {SGL_OP_glDeleteProgramPipelines, SGL_OP_glIsProgramPipeline, SGL_OBJECT_PROGRAM_PIPELINE, false, clearPipeline},
    {SGL_OP_glDeleteTransformFeedbacks, SGL_OP_glIsTransformFeedback, SGL_OBJECT_TRANSFORM_FEEDBACK, false, clearFeedback},
    {SGL_OP_glDeleteQueries, SGL_OP_glIsQuery, SGL_OBJECT_QUERY, false, nothing},
};

// Whether the driver has the name: names that it gave count without an object, too.
bool isThere(const Exec& x, uint32_t kind, uint32_t name) {
    if (givenTo(*x.context, kind).count(name)) return true;
    switch (kind) {
    case SGL_OBJECT_PROGRAM: return x.gl.IsProgram(name) || x.gl.IsShader(name);
    case SGL_OBJECT_QUERY: return x.gl.IsQuery(name);
    case SGL_OBJECT_FRAMEBUFFER: return x.gl.IsFramebuffer(name);
    default: return false;
    }
}

// Word of the name that the command makes or changes; none.
enum : uint8_t { kNoWord = 0xff };
uint8_t stampWord(const char* name) {
    static constexpr const char* kFirst[] = {
        "glCreateProgram", "glShaderSource", "glCompileShader", "glCompileShaderIncludeARB", "glSpecializeShader", "glAttachShader", "glDetachShader", "glLinkProgram",
        "glValidateProgram", "glBindAttribLocation", "glBindFragDataLocation", "glBindFragDataLocationIndexed", "glTransformFeedbackVaryings", "glProgramBinary",
        "glProgramParameteri", "glUniformBlockBinding", "glShaderStorageBlockBinding"};
    if (!name) return kNoWord;
    for (const char* each : kFirst)
        if (std::strcmp(name, each) == 0) return 0;
    if (std::strcmp(name, "glCreateShader") == 0) return 1;
    if (std::strcmp(name, "glCreateShaderProgramEXT") == 0) return 2;
    if (std::strcmp(name, "glCreateShaderProgramv") == 0) return 3;
    return kNoWord;
}

} // namespace

bool keepDeleted(Exec& x, uint32_t opcode, const uint32_t* a, uint32_t words) {
    const auto row = std::find_if(std::begin(kKept), std::end(kKept), [&](const Kept& k) { return k.deletes == opcode || k.asks == opcode; });
    if (row == std::end(kKept) || !x.context || words == 0) return false;
    auto& spares = sparesOf(*x.context, row->kind);
    if (opcode == row->asks) {
        if (!spares.count(a[0])) return false;
        x.reply.begin(opcode);
        x.reply.result(0);
        x.reply.end();
        return true;
    }
    // between glBegin and glEnd, and with data that does not stand in the command, the driver has its say
    if (x.context->insideBegin || (!row->one && (words < 2 || static_cast<int32_t>(a[0]) < 0 || a[1] / 4 < a[0] || words - 2 < a[0]))) return false;
    for (uint32_t i = 0, n = row->one ? 1 : a[0]; i < n; i++) {
        const uint32_t name = row->one ? a[0] : a[2 + i];
        if (name == 0 || spares.count(name) || !isThere(x, row->kind, name)) continue;
        row->clear(x, name);
        spares.insert(name);
    }
    while (x.gl.GetError()) {}
    x.executor.errorsAnswered();
    return true;
}

bool beginAgain(Exec& x, uint32_t name) {
    const bool program = x.gl.IsProgram(name), shader = !program && x.gl.IsShader(name);
    if (x.opcode == SGL_OP_glCreateShader) return !program;
    if (x.opcode != SGL_OP_glCreateProgram) return false; // it would have to be linked
    if (shader || !program) return !shader;
    std::array<GLuint, 64> attached;
    GLsizei count = 0;
    x.gl.GetAttachedShaders(name, attached.size(), &count, attached.data());
    for (GLsizei i = 0; i < count; i++) x.gl.DetachShader(name, attached[static_cast<size_t>(i)]);
    return true;
}

uint32_t nextProgram(Exec& x, uint32_t wanted, const std::function<uint32_t()>& generate) {
    ShareGroup& group = x.group();
    const uint32_t next = group.lastProgram + 1;
    const auto shader = group.shaderTypes.find(next);
    const uint32_t got = next == wanted ? generate() : shader == group.shaderTypes.end() ? x.gl.CreateProgram() : x.gl.CreateShader(shader->second);
    group.lastProgram = std::max(group.lastProgram, got);
    return got;
}

void stampProgram(Exec& x, uint32_t opcode, const uint32_t* a, uint32_t words) {
    static const std::vector<uint8_t> word = [] {
        std::vector<uint8_t> table(kDecoderCount, kNoWord);
        for (uint32_t i = SGL_FIRST_GL; i < kDecoderCount; i++) table[i] = stampWord(commandName(i));
        return table;
    }();
    if (opcode >= SGL_FIRST_GL && word[opcode] < words && x.context) x.context->group->programCalls[a[word[opcode]]] = x.call;
}

// Reserved names of objects that are really deleted: they are to come again as new ones do.
static void dropSpares(Exec& x) {
    const auto drop = [&](uint32_t kind, auto deletes) {
        auto& spares = sparesOf(*x.context, kind);
        const std::vector<GLuint> names(spares.begin(), spares.end());
        if (!names.empty()) deletes(static_cast<GLsizei>(names.size()), names.data());
        spares.clear();
    };
    drop(SGL_OBJECT_TEXTURE, x.gl.DeleteTextures);
    drop(SGL_OBJECT_BUFFER, x.gl.DeleteBuffers);
    drop(SGL_OBJECT_RENDERBUFFER, x.gl.DeleteRenderbuffers);
}

void resetContext(Executor& e, StreamState& s) {
    if (!e.activate(s) || !s.context) return;
    HostContext& c = *s.context;
    c.frontDraw = c.frontRead = c.bothDraw = c.insideBegin = false;
    c.drawSelected = c.readSelected = c.pendingError = 0;
    c.pushedFront.clear();
    c.begunBuffers.clear();
    if (!e.activate(s)) return;
    if (!c.core) {
        if (e.host.gl.BindVertexArray) e.host.gl.BindVertexArray(0);
        clearArrays(e.exec);
        sgl_vertex_array_init(&c.track.default_vao, 0);
        c.track.vao = &c.track.default_vao;
        sgl_track_refresh(&c.track);
    }
    for (const auto& [token, sync] : c.group->syncs) e.host.gl.DeleteSync(sync);
    c.group->syncs.clear();
    c.group->labels.clear();
    dropSpares(e.exec);
    if (s.draw && !c.track.es) e.chooseBuffers(c);
    while (e.host.gl.GetError()) {}
    e.errorsAnswered();
}

} // namespace sgl
