// The renderer's side of the journal: appends records to the open segment and passes full ones on.
#pragma once
#include <vector>

#include "journal.h"

namespace sgl {

class JournalWriter {
public:
    explicit JournalWriter(int fd); // throws std::runtime_error
    ~JournalWriter();
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    // Room for a record with `bytes` of payload; 8-byte aligned. Waits for the supervisor when all segments are
    // full. Null when it can never fit. commit() makes it visible, with at most that many bytes.
    uint8_t* reserve(RecordKind kind, uint64_t bytes);
    void commit(uint64_t bytes);
    void append(RecordKind kind, const void* p, uint64_t n, const void* more = nullptr, uint64_t moreBytes = 0);

    // Between begin and end of a batch, segments stay where they are: commands execute from them.
    void beginBatch() { inBatch_ = true; }
    void endBatch();
    // Passes the open segment on if the supervisor asked and it holds anything.
    void flushIfAsked() {
        if (__atomic_load_n(&header_->close_asked, __ATOMIC_RELAXED)) flush();
    }
    void flush();
    // Between batches: what comes is recorded, or no more. What is in the segments now is not.
    void record(bool on);
    void end(const char* reason);
    void executing(uint64_t call) { __atomic_store_n(&header_->executing_call, call, __ATOMIC_RELAXED); }
    uint64_t largestPayload() const { return segmentBytes() - sizeof(RecordHeader) - 64; }
    bool recording() const { return recording_; }

private:
    static constexpr uint32_t kUnrecordedSegments = 2;
    static constexpr uint64_t kUnrecordedBytes = 1 << 20;

    void openNext();
    void closeSegment(int index);
    // What nobody records goes round in little memory: the processor's caches hold it.
    uint64_t segmentBytes() const { return recording_ ? header_->segment_bytes : kUnrecordedBytes; }
    uint32_t segments() const { return recording_ ? header_->segment_count : kUnrecordedSegments; }
    uint8_t* data(int index) const { return base_ + kJournalData + static_cast<uint64_t>(index) * header_->segment_bytes; }
    uint8_t* base_ = nullptr;
    uint64_t bytes_ = 0;
    JournalHeader* header_ = nullptr;
    int open_ = -1;
    uint64_t used_ = 0;
    uint64_t sequence_ = 0;
    bool recording_ = false;
    bool inBatch_ = false;
    std::vector<int> closing_; // full, but a batch in them is being executed
    uint32_t parent_ = 0;
};

} // namespace sgl
