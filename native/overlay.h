// The frame rate, painted into a frame that is shown (never into what is recorded).
#pragma once
#include <cstdint>

namespace sgl {

class Overlay {
public:
    // Counts a frame and paints the rate of the last half second into the top left corner of BGRA rows.
    void paint(uint8_t* pixels, uint32_t width, uint32_t height, uint64_t nowNs);

private:
    uint64_t since_ = 0;
    uint32_t frames_ = 0;
    uint32_t rate_ = 0;
};

} // namespace sgl
