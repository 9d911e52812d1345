// See replayer.h.
#include "replayer.h"

#include "opcodes.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace sgl {

static constexpr size_t kSamples = 64;

Replayer::Replayer(const ExecutorOptions& options) : executor_(Host::get(), *this, options) {}

void Replayer::expect(std::vector<uint8_t> records) {
    // answers that were not asked for again (the recording broke off there) stay uncounted
    records_ = std::move(records);
    expected_.clear();
    next_ = 0;
    size_t at = 0;
    while (at < records_.size()) {
        RecordHeader header;
        ExpectedReply reply{};
        if (records_.size() - at < sizeof header + sizeof reply.record) throw std::runtime_error("the recorded replies are cut off");
        std::memcpy(&header, &records_[at], sizeof header);
        const uint64_t padded = (static_cast<uint64_t>(header.bytes) + 7) & ~7ull;
        if (header.kind != static_cast<uint32_t>(RecordKind::Reply) || header.bytes < sizeof reply.record || padded > records_.size() - at - sizeof header)
            throw std::runtime_error("the recorded replies are damaged");
        std::memcpy(&reply.record, &records_[at + sizeof header], sizeof reply.record);
        reply.payload = &records_[at + sizeof header] + sizeof reply.record;
        reply.bytes = header.bytes - sizeof reply.record;
        expected_.push_back(reply);
        at += sizeof header + padded;
    }
}

uint64_t Replayer::run(uint32_t stream, const uint32_t* words, size_t count, uint64_t firstCall, uint64_t lastCall) {
    uint32_t calls = 0;
    if (Executor::scan(words, count, &calls) != count) throw std::runtime_error("a command is cut off");
    return executor_.run(executor_.stream(stream), words, count, firstCall, lastCall);
}

std::vector<RecordFrame> Replayer::takeFrames() { return std::exchange(frames_, {}); }
std::vector<RecordError> Replayer::takeErrors() { return std::exchange(errors_, {}); }

static std::string difference(const uint8_t* was, uint64_t wasBytes, const uint8_t* is, uint64_t isBytes) {
    char text[160];
    if (wasBytes != isBytes) {
        std::snprintf(text, sizeof text, "recorded %llu bytes, replayed %llu", static_cast<unsigned long long>(wasBytes), static_cast<unsigned long long>(isBytes));
        return text;
    }
    uint64_t at = 0;
    while (at < wasBytes && was[at] == is[at]) at++;
    uint32_t a = 0, b = 0;
    const uint64_t word = at / 4 * 4, n = wasBytes - word < 4 ? wasBytes - word : 4;
    std::memcpy(&a, was + word, n);
    std::memcpy(&b, is + word, n);
    std::snprintf(text, sizeof text, "byte %llu of %llu: recorded 0x%08x, replayed 0x%08x", static_cast<unsigned long long>(word), static_cast<unsigned long long>(wasBytes), a, b);
    return text;
}

std::vector<uint8_t> Replayer::noted(uint64_t call, uint32_t opcode) {
    const auto first = std::lower_bound(expected_.begin(), expected_.end(), call, [](const ExpectedReply& r, uint64_t c) { return r.record.call < c; });
    for (auto r = first; r != expected_.end() && r->record.call == call; r++)
        if ((r->record.flags & kReplyNote) && r->record.opcode == opcode) return {r->payload, r->payload + r->bytes};
    return {};
}

// Values of glGet that a clock gives, or how full the memory is; and lengths of what the driver says about a program, which is nothing
// when the program comes out of the driver's cache.
static bool varies(uint32_t opcode, const uint32_t words[2]) {
    switch (opcode) {
    case SGL_OP_glGetObjectParameterivARB:
    case SGL_OP_glGetProgramPipelineiv:
    case SGL_OP_glGetProgramiv:
    case SGL_OP_glGetShaderiv: return words[1] == GL_INFO_LOG_LENGTH || words[1] == GL_PROGRAM_BINARY_LENGTH;
    case SGL_OP_glGetBooleanv:
    case SGL_OP_glGetDoublev:
    case SGL_OP_glGetFloatv:
    case SGL_OP_glGetInteger64v:
    case SGL_OP_glGetIntegerv: break;
    default: return false;
    }
    switch (words[0]) {
    case GL_TIMESTAMP:
    case GL_GPU_DISJOINT_EXT:
    case GL_GPU_MEMORY_INFO_CURRENT_AVAILABLE_VIDMEM_NVX:
    case GL_GPU_MEMORY_INFO_EVICTION_COUNT_NVX:
    case GL_GPU_MEMORY_INFO_EVICTED_MEMORY_NVX:
    case GL_VBO_FREE_MEMORY_ATI:
    case GL_TEXTURE_FREE_MEMORY_ATI:
    case GL_RENDERBUFFER_FREE_MEMORY_ATI: return true;
    default: return false;
    }
}

void Replayer::reply(StreamState&, uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes) {
    if (asking.reply(call, opcode, flags, payload, bytes)) return;
    if (!countsAsCall(opcode)) return; // plumbing, which has no call number of its own
    while (next_ < expected_.size() && (expected_[next_].record.call < call || (expected_[next_].record.call == call && (expected_[next_].record.flags & kReplyNote)))) next_++;
    if (next_ >= expected_.size() || expected_[next_].record.call != call) return;
    const ExpectedReply& was = expected_[next_++];
    if ((opcode < kDecoderCount && kReplyClass[opcode] != 0) || varies(opcode, executor_.exec.firstWords)) return;
    if (opcode == SGL_OP_QUERY_HOST || opcode == SGL_OP_CREATE_CONTEXT || opcode == SGL_OP_DRAIN_DEBUG) return; // the environment's
    total_++;
    std::string text;
    if (was.record.opcode != opcode) {
        text = std::string("the recording has a reply of ") + opcodeName(was.record.opcode) + " here";
    } else if (was.record.flags & kReplyHashed) {
        uint64_t hashed[2] = {0, 0};
        if (was.bytes == sizeof hashed) std::memcpy(hashed, was.payload, sizeof hashed);
        if (hashed[0] != bytes) text = "recorded " + std::to_string(hashed[0]) + " bytes, replayed " + std::to_string(bytes);
        else if (hashed[1] != hashBytes(payload, bytes)) text = std::to_string(bytes) + " bytes differ";
    } else if (was.bytes != bytes || (bytes && std::memcmp(was.payload, payload, bytes) != 0)) {
        text = difference(was.payload, was.bytes, payload, bytes);
    } else if (was.record.flags != flags) {
        text = "the recorded reply failed, or this one did";
    }
    if (text.empty()) return;
    different_++;
    if (samples_.size() < kSamples) samples_.push_back({call, opcode, text});
}

} // namespace sgl
