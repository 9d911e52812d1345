// The renderer of one live client process: takes batches from its streams in ticket order, copies each into
// the journal, executes it from there, answers.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "executor_core.h"
#include "gate.h"
#include "journal_writer.h"
#include "region.h"

namespace sgl {

struct LiveOptions {
    std::string region;
    uint32_t slot = 0;
    int journalFd = -1;
    ExecutorOptions executor;
    std::shared_ptr<Gate> gate; // null: nobody wants to stop the program
};
struct LiveResult {
    std::string reason; // empty: the program ended
    uint64_t calls = 0, frames = 0;
};

class LiveRenderer final : public Sink {
public:
    explicit LiveRenderer(const LiveOptions&); // throws std::runtime_error
    ~LiveRenderer() override;
    LiveResult run();

private:
    struct Stream {
        StreamState* state;
        sgl_stream_ctl* ctl;
        uint8_t* ring;
        uint8_t* replies;
        uint32_t ringSize, replySize;
        uint64_t position = 0; // ring bytes copied
        uint64_t batches = 0;  // descriptors taken
        uint64_t replyWritten = 0;
        uint64_t framesDone = 0;
        bool gone = false;
    };
    void findStreams();
    Stream* next();
    bool gapPersists();
    void recordAttempt(Stream&);
    bool runBatch(Stream&);
    bool execute(Stream&, uint64_t end);
    uint64_t passGate(Stream&, const uint8_t* commands, uint64_t piece);
    bool changeRecording();
    uint64_t frames() const { return executor_->frames() - framesBefore_; }
    void drain();
    void sleep();
    void notify(Stream&);
    void writeReply(Stream&, const void* p, uint64_t n);
    void publishReply(Stream&);
    void forget(Stream&);
    bool clientLeft() const;

    void note(uint64_t call, uint32_t opcode, const uint8_t* payload, uint64_t bytes) override;
    std::vector<uint8_t> noted(uint64_t, uint32_t) override { return {}; }
    void reply(StreamState&, uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes) override;
    void error(const RecordError&) override;
    void frame(const RecordFrame&) override;
    void swapped(StreamState&, Drawable&) override;
    void shown(Drawable&) override;
    uint8_t* memory(uint64_t offset, uint64_t bytes) override;
    void executing(uint64_t call) override {
        if (!asking.active()) journal_.executing(call);
    }

    std::unique_ptr<Region> region_;
    sgl_client& client_;
    uint32_t slot_;
    JournalWriter journal_;
    std::shared_ptr<Gate> gate_;
    std::unique_ptr<Executor> executor_;
    std::vector<std::unique_ptr<Stream>> streams_;
    Stream* recent_ = nullptr;
    uint64_t ticket_ = 0;   // of the next batch
    uint64_t call_ = 0;     // number of the next call
    uint64_t callsBefore_ = 0, framesBefore_ = 0; // before it was recorded
    uint64_t gapSince_ = 0; // ns; 0 = no gap
    uint64_t polledAt_ = 0; // ns
    uint32_t naps_ = 0;     // in a row, of a renderer that nobody can wake
    uint32_t parent_;
};

} // namespace sgl
