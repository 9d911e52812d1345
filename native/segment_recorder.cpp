// See segment_recorder.h.
#include "segment_recorder.h"

#include <utility>

#include "region.h" // futexes

namespace sgl {

namespace {

constexpr uint64_t kPatience = 250'000'000; // ns

uint32_t number(SegmentState state) { return static_cast<uint32_t>(state); }

} // namespace

SegmentRecorder::SegmentRecorder(uint8_t* journal, uint32_t count, uint64_t segmentBytes, int fd, const TraceEnd& end, const PackOptions& options)
    : base_(journal), header_(reinterpret_cast<JournalHeader*>(journal)), count_(count), segmentBytes_(segmentBytes), fd_(fd), options_(options), end_(end), described_(65536) {}

bool SegmentRecorder::step() {
    if (__atomic_load_n(&holds_, __ATOMIC_ACQUIRE)) {
        futexWait(&holds_, 1, kPatience);
        return false;
    }
    const uint32_t bell = __atomic_load_n(&header_->full_bell, __ATOMIC_ACQUIRE);
    const bool finishing = finishing_; // as take() sees it: what it left because the renderer still had it is not the end
    const int index = take(finishing);
    if (index < 0) {
        if (finishing && !finished_) {
            std::lock_guard<std::mutex> lock(mutex_);
            return news_.finished = finished_ = true;
        }
        futexWait(&header_->full_bell, bell, kPatience);
        // not after news: the bell of a segment that was closed on request must not ask for the next
        if (__atomic_load_n(&header_->full_bell, __ATOMIC_ACQUIRE) == bell) __atomic_store_n(&header_->close_asked, 1u, __ATOMIC_RELAXED);
        return false;
    }
    uint64_t used = __atomic_load_n(&header_->segments[index].used, __ATOMIC_ACQUIRE);
    if (used > segmentBytes_) used = segmentBytes_;
    std::unique_ptr<PackedSegment> packed;
    bool taken = true;
    try {
        if (fd_ >= 0) packed = std::make_unique<PackedSegment>(packRecords(base_ + kJournalData + static_cast<uint64_t>(index) * segmentBytes_, used, options_));
        free(index); // its memory is the renderer's again while this is written
        taken = false;
        if (packed) keep(std::move(packed));
    } catch (const std::exception& e) {
        if (taken) free(index);
        fail(e.what());
    }
    return true;
}

void SegmentRecorder::wake() {
    __atomic_add_fetch(&header_->full_bell, 1, __ATOMIC_SEQ_CST);
    futexWake(&header_->full_bell);
    futexWake(&holds_);
}

void SegmentRecorder::finish() {
    finishing_ = true;
    wake();
}

SegmentRecorder::News SegmentRecorder::news() {
    std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(news_, {});
}

void SegmentRecorder::goOn(const TraceEnd& end) {
    end_ = end;
    __atomic_store_n(&holds_, 0u, __ATOMIC_RELEASE);
    futexWake(&holds_);
}

// The oldest segment, if it is full (or at any rate, when the renderer is gone); -1 when there is none.
int SegmentRecorder::take(bool openToo) {
    int oldest = -1;
    for (uint32_t i = 0; i < count_; i++) {
        const JournalSegment& s = header_->segments[i];
        if (__atomic_load_n(&s.state, __ATOMIC_ACQUIRE) == number(SegmentState::Free)) continue;
        if (oldest < 0 || s.sequence < header_->segments[oldest].sequence) oldest = static_cast<int>(i);
    }
    if (oldest < 0) return -1;
    JournalSegment& s = header_->segments[oldest];
    uint32_t state = __atomic_load_n(&s.state, __ATOMIC_ACQUIRE);
    if (state != number(SegmentState::Full) && !openToo) return -1;
    // a renderer that nobody attends takes full ones back
    return __atomic_compare_exchange_n(&s.state, &state, number(SegmentState::Taken), false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED) ? oldest : -1;
}

void SegmentRecorder::free(int index) {
    JournalSegment& s = header_->segments[index];
    __atomic_store_n(&s.used, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&s.state, number(SegmentState::Free), __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&header_->free_bell, 1, __ATOMIC_SEQ_CST);
    futexWake(&header_->free_bell);
}

// Whether the trace has described all that is in the segment; if not, it will have when somebody goes on.
bool SegmentRecorder::describes(const PackedSegment& s) {
    bool all = s.objects.empty() && s.answers.empty();
    for (const uint32_t opcode : s.opcodes) {
        all &= described_[opcode];
        described_[opcode] = true;
    }
    return all;
}

void SegmentRecorder::keep(std::unique_ptr<PackedSegment> segment) {
    if (!describes(*segment)) {
        __atomic_store_n(&holds_, 1u, __ATOMIC_RELEASE);
        std::lock_guard<std::mutex> lock(mutex_);
        news_.held = std::move(segment);
        return;
    }
    const WrittenSegment written = appendSegment(fd_, end_, *segment);
    std::lock_guard<std::mutex> lock(mutex_);
    news_.written.push_back(written);
}

void SegmentRecorder::fail(const std::string& why) {
    fd_ = -1;
    std::lock_guard<std::mutex> lock(mutex_);
    if (news_.failure.empty()) news_.failure = why;
}

} // namespace sgl
