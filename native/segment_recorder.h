// The supervisor's side of a journal that is recorded: takes full segments out of it, packs them and appends them to the
// trace, in their order, on one thread. JavaScript, which writes everything else of a trace, hears of it afterwards, and only a
// segment that the trace must say more about (commands or objects that it has not described) goes through its hands.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "journal.h"
#include "pack_segment.h"
#include "segment_message.h"

namespace sgl {

class SegmentRecorder {
public:
    // `journal`: its memory, which another process writes; `count` segments of `segmentBytes`, whatever its header says by then.
    // `fd`: of the trace, -1 when nothing is to be kept.
    SegmentRecorder(uint8_t* journal, uint32_t count, uint64_t segmentBytes, int fd, const TraceEnd& end, const PackOptions& options);

    // Takes the next segment if there is one, else waits up to 250 ms for it; then asks for one that is partly filled. True: there
    // is news. Called again and again by one thread; all else by another.
    bool step();
    // Has step() come back soon.
    void wake();
    // The renderer is gone: open segments are taken, too, and when there are none left that is news.
    void finish();

    struct News {
        std::vector<WrittenSegment> written;
        std::unique_ptr<PackedSegment> held; // to be written by who asks, who then says goOn()
        std::string failure;                 // nothing more is written; segments are taken all the same
        bool finished = false;
    };
    News news();
    // The held segment and what belongs to it is in the trace, which now ends here.
    void goOn(const TraceEnd& end);
    void stopWriting() { fd_ = -1; }

private:
    int take(bool openToo);
    void free(int index);
    void keep(std::unique_ptr<PackedSegment> segment);
    bool describes(const PackedSegment& segment);
    void fail(const std::string& why);

    uint8_t* const base_;
    JournalHeader* const header_;
    const uint32_t count_;
    const uint64_t segmentBytes_;
    std::atomic<int> fd_;
    const PackOptions options_;
    TraceEnd end_;
    std::vector<bool> described_; // opcodes
    uint32_t holds_ = 0;          // futex: 1 while somebody else writes
    std::atomic<bool> finishing_{false};
    bool finished_ = false;
    std::mutex mutex_;
    News news_;
};

} // namespace sgl
