// See repeats.h.
#include "repeats.h"

#include <cstring>

namespace sgl {

namespace {

constexpr size_t kWord = 4;
constexpr size_t kLeast = 16;     // bytes of a repeat
constexpr unsigned kPatience = 4; // after so many misses (as a power of 2) the steps grow by a word ...
constexpr size_t kLongest = 64;   // ... up to so many

uint64_t load(const uint8_t* p) {
    uint64_t value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

uint64_t differences(const uint8_t* a, const uint8_t* b) { return (load(a) ^ load(b)) | (load(a + 8) ^ load(b + 8)); }

// 16 bytes in a register of any processor.
using Quarter = uint64_t __attribute__((vector_size(16), aligned(1), may_alias));

Quarter quarter(const uint8_t* a, const uint8_t* b) { return *reinterpret_cast<const Quarter*>(a) ^ *reinterpret_cast<const Quarter*>(b); }

// Bytes of whole words that are equal from a and b on; nothing from `end` on is read of a.
size_t equalBytes(const uint8_t* a, const uint8_t* b, const uint8_t* end) {
    const uint8_t* const from = a;
    for (; end - a >= 64; a += 64, b += 64) {
        const Quarter d = (quarter(a, b) | quarter(a + 16, b + 16)) | (quarter(a + 32, b + 32) | quarter(a + 48, b + 48));
        if (d[0] | d[1]) break;
    }
    for (; end - a >= 8; a += 8, b += 8)
        if (const uint64_t d = load(a) ^ load(b)) return static_cast<size_t>(a - from) + (d << 32 ? 0 : kWord);
    if (end - a >= 4 && std::memcmp(a, b, kWord) == 0) a += kWord;
    return static_cast<size_t>(a - from);
}

} // namespace

uint32_t RepeatFinder::slotOf(const uint8_t* p) {
    return static_cast<uint32_t>((load(p) * 0x9e3779b97f4a7c15u ^ load(p + 8) * 0xc2b2ae3d27d4eb4fu) >> (64 - kTableBits));
}

void RepeatFinder::reset() {
    table_.fill(0);
    repeats_.clear();
    at_ = literals_ = 0;
    misses_ = 0;
}

void RepeatFinder::take(const uint8_t* data, size_t bytes) {
    if (!repeats_.empty() && at_ == literals_) { // a repeat reached the end of what there was: it may go on
        const size_t more = equalBytes(data + at_, data + at_ - repeats_.back().offset, data + bytes);
        repeats_.back().matchLength += static_cast<unsigned>(more);
        at_ = literals_ = at_ + more;
    }
    if (at_ == 0) at_ = kWord;
    while (at_ + kLeast <= bytes) {
        size_t at = at_;
        uint32_t& slot = table_[slotOf(data + at)];
        size_t before = slot;
        slot = static_cast<uint32_t>(at);
        if (at - before >= size_t{1} << kWindowLog || differences(data + at, data + before)) {
            const size_t step = 1 + (misses_++ >> kPatience);
            at_ += kWord * (step < kLongest ? step : kLongest);
            continue;
        }
        size_t length = kLeast + equalBytes(data + at + kLeast, data + before + kLeast, data + bytes);
        while (at > literals_ && before >= kWord && std::memcmp(data + at - kWord, data + before - kWord, kWord) == 0) {
            at -= kWord;
            before -= kWord;
            length += kWord;
        }
        repeats_.push_back({static_cast<unsigned>(at - before), static_cast<unsigned>(at - literals_), static_cast<unsigned>(length), 0});
        at_ = literals_ = at + length;
        misses_ = 0;
        table_[slotOf(data + at_ - kLeast)] = static_cast<uint32_t>(at_ - kLeast);
    }
}

} // namespace sgl
