// Executes recorded commands and compares the answers with the recorded ones.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "executor_core.h"

namespace sgl {

// A recorded reply, inside the bytes given to Replayer::expect.
struct ExpectedReply {
    RecordReply record;
    const uint8_t* payload;
    uint64_t bytes;
};

struct ReplyDifference {
    uint64_t call;
    uint32_t opcode;
    std::string text;
};

class Replayer final : public Sink {
public:
    explicit Replayer(const ExecutorOptions&);

    // Reply records (journal.h: header, RecordReply, payload, padded), sorted by call: the answers to what runs next.
    // Throws std::runtime_error when they are not well formed.
    void expect(std::vector<uint8_t> records);
    // Executes whole commands; false and failure() when one is malformed. Throws when the structure is damaged.
    uint64_t run(uint32_t stream, const uint32_t* words, size_t count, uint64_t firstCall, uint64_t lastCall);
    const std::string& failure() const { return executor_.failure(); }
    Executor& executor() { return executor_; }
    std::vector<RecordFrame> takeFrames();
    std::vector<RecordError> takeErrors();
    uint64_t repliesTotal() const { return total_; }
    uint64_t repliesDifferent() const { return different_; }
    const std::vector<ReplyDifference>& samples() const { return samples_; }
    uint64_t executingCall() const { return executing_; }

private:
    void note(uint64_t, uint32_t, const uint8_t*, uint64_t) override {}
    std::vector<uint8_t> noted(uint64_t call, uint32_t opcode) override;
    void reply(StreamState&, uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes) override;
    void error(const RecordError& e) override {
        if (!asking.error(e)) errors_.push_back(e);
    }
    void frame(const RecordFrame& f) override {
        if (!asking.active()) frames_.push_back(f);
    }
    void swapped(StreamState&, Drawable&) override {}
    void shown(Drawable&) override {}
    uint8_t* memory(uint64_t, uint64_t) override { return nullptr; }
    void executing(uint64_t call) override {
        if (!asking.active()) executing_ = call;
    }

    Executor executor_;
    std::vector<uint8_t> records_;
    std::vector<ExpectedReply> expected_;
    size_t next_ = 0;
    std::vector<RecordFrame> frames_;
    std::vector<RecordError> errors_;
    std::vector<ReplyDifference> samples_;
    uint64_t total_ = 0, different_ = 0, executing_ = 0;
};

// 0 exact, 1 location-like, 2 timing or availability, 3 environment: only exact replies are compared. Generated.
extern const uint8_t kReplyClass[];

} // namespace sgl
