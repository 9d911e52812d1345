// See overlay.h.
#include "overlay.h"

#include <cstdio>
#include <cstring>

namespace sgl {

// 4 x 6 cells, a row a hexadecimal digit from the top: '0' to '9', then 'f', 'p', 's'.
static constexpr uint32_t kGlyphs[] = {
    0x699996, 0x262227, 0x69124f, 0x692196, 0x26af22, 0xf8e196, 0x68e996, 0xf12244, 0x696996, 0x699716, 0x34e444, 0x0e9e88, 0x07861e,
};
static constexpr uint32_t kScale = 2, kAdvance = 5 * kScale, kMargin = 4;

void Overlay::paint(uint8_t* pixels, uint32_t width, uint32_t height, uint64_t nowNs) {
    frames_++;
    if (!since_) since_ = nowNs;
    if (nowNs - since_ >= 500'000'000) {
        rate_ = static_cast<uint32_t>((static_cast<uint64_t>(frames_) * 1'000'000'000 + (nowNs - since_) / 2) / (nowNs - since_));
        since_ = nowNs;
        frames_ = 0;
    }
    char text[24];
    std::snprintf(text, sizeof text, "%u fps", rate_);
    const auto length = static_cast<uint32_t>(std::strlen(text));
    const uint32_t boxWidth = length * kAdvance + 2 * kMargin, boxHeight = 6 * kScale + 2 * kMargin;
    auto put = [&](uint32_t x, uint32_t y, uint32_t bgra) {
        if (x < width && y < height) std::memcpy(pixels + (static_cast<uint64_t>(y) * width + x) * 4, &bgra, 4);
    };
    for (uint32_t y = 0; y < boxHeight; y++)
        for (uint32_t x = 0; x < boxWidth; x++) put(x, y, 0xff000000u);
    for (uint32_t i = 0; i < length; i++) {
        const char c = text[i];
        const uint32_t glyph = c >= '0' && c <= '9' ? kGlyphs[c - '0'] : c == 'f' ? kGlyphs[10] : c == 'p' ? kGlyphs[11] : c == 's' ? kGlyphs[12] : 0;
        for (uint32_t y = 0; y < 6 * kScale; y++)
            for (uint32_t x = 0; x < 4 * kScale; x++)
                if (glyph >> (20 - 4 * (y / kScale)) >> (3 - x / kScale) & 1) put(kMargin + i * kAdvance + x, kMargin + y, 0xffffffffu);
    }
}

} // namespace sgl
