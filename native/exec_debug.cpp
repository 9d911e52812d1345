// Debug output. Until the program uses it, the driver's debug output belongs to the executor, which learns
// of GL errors from it; from then on it is the program's own: state, filters and log are the driver's as the
// program sets them, errors are asked for after each command, and where the program has a callback its
// messages are queued here until the client fetches them (guest/common/gl_debug.c).
#include <string>
#include <vector>

#include "decode_pointers.h"
#include "executor_core.h"
#include "state.h"

#include "opcodes.h"

namespace sgl {
namespace {

constexpr size_t kMostMessages = 4096, kMostBytes = 4 << 20; // queued; later ones are dropped, as in a full log

struct DebugMessage {
    uint32_t source, type, id, severity;
    std::string text;
};
struct DebugGroup {
    uint32_t source, id;
    std::string text;
};
struct DebugState {
    bool ours = true;      // the driver's debug output is still the executor's
    bool callback = false; // the program has one
    std::vector<DebugMessage> messages;
    size_t bytes = 0;
    std::vector<DebugGroup> groups; // pushed while it is
};

DebugState& stateOf(Exec& x) {
    if (!x.context->debugState) x.context->debugState = std::make_shared<DebugState>();
    return *static_cast<DebugState*>(x.context->debugState.get());
}

void APIENTRY queue(GLenum source, GLenum type, GLuint id, GLenum severity, GLsizei length, const GLchar* text, const void* user) {
    auto& state = *static_cast<DebugState*>(const_cast<void*>(user));
    const size_t n = length >= 0 ? static_cast<size_t>(length) : std::strlen(text);
    if (state.messages.size() >= kMostMessages || state.bytes + n > kMostBytes) return;
    state.messages.push_back({source, type, id, severity, std::string(text, n)});
    state.bytes += n;
}

void APIENTRY ignore(GLenum, GLenum, GLuint, GLenum, GLsizei, const GLchar*, const void*) {}

// The program uses debug output: it gets the driver's as a new context has it.
DebugState& handOver(Exec& x) {
    DebugState& state = stateOf(x);
    if (!state.ours) return state;
    state.ours = false;
    x.context->errorsFlagged = false;
    x.gl.DebugMessageCallback(nullptr, nullptr);
    x.gl.Disable(GL_DEBUG_OUTPUT); // the groups below say nothing again
    for (size_t i = 0; i < state.groups.size(); i++) x.gl.PopDebugGroup();
    x.gl.DebugMessageControl(GL_DONT_CARE, GL_DONT_CARE, GL_DONT_CARE, 0, nullptr, GL_TRUE);
    x.gl.DebugMessageControl(GL_DONT_CARE, GL_DONT_CARE, GL_DEBUG_SEVERITY_LOW, 0, nullptr, GL_FALSE);
    for (const DebugGroup& g : state.groups) x.gl.PushDebugGroup(g.source, g.id, static_cast<GLsizei>(g.text.size()), g.text.c_str());
    state.groups.clear();
    if (x.context->request.flags & 1) x.gl.Enable(GL_DEBUG_OUTPUT);
    x.gl.Enable(GL_DEBUG_OUTPUT_SYNCHRONOUS); // always: messages come on this thread
    return state;
}

bool isDebugCap(GLenum cap) { return cap == GL_DEBUG_OUTPUT || cap == GL_DEBUG_OUTPUT_SYNCHRONOUS; }

} // namespace

bool hand_glEnable(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const GLenum cap = a.u32(0);
    if (isDebugCap(cap)) handOver(x);
    sgl_track_glEnable(x.cx, cap);
    x.gl.Enable(cap);
    return true;
}

bool hand_glDisable(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const GLenum cap = a.u32(0);
    if (isDebugCap(cap)) handOver(x);
    if (cap == GL_DEBUG_OUTPUT_SYNCHRONOUS) return true; // the client keeps this one
    sgl_track_glDisable(x.cx, cap);
    x.gl.Disable(cap);
    return true;
}

// words: callback 0 and 1 (whether there is one), userParam 2
bool hand_glDebugMessageCallback(Exec& x, Args& a) {
    if (!a.fixed(3)) return x.malformed("is too short");
    DebugState& state = handOver(x);
    state.callback = a.u64(0) != 0;
    x.gl.DebugMessageCallback(state.callback ? queue : nullptr, &state);
    return true;
}

// words: source 0, type 1, severity 2, count 3, ids 4, enabled 5
bool hand_glDebugMessageControl(Exec& x, Args& a) {
    Data d;
    if (!a.fixed(6) || !a.data(4, d)) return x.malformed("is too short");
    const GLsizei count = a.i32(3);
    const GLuint* ids = nullptr;
    const Taken taken = takeIn(x, d, count > 0 ? static_cast<uint64_t>(count) * 4 : 0, count <= 0, ids);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has fewer names than it says");
    handOver(x);
    x.gl.DebugMessageControl(a.u32(0), a.u32(1), a.u32(2), count, ids, static_cast<GLboolean>(a.u32(5)));
    return true;
}

// words: source 0, type 1, id 2, severity 3, length 4, buf 5
bool hand_glDebugMessageInsert(Exec& x, Args& a) {
    Data d;
    if (!a.fixed(6) || !a.data(5, d)) return x.malformed("is too short");
    const GLchar* text = nullptr;
    const Taken taken = takeText(x, d, a.i32(4), false, text);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has no text as long as it says");
    if (x.context->request.flags & 1) handOver(x);
    x.gl.DebugMessageInsert(a.u32(0), a.u32(1), a.u32(2), a.u32(3), a.i32(4), text);
    return true;
}

// words: source 0, id 1, length 2, message 3
bool hand_glPushDebugGroup(Exec& x, Args& a) {
    Data d;
    if (!a.fixed(4) || !a.data(3, d)) return x.malformed("is too short");
    const GLchar* text = nullptr;
    const GLsizei length = a.i32(2);
    const Taken taken = takeText(x, d, length, false, text);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has no text as long as it says");
    DebugState& state = x.context->request.flags & 1 ? handOver(x) : stateOf(x);
    x.gl.PushDebugGroup(a.u32(0), a.u32(1), length, text);
    if (state.ours && !x.errorRaised()) state.groups.push_back({a.u32(0), a.u32(1), length >= 0 ? std::string(text, static_cast<size_t>(length)) : std::string(text)});
    return true;
}

bool hand_glPopDebugGroup(Exec& x, Args&) {
    DebugState& state = stateOf(x);
    x.gl.PopDebugGroup();
    if (state.ours && !state.groups.empty()) state.groups.pop_back();
    return true;
}

// words: count 0, bufSize 1, sources 2, types 3, ids 4, severities 5, lengths 6, messageLog 7; the result first
bool hand_glGetDebugMessageLog(Exec& x, Args& a) {
    if (!a.fixed(8)) return x.malformed("is too short");
    handOver(x);
    constexpr uint32_t kMost = 4096;
    const GLuint count = a.u32(0) < kMost ? a.u32(0) : kMost;
    const bool wantsText = !a.isNull(7);
    const GLsizei size = textRoom(a.i32(1));
    std::vector<uint32_t> values[5];
    for (auto& v : values) v.assign(count + 1, 0);
    auto* text = static_cast<GLchar*>(x.scratch(size > 0 ? static_cast<uint64_t>(size) : 1));
    GLuint n = 0;
    if (text)
        n = x.gl.GetDebugMessageLog(count, size, values[0].data(), values[1].data(), values[2].data(), values[3].data(),
                                    reinterpret_cast<GLsizei*>(values[4].data()), wantsText ? text : nullptr);
    if (n > count) n = count;
    uint64_t bytes = 0;
    for (GLuint i = 0; i < n; i++) bytes += values[4][i];
    if (size < 0 || bytes > static_cast<uint64_t>(size)) bytes = size < 0 ? 0 : static_cast<uint64_t>(size);
    x.reply.begin(SGL_OP_glGetDebugMessageLog);
    x.reply.result(n);
    for (uint32_t i = 0; i < 5; i++) replyOut(x, a.isNull(2 + i), values[i].data(), n * 4ull);
    replyOut(x, !wantsText, text, bytes);
    x.reply.end();
    return true;
}

// The answer: how many messages, then of each source, type, id, severity, length and the text, padded to 4.
bool hand_sglDrainDebug(Exec& x, Args&) {
    std::vector<DebugMessage> messages;
    if (x.context && x.context->debugState) {
        DebugState& state = stateOf(x);
        messages.swap(state.messages);
        state.bytes = 0;
    }
    x.reply.begin(SGL_OP_DRAIN_DEBUG);
    const auto n = static_cast<uint32_t>(messages.size());
    x.reply.raw(&n, 4);
    for (const DebugMessage& m : messages) {
        const uint32_t words[5] = {m.source, m.type, m.id, m.severity, static_cast<uint32_t>(m.text.size())};
        static const uint8_t zeros[4] = {};
        x.reply.raw(words, sizeof words);
        x.reply.raw(m.text.data(), m.text.size());
        x.reply.raw(zeros, (4 - m.text.size() % 4) % 4);
    }
    x.reply.end();
    return true;
}

void quietDebug(const Executor& executor, const HostContext& context, bool quiet) {
    if (!context.debugState || context.insideBegin || context.track.begun) return;
    auto& state = *static_cast<DebugState*>(context.debugState.get());
    if (!state.ours) executor.host.gl.DebugMessageCallback(quiet ? ignore : state.callback ? queue : nullptr, &state);
}

} // namespace sgl
