// See asking.h.
#include "asking.h"

#include <cstring>
#include <stdexcept>

#include "executor_core.h"

namespace sgl {

static constexpr uint32_t kOwnStream = 0xffffffff;

Asked Asking::ask(Executor& executor, uint32_t streamId, uint32_t contextId, const uint32_t* words, size_t count) {
    uint32_t calls = 0;
    if (Executor::scan(words, count, &calls) != count) throw std::runtime_error("a command is cut off");
    StreamState* stream = nullptr;
    HostContext* context = nullptr;
    if (contextId) {
        context = executor.context(contextId);
        if (!context) throw std::runtime_error("there is no context " + std::to_string(contextId));
        stream = executor.streamOf(*context);
        if (!stream) {
            stream = &executor.stream(kOwnStream);
            stream->context = context;
        }
    } else {
        stream = &executor.stream(streamId);
    }
    Asked asked;
    asked_ = &asked;
    std::vector<std::pair<HostContext*, uint32_t>> pending;
    for (const auto& [id, context] : executor.contexts) pending.emplace_back(context.get(), context->pendingError);
    const bool quiet = context && context->debugState && executor.activate(*stream);
    if (quiet) quietDebug(executor, *context, true);
    executor.run(*stream, words, count, 0);
    if (quiet && executor.activate(*stream)) quietDebug(executor, *context, false);
    asked.failure = executor.takeFailure();
    for (const auto& [context, error] : pending)
        for (const auto& [id, still] : executor.contexts)
            if (still.get() == context) still->pendingError = error;
    if (stream->id == kOwnStream && contextId) {
        stream->context = nullptr;
        executor.activate(*stream);
    }
    asked_ = nullptr;
    return asked;
}

bool Asking::reply(uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes) {
    if (asked_) {
        auto& all = asked_->payloads;
        const size_t start = (all.size() + 7) & ~static_cast<size_t>(7);
        asked_->answers.push_back({call, opcode, flags, start, bytes});
        all.resize(start + bytes);
        if (bytes) std::memcpy(&all[start], payload, bytes);
    }
    return active();
}

bool Asking::error(const RecordError& e) {
    if (asked_) asked_->errors.push_back(e);
    return active();
}

} // namespace sgl
