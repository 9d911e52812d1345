// Appends to the journal (layout and protocol: journal.h).
#include "journal_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "region.h" // futexes

namespace sgl {

JournalWriter::JournalWriter(int fd) {
    struct stat st;
    if (fstat(fd, &st)) throw std::runtime_error(std::string("the journal cannot be opened: ") + std::strerror(errno));
    bytes_ = static_cast<uint64_t>(st.st_size);
    void* p = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED) throw std::runtime_error(std::string("the journal cannot be mapped: ") + std::strerror(errno));
    base_ = static_cast<uint8_t*>(p);
    header_ = reinterpret_cast<JournalHeader*>(base_);
    if (header_->magic != kJournalMagic) throw std::runtime_error("the journal is not one");
    recording_ = header_->attended;
    parent_ = static_cast<uint32_t>(getppid());
}

JournalWriter::~JournalWriter() {
    if (base_) munmap(base_, bytes_);
}

// Opens a free segment: the first one, so that as few as possible go round and stay in the processor's caches. Waits for one
// when all are full and will be recorded, or are being read.
void JournalWriter::openNext() {
    for (;;) {
        const uint32_t bell = __atomic_load_n(&header_->free_bell, __ATOMIC_ACQUIRE);
        for (int i = 0; i < static_cast<int>(segments()); i++) {
            if (std::find(closing_.begin(), closing_.end(), i) != closing_.end()) continue; // it is being executed
            JournalSegment& s = header_->segments[i];
            uint32_t state = __atomic_load_n(&s.state, __ATOMIC_ACQUIRE);
            const bool unread = !recording_ || !__atomic_load_n(&header_->attended, __ATOMIC_ACQUIRE);
            // unless whoever came to look, and left, takes it at this moment
            if (state == static_cast<uint32_t>(SegmentState::Full) && unread &&
                __atomic_compare_exchange_n(&s.state, &state, static_cast<uint32_t>(SegmentState::Free), false, __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE))
                state = static_cast<uint32_t>(SegmentState::Free);
            if (state != static_cast<uint32_t>(SegmentState::Free)) continue;
            __atomic_store_n(&s.used, 0, __ATOMIC_RELAXED);
            s.sequence = ++sequence_;
            __atomic_store_n(&s.state, static_cast<uint32_t>(SegmentState::Open), __ATOMIC_RELEASE);
            open_ = i;
            used_ = 0;
            return;
        }
        futexWait(&header_->free_bell, bell, 100000000);
        if (static_cast<uint32_t>(getppid()) != parent_) _exit(3); // nobody is left to empty the journal
    }
}

void JournalWriter::closeSegment(int index) {
    __atomic_store_n(&header_->segments[index].state, static_cast<uint32_t>(SegmentState::Full), __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&header_->full_bell, 1, __ATOMIC_SEQ_CST);
    if (recording_) futexWake(&header_->full_bell);
}

uint8_t* JournalWriter::reserve(RecordKind kind, uint64_t bytes) {
    const uint64_t need = sizeof(RecordHeader) + ((bytes + 7) & ~7ull);
    if (need > segmentBytes()) return nullptr;
    if (open_ < 0 || used_ + need > segmentBytes()) {
        if (open_ >= 0) {
            if (inBatch_) closing_.push_back(open_);
            else closeSegment(open_);
        }
        openNext();
    }
    auto* record = reinterpret_cast<RecordHeader*>(data(open_) + used_);
    record->kind = static_cast<uint32_t>(kind);
    return data(open_) + used_ + sizeof(RecordHeader);
}

void JournalWriter::commit(uint64_t bytes) {
    auto* record = reinterpret_cast<RecordHeader*>(data(open_) + used_);
    record->bytes = static_cast<uint32_t>(bytes);
    const uint64_t padded = (bytes + 7) & ~7ull;
    std::memset(reinterpret_cast<uint8_t*>(record + 1) + bytes, 0, padded - bytes);
    used_ += sizeof(RecordHeader) + padded;
    __atomic_store_n(&header_->segments[open_].used, used_, __ATOMIC_RELEASE);
}

void JournalWriter::append(RecordKind kind, const void* p, uint64_t n, const void* more, uint64_t moreBytes) {
    uint8_t* to = reserve(kind, n + moreBytes);
    if (!to) return;
    std::memcpy(to, p, n);
    if (moreBytes) std::memcpy(to + n, more, moreBytes);
    commit(n + moreBytes);
}

void JournalWriter::endBatch() {
    inBatch_ = false;
    for (int i : closing_) closeSegment(i);
    closing_.clear();
}

void JournalWriter::flush() {
    __atomic_store_n(&header_->close_asked, 0, __ATOMIC_RELAXED);
    if (inBatch_ || open_ < 0 || used_ == 0) return;
    closeSegment(open_);
    open_ = -1;
}

void JournalWriter::record(bool on) {
    for (uint32_t i = 0; i < header_->segment_count; i++) {
        JournalSegment& s = header_->segments[i];
        if (__atomic_load_n(&s.state, __ATOMIC_ACQUIRE) == static_cast<uint32_t>(SegmentState::Taken)) continue; // freed by who reads it
        __atomic_store_n(&s.used, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&s.state, static_cast<uint32_t>(SegmentState::Free), __ATOMIC_RELEASE);
    }
    open_ = -1;
    used_ = 0;
    recording_ = on;
}

void JournalWriter::end(const char* reason) {
    endBatch();
    if (reason) {
        std::strncpy(header_->reason, reason, sizeof header_->reason - 1);
    }
    if (open_ >= 0 && used_) flush();
    __atomic_store_n(&header_->ended, 1, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&header_->full_bell, 1, __ATOMIC_SEQ_CST);
    futexWake(&header_->full_bell);
}

} // namespace sgl
