// Finds what repeats itself in streams of 32-bit words, faster than zstd does: zstd looks for repeats of bytes, and takes
// the nearest. In vertices written anew in each frame that gives a match of two or three floats at a time; from 16 bytes on,
// it is rows of them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

namespace sgl {

class RepeatFinder {
public:
    static constexpr int kWindowLog = 23;

    void reset();
    // Looks through what came since the last time, while it is still in the core's caches. `data`: all that came since
    // reset(), `bytes` of it, less than 4 GiB; it may have moved.
    void take(const uint8_t* data, size_t bytes);
    // In order, for ZSTD_compressSequences without block delimiters, none further back than the window.
    const std::vector<ZSTD_Sequence>& repeats() const { return repeats_; }

private:
    static constexpr unsigned kTableBits = 13; // 32 KiB: stays in the core's first cache
    static uint32_t slotOf(const uint8_t* p);

    std::array<uint32_t, 1u << kTableBits> table_{}; // the last place with these 16 bytes, as far as known
    std::vector<ZSTD_Sequence> repeats_;
    size_t at_ = 0;       // where to look next
    size_t literals_ = 0; // begin of what no repeat covers
    unsigned misses_ = 0;
};

} // namespace sgl
