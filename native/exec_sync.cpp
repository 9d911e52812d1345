// Errors, finishing, and syncs. A sync is named by a 64-bit token of the client; the host's own sync for it
// stands in the share group. A wait never blocks the executor: it is polled while other streams go on.
#include "decode_pointers.h"
#include "executor_core.h"
#include "state.h"

#include "opcodes.h"

namespace sgl {

bool hand_glGetError(Exec& x, Args&) {
    x.reply.begin(SGL_OP_glGetError);
    x.reply.result(x.takeError());
    x.reply.end();
    return true;
}

bool hand_glFinish(Exec& x, Args&) {
    x.gl.Finish();
    if ((x.context->frontDraw || x.context->bothDraw) && x.stream->draw) x.executor.showFront(*x.stream->draw);
    x.reply.begin(SGL_OP_glFinish);
    x.reply.end();
    return true;
}

// words: condition 0, flags 1, token 2 and 3
bool hand_glFenceSync(Exec& x, Args& a) {
    if (!a.fixed(4)) return x.malformed("is too short");
    const uint64_t token = a.u64(2);
    auto& syncs = x.group().syncs;
    if (token == 0 || syncs.count(token)) return x.malformed("uses a sync's token twice");
    if (syncs.size() >= 1 << 20) return x.malformed("is one sync too many");
    if (GLsync sync = x.gl.FenceSync(a.u32(0), a.u32(1))) syncs.emplace(token, sync);
    return true;
}

static GLsync find(Exec& x, uint64_t token) {
    const auto& syncs = x.group().syncs;
    const auto it = syncs.find(token);
    return it == syncs.end() ? nullptr : it->second;
}

static bool answer(Exec& x, uint32_t opcode, uint64_t result) {
    x.reply.begin(opcode);
    x.reply.result(result);
    x.reply.end();
    return true;
}

bool hand_glIsSync(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("is too short");
    return answer(x, SGL_OP_glIsSync, find(x, a.u64(0)) != nullptr);
}

bool hand_glDeleteSync(Exec& x, Args& a) {
    if (!a.fixed(2)) return x.malformed("is too short");
    const uint64_t token = a.u64(0);
    if (token == 0) return true;
    GLsync sync = find(x, token);
    if (!sync) {
        x.raise(GL_INVALID_VALUE);
        return true;
    }
    x.gl.DeleteSync(sync);
    x.group().syncs.erase(token);
    return true;
}

// words: sync 0 and 1, flags 2, timeout 3 and 4
bool hand_glClientWaitSync(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed("is too short");
    const uint64_t token = a.u64(0), timeout = a.u64(3);
    GLsync sync = find(x, token);
    if (!sync) {
        x.raise(GL_INVALID_VALUE);
        return answer(x, SGL_OP_glClientWaitSync, GL_WAIT_FAILED);
    }
    // The program's flush bit, and a flush of ours in any case: a fence that is never flushed is never signalled.
    const GLenum first = x.gl.ClientWaitSync(sync, a.u32(2), 0);
    if (first != GL_TIMEOUT_EXPIRED || timeout == 0) return answer(x, SGL_OP_glClientWaitSync, first);
    x.gl.Flush();
    if (x.replaying()) { // the recording's answer is the one that counts; here it is only waited for
        constexpr uint64_t kPatience = 10'000'000'000;
        return answer(x, SGL_OP_glClientWaitSync, x.gl.ClientWaitSync(sync, GL_SYNC_FLUSH_COMMANDS_BIT, timeout < kPatience ? timeout : kPatience));
    }
    const uint64_t call = x.call;
    x.park(
        [&x, token, call](bool expired) {
            GLsync now = find(x, token); // another context may have deleted it meanwhile
            const GLenum result = now ? x.gl.ClientWaitSync(now, 0, 0) : static_cast<GLenum>(GL_WAIT_FAILED);
            if (result == GL_TIMEOUT_EXPIRED && !expired) return false;
            const uint64_t executing = x.call;
            x.call = call; // the answer belongs to the call that asked
            answer(x, SGL_OP_glClientWaitSync, result == GL_ALREADY_SIGNALED ? static_cast<GLenum>(GL_CONDITION_SATISFIED) : result);
            x.call = executing;
            return true;
        },
        timeout);
    return true;
}

// words: sync 0 and 1, flags 2, timeout 3 and 4
bool hand_glWaitSync(Exec& x, Args& a) {
    if (!a.fixed(5)) return x.malformed("is too short");
    if (GLsync sync = find(x, a.u64(0))) x.gl.WaitSync(sync, a.u32(2), a.u64(3));
    else x.raise(GL_INVALID_VALUE);
    return true;
}

// words: sync 0 and 1, pname 2, count 3, length 4, values 5
bool hand_glGetSynciv(Exec& x, Args& a) {
    if (!a.fixed(6)) return x.malformed("is too short");
    GLsync sync = find(x, a.u64(0));
    const GLsizei count = a.i32(3);
    GLint values[16] = {};
    GLsizei length = 0;
    if (!sync) x.raise(GL_INVALID_VALUE);
    else x.gl.GetSynciv(sync, a.u32(2), count > 16 ? 16 : count, &length, values);
    const bool failed = !sync || x.errorRaised();
    const uint64_t n = failed || length < 0 ? 0 : length > count ? static_cast<uint64_t>(count) : static_cast<uint64_t>(length);
    x.reply.begin(SGL_OP_glGetSynciv);
    replyOut(x, a.isNull(4), &length, failed ? 0 : sizeof length);
    replyOut(x, a.isNull(5), values, n * sizeof(GLint));
    x.reply.end();
    return true;
}

// words: ptr 0 (a sync's token), length 1, label 2
bool hand_glObjectPtrLabel(Exec& x, Args& a) {
    Data ptr, text;
    if (!a.fixed(3) || !a.data(0, ptr) || !a.data(2, text)) return x.malformed("is too short");
    const GLchar* label = nullptr;
    const Taken taken = takeText(x, text, a.i32(1), true, label);
    if (taken != Taken::Ok) return refuse(x, taken, false, "has no label as long as it says");
    if (GLsync sync = find(x, ptr.value)) x.gl.ObjectPtrLabel(sync, a.i32(1), label);
    else x.raise(GL_INVALID_VALUE);
    return true;
}

// words: ptr 0 (a sync's token), bufSize 1, length 2, label 3
bool hand_glGetObjectPtrLabel(Exec& x, Args& a) {
    Data ptr;
    if (!a.fixed(4) || !a.data(0, ptr)) return x.malformed("is too short");
    const GLsizei size = textRoom(a.i32(1));
    auto* label = static_cast<GLchar*>(x.scratch(size > 0 ? static_cast<uint64_t>(size) : 1));
    GLsizei length = 0;
    GLsync sync = find(x, ptr.value);
    if (sync && label) x.gl.GetObjectPtrLabel(sync, size, &length, a.isNull(3) ? nullptr : label);
    else x.raise(GL_INVALID_VALUE);
    const bool failed = !sync || !label || x.errorRaised();
    x.reply.begin(SGL_OP_glGetObjectPtrLabel);
    replyOut(x, a.isNull(2), &length, failed ? 0 : sizeof length);
    replyOut(x, a.isNull(3), label, failed ? 0 : textBytes(label, size, length));
    x.reply.end();
    return true;
}

} // namespace sgl
